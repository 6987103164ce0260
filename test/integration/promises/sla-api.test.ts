import { afterAll, beforeAll, expect, test as it } from 'vitest';
import { touchlineOn } from '../../support/command-line.ts';
import { setDomainClock } from '../../support/engine.ts';
import { aKey, aPerson } from '../api/staff-people.ts';
import { createTestApp, type TestApp } from '../api/test-app.ts';
import { customerOf, openPromises, type PromisesScene } from './promises-scene.ts';

let scene: PromisesScene;
let test: TestApp;
let key: { Authorization: string };

/** On Wednesday after noon two promises of a first reply are late by half an hour, one of them of a team whose name a spreadsheet would run. */
beforeAll(async () => {
  scene = await openPromises();
  test = createTestApp(scene.pool, { channels: scene.channels });
  for (const [id, role] of [['sla-auditor', 'auditor'], ['sla-marketer', 'marketer']] as const) await aPerson(scene.pool, id, role);
  key = await aKey(scene.pool, 'sla-auditor');
  const ids = [await customerOf(scene, 'board-1', 3), await customerOf(scene, 'board-2', 3)];
  for (const [index, id] of ids.entries()) {
    await scene.ask(id, 'Where is my parcel?', `board/${index}`);
    await scene.advance(id);
  }
  await scene.pool.query(`update sla_clock set team = '=cmd|calc' where customer_id = $1`, [ids[0]]);
  await setDomainClock(scene.pool, '2011-11-30T12:30:00Z', 0);
});
afterAll(() => scene.close());

const get = async (path: string, headers: Record<string, string> = key) => test.app.request(path, { headers });
const cli = async (...words: string[]) => (await touchlineOn(scene.pool, ...words)).out;

it('the board by HTTP is that of the command line, of everybody and of a team', async () => {
  const board = await (await get('/v1/sla/board')).json() as { all: object };
  expect(board).toEqual(JSON.parse(await cli('sla', 'board', '--json')));
  expect(board.all).toMatchObject({ late: 2 });
  expect(await (await get(`/v1/sla/board?team=${encodeURIComponent('=cmd|calc')}`)).json()).toMatchObject({ all: { late: 1 }, late: [{ kind: 'first-reply', level: 3, dueAt: '2011-11-30T12:00:00.000Z', team: '=cmd|calc', person: null }] });
  expect(await (await get('/v1/sla/board?team=german-desk')).json()).toMatchObject({ all: { late: 0 }, late: [] });
  expect(await (await get('/v1/sla/board?team=nobodys')).json()).toMatchObject({ status: 422, code: 'not-possible', errors: [{ pointer: '?team', code: 'no-team' }] });
});

it('the report by HTTP is that of the command line, as JSON and as CSV', async () => {
  const json = await get('/v1/sla/report?by=team');
  expect(await json.json()).toEqual(JSON.parse(await cli('report', 'sla', '--by', 'team', '--json')));
  const lines = await cli('report', 'sla', '--by', 'team', '--csv');
  expect(lines).toContain(`"'=cmd|calc",first-reply,1,`);
  for (const answer of [await get('/v1/sla/report?by=team&format=csv'), await get('/v1/sla/report?by=team', { ...key, Accept: 'text/csv' })]) {
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('vary'), await answer.text()]).toEqual([200, 'text/csv; charset=utf-8', 'Accept', lines]);
  }
  expect((await get('/v1/sla/report?format=json', { ...key, Accept: 'text/csv' })).headers.get('content-type')).toBe('application/json');
  expect(await (await get('/v1/sla/report?from=2011-11-30&until=2011-11-30')).json()).toMatchObject({ by: 'level', from: '2011-11-30T00:00:00.000Z', until: '2011-12-01T00:00:00.000Z', lines: [{ group: '3', kind: 'first-reply', due: 2, late: 2 }] });
  expect(await (await get('/v1/sla/report?until=2011-11-29%2014:00')).json()).toMatchObject({ until: '2011-11-29T14:00:00.000Z', lines: [] });
});

it('what is asked for badly is told with the place in the query', async () => {
  for (const [query, status, code, pointer] of [['by=levl', 400, 'bad-request', '?by'], ['format=xml', 400, 'bad-request', '?format'], ['from=x', 422, 'not-possible', '?from'], ['until=2011-02-30', 422, 'not-possible', '?until'], ['from=2011-12-02&until=2011-12-01', 422, 'not-possible', '?until']] as const) {
    const answer = await get(`/v1/sla/report?${query}`);
    expect([query, answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([query, status, 'application/problem+json', expect.objectContaining({ code, errors: [expect.objectContaining({ pointer })] })]);
  }
});

it('neither is for a role or a key that may not', async () => {
  const [marketer, narrow] = [await aKey(scene.pool, 'sla-marketer'), await aKey(scene.pool, 'sla-auditor', ['inbox:read'])];
  for (const path of ['/v1/sla/board', '/v1/sla/report']) expect([(await get(path, marketer)).status, (await get(path, narrow)).status, (await get(path, {})).status]).toEqual([403, 403, 401]);
});

it('without a shop policy there are no hours to report by, and the answer says the way out', async () => {
  await scene.pool.query('update policy_version set active = false');
  const answer = await get('/v1/sla/report');
  expect([answer.status, await answer.json()]).toEqual([409, expect.objectContaining({ code: 'no-policy', hint: expect.stringContaining('policy apply') })]);
});
