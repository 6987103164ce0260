import type { CustomerFacts, Level, Money, Standing, TierRecord, Warning } from '../domain/customer.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Reason } from '../domain/reason.ts';
import type { StandingAnswer } from '../domain/standing.ts';
import { whyAnotherTier } from '../domain/tier-review.ts';
import { numericFromMoney } from './money.ts';
import type { Transaction } from './pool.ts';

/** A customer's standing on its way into the tables. */
export interface StandingToSave {
  readonly id: CustomerId;
  readonly standing: Standing;
  readonly tierRecord: TierRecord;
  readonly warnings: readonly Warning[];
  /** Null when the tier stays. */
  readonly tierChange: TierChange | null;
  /** Null when the level stays. */
  readonly levelChange: LevelChange | null;
}

/** One line of a customer's history of levels. */
interface LevelChange {
  readonly from: Level;
  readonly to: Level;
  readonly because: Reason;
}

/** One line of a customer's history of tiers. */
export interface TierChange {
  readonly atMs: EpochMs;
  /** Empty for the first tier. */
  readonly from: string;
  readonly to: string;
  readonly because: Reason;
  readonly contribution: Money;
  /** The scoring whose thresholds were in force. */
  readonly scoreVersion: number | null;
}

/** What a judgement from outside of a decision leaves to save. */
export function standingToSave(customer: CustomerFacts, answer: StandingAnswer, { atMs, scoreVersion }: { atMs: EpochMs; scoreVersion: number | null }): StandingToSave {
  const { standing, tierRecord, changes, slope: { warnings } } = answer;
  const because = whyAnotherTier(changes);
  const [from, to] = [customer.standing.tier, standing.tier];
  const tierChange = because === undefined || from === to ? null : { atMs, from, to, because, contribution: customer.contribution, scoreVersion };
  return { id: customer.id, standing, tierRecord, warnings, tierChange, levelChange: anotherLevel(customer, answer) };
}

/** Of those judged, whoever has come to level 1. */
export const risenToFirst = (judged: readonly StandingToSave[]): readonly CustomerId[] => judged.filter(({ levelChange }) => levelChange?.to === 1).map(({ id }) => id);

function anotherLevel({ standing: { level: from } }: CustomerFacts, { standing: { level: to }, changes }: StandingAnswer): LevelChange | null {
  const because = changes.find(({ code }) => code === 'level-changed');
  return because === undefined ? null : { from, to, because };
}

/** Columns of `$1` that stand for a standing, what they set, and what goes into the histories of tiers and levels. */
export const STANDING_COLUMNS = `id uuid, stage text, life_cycle text, tier text, marks text[], level smallint, since_ms float8, misses int, missed_ms float8, tier_change jsonb, level_change jsonb`;
export const SET_STANDING = `stage = s.stage, life_cycle = s.life_cycle, tier = s.tier, marks = s.marks, level = s.level,
  tier_since = instant(s.since_ms), tier_misses = s.misses, tier_missed_at = instant(s.missed_ms)`;
// A level holds from now on, whatever day the customer was judged by.
export const ADD_CHANGES = `, levels as (
  insert into level_change (customer_id, at, from_level, to_level, reason)
  select id, (select touchline_now()), (level_change->>'from')::smallint, (level_change->>'to')::smallint, level_change->'because' from saved where level_change is not null
)
insert into tier_change (customer_id, at, from_tier, to_tier, reason, contribution, score_version)
select id, instant((tier_change->>'atMs')::float8), tier_change->>'from', tier_change->>'to', tier_change->'because',
  (tier_change->>'contribution')::numeric, (tier_change->>'scoreVersion')::int from saved where tier_change is not null`;

/** A standing as one element of `$1`. */
export function standingColumns({ id, standing, tierRecord, tierChange, levelChange }: StandingToSave): object {
  return {
    id, stage: standing.stage, life_cycle: standing.lifeCycle, tier: standing.tier, marks: standing.marks, level: standing.level,
    since_ms: tierRecord.sinceMs, misses: tierRecord.misses, missed_ms: tierRecord.missedAtMs,
    tier_change: tierChange === null ? null : { ...tierChange, contribution: numericFromMoney(tierChange.contribution) },
    level_change: levelChange,
  };
}

const SAVE_SQL = `
with saved as materialized (select * from jsonb_to_recordset($1::jsonb) as s(${STANDING_COLUMNS}, warnings jsonb)), standing as (
  update customer_facts f set ${SET_STANDING}, warnings = s.warnings from saved s where f.customer_id = s.id
)${ADD_CHANGES}`;

/** Stores standings, many in one statement; call it under the customers' locks. */
export async function saveStandings(tx: Transaction, standings: readonly StandingToSave[]): Promise<void> {
  await tx.query(SAVE_SQL, [JSON.stringify(standings.map((one) => ({ ...standingColumns(one), warnings: one.warnings })))]);
}
