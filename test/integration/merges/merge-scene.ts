import type { CustomerId } from '../../../src/domain/ids.ts';
import { mergeCustomers, type CustomersMerged, type MergeCounts } from '../../../src/store/merge-customers.ts';
import { loadSnapshots } from '../../../src/store/snapshot.ts';
import { verifyInvariants } from '../../../src/store/verify.ts';
import { openPromises } from '../promises/promises-scene.ts';

export type MergeScene = Awaited<ReturnType<typeof openMerges>>;

/** A shop in which a supervisor makes one customer of two. */
export async function openMerges() {
  const scene = await openPromises();
  return {
    ...scene,
    /** Messages that count for the caps of a customer. */
    claimedBy: async (id: CustomerId) => (await loadSnapshots(scene.pool, [id], 24 * 365)).get(id)?.touches.map(({ messageId }) => messageId) ?? [],
    merge: (from: CustomerId, into: CustomerId) => mergeCustomers(scene.pool, scene.rules.source, { customerId: from, into, by: 'supervisor-1', reason: 'a test' }),
  };
}

/** The counts of a merge that was done. */
export function countsOf(merged: CustomersMerged): MergeCounts {
  if (merged.kind !== 'merged') throw new Error(`not merged: ${JSON.stringify(merged)}`);
  return merged.counts;
}

/** What breaks an invariant; empty: nothing does. */
export async function brokenIn({ pool, channels }: Pick<MergeScene, 'pool' | 'channels'>): Promise<readonly object[]> {
  const reports = await verifyInvariants(pool, { channels: Object.fromEntries(Object.entries(channels).map(([name, { rule }]) => [name, rule])) });
  return reports.filter(({ count }) => count > 0).map(({ id, offenders }) => ({ id, offenders }));
}
