import { afterAll, beforeAll, expect, test } from 'vitest';
import { touchlineOn } from '../../support/command-line.ts';
import { setDomainClock } from '../../support/engine.ts';
import { customerOf, openPromises, type PromisesScene } from './promises-scene.ts';

let scene: PromisesScene;
beforeAll(async () => {
  scene = await openPromises();
  // In time and late by two hours at level 3, late still at level 4, one that waits for the customer, and one on track.
  const [inTime, late, still, waits] = [await customerOf(scene, 'in-time', 3), await customerOf(scene, 'late', 3), await customerOf(scene, 'still', 4), await customerOf(scene, 'waits', 3)];
  const asked = await Promise.all([inTime, late, still, waits].map((id, place) => scene.ask(id, 'Where is my parcel?', `sla/${place}`)));
  for (const id of [inTime, late, still, waits]) await scene.advance(id);
  await answer(asked[0], '2011-11-29T13:00:00Z');
  await answer(asked[3], '2011-11-29T14:00:00Z');
  await answer(asked[1], '2011-11-30T14:00:00Z', 'service-2');
  await setDomainClock(scene.pool, '2011-12-03T12:00:00Z', 0);
  for (const id of [inTime, late, still, waits]) await scene.advance(id);
  await scene.pool.query(`update inquiry set team = '=cmd|calc' where id = $1`, [asked[2]]);
  await scene.pool.query(`update sla_clock set team = '=cmd|calc' where customer_id = $1`, [still]);
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const refused = (code: number, words: string) => ({ code, err: expect.stringContaining(words) as string });

async function answer(inquiry: number | null | undefined, at: string, by = 'service-1'): Promise<void> {
  await setDomainClock(scene.pool, at, 0);
  expect((await touchline('inquiry', 'reply', String(inquiry), '--spoken', '--text', 'Tomorrow.', '--as', by)).code).toBe(0);
}

test('the board counts how promises stand by level and by person, and lists what is late', async () => {
  const { out } = await touchline('sla');
  const lines = out.split('\n');
  expect(lines[0]).toMatch(/^ +late {2}under 25 % left {2}on track {2}waits for the customer$/);
  const counts = (name: string) => lines.find((line) => line.startsWith(`${name} `))?.slice(name.length).trim().split(/ +/).map(Number);
  expect(counts('level 3')).toEqual([0, 0, 0, 3]);
  expect(counts('level 4')).toEqual([1, 0, 1, 0]);
  expect(counts('all')).toEqual([1, 0, 1, 3]);
  expect(counts('service-1')).toEqual([0, 0, 0, 2]);
  expect(counts('service-2')).toEqual([0, 0, 0, 1]);
  expect(counts('nobody')).toEqual([1, 0, 1, 0]);
  expect(out).toMatch(/\nlate since Fri 2 Dec 12:00 +4 +first-reply +\d+\/\d+ +=cmd\|calc +\S+\n/);
  expect(JSON.parse((await touchline('sla', 'board', '--json')).out)).toMatchObject({ all: { late: 1, 'with-customer': 3 }, late: [{ kind: 'first-reply', level: 4, dueAt: '2011-12-02T12:00:00.000Z' }] });
  expect((await touchline('sla', 'board', '--team', 'german-desk')).out).toMatch(/\nall +0 +0 +0 +0/);
  expect(await touchline('sla', 'board', '--team', 'nobodys')).toMatchObject(refused(2, 'there is no team nobodys'));
  // The policy does not name it, and it has matters.
  expect((await touchline('sla', 'board', '--team', '=cmd|calc')).out).toMatch(/\nall +1 /);
});

test('the report says what was met, met late and is late still, in numbers that a spreadsheet may open', async () => {
  const { lines } = JSON.parse((await touchline('report', 'sla', '--json')).out) as { lines: object[] };
  expect(lines).toEqual([
    { group: '3', kind: 'first-reply', due: 3, met: 2, metLate: 1, late: 0, withCustomer: 0, cancelled: 0, lateMedianMinutes: 120, lateMostMinutes: 120, metPercent: 66.7 },
    { group: '4', kind: 'first-reply', due: 1, met: 0, metLate: 0, late: 1, withCustomer: 0, cancelled: 0, lateMedianMinutes: 1440, lateMostMinutes: 1440, metPercent: 0 },
  ]);
  expect((await touchline('report', 'sla', '--by', 'person', '--csv')).out).toBe(
    'person,promise,due,met,met_late,late,with_customer,cancelled,met_percent,late_median_minutes,late_most_minutes\nservice-1,first-reply,2,2,0,0,0,0,100,,\nservice-2,first-reply,1,0,1,0,0,0,0,120,120\nnobody,first-reply,1,0,0,1,0,0,0,1440,1440\n');
  expect((await touchline('report', 'sla', '--by', 'team', '--csv')).out).toContain(`"'=cmd|calc",first-reply,1,`);
  expect((await touchline('report', 'sla', '--by', 'hour')).out).toMatch(/\n12 +first-reply +4 +2 +1 +1 +0 +0 +50 +780 +1440\n/);
  expect((await touchline('report', 'sla', '--from', '2011-11-30', '--until', '2011-11-30')).out).toMatch(/\n3 +first-reply +3 /);
  expect((await touchline('report', 'sla', '--until', '2011-11-29')).out).toBe('no promise fell due in that time\n');
  for (const [words, says] of [[['--by', 'levl'], '--by: "levl" is none of level, team, person, hour'], [['--from', '2011-12-02', '--until', '2011-12-01'], 'the report would end before it begins'], [['--from', 'x'], '--from x: no such day'], [['--csv', '--json'], 'exclude each other']] as const) {
    expect(await touchline('report', 'sla', ...words)).toMatchObject(refused(2, says));
  }
});
