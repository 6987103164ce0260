import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { campaignHash, definitionHash } from '../../../src/campaign-file/campaign-hash.ts';
import type { SendOutcome } from '../../../src/contracts/channel.ts';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import type { ShopPolicy } from '../../../src/domain/policy.ts';
import { applyCampaign, readActiveCampaign } from '../../../src/store/campaign-versions.ts';
import { applyPolicy } from '../../../src/store/policy.ts';
import { decideApproval } from '../../../src/store/decide-approval.ts';
import { reportWorkerAlive } from '../../../src/store/relay.ts';
import { scoreCustomers } from '../../../src/store/score.ts';
import { verifyInvariants } from '../../../src/store/verify.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { happens, type LedgerScene, openLedger, runCampaign, TUESDAY_NOON, WELCOME, withReadyMessage } from '../ledger/ledger-scene.ts';
import { mailArrives, told } from './lively-shop.ts';
import { sendsOf } from '../../support/sends.ts';

let scene: LedgerScene;
beforeEach(async () => { scene = await openLedger(); });
afterEach(async () => { await scene.close(); });

const ACCEPTED: SendOutcome = { outcome: 'accepted', providerId: 'p', detail: 'ok' };
const UNKNOWN: SendOutcome = { outcome: 'unknown', code: 'cut', detail: 'connection cut' };
const DEFERRED: SendOutcome = { outcome: 'deferred', code: '4.2.0', detail: 'later', retryAfterMs: null };

const broken = async () => (await verifyInvariants(scene.pool)).filter(({ count }) => count > 0).map(({ id }) => id);

async function withMailSent(external: string) {
  const { id, message } = await withReadyMessage(scene, external);
  await scene.tell(id, message, await scene.take(message), ACCEPTED);
  return { id, message };
}

async function changePolicy(change: Partial<ShopPolicy>): Promise<void> {
  const [policy] = await column<ShopPolicy>(scene.pool, 'select definition from policy_version where active');
  const changed = { ...policy!, ...change };
  await applyPolicy(scene.pool, { policy: changed, source: 'changed', hash: definitionHash(changed) });
}

async function withMessageDue(external: string) {
  await setDomainClock(scene.pool, '2011-11-28T11:00:00Z');
  const id = await addCustomer(scene.pool, { external, orders: ['2011-11-28T10:59:00Z'] });
  await happens(scene, id, 'order.placed', { 'first-order': true });
  await scene.advance(id);
  await setDomainClock(scene.pool, TUESDAY_NOON);
  return { id, message: sendsOf(await scene.advance(id))[0]!.messageId };
}

const NOON_IS_QUIET = { '*': { fromMinute: 11 * 60, untilMinute: 13 * 60, days: 'all' } } as const;

describe('what changed after a touch does not speak against it', () => {
  test('a policy with other quiet hours and a cap of none', async () => {
    const { id } = await withMailSent('before');
    await setDomainClock(scene.pool, '2011-11-29T14:00:00Z');
    await changePolicy({ quietHours: NOON_IS_QUIET, caps: [{ count: 0, per: { unit: 'days', count: 7 }, channel: null }] });
    await happens(scene, id, 'replied');
    await scene.advance(id);
    expect(await broken()).toEqual([]);
  });

  test('but the policy that was in force then does', async () => {
    const { id, message } = await withReadyMessage(scene, 'against');
    const fence = await scene.take(message);
    await changePolicy({ quietHours: NOON_IS_QUIET });
    await happens(scene, id, 'replied');
    await scene.advance(id);
    // The clock goes on to where only the newer policy has been decided by, and the touch is moved there.
    await scene.pool.query(`update message set claimed_at = (select max(at) from decision) + interval '1 minute' where id = $1`, [message]);
    await setDomainClock(scene.pool, '2011-11-29T12:30:00Z');
    await scene.tell(id, message, fence, ACCEPTED);
    expect(await broken()).toEqual(['quiet-hours']);
  });

  test('a time zone that was told later', async () => {
    const { id } = await withMailSent('moved');
    const traits = { displayName: null, country: null, language: null, timeZone: 'Pacific/Auckland', addresses: [] };
    await told(scene, id, { kind: 'replied', change: { does: 'nothing' }, traits });
    await scene.advance(id);
    expect(await column(scene.pool, 'select time_zone from customer where id = $1', [id])).toEqual(['Pacific/Auckland']);
    expect(await broken()).toEqual([]);
  });

  test('a telephone number that was told later, and a second zone', async () => {
    const { id } = await withMailSent('called');
    const traits = { displayName: null, country: null, language: null, timeZone: null, addresses: [] };
    await told(scene, id, { kind: 'replied', change: { does: 'nothing' }, traits: { ...traits, phone: '+6498883000', phoneCountry: 'NZ' } });
    expect(await broken()).toEqual([]);
    await told(scene, id, { kind: 'replied', change: { does: 'nothing' }, traits: { ...traits, timeZone: 'Europe/London' } });
    await told(scene, id, { kind: 'replied', change: { does: 'nothing' }, traits: { ...traits, timeZone: 'Pacific/Auckland' } });
    await scene.advance(id);
    expect(await column(scene.pool, 'select time_zone from customer where id = $1', [id]), 'people move').toEqual(['Pacific/Auckland']);
    expect(await broken()).toEqual([]);
  });

  test('a withdrawal of earlier that was heard of later', async () => {
    const { id } = await withMailSent('late-word');
    await setDomainClock(scene.pool, '2011-11-29T13:00:00Z');
    const change = { does: 'consent', granted: false, channel: 'email', purpose: 'marketing', source: 'shop', wording: 'no' } as const;
    await told(scene, id, { kind: 'consent.withdrawn', change, atMs: Date.parse('2011-11-29T11:30:00Z') });
    expect(await column(scene.pool, 'select at < $2 from consent where customer_id = $1 and not granted', [id, TUESDAY_NOON])).toEqual([true]);
    expect(await broken()).toEqual([]);
    await scene.advance(id);
    expect(await broken()).toEqual([]);
  });

  test('a customer who became a key account', async () => {
    const { id } = await withMailSent('rises');
    await scene.pool.query(`update customer_facts set marks = '{vip}' where customer_id = $1`, [id]);
    await setDomainClock(scene.pool, '2011-11-29T13:00:00Z');
    await scene.advance(id);
    expect(await column(scene.pool, 'select level from customer_facts where customer_id = $1', [id])).toEqual([1]);
    expect(await broken()).toEqual([]);
  });
});

