import type { EpochMs } from '../domain/instant.ts';
import type { Pool, Queryable } from './pool.ts';
import { inTransaction } from './pool.ts';

/** The clock that every decision reads. */
export interface DomainClock {
  readonly nowMs: EpochMs;
  /** Domain seconds in one system second; 0 stands still. */
  readonly factor: number;
  /** False: domain time is system time. */
  readonly isSet: boolean;
  /** System milliseconds since the clock was last seen running; null when it is not set. */
  readonly unseenMs: number | null;
}

/** Domain time now, and how fast it goes. */
export async function readClock(db: Queryable): Promise<DomainClock> {
  const { rows } = await db.query<{ now_ms: string; factor: number | null; unseen_ms: number | null }>(`
    select epoch_ms(touchline_now()) as now_ms, c.factor,
      (extract(epoch from clock_timestamp() - c.seen_system) * 1000)::float8 as unseen_ms
    from (values (1)) as one (id) left join domain_clock c using (id)`);
  const row = rows[0];
  return { nowMs: Number(row?.now_ms), factor: row?.factor ?? 1, isSet: row?.factor !== null, unseenMs: row?.unseen_ms ?? null };
}

/** Moves the clock to an instant, changes its speed, or both; what is left out stays. Every sleeping run is told to look again. */
export async function setClock(pool: Pool, change: { readonly atMs?: EpochMs; readonly factor?: number }): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await tx.query(`
      insert into domain_clock (id, anchored_system, anchored_domain, factor, seen_system)
      values (1, clock_timestamp(), coalesce(instant($1), touchline_now()), coalesce($2, 1), clock_timestamp())
      on conflict (id) do update set
        anchored_system = clock_timestamp(), seen_system = clock_timestamp(),
        anchored_domain = coalesce(instant($1), touchline_now()), factor = coalesce($2, domain_clock.factor)`,
    [change.atMs ?? null, change.factor ?? null]);
    await tellRuns(tx);
  });
}

/** Lets the clock stand still, remembering its speed. A clock that stands already stays as it is. */
export async function pauseClock(pool: Pool): Promise<void> {
  const { factor } = await readClock(pool);
  if (factor === 0) return;
  await pool.query(`insert into setting (key, value) values ('clock-speed', to_jsonb($1::float8)) on conflict (key) do update set value = excluded.value`, [factor]);
  await setClock(pool, { factor: 0 });
}

/** Lets a standing clock go on as fast as before its pause. */
export async function resumeClock(pool: Pool): Promise<void> {
  const { factor } = await readClock(pool);
  if (factor > 0) return;
  const { rows } = await pool.query<{ factor: number }>(`select (value)::float8 as factor from setting where key = 'clock-speed'`);
  await setClock(pool, { factor: rows[0]?.factor ?? 1 });
}

/** Takes the clock away: domain time is system time again. */
export async function removeClock(pool: Pool): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await tx.query('delete from domain_clock');
    await tellRuns(tx);
  });
}

/** Marks that the clock runs now: what passes after the last mark is downtime. */
export async function keepClockSeen(db: Queryable): Promise<void> {
  await db.query('update domain_clock set seen_system = clock_timestamp()');
}

/** After a stop: domain time goes on from where it was last seen, as if nothing had passed. Answers the system milliseconds left out. */
export async function reanchorAfterDowntime(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ left_out_ms: number }>(`
    update domain_clock c set
      anchored_domain = old.anchored_domain + (old.seen_system - old.anchored_system) * old.factor,
      anchored_system = clock_timestamp(), seen_system = clock_timestamp()
    from (select * from domain_clock for update) as old where c.id = old.id
    returning (extract(epoch from clock_timestamp() - old.seen_system) * 1000)::float8 as left_out_ms`);
  return rows[0]?.left_out_ms ?? 0;
}

/** Every timer was set by the old clock: the relay sees the counter change and pokes all who wait. */
async function tellRuns(db: Queryable): Promise<void> {
  await db.query(`insert into setting (key, value) values ('clock-changed', '1')
    on conflict (key) do update set value = to_jsonb((setting.value)::int + 1)`);
  await db.query('update customer_state set pokes = 0, poked_system = null where pokes > 0');
}
