import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
let url: string;
beforeAll(async () => {
  scene = await openLedger();
  url = (scene.pool.options as { connectionString: string }).connectionString;
  await setDomainClock(scene.pool, '2011-12-10T12:00:00Z');
  await addCustomer(scene.pool, { external: 'ada' });
});
afterAll(() => scene.close());

/** The command line as a user runs it; Temporal is away. */
function touchline(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, DATABASE_URL: url, TEMPORAL_ADDRESS: '127.0.0.1:1', TOUCHLINE_HOME: inject('testHome'), NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/touchline.js', ...words], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }));
  });
}
const firstId = async () => String((await column<number>(scene.pool, 'select id from suggestion order by id limit 1'))[0]);

describe('suggestions on the command line', () => {
  test('what came by the event is listed, shown in the customer’s words and answered once', async () => {
    expect((await touchline('suggestions', 'list')).out).toBe('no suggestion\n');
    const given = await touchline('event', 'send', 'suggestion.given', '--customer', 'ada', '--property', 'idea=garden-lantern', '--property', 'text=Make it green.\nAnd  smaller.');
    expect(given.code).toBe(0);
    const id = await firstId();
    expect((await touchline('suggestions', 'list', '--state', 'open')).out).toMatch(/^\d+ +open +.+ +garden-lantern +\S+ +Make it green\. And smaller\.$/m);
    expect((await touchline('suggestions', 'show', id)).out).toContain('Make it green.\nAnd  smaller.');
    expect(await touchline('suggestions', 'answer', id)).toMatchObject({ code: 2, err: expect.stringContaining('one of --taken and --declined') as string });
    expect(await touchline('suggestions', 'answer', id, '--taken', '--declined')).toMatchObject({ code: 2 });
    expect(await touchline('suggestions', 'answer', id, '--taken', '--note', ' ')).toMatchObject({ code: 2 });
    expect(await touchline('suggestions', 'answer', id, '--taken', '--note', 'In the shop in May.')).toMatchObject({ code: 0, out: `suggestion ${id} is taken; campaigns that wait for it tell the customer\n`, err: expect.stringContaining('Temporal cannot be reached now') as string });
    expect(await touchline('suggestions', 'answer', id, '--declined')).toMatchObject({ code: 4, err: expect.stringContaining(`suggestion ${id} has been answered`) as string });
    expect(JSON.parse((await touchline('suggestions', 'list', '--idea', 'garden-lantern', '--json')).out)).toMatchObject({ suggestions: [{ state: 'taken', note: 'In the shop in May.' }] });
    expect(await touchline('suggestions', 'list', '--state', 'lost')).toMatchObject({ code: 2, err: expect.stringContaining('one of open, taken, declined') as string });
    expect(await touchline('suggestions', 'show', '999')).toMatchObject({ code: 2, err: expect.stringContaining('there is no suggestion 999') as string });
  });
});
