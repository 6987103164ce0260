import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { claimMessage } from '../../../src/store/claim.ts';
import { saveLimit } from '../../../src/store/messaging-limit.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { RulesSource } from '../../../src/store/rules.ts';
import { channelRules, createChannels } from '../../../src/channels/registry.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger, TUESDAY_NOON, withReadyMessage } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(() => scene.close());

const DAY_MS = 24 * 60 * 60 * 1000;
const NOON_MS = Date.parse(TUESDAY_NOON);
let people = 0;
interface Person { readonly id: CustomerId; readonly message: MessageId }

async function given(count: number): Promise<Person[]> {
  const all: Person[] = [];
  for (let one = 0; one < count; one += 1) all.push(await withReadyMessage(scene, `limited-${people += 1}`));
  return all;
}
/** The provider has told it. */
const limitIs = (limit: { most: number | null; atMs: number }) => inTransaction(scene.pool, (tx) => saveLimit(tx, 'email', limit));
const states = (of: readonly Person[]) => column<string>(scene.pool, 'select state from message where id = any($1) order by id', [of.map(({ message }) => message)]);
const counted = (of: readonly Person[], state: string) => states(of).then((all) => all.filter((one) => one === state).length);
const placeOf = async ({ id }: Person) => (await column<{ kind: string; untilMs: number; because: { code: string; params: object } }>(scene.pool, 'select place from enrolment where customer_id = $1', [id]))[0];

beforeEach(async () => {
  await setDomainClock(scene.pool, TUESDAY_NOON);
  await scene.pool.query(`delete from setting where key like 'messaging-%'`);
  await scene.pool.query('update contact_point set reached_at = null');
});

describe('a messaging limit', () => {
  test('is obeyed by all workers together, and whoever does not fit is held until there is room', async () => {
    const all = await given(6);
    await limitIs({ most: 2, atMs: 1 });
    // Two workers, each with rules of its own, claim at the same time.
    const other = { ...scene.rules, source: new RulesSource(channelRules(createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } }))) };
    await Promise.all(all.map(({ message }, index) => claimMessage(scene.pool, index % 2 === 0 ? scene.rules : other, message)));
    expect(await counted(all, 'sending')).toBe(2);
    expect(await counted(all, 'planned')).toBe(4);
    for (const person of all) {
      const place = await placeOf(person);
      if (place?.kind === 'sending') continue;
      expect(place).toMatchObject({ kind: 'held', because: { code: 'messaging-limit', params: { count: 2, channel: 'email' } } });
      expect(place!.untilMs).toBeGreaterThanOrEqual(NOON_MS + DAY_MS);
      expect(place!.untilMs).toBeLessThan(NOON_MS + DAY_MS + 61 * 60_000);
    }
    await setDomainClock(scene.pool, '2011-11-30T13:30:00Z');
    for (const person of all) await claimAll(person);
    expect(await counted(all, 'sending')).toBe(4);
  });

  test('counts nobody twice, and nobody whose window is open', async () => {
    const [first, second, third] = await given(3);
    await limitIs({ most: 1, atMs: 1 });
    await scene.pool.query(`update contact_point set reached_at = touchline_now() - interval '23 hours' where customer_id = $1`, [first!.id]);
    await scene.pool.query(`update contact_point set window_until = touchline_now() + interval '1 hour' where customer_id = $1`, [second!.id]);
    for (const { message } of [first!, second!, third!]) await scene.claim(message);
    expect(await states([first!])).toEqual(['sending']);
    expect(await states([second!])).toEqual(['sending']);
    expect(await placeOf(third!)).toMatchObject({ kind: 'held', because: { code: 'messaging-limit' } });
    expect((await placeOf(third!))!.untilMs).toBeGreaterThanOrEqual(NOON_MS + DAY_MS);
  });

  test('that is raised wakes those who wait; an older word does not lower it again', async () => {
    const [first, second] = await given(2);
    await limitIs({ most: 1, atMs: 10 });
    for (const { message } of [first!, second!]) await scene.claim(message);
    await limitIs({ most: null, atMs: 20 });
    await limitIs({ most: 1, atMs: 15 });
    const [wakesIn] = await column<number>(scene.pool, 'select extract(epoch from wake_at - touchline_now())::float8 from customer_state where customer_id = $1', [second!.id]);
    expect(wakesIn).toBeLessThan(600);
    await claimAll(second!);
    expect(await states([second!])).toEqual(['sending']);
  });
});

/** What the customer's run would do now: decide, and claim what is ready. */
async function claimAll({ id }: Person): Promise<void> {
  for (const { messageId } of (await scene.advance(id)).commands) await scene.claim(messageId);
}
