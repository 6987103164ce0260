import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { applyPolicyFile } from '../../../src/cli/apply-files.ts';
import { channelRules, createChannels } from '../../../src/channels/registry.ts';
import type { SendOutcome } from '../../../src/contracts/channel.ts';
import type { LifecycleAnswer } from '../../../src/contracts/lifecycle.ts';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { advanceCustomer } from '../../../src/store/advance.ts';
import { pauseCampaign, resumeCampaign, startCampaign } from '../../../src/store/campaign-control.ts';
import { type Claim, claimMessage } from '../../../src/store/claim.ts';
import { storeEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { claimPageBatch } from '../../../src/store/page.ts';
import { recordOutcome } from '../../../src/store/record-outcome.ts';
import { RulesSource } from '../../../src/store/rules.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { addCustomer, applyCampaignFile, column, setDomainClock } from '../../support/engine.ts';
import { sendsOf } from '../../support/sends.ts';

const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } });
const taskQueueOf = (channel: string) => channels[channel]?.taskQueue ?? 'none';
const LEASE_MS = 60_000;

let database: TestDatabase;
let source: RulesSource;
let calls = 0;
beforeAll(async () => {
  database = await freshDatabase();
  await applyPolicyFile(database.pool, 'touchline.yaml', channels);
  source = new RulesSource(channelRules(channels));
});
afterAll(async () => { await database.drop(); });
beforeEach(async () => {
  // A Tuesday at noon in London: inside the send window, outside quiet hours.
  await setDomainClock(database.pool, '2011-11-29T12:00:00Z');
});

const rules = () => ({ source, taskQueueOf, leaseMs: LEASE_MS });
const advance = (id: CustomerId) => advanceCustomer(database.pool, source, taskQueueOf, { customerId: id, callKey: `test:${calls += 1}` });
const claim = (id: MessageId) => claimMessage(database.pool, rules(), id);
const tell = (customer: CustomerId, id: MessageId, fence: number, outcome: SendOutcome) =>
  recordOutcome(database.pool, rules(), customer, { messageId: id, fence, outcome });
const stateOf = async (id: MessageId) => (await column<string>(database.pool, 'select state from message where id = $1', [id]))[0];
const ACCEPTED = { outcome: 'accepted', providerId: 'p1', detail: 'ok' } as const;

/** A customer whose welcome mail is due now: enrolled by the event of a first order, a day later. */
async function withReadyMessage(external: string): Promise<{ id: CustomerId; message: MessageId; answer: LifecycleAnswer }> {
  await applyCampaignFile({ pool: database.pool, channels }, 'campaigns/welcome-first-order.yaml');
  await database.pool.query(`update campaign set state = 'running' where name = 'welcome-first-order'`);
  await setDomainClock(database.pool, '2011-11-28T12:00:00Z');
  const id = await addCustomer(database.pool, { external, orders: ['2011-11-28T11:00:00Z'] });
  await database.pool.query(
    `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
     values ('test', $1, (select id from shop limit 1), $2, 'order.placed', '2011-11-28T11:00:00Z', clock_timestamp(), '{"properties": {"firstOrder": true, "first-order": true, "orderCount": 1}}', 'applied', true)`,
    [`order-${external}`, id]);
  await advance(id);
  await setDomainClock(database.pool, '2011-11-29T12:00:00Z');
  const answer = await advance(id);
  const message = sendsOf(answer)[0]?.messageId;
  if (message === undefined) throw new Error(`no message is ready: ${JSON.stringify(await column(database.pool, 'select reasons from decision where customer_id = $1', [id]))}`);
  return { id, message, answer };
}