/** A welcome mail to a key account, which waits for a second person since Tuesday at noon. */
async function withDraft(external: string) {
  await runCampaign(scene, WELCOME);
  await setDomainClock(scene.pool, '2011-11-28T11:00:00Z');
  const id = await addCustomer(scene.pool, { external, orders: ['2011-11-28T10:59:00Z'] });
  await scene.pool.query(`update customer_facts set marks = '{vip}' where customer_id = $1`, [id]);
  await happens(scene, id, 'order.placed', { 'first-order': true });
  await scene.advance(id);
  await setDomainClock(scene.pool, TUESDAY_NOON);
  await scene.advance(id);
  const [draft] = await column<{ message: MessageId; approval: number; hash: string }>(scene.pool, `select jsonb_build_object('message', message_id, 'approval', id, 'hash', content_hash) from approval where customer_id = $1 and state = 'waiting'`, [id]);
  return { id, ...draft! };
}

/** Nobody is a key account by the rules from now on, and everybody is scored by them. */
async function scoredDown(): Promise<void> {
  await changePolicy({ marks: { vip: null, core: null, quality: null } });
  const [policy] = await column<ShopPolicy>(scene.pool, 'select definition from policy_version where active');
  await scoreCustomers(scene.pool, { asOf: '2011-11-30', asOfMs: Date.parse('2011-11-30T00:00:00Z'), basis: 'net', rule: 'cut-points', policy: policy! });
}

/** At an hour in which the shop writes to customers of the tier that the scoring gave. */
async function leavesInTheMorning(id: CustomerId, message: MessageId): Promise<void> {
  await setDomainClock(scene.pool, '2011-11-30T09:50:00Z');
  await scene.advance(id);
  await scene.tell(id, message, await scene.take(message), ACCEPTED);
}

const changesOf = (id: string) => column<object>(scene.pool, `select jsonb_build_object('from', from_level, 'to', to_level, 'reason', reason, 'isNow', at between touchline_now() - interval '1 minute' and touchline_now()) from level_change where customer_id = $1 order by id`, [id]);

describe('a scoring that loosens a level', () => {
  test('tells it at that instant with its reason, once, and a draft that waits leaves without a yes', async () => {
    const { id, message } = await withDraft('loosened');
    await scoredDown();
    const loosened = { from: 1, to: 3, reason: { code: 'level-changed', params: { from: 1, to: 3, score: 1 } }, isNow: true };
    expect((await changesOf(id)).at(-1)).toEqual(loosened);
    await scoredDown();
    expect((await changesOf(id)).filter((change) => (change as typeof loosened).to === 3)).toEqual([loosened]);
    await leavesInTheMorning(id, message);
    expect(await broken()).toEqual([]);
  });

  test('lets what was approved leave although the yes is over, and is what explains it', async () => {
    const { id, message, approval, hash } = await withDraft('outlived');
    expect(await decideApproval(scene.pool, scene.rules.source, { approval, contentHash: hash, by: 'supervisor-1', yes: true, note: null })).toMatchObject({ kind: 'approved' });
    await scene.pool.query(`update approval set good_until = decided_at + interval '1 minute' where id = $1`, [approval]);
    await setDomainClock(scene.pool, '2011-11-29T12:30:00Z');
    await scoredDown();
    await leavesInTheMorning(id, message);
    expect(await broken()).toEqual([]);
    await scene.pool.query(`delete from level_change where reason->'params' ? 'score'`);
    expect(await broken()).toEqual(['two-people']);
  });
});

