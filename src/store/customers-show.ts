import type { CustomerId, StaffId } from '../domain/ids.ts';
import type { ExplainedQuality } from '../domain/inquiry-quality.ts';
import { readCharge, receiverAt, type StoredCharge } from './charge.ts';
import { readInquiryQuality } from './inquiry-quality.ts';
import { type LevelNews, readLevelHistory } from './level-overrides.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { lastOccasions } from './right-occasions.ts';
import { createFactsAsOf, type FactsAsOf, pagesAsOf } from './score-facts.ts';
import { windowDaysInForce } from './score-rules.ts';
import { latestScoreVersion, type ScoreVersion } from './score-version.ts';
import { loadSnapshots } from './snapshot.ts';
import { readSaid, type Said } from './statements.ts';
import type { Snapshot } from '../domain/decision.ts';
import type { PastOccasion } from '../domain/right-occasion.ts';

const MOST_SAID = 200;

/** What is known of one customer, with the scoring that its scores come from. */
export interface ShownCustomer {
  readonly snapshot: Snapshot;
  /** The last occasion of each right that others carry out. */
  readonly occasions: readonly PastOccasion[];
  /** What the customer has said, the oldest first. */
  readonly said: readonly Said[];
  /** What became of the level, the oldest first. */
  readonly levels: readonly LevelNews[];
  /** How serious their inquiries are, with the reasons. */
  readonly asked: ExplainedQuality | null;
  /** In whose charge they are, and who sees to what comes in now; null: nobody in particular looks after them. */
  readonly charge: (StoredCharge & { readonly receiver: StaffId | null }) | null;
  readonly scored: { readonly score: Omit<ScoreVersion, 'total'>; readonly facts: FactsAsOf } | null;
}

/** Null when there is no such customer. */
export function showCustomer(pool: Pool, id: CustomerId): Promise<ShownCustomer | null> {
  return inTransaction(pool, async (tx) => {
    const snapshot = (await loadSnapshots(tx, [id], 0)).get(id);
    if (snapshot === undefined) return null;
    const [occasions, said, levels] = [await lastOccasions(tx, id), await readSaid(tx, id, MOST_SAID), await readLevelHistory(tx, id, MOST_SAID)];
    const asked = await readInquiryQuality(tx, id);
    const known = { snapshot, asked, occasions, said, levels, charge: await chargeNow(tx, snapshot) };
    const score = await latestScoreVersion(tx);
    if (score === null) return { ...known, scored: null };
    await createFactsAsOf(tx, { asOf: score.asOf, windowDays: await windowDaysInForce(tx), only: id });
    for await (const [facts] of pagesAsOf(tx)) if (facts !== undefined) return { ...known, scored: { score, facts } };
    return { ...known, scored: null };
  });
}

async function chargeNow(tx: Transaction, { customer, nowMs }: Snapshot): Promise<ShownCustomer['charge']> {
  const charge = await readCharge(tx, customer.id);
  return charge === null ? null : { ...charge, receiver: await receiverAt(tx, charge, nowMs) };
}
