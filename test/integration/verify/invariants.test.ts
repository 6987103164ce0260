import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelRules } from '../../../src/channels/registry.ts';
import type { Pool } from '../../../src/store/pool.ts';
import { INVARIANT_IDS, type InvariantReport, verifyInvariants } from '../../../src/store/verify.ts';
import type { LedgerScene } from '../ledger/ledger-scene.ts';
import { type Fault, FAULTS } from './faults.ts';
import { openLivelyShop } from './lively-shop.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLivelyShop(); });
afterAll(async () => { await scene.close(); });

/** Checks within the transaction that planted the fault: its rollback takes the fault away again. */
async function afterFault({ sql }: Fault): Promise<{ offender: string | undefined; broken: readonly InvariantReport[] }> {
  const tx = await scene.pool.connect();
  try {
    await tx.query('begin');
    let offender: string | undefined;
    for (const statement of sql) offender = (await tx.query<{ offender: string }>(statement)).rows[0]?.offender;
    const query = async (statement: string, params?: unknown[]) => (statement.startsWith('begin') ? undefined : tx.query(statement, params));
    const sameTransaction = { query, release: () => undefined };
    const reports = await verifyInvariants({ connect: async () => sameTransaction } as unknown as Pool, { channels: channelRules(scene.channels) });
    return { offender, broken: reports.filter(({ count }) => count > 0) };
  } finally {
    await tx.query('rollback');
    tx.release();
  }
}

describe('a shop in which everything has happened', () => {
  test('keeps every invariant, and each was looked for in rows', async () => {
    const reports = await verifyInvariants(scene.pool, { channels: channelRules(scene.channels) });
    expect(reports.filter(({ count }) => count > 0)).toEqual([]);
    expect(reports.map(({ id }) => id)).toEqual(INVARIANT_IDS);
    const beforeAnyFault = new Set(['event-decided']); // looks at what waits, and nothing waits
    expect(reports.filter(({ id, checked }) => checked === 0 && !beforeAnyFault.has(id)).map(({ id }) => id)).toEqual([]);
  });
});

describe('a planted fault is found, by its own check and no other', () => {
  test.each(FAULTS.map((fault) => [fault.invariant, fault.what, fault] as const))('%s: %s', async (invariant, _what, fault) => {
    const { offender, broken } = await afterFault(fault);
    expect(broken.map(({ id }) => id)).toEqual([invariant]);
    expect(offender).toBeDefined();
    expect(JSON.stringify(broken[0]!.offenders)).toContain(offender);
  });

  test('there is one for every check', () => {
    expect(INVARIANT_IDS.filter((id) => !FAULTS.some(({ invariant }) => invariant === id))).toEqual([]);
  });
});