describe('the send ledger', () => {
  test('a message is claimed by one of many at once, and its attempt stands in the same commit', async () => {
    const { message } = await withReadyMessage('race');
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(message)));
    const kinds = claims.map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual([...Array<string>(7).fill('leased'), 'taken']);
    expect(await column(database.pool, 'select count(*)::int from attempt where message_id = $1', [message])).toEqual([1]);
    expect(await stateOf(message)).toBe('sending');
  });

  test('acceptance moves the enrolment on in the same commit and a repeated claim sends nothing', async () => {
    const { id, message } = await withReadyMessage('accepted');
    const taken = await takenBy(claim(message));
    const answer = await tell(id, message, taken.fence, ACCEPTED);
    expect(answer.commands).toEqual([]);
    expect(await stateOf(message)).toBe('accepted');
    expect((await claim(message)).kind).toBe('not-now');
    expect(await column(database.pool, 'select open from enrolment where customer_id = $1', [id])).toEqual([false]);
  });

  test('consent withdrawn after the decision stops the message at the claim', async () => {
    const { id, message } = await withReadyMessage('withdrawn');
    await database.pool.query(`insert into consent (customer_id, channel, purpose, granted, source, wording, at) values ($1, 'email', 'marketing', false, 'test', 't', touchline_now())`, [id]);
    expect((await claim(message)).kind).toBe('not-now');
    expect(await stateOf(message)).toBe('void');
    expect(await column(database.pool, 'select count(*)::int from attempt where message_id = $1', [message])).toEqual([0]);
  });

  test('an unconsumed event is decided upon before the claim', async () => {
    const { id, message } = await withReadyMessage('event-first');
    await database.pool.query(
      `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status, wakes)
       values ('test', 'complaint', (select id from shop limit 1), $1, 'complained', touchline_now(), clock_timestamp(), '{}', 'applied', true)`, [id]);
    await claim(message);
    expect(await column(database.pool, `select status from event_inbox where message_id = 'complaint'`)).toEqual(['consumed']);
  });

  test('a pause holds a claimed-for message back, resume lets it go, and it leaves once', async () => {
    const { id, message } = await withReadyMessage('paused');
    await pauseCampaign(database.pool, 'welcome-first-order');
    expect((await claim(message)).kind).toBe('not-now');
    expect(await stateOf(message)).toBe('planned');
    expect(await column(database.pool, `select place->>'kind' from enrolment where customer_id = $1`, [id])).toEqual(['held']);
    await resumeCampaign(database.pool, 'welcome-first-order', 'catch-up', 0);
    const answer = await advance(id);
    expect(sendsOf(answer).map(({ messageId }) => messageId)).toEqual([message]);
    await tell(id, message, (await takenBy(claim(message))).fence, ACCEPTED);
    expect(await column(database.pool, 'select count(*)::int from attempt where message_id = $1', [message])).toEqual([1]);
  });

  test('an expired lease is unknown, is not sent again, and a late answer settles it', async () => {
    const { id, message } = await withReadyMessage('lease');
    const { fence } = await takenBy(claim(message));
    await database.pool.query(`update message set lease_until_system = clock_timestamp() - interval '1 second' where id = $1`, [message]);
    expect((await claim(message)).kind).toBe('not-now');
    expect(await stateOf(message)).toBe('unknown');
    expect((await claim(message)).kind).toBe('not-now');
    await tell(id, message, fence, ACCEPTED);
    expect(await stateOf(message)).toBe('accepted');
    expect(await column(database.pool, 'select count(*)::int from attempt where message_id = $1', [message])).toEqual([1]);
  });

  test('a service message of unknown outcome leaves again under its key where the policy says so, three times at most', async () => {
    const { id, message } = await withReadyMessage('service');
    await database.pool.query(`update message set purpose = 'service' where id = $1`, [message]);
    await database.pool.query(`update policy_version set definition = jsonb_set(definition, '{unknownOutcome,service}', '"resend"') where active`);
    const unknown = { outcome: 'unknown', code: 'cut', detail: 'after the final dot' } as const;
    for (const attempt of [1, 2]) {
      const { fence } = await takenBy(claim(message));
      expect(fence).toBe(attempt);
      const answer = await tell(id, message, fence, unknown);
      expect(sendsOf(answer).map(({ messageId }) => messageId)).toEqual([message]);
    }
    await tell(id, message, (await takenBy(claim(message))).fence, unknown);
    expect(await stateOf(message)).toBe('unknown');
    expect((await claim(message)).kind).toBe('not-now');
    await database.pool.query(`update policy_version set definition = jsonb_set(definition, '{unknownOutcome,service}', '"list"') where active`);
  });

  test('a deferred attempt leaves the message ready for a new one under a new fence', async () => {
    const { id, message } = await withReadyMessage('deferred');
    const first = await takenBy(claim(message));
    await tell(id, message, first.fence, { outcome: 'deferred', code: '421', detail: 'later', retryAfterMs: null });
    expect(await stateOf(message)).toBe('ready');
    const second = await takenBy(claim(message));
    expect(second.fence).toBe(first.fence + 1);
    // A zombie of the first attempt cannot settle what the second one holds.
    await tell(id, message, first.fence, ACCEPTED);
    expect(await stateOf(message)).toBe('sending');
  });

  test('a dead address is suppressed in the commit of the refusal', async () => {
    const { id, message } = await withReadyMessage('dead');
    const { fence } = await takenBy(claim(message));
    await tell(id, message, fence, { outcome: 'refused', code: '5.1.1', detail: 'no such mailbox', addressIsDead: true });
    expect(await stateOf(message)).toBe('refused');
    expect(await column(database.pool, 'select state from contact_point where customer_id = $1', [id])).toEqual(['bounced']);
    expect(await column(database.pool, 'select reason from suppression where customer_id = $1', [id])).toEqual(['bounced']);
  });

  test('advance decides once per call key and answers alike', async () => {
    const { id } = await withReadyMessage('twice');
    const call = { customerId: id, callKey: 'run:1' };
    const first = await advanceCustomer(database.pool, source, taskQueueOf, call);
    const second = await advanceCustomer(database.pool, source, taskQueueOf, call);
    expect(second.sequence).toBe(first.sequence);
    expect(second.commands).toEqual(first.commands);
    expect(await column(database.pool, 'select count(*)::int from decision where customer_id = $1 and sequence = $2', [id, first.sequence])).toEqual([1]);
  });

  test('quiet hours that began after the decision hold the claim until the morning', async () => {
    const { id, message } = await withReadyMessage('night');
    await setDomainClock(database.pool, '2011-11-29T23:30:00Z');
    expect((await claim(message)).kind).toBe('not-now');
    const [place] = await column<{ kind: string; untilMs: number }>(database.pool, `select place from enrolment where customer_id = $1`, [id]);
    expect(place?.kind).toBe('held');
    expect(new Date(place?.untilMs ?? 0).toISOString() > '2011-11-30T07:59').toBe(true);
  });

  test('a customer who moves to another zone after the decision is held at the claim, by the clock of the new place', async () => {
    const { id, message } = await withReadyMessage('moving');
    const payload = { customer: null, traits: { displayName: null, country: null, language: null, timeZone: 'Asia/Tokyo', addresses: [] }, properties: {}, change: { does: 'nothing' as const }, told: {} };
    const [stored] = await storeEvents(database.pool, { source: 'test', shopId: 'online-retail' }, [{ messageId: 'moved', kind: 'identify', time: { ageMs: null, atMs: null }, payload, ignoredBecause: null }]);
    await applyForCustomer(database.pool, { shopId: 'online-retail', customerId: id }, [{ inboxId: stored!.inboxId, shopId: 'online-retail', customerId: id, kind: 'identify', payload }]);
    expect((await claim(message)).kind, 'noon in London is nine in the evening in Tokyo').toBe('not-now');
    const [place] = await column<{ kind: string; untilMs: number; because: { code: string } }>(database.pool, `select place from enrolment where customer_id = $1`, [id]);
    expect(place).toMatchObject({ kind: 'held', because: { code: 'quiet-hours' } });
    expect(new Date(place!.untilMs).toISOString().slice(0, 13), 'a minute of their own after nine in the morning there').toBe('2011-11-30T00');
    await setDomainClock(database.pool, '2011-11-30T02:00:00Z');
    await advanceCustomer(database.pool, source, () => 'queue', { customerId: id, callKey: 'in-the-morning' });
    expect((await claim(message)).kind, 'under the same key').toBe('taken');
  });
});

