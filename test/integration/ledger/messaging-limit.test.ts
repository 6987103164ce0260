import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { claimMessage } from '../../../src/store/claim.ts';
import { saveLimit } from '../../../src/store/messaging-limit.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { RulesSource } from '../../../src/store/rules.ts';
import { channelRules, createChannels } from '../../../src/channels/registry.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { happens, type LedgerScene, openLedger, runCampaign, TUESDAY_NOON, withReadyMessage } from './ledger-scene.ts';
import { sendsOf } from '../../support/sends.ts';

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
  for (const { messageId } of sendsOf(await scene.advance(id))) await scene.claim(messageId);
}

const on = (id: CustomerId, channel: string) => scene.pool.query(`insert into contact_point (customer_id, channel, address, state, sandbox_only) values ($1, $2, $3, 'valid', true)`, [id, channel, `${channel}-of-${id}`]);
const messagesOf = async (id: CustomerId) => (await scene.pool.query<{ id: MessageId; channel: string; state: string; reason: string | null }>(
  `select id, channel, state, reason->>'code' as reason from message where customer_id = $1 order by ref`, [id])).rows;

describe('a message that finds no room', () => {
  test('leaves by the next channel when there is room too late, with the reason, and its key is not used again', async () => {
    await runCampaign(scene, 'order-received');
    const ids = [await addCustomer(scene.pool, { external: 'fits' }), await addCustomer(scene.pool, { external: 'does-not-fit' })] as const;
    for (const id of ids) {
      await on(id, 'whatsapp');
      await on(id, 'skype');
      await happens(scene, id, 'order.placed');
      await scene.advance(id);
    }
    await inTransaction(scene.pool, (tx) => saveLimit(tx, 'whatsapp', { most: 1, atMs: 1 }));
    const [first, second] = [await messagesOf(ids[0]), await messagesOf(ids[1])];
    expect([...first, ...second].map(({ channel, state }) => `${channel} ${state}`)).toEqual(['whatsapp ready', 'whatsapp ready']);
    await scene.take(first[0]!.id);
    // Twelve hours good, and room in twenty-four.
    const claim = await scene.claim(second[0]!.id);
    expect(claim.kind === 'not-now' && sendsOf(claim.answer).map(({ messageId }) => messageId.split('/').slice(1))).toEqual([['word', '2', 'skype']]);
    expect(await messagesOf(ids[1])).toMatchObject([{ channel: 'whatsapp', state: 'void', reason: 'messaging-limit' }, { channel: 'skype', state: 'ready' }]);
    const [because] = await column<{ because: { code: string } }[]>(scene.pool, 'select reasons from decision where customer_id = $1 order by sequence desc limit 1', [ids[1]]);
    expect(because!.map(({ because: { code } }) => code)).toContain('room-too-late');
    // Refused there, it waits for WhatsApp after all, and leaves when the limit is raised: under another key.
    await scene.tell(ids[1], (await messagesOf(ids[1]))[1]!.id, await scene.take((await messagesOf(ids[1]))[1]!.id), { outcome: 'refused', code: '403', detail: '', addressIsDead: false });
    await inTransaction(scene.pool, (tx) => saveLimit(tx, 'whatsapp', { most: 2, atMs: 2 }));
    await claimAll({ id: ids[1], message: second[0]!.id });
    expect((await messagesOf(ids[1])).map(({ id, state }) => `${id.split('/').slice(1).join('/')} ${state}`)).toEqual(['word/1/whatsapp void', 'word/2/skype refused', 'word/3/whatsapp sending']);
  });
});
