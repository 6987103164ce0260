import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepClockSeen, pauseClock, readClock, reanchorAfterDowntime, removeClock, resumeClock, setClock } from '../../../src/store/domain-clock.ts';
import { clockChanges } from '../../../src/store/relay.ts';
import { freshDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

const NOON_MS = Date.parse('2011-12-10T12:00Z');
const DAY_MS = 86_400_000;
const DAY_PER_MINUTE = 1440;

let database: TestDatabase;

beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

/** Moves the clock's own marks into the past, as if that much system time had gone by. */
async function systemTimePasses(ms: number): Promise<void> {
  await database.pool.query(
    `update domain_clock set anchored_system = anchored_system - make_interval(secs => $1::float8 / 1000), seen_system = seen_system - make_interval(secs => $1::float8 / 1000)`, [ms]);
}

async function waitMsUntil(ms: number): Promise<number | null> {
  const { rows } = await database.pool.query<{ wait: number | null }>('select touchline_wait_ms(instant($1)) as wait', [ms]);
  return rows[0]!.wait;
}

describe('the domain clock', () => {
  it('is system time until it is set, and again when it is taken away', async () => {
    expect(await readClock(database.pool)).toMatchObject({ factor: 1, isSet: false, unseenMs: null });
    await setClock(database.pool, { atMs: NOON_MS, factor: DAY_PER_MINUTE });
    await removeClock(database.pool);
    const { nowMs, isSet } = await readClock(database.pool);
    expect(isSet).toBe(false);
    expect(Math.abs(nowMs - Date.now())).toBeLessThan(5_000);
  });

  it('goes a day in a minute', async () => {
    await setClock(database.pool, { atMs: NOON_MS, factor: DAY_PER_MINUTE });
    await systemTimePasses(60_000);
    const { nowMs } = await readClock(database.pool);
    expect(nowMs - NOON_MS).toBeGreaterThanOrEqual(DAY_MS);
    expect(nowMs - NOON_MS).toBeLessThan(DAY_MS * 1.05);
    expect(await waitMsUntil(nowMs + DAY_MS)).toBeLessThanOrEqual(60_000);
    expect(await waitMsUntil(nowMs + DAY_MS)).toBeGreaterThan(55_000);
  });

  it('stands still while paused and goes on at its old speed without a jump', async () => {
    await setClock(database.pool, { atMs: NOON_MS, factor: DAY_PER_MINUTE });
    await pauseClock(database.pool);
    const paused = await readClock(database.pool);
    await systemTimePasses(3_600_000);
    expect((await readClock(database.pool)).nowMs).toBe(paused.nowMs);
    expect(await waitMsUntil(paused.nowMs + 1)).toBeNull();
    await pauseClock(database.pool);
    await resumeClock(database.pool);
    const resumed = await readClock(database.pool);
    expect(resumed.factor).toBe(DAY_PER_MINUTE);
    expect(resumed.nowMs - paused.nowMs).toBeLessThan(DAY_MS / 24);
  });

  it('changes its speed without a jump', async () => {
    await setClock(database.pool, { atMs: NOON_MS, factor: DAY_PER_MINUTE });
    await systemTimePasses(600_000);
    await setClock(database.pool, { factor: 1 });
    const { nowMs, factor } = await readClock(database.pool);
    expect(factor).toBe(1);
    expect(nowMs - NOON_MS - 10 * DAY_MS).toBeGreaterThanOrEqual(0);
    expect(nowMs - NOON_MS - 10 * DAY_MS).toBeLessThan(DAY_MS / 2);
  });

  it('leaves out the time during which Touchline was stopped', async () => {
    await setClock(database.pool, { atMs: NOON_MS, factor: DAY_PER_MINUTE });
    await systemTimePasses(60_000);
    await keepClockSeen(database.pool);
    await systemTimePasses(3_600_000);
    const leftOutMs = await reanchorAfterDowntime(database.pool);
    expect(leftOutMs).toBeGreaterThanOrEqual(3_600_000);
    const { nowMs } = await readClock(database.pool);
    expect(nowMs - NOON_MS).toBeGreaterThanOrEqual(DAY_MS);
    expect(nowMs - NOON_MS).toBeLessThan(1.05 * DAY_MS);
  });

  it('has nothing to leave out when it is not set', async () => {
    expect(await reanchorAfterDowntime(database.pool)).toBe(0);
  });

  it('counts each change, so that the relay wakes all who wait, and clears the relay\'s back-off', async () => {
    await database.pool.query(`insert into customer_state (customer_id, pokes, poked_system) values (gen_random_uuid(), 5, now()), (gen_random_uuid(), -1, null)`);
    const before = await clockChanges(database.pool);
    await setClock(database.pool, { factor: 2 });
    await setClock(database.pool, { factor: 3 });
    expect(await clockChanges(database.pool)).toBe(before + 2);
    const { rows } = await database.pool.query<{ pokes: number; poked_system: Date | null }>('select pokes, poked_system from customer_state order by pokes');
    expect(rows).toEqual([{ pokes: -1, poked_system: null }, { pokes: 0, poked_system: null }]);
  });
});
