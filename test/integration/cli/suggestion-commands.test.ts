import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, '2011-12-10T12:00:00Z');
  await addCustomer(scene.pool, { external: 'ada' });
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
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
