import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { INVARIANT_IDS, verifyInvariants } from '../../../src/store/verify.ts';
import type { LedgerScene } from '../ledger/ledger-scene.ts';
import { openLivelyShop } from './lively-shop.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLivelyShop(); });
afterAll(async () => { await scene.close(); });

describe('a shop in which everything has happened', () => {
  test('keeps every invariant, and each was looked for in rows', async () => {
    const reports = await verifyInvariants(scene.pool);
    for (const r of reports) console.log(r.id.padEnd(24), r.checked, r.count, JSON.stringify(r.offenders.slice(0, 3)));
    expect(reports.filter(({ count }) => count > 0)).toEqual([]);
    expect(reports.map(({ id }) => id)).toEqual(INVARIANT_IDS);
  });
});
