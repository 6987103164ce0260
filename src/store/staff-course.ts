import type { StaffId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Queryable } from './pool.ts';

/** A role or a team of somebody, from when until when; null: still. */
export interface Held {
  readonly kind: 'role' | 'team';
  readonly name: string;
  readonly fromMs: EpochMs;
  readonly untilMs: EpochMs | null;
}

/** Every role and team that somebody has or had, the oldest first. */
export async function heldBy(db: Queryable, id: StaffId): Promise<Held[]> {
  const { rows } = await db.query<{ kind: 'role' | 'team'; name: string; from_ms: string; until_ms: string | null }>(
    `select kind, name, epoch_ms(from_at) as from_ms, epoch_ms(until_at) as until_ms from (
       select 'role' as kind, role as name, from_at, until_at from staff_role where staff_id = $1
       union all select 'team', team, from_at, until_at from team_member where staff_id = $1) held order by from_at, kind, name, until_at`, [id]);
  return rows.map(({ kind, name, from_ms: fromMs, until_ms: untilMs }) => ({ kind, name, fromMs: Number(fromMs), untilMs: untilMs === null ? null : Number(untilMs) }));
}
