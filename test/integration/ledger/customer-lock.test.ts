import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockCustomers } from '../../../src/store/customer-lock.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { addCustomer } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(() => scene.close());

test('whoever locks a customer keeps everybody else out until the commit', async () => {
  const [ada, bob] = [await addCustomer(scene.pool, { external: 'ada' }), await addCustomer(scene.pool, { external: 'bob' })];
  const impatiently = (id: typeof ada) => inTransaction(scene.pool, async (tx) => {
    await tx.query(`set local lock_timeout = '200ms'`);
    return (await lockCustomers(tx, [id])).has(id);
  });
  await inTransaction(scene.pool, async (tx) => {
    await lockCustomers(tx, [ada]);
    await expect(impatiently(ada)).rejects.toThrow('lock timeout');
    expect(await impatiently(bob)).toBe(true);
  });
  expect(await impatiently(ada)).toBe(true);
});