describe('a page', () => {
  test('takes everybody in once, however many pages run at once', async () => {
    for (let n = 0; n < 40; n += 1) await addCustomer(database.pool, { external: `page${n}`, orders: ['2011-10-20T10:00:00Z'] });
    await applyCampaignFile({ pool: database.pool, channels }, 'campaigns/second-order-nudge.yaml');
    const runId = await startCampaign(database.pool, 'second-order-nudge');
    await database.pool.query(`update campaign_run set state = 'sending' where id = $1`, [runId]);
    await database.pool.query(
      `insert into audience_member (run_id, customer_id) select $1, i.customer_id from identity i where i.value like 'page%'`, [runId]);
    const batches = await Promise.all(Array.from({ length: 8 }, () => claimPageBatch(database.pool, rules(), runId, 10)));
    const rest = await claimPageBatch(database.pool, rules(), runId, 40);
    const sent = [...batches, rest].flatMap(({ toSend }) => toSend.map(({ message }) => message.customerId));
    expect(new Set(sent).size).toBe(sent.length);
    expect([...batches, rest].reduce((sum, { entered }) => sum + entered, 0)).toBe(40);
    const heldOut = await column<number>(database.pool, `select count(*)::int from audience_member where run_id = $1 and state = 'holdout'`, [runId]);
    expect(sent.length + (heldOut[0] ?? 0)).toBe(40);
  });
});

async function takenBy(claiming: Promise<Claim>): Promise<{ fence: number }> {
  const result = await claiming;
  if (result.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(result)}`);
  return result.taken;
}
