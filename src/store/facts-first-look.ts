import { type StandingRules, standingOf } from '../domain/standing.ts';
import type { Standing } from '../domain/customer.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { giveOutParts } from './open-parts.ts';
import type { Transaction } from './pool.ts';
import { risenToFirst, saveStandings, standingToSave, type StandingToSave } from './save-standings.ts';
import { loadSnapshots } from './snapshot.ts';

const PAGE_CUSTOMERS = 2_000;
const POKES_PER_SECOND = 20;
const NO_CAP_HOURS = 0;

interface Look {
  readonly toSave: StandingToSave;
  readonly isAlive: boolean;
}

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
    const looks = [...snapshots.values()].map(({ customer, nowMs }): Look => {
      const answer = standingOf(customer, rules, nowMs);
      const toSave = standingToSave(customer, answer, { atMs: nowMs, scoreVersion: rules.cutPoints?.version ?? null });
      return { toSave, isAlive: customer.orderCount > 0 && ALIVE.has(answer.standing.lifeCycle) };
    });
    await saveStandings(tx, looks.map(({ toSave }) => toSave));
    await giveOutParts(tx, risenToFirst(looks.map(({ toSave }) => toSave)), rules.policy);
    for (const { toSave, isAlive } of looks) if (isAlive) alive.push(toSave.id);
  }
  await tx.query(SPREAD_WAKE_UPS, [alive, alive.length / POKES_PER_SECOND]);
  return alive.length;
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
