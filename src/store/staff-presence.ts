import { actingFor, type Away, supervisorsInOrder } from '../domain/deputies.ts';
import { type StaffId, toStaffId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Queryable } from './pool.ts';
import { listStaff, type StoredStaffMember } from './staff.ts';

/** Somebody who is there, and for whom of the team besides themselves. */
export interface PresentMember extends StoredStaffMember {
  readonly standsInFor: readonly StaffId[];
}

/** Who is there on a team at an instant: its members who are not away, then who stands in for those who are; by id. Whether the team works then, its hours say. */
export async function presentOn(db: Queryable, team: string, atMs: EpochMs): Promise<PresentMember[]> {
  const [staff, away] = [await listStaff(db), await readAway(db, atMs)];
  const members = staff.filter(({ teams }) => teams.includes(team));
  const actingByMember = members.map(({ id }) => ({ id, acting: actingFor(id, away) }));
  const isMember = new Set(members.map(({ id }) => id));
  const present = staff.flatMap((one) => {
    const standsInFor = actingByMember.filter(({ id, acting }) => acting === one.id && id !== one.id).map(({ id }) => id);
    return standsInFor.length > 0 || (isMember.has(one.id) && !away.has(one.id)) ? [{ ...one, standsInFor }] : [];
  });
  return [...present.filter(({ id }) => isMember.has(id)), ...present.filter(({ id }) => !isMember.has(id))];
}

/** Who stands in for somebody who is away at an instant, through deputies who are away too; null while they are there, and when nobody does. */
export async function deputyOf(db: Queryable, id: StaffId, atMs: EpochMs): Promise<StaffId | null> {
  const acting = actingFor(id, await readAway(db, atMs));
  return acting === id ? null : acting;
}

/** Whom to call next. */
export interface SupervisorCall {
  /** The team whose matter it is, then those above it (`teamsAbove`): their supervisors come first. */
  readonly teamOf: readonly string[];
  /** Who has been called already, and who may not judge, such as the author. */
  readonly excluding: readonly StaffId[];
  readonly atMs: EpochMs;
}

/** The next supervisor who is there, always in the same order; null when there is none besides those excluded. */
export async function nextSupervisor(tx: Queryable, { teamOf, excluding, atMs }: SupervisorCall): Promise<StaffId | null> {
  const supervisors = await listStaff(tx, { role: 'supervisor' });
  const inOrder = supervisorsInOrder(supervisors, teamOf, await readAway(tx, atMs));
  return inOrder.find((id) => !excluding.includes(id)) ?? null;
}

/** Everybody who is away at an instant, with who stands in. */
export async function readAway(db: Queryable, atMs: EpochMs): Promise<Away> {
  const { rows } = await db.query<{ id: string; deputy: string | null }>(
    `select s.id, case when s.left_at is null then a.deputy_id end as deputy from staff s left join absence a on a.staff_id = s.id
       and a.from_at <= instant($1) and (a.until_at is null or a.until_at > instant($1))
     where a.id is not null or s.left_at is not null`, [atMs]);
  return new Map(rows.map(({ id, deputy }) => [toStaffId(id), deputy === null ? null : toStaffId(deputy)]));
}
