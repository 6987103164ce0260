import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toStaffId } from '../../../src/domain/ids.ts';
import { HOUR_MS } from '../../../src/domain/instant.ts';
import type { StaffMember, StaffRole } from '../../../src/domain/staff.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { listStaff, readStaffMember, roleInForce } from '../../../src/store/staff.ts';
import { heldBy } from '../../../src/store/staff-course.ts';
import { applyStaff } from '../../../src/store/staff-of-policy.ts';
import { deputyOf, nextSupervisor, presentOn } from '../../../src/store/staff-presence.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { setDomainClock } from '../../support/engine.ts';

const NOON = '2011-11-29T12:00:00.000Z';
const atNoon = Date.parse(NOON);

let database: TestDatabase;
beforeAll(async () => { database = await freshDatabase(); });
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('truncate staff, staff_role, team_member, absence');
  await setDomainClock(database.pool, NOON, 0);
});

const person = (id: string, roles: readonly StaffRole[], teams: readonly string[]): StaffMember => ({ id: toStaffId(id), name: id, email: `${id}@shop.example`, roles, teams, languages: ['en'] });
const apply = (...staff: StaffMember[]) => inTransaction(database.pool, (tx) => applyStaff(tx, staff));
const clockAt = (ms: number) => setDomainClock(database.pool, new Date(ms).toISOString(), 0);
const away = (id: string, deputy: string | null = null) =>
  database.pool.query(`insert into absence (staff_id, from_at, until_at, deputy_id, reason, entered_at) values ($1, instant($2), instant($3), $4, 'leave', touchline_now())`, [id, atNoon, atNoon + 8 * HOUR_MS, deputy]);

const lead = person('supervisor-1', ['supervisor'], ['service']);
const second = person('supervisor-2', ['supervisor'], ['key-accounts']);
const third = person('supervisor-3', ['supervisor'], ['key-accounts', 'service']);
const agent = person('service-1', ['service', 'marketer'], ['service']);

describe('the staff of the shop policy', () => {
  test('is written as it stands, and applied once more changes nothing', async () => {
    await apply(lead, agent);
    await apply(lead, agent);
    expect(await listStaff(database.pool)).toEqual([
      { ...agent, roles: ['marketer', 'service'], source: 'policy', leftAtMs: null }, { ...lead, source: 'policy', leftAtMs: null },
    ]);
    expect((await database.pool.query('select from staff_role')).rowCount).toBe(3);
  });

  test('what it names no more ends, and stays visible in time', async () => {
    await apply(lead, agent);
    await clockAt(atNoon + HOUR_MS);
    await apply({ ...agent, roles: ['service'], teams: ['home-desk'] });
    expect(await listStaff(database.pool)).toMatchObject([{ id: 'service-1', roles: ['service'], teams: ['home-desk'] }]);
    expect(await listStaff(database.pool, { all: true })).toMatchObject([{ id: 'service-1' }, { id: 'supervisor-1', roles: [] }]);
    expect((await heldBy(database.pool, lead.id)).map(({ name, untilMs }) => [name, untilMs])).toEqual([['supervisor', atNoon + HOUR_MS], ['service', atNoon + HOUR_MS]]);
    expect(await readStaffMember(database.pool, 'supervisor-1')).toMatchObject({ roles: [], teams: [], leftAtMs: atNoon + HOUR_MS });
    expect(await readStaffMember(database.pool, 'nobody')).toBeNull();
  });

  test('people of the command line are left alone, until the policy names them', async () => {
    await database.pool.query(`insert into staff (id, name, email, languages, source, added_at) values ('service-1', 'x', 'x@shop.example', '{fr}', 'cli', touchline_now())`);
    await database.pool.query(`insert into staff_role (staff_id, role, from_at) values ('service-1', 'auditor', touchline_now())`);
    await apply(lead);
    expect(await readStaffMember(database.pool, 'service-1')).toMatchObject({ roles: ['auditor'], source: 'cli', leftAtMs: null });
    await apply(lead, agent);
    expect(await readStaffMember(database.pool, 'service-1')).toMatchObject({ roles: ['marketer', 'service'], source: 'policy', languages: ['en'] });
  });

  test('whoever comes back has the roles of then, from then on', async () => {
    await apply(lead);
    await clockAt(atNoon + HOUR_MS);
    await apply();
    await clockAt(atNoon + 2 * HOUR_MS);
    await apply(lead);
    const roles = (await heldBy(database.pool, lead.id)).filter(({ kind }) => kind === 'role');
    expect(roles.map(({ fromMs, untilMs }) => [fromMs, untilMs])).toEqual([[atNoon, atNoon + HOUR_MS], [atNoon + 2 * HOUR_MS, null]]);
    expect(await roleInForce(database.pool, lead.id, 'supervisor')).toBe(true);
  });

  test('a clock that is set back takes nothing away, and gives nothing back', async () => {
    await apply(lead, agent);
    await clockAt(atNoon + HOUR_MS);
    await apply(lead);
    await clockAt(atNoon - HOUR_MS);
    expect(await listStaff(database.pool)).toMatchObject([{ id: 'supervisor-1', roles: ['supervisor'], teams: ['service'] }]);
    expect([await roleInForce(database.pool, lead.id, 'supervisor'), await roleInForce(database.pool, agent.id, 'service')]).toEqual([true, false]);
    await apply();
    expect(await roleInForce(database.pool, lead.id, 'supervisor')).toBe(false);
    expect((await heldBy(database.pool, lead.id)).map(({ fromMs, untilMs }) => [fromMs, untilMs])).toEqual([[atNoon - HOUR_MS, atNoon - HOUR_MS], [atNoon - HOUR_MS, atNoon - HOUR_MS]]);
  });
});