/** The policy sends service messages of unknown outcome again, and the welcome is one. */
async function serviceLeavesAgain(): Promise<void> {
  await changePolicy({ unknownOutcome: { service: 'resend' } });
  await runCampaign(scene, WELCOME);
  const { campaign, source } = (await readActiveCampaign(scene.pool, WELCOME))!;
  const service = { ...campaign, purpose: 'service' as const };
  await applyCampaign(scene.pool, { campaign: service, source, hash: campaignHash(service), templates: [] });
}

describe('what the policy allows is no fault', () => {
  test('a service message of unknown outcome leaves again, and may arrive twice', async () => {
    await serviceLeavesAgain();
    const { id, message } = await withMessageDue('twice');
    await scene.tell(id, message, await scene.take(message), UNKNOWN);
    await mailArrives(scene, message);
    expect(await scene.stateOf(message)).toBe('ready');
    await scene.tell(id, message, await scene.take(message), ACCEPTED);
    await mailArrives(scene, message);
    expect(await broken()).toEqual([]);
  });

  test('but not one that is known to have left', async () => {
    await serviceLeavesAgain();
    const { id, message } = await withMessageDue('thrice');
    const first = await scene.take(message);
    await scene.tell(id, message, first, UNKNOWN);
    const second = await scene.take(message);
    await scene.tell(id, message, first, ACCEPTED);
    await scene.tell(id, message, second, UNKNOWN);
    expect(await scene.stateOf(message)).toBe('accepted');
    // As it is when everything happens within a millisecond.
    await scene.pool.query('update attempt a set started_system = b.ended_system from attempt b where a.message_id = $1 and a.fence = 2 and b.message_id = $1 and b.fence = 1', [message]);
    expect(await broken()).toEqual([]);
    await scene.pool.query(`update message set fence = 3 where id = $1`, [message]);
    await scene.pool.query(`insert into attempt values ($1, 3, clock_timestamp(), clock_timestamp(), 'accepted')`, [message]);
    expect(await broken()).toEqual(['at-most-once']);
  });
});

describe('clocks and crashes', () => {
  test('a claim after the clock was set back', async () => {
    const { id, message } = await withReadyMessage(scene, 'back');
    await setDomainClock(scene.pool, '2011-11-29T10:00:00Z');
    await scene.tell(id, message, await scene.take(message), ACCEPTED);
    expect(await broken()).toEqual([]);
  });

  test('an outcome that is told again after the next attempt has started', async () => {
    const { id, message } = await withReadyMessage(scene, 'again');
    const first = await scene.take(message);
    await scene.tell(id, message, first, DEFERRED);
    const second = await scene.take(message);
    await scene.tell(id, message, first, DEFERRED);
    await scene.tell(id, message, second, ACCEPTED);
    expect(await broken()).toEqual([]);
  });

  test('while no worker runs nobody is late; as soon as one runs and does not poke, somebody is', async () => {
    const { id } = await withReadyMessage(scene, 'asleep');
    await scene.pool.query(`update domain_clock set anchored_system = anchored_system - interval '1 hour'`);
    expect(await broken()).toEqual([]);
    await reportWorkerAlive(scene.pool);
    await scene.pool.query(`update setting set value = to_jsonb(epoch_ms(now() - interval '50 minutes')) where key = 'worker-seen'`);
    await scene.pool.query(`update customer_state set poked_system = now() - interval '52 minutes' where customer_id = $1`, [id]);
    expect(await broken()).toEqual([]);
    await reportWorkerAlive(scene.pool);
    expect(await broken()).toEqual(['overdue-message-poked']);
  });
});

describe('how it looks', () => {
  test('reads only: nothing it does can change the database', async () => {
    await expect(verifyInvariants(scene.pool, {
      only: ['fences'],
      onReport: () => { throw new Error('stopped by the reader'); },
    })).rejects.toThrow('stopped by the reader');
    const { rows } = await scene.pool.query<{ state: string }>(`select coalesce(string_agg(state, ','), '') as state from pg_stat_activity
      where datname = current_database() and state like 'idle in transaction%'`);
    expect(rows[0]!.state).toBe('');
  });

  test('names ten offenders, and counts all', async () => {
    await scene.pool.query(`insert into attempt select 'none' || n, 1, now(), now(), 'accepted' from generate_series(1, 25) n`);
    const [report] = await verifyInvariants(scene.pool, { only: ['attempt-has-message'] });
    expect(report).toMatchObject({ checked: 25, count: 25 });
    expect(report!.offenders).toHaveLength(10);
  });
});
