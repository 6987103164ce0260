import { type StandingRules, standingOf } from '../domain/standing.ts';
import type { Standing } from '../domain/customer.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { Transaction } from './pool.ts';
import { loadSnapshots } from './snapshot.ts';

const PAGE_CUSTOMERS = 2_000;
const POKES_PER_SECOND = 20;
const NO_CAP_HOURS = 0;

/** A customer's standing on its way into the tables. */
export interface StandingToSave {
  readonly id: CustomerId;
  readonly standing: Standing;
  readonly isAlive: boolean;
}

const SAVE_STANDINGS = `
update customer_facts f set stage = s.stage, life_cycle = s.life_cycle, tier = s.tier, level = s.level,
  marks = case when s.marks = '' then '{}' else string_to_array(s.marks, ',') end
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[]) as s(customer_id, stage, life_cycle, tier, marks, level)
where f.customer_id = s.customer_id`;

// Runs start at a bounded rate: each alive customer gets a moment of its own, by hash, in a window as long as their number asks for.
// The window is meant in system time, which a demo clock stretches.
const SPREAD_WAKE_UPS = `
update customer_state s set wake_at = touchline_now() + make_interval(secs => $2 * coalesce((select factor from domain_clock where id = 1), 1)
  * (hashtextextended(s.customer_id::text, 0) & 65535) / 65536.0)
where s.customer_id = any($1::uuid[]) and s.wake_at is null and s.awaits = '{}'`;

const ALIVE = new Set<Standing['lifeCycle']>(['new', 'active', 'at-risk']);

/**
 * Judges the customers in `touched` as of now and stores their standing, so that old history is no news to the first decision.
 * Those who are alive get a wake-up, spread over time; nobody who is lapsed is woken. Answers how many will be woken.
 */
export async function takeFirstLook(tx: Transaction, rules: StandingRules): Promise<number> {
  const alive: CustomerId[] = [];
  for await (const page of touchedPages(tx)) {
    const snapshots = await loadSnapshots(tx, page, NO_CAP_HOURS);
    const looks = [...snapshots.values()].map(({ customer, nowMs }): StandingToSave => {
      const { standing } = standingOf(customer, rules, nowMs);
      return { id: customer.id, standing, isAlive: customer.orderCount > 0 && ALIVE.has(standing.lifeCycle) };
    });
    await saveStandings(tx, looks);
    for (const { id, isAlive } of looks) if (isAlive) alive.push(id);
  }
  await tx.query(SPREAD_WAKE_UPS, [alive, alive.length / POKES_PER_SECOND]);
  return alive.length;
}

/** Stores standings, many in one statement. */
export async function saveStandings(tx: Transaction, looks: readonly StandingToSave[]): Promise<void> {
  const standings = looks.map(({ standing }) => standing);
  await tx.query(SAVE_STANDINGS, [
    looks.map(({ id }) => id), standings.map(({ stage }) => stage), standings.map(({ lifeCycle }) => lifeCycle),
    standings.map(({ tier }) => tier), standings.map(({ marks }) => marks.join(',')), standings.map(({ level }) => level),
  ]);
}

async function* touchedPages(tx: Transaction): AsyncGenerator<CustomerId[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await tx.query<{ customer_id: string }>(
      'select customer_id from touched where customer_id > $1 order by customer_id limit $2', [after, PAGE_CUSTOMERS]);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map((row) => toCustomerId(row.customer_id));
    after = last.customer_id;
  }
}