describe('a role', () => {
  test('that is being taken away is not in force for whoever asks meanwhile', async () => {
    await apply(lead);
    const taker = await database.pool.connect();
    await taker.query('begin');
    await taker.query(`update staff_role set until_at = touchline_now() where staff_id = 'supervisor-1'`);
    const asked = inTransaction(database.pool, (tx) => roleInForce(tx, lead.id, 'supervisor'));
    const early = await Promise.race([asked, new Promise((resolve) => { setTimeout(() => resolve('waits'), 150); })]);
    await taker.query('commit');
    taker.release();
    expect([early, await asked]).toEqual(['waits', false]);
  });

  test('is not taken away while somebody acts by it', async () => {
    await apply(lead);
    const order: string[] = [];
    await inTransaction(database.pool, async (tx) => {
      expect(await roleInForce(tx, lead.id, 'supervisor')).toBe(true);
      const taken = apply().then(() => order.push('taken'));
      await new Promise((resolve) => { setTimeout(resolve, 150); });
      order.push('acted');
      void taken;
    });
    await expect.poll(() => order).toEqual(['acted', 'taken']);
    expect(await roleInForce(database.pool, lead.id, 'supervisor')).toBe(false);
  });

  test('of another kind, or of nobody, is not in force', async () => {
    await apply(lead);
    expect(await roleInForce(database.pool, lead.id, 'admin')).toBe(false);
    expect(await roleInForce(database.pool, toStaffId('nobody'), 'supervisor')).toBe(false);
  });
});

describe('who is there', () => {
  test('on a team: its members, then those who stand in for one of them', async () => {
    await apply(lead, second, third, agent);
    expect((await presentOn(database.pool, 'service', atNoon)).map(({ id }) => id)).toEqual(['service-1', 'supervisor-1', 'supervisor-3']);
    await away('supervisor-1', 'supervisor-2');
    await away('service-1', 'supervisor-3');
    expect((await presentOn(database.pool, 'service', atNoon)).map(({ id, standsInFor }) => ({ id, standsInFor }))).toEqual([
      { id: 'supervisor-3', standsInFor: ['service-1'] }, { id: 'supervisor-2', standsInFor: ['supervisor-1'] },
    ]);
    expect(await presentOn(database.pool, 'nobodys-team', atNoon)).toEqual([]);
    expect((await presentOn(database.pool, 'service', atNoon + 8 * HOUR_MS)).map(({ id }) => id)).toEqual(['service-1', 'supervisor-1', 'supervisor-3']);
  });

  test('the next supervisor: of the team, of those above it, then anybody, and never one who is excluded', async () => {
    await apply(lead, second, third, agent);
    const order = async (...teamOf: string[]) => {
      const called = [];
      for (let id = await nextSupervisor(database.pool, { teamOf, excluding: [], atMs: atNoon }); id !== null; id = await nextSupervisor(database.pool, { teamOf, excluding: called, atMs: atNoon })) called.push(id);
      return called;
    };
    expect(await order('service')).toEqual(['supervisor-1', 'supervisor-3', 'supervisor-2']);
    expect(await order('home-desk', 'key-accounts')).toEqual(['supervisor-2', 'supervisor-3', 'supervisor-1']);
    await away('supervisor-1', 'supervisor-2');
    expect(await order('service')).toEqual(['supervisor-2', 'supervisor-3']);
    await database.pool.query('delete from absence');
    await away('supervisor-1', 'service-1');
    expect(await order('service')).toEqual(['supervisor-3', 'supervisor-2']);
  });

  test('a deputy who is away too is stood in for by theirs; one who has left by nobody', async () => {
    await apply(lead, second, third);
    await away('supervisor-1', 'supervisor-2');
    expect(await deputyOf(database.pool, lead.id, atNoon)).toBe('supervisor-2');
    expect(await deputyOf(database.pool, second.id, atNoon)).toBeNull();
    await away('supervisor-2', 'supervisor-3');
    expect(await deputyOf(database.pool, lead.id, atNoon)).toBe('supervisor-3');
    await apply(lead, second);
    expect(await deputyOf(database.pool, lead.id, atNoon)).toBeNull();
  });
});
