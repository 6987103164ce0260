import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelNews } from '../../../src/contracts/channel-news.ts';
import { type CustomerId, toStaffId } from '../../../src/domain/ids.ts';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { freezeAudienceSlice, nextRunStep } from '../../../src/store/campaign-runs.ts';
import { addAgreement } from '../../../src/store/agreements.ts';
import { assignCustomer } from '../../../src/store/assign-customer.ts';
import { applyChannelNews } from '../../../src/store/apply-channel-news.ts';
import { readCharge } from '../../../src/store/charge.ts';
import { judgeInquiry } from '../../../src/store/judge-inquiry.ts';
import { storeNews } from '../../../src/store/channel-news.ts';
import { receivedEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { recomputeFacts } from '../../../src/store/facts.ts';
import { sentByRef, sentToAddress } from '../../../src/store/match-mail.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { tellStandingRights } from '../../../src/store/tell-rights.ts';
import { mergeInquiries } from '../../../src/store/merge-inquiries.ts';
import { claimPageBatch } from '../../../src/store/page.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { NUDGE, runCampaign, TUESDAY_NOON, WELCOME, withReadyMessage } from '../ledger/ledger-scene.ts';
import { ACCEPTED, customerOf } from '../promises/promises-scene.ts';
import { brokenIn, countsOf, openMerges } from './merge-scene.ts';

let scene: Awaited<ReturnType<typeof openMerges>>;
beforeAll(async () => { scene = await openMerges(); });
afterAll(() => scene.close());
beforeEach(() => setDomainClock(scene.pool, TUESDAY_NOON, 0));

const customer = (external: string, consent = true) => addCustomer(scene.pool, { external, consent });
const sql = (text: string, ...params: unknown[]) => scene.pool.query(text, params);
const one = async <T>(text: string, ...params: unknown[]) => (await column<T>(scene.pool, text, params))[0];

const qualityOf = (id: CustomerId) => one<string | null>('select inquiry_quality from customer_facts where customer_id = $1', id);
const consentOf = (id: CustomerId, channel = 'email', purpose = 'marketing') => one<object>(
  `select json_build_object('granted', granted, 'confirmed', confirmed, 'source', source) from consent where customer_id = $1 and channel = $2 and purpose = $3 order by id desc limit 1`, id, channel, purpose);
const give = (id: CustomerId, tier: string) => sql(`with told as (insert into tier_change (customer_id, at, from_tier, to_tier, reason, contribution) values ($1, touchline_now(), 'D', $2, '{"code": "tier-given", "params": {}}', 0))
  update customer_facts set tier = $2, tier_since = touchline_now() where customer_id = $1`, id, tier);
const say = (id: CustomerId, kind: string, value: unknown, at: string) => sql(`insert into statement (customer_id, kind, value, source, wording, language, at) values ($1, $2, $3, 'page', 'How often?', 'en', $4)`, id, kind, JSON.stringify(value), at);

/** Something was sent to a customer who became part of another one since. */
async function sentAndMerged(name: string) {
  const { id: part, message } = await withReadyMessage(scene, name);
  await scene.tell(part, message, await scene.take(message), { ...ACCEPTED, providerId: `provider-${name}` });
  const whole = await customer(`${name}-whole`);
  countsOf(await scene.merge(part, whole));
  return { part, whole, message };
}

describe('what others were told of', () => {
  it('is to be undone by those who look after the one that goes on', async () => {
    const [part, whole] = [await customer('vip-part'), await customer('vip-whole')];
    const { policy, policyOrdinal } = await scene.rules.source.load(scene.pool);
    await inTransaction(scene.pool, (tx) => tellStandingRights(tx, [{ id: part, country: null, standing: { tier: 'D', marks: ['vip'] }, erased: false }], { policy, policyOrdinal }, Date.parse(TUESDAY_NOON)));
    expect(await one('select what from task where customer_id = $1', part)).toBe('choose who looks after this customer');
    countsOf(await scene.merge(part, whole));
    expect(await column(scene.pool, `select what from task where customer_id = $1 and kind = 'right' order by id`, [whole])).toEqual(['choose who looks after this customer', 'no longer: choose who looks after this customer']);
    expect(await brokenIn(scene)).toEqual([]);
  });
});

describe('what both have said', () => {
  it('holds in its strictest form, with whose word it was, and the words themselves stay', async () => {
    const [part, whole] = [await customer('said-no', false), await customer('said-yes')];
    await sql(`insert into consent (customer_id, channel, purpose, granted, source, wording, language, at, confirmed) values ($1, 'whatsapp', 'marketing', true, 'shop', 'Write to me', 'en', '2011-11-01T10:00:00Z', false)`, part);
    await sql(`insert into suppression (customer_id, channel, purpose, reason, at) values ($1, 'email', 'marketing', 'complained', touchline_now()), ($1, 'skype', '*', 'legal', touchline_now())`, part);
    await sql(`insert into suppression (customer_id, channel, purpose, reason, at, lifted_at) values ($1, '*', 'marketing', 'unsubscribed', touchline_now(), touchline_now())`, part);
    await sql(`insert into suppression (customer_id, channel, purpose, reason, at) values ($1, 'skype', '*', 'legal', touchline_now())`, whole);
    expect(countsOf(await scene.merge(part, whole))).toMatchObject({ consents: 2, suppressions: 1 });
    expect(await consentOf(whole)).toEqual({ granted: false, confirmed: true, source: 'merge' });
    expect(await consentOf(whole, 'whatsapp')).toEqual({ granted: true, confirmed: false, source: 'merge' });
    expect(await one(`select json_build_object('wording', wording, 'language', language, 'customer', proof->>'customer') from consent where customer_id = $1 and channel = 'whatsapp'`, whole)).toEqual({ wording: 'Write to me', language: 'en', customer: part });
    expect(await column(scene.pool, `select channel || ' ' || reason from suppression where customer_id = $1 and lifted_at is null order by 1`, [whole])).toEqual(['email complained', 'skype legal']);
    expect(await column(scene.pool, 'select source from consent where customer_id = $1 order by id', [part])).toEqual(['test', 'shop']);
  });

  it('of themselves: the newer word counts, and the less of how often they want to be written to', async () => {
    const [part, whole] = [await customer('states'), await customer('states-whole')];
    await say(whole, 'frequency', 'weekly', '2011-11-20T10:00:00Z');
    await say(part, 'frequency', 'monthly', '2011-11-01T10:00:00Z');
    await say(whole, 'interests', ['lamps'], '2011-11-20T10:00:00Z');
    await say(part, 'interests', ['shades'], '2011-11-01T10:00:00Z');
    await say(part, 'language', 'de', '2011-11-25T10:00:00Z');
    expect(countsOf(await scene.merge(part, whole))['statements']).toBe(2);
    expect(await one(`select json_object_agg(kind, value) from (select distinct on (kind) kind, value from statement where customer_id = $1 order by kind, id desc) newest`, whole)).toEqual({ frequency: 'monthly', interests: ['lamps'], language: 'de' });
    expect(await one('select language from customer where id = $1', whole)).toBe('de');
  });

  it('an address that both have stays once, in its stricter state, and what was sent there can still be shown', async () => {
    const { id: part, message } = await withReadyMessage(scene, 'same-address');
    await scene.tell(part, message, await scene.take(message), ACCEPTED);
    const whole = await customer('same-address-whole');
    await sql(`update contact_point set address = 'Same@example.com' where customer_id = $1`, part);
    await sql(`update contact_point set address = 'same@example.com', state = 'unverified' where customer_id = $1`, whole);
    await sql(`insert into contact_point (customer_id, channel, address, state, reference) values ($1, 'skype', 's-1', 'gone', null), ($2, 'skype', 's-1', 'valid', '{"conversation": "c"}')`, part, whole);
    await sql(`update customer set display_name = null where id = $1`, whole);
    countsOf(await scene.merge(part, whole));
    expect(await column(scene.pool, `select json_build_object('address', address, 'state', state, 'reference', reference) from contact_point where customer_id = $1 order by channel`, [whole])).toEqual([
      { address: 'same@example.com', state: 'unverified', reference: null }, { address: 's-1', state: 'gone', reference: null }]);
    expect(await one('select display_name from customer where id = $1', whole)).toBe('same-address');
    expect(await brokenIn(scene)).toEqual([]);
  });

  it.each([['B', 'C', 'B'], ['C', 'B', 'B']] as const)('of the tiers %s of the part and %s the better one goes on', async (theirs, own, expected) => {
    const [part, whole] = [await customer(`tier-${theirs}`), await customer(`tier-${theirs}-whole`)];
    await give(part, theirs);
    await give(whole, own);
    countsOf(await scene.merge(part, whole));
    expect(await one('select tier from customer_facts where customer_id = $1', whole)).toBe(expected);
    expect(await brokenIn(scene)).toEqual([]);
  });

  it('a zone that fills a gap says nothing of what left before it was known', async () => {
    const part = await customer('zoned');
    await sql(`update customer set time_zone = 'Asia/Tokyo' where id = $1`, part);
    const { id: whole, message } = await withReadyMessage(scene, 'zoned-whole');
    await scene.tell(whole, message, await scene.take(message), ACCEPTED);
    countsOf(await scene.merge(part, whole));
    expect(await one('select time_zone from customer where id = $1', whole)).toBe('Asia/Tokyo');
    expect(await brokenIn(scene)).toEqual([]);
  });
});

describe('what people of the shop have in hand', () => {
  it('goes on with its clocks, none of them later than it was', async () => {
    const [part, whole] = [await customerOf(scene, 'asked', 3), await customerOf(scene, 'asked-whole', 4)];
    const inquiry = await scene.ask(part, 'Where is my parcel?', 'asked/1') ?? 0;
    const own = await scene.ask(whole, 'What does it cost?', 'asked/2') ?? 0;
    await scene.advance(part);
    await scene.advance(whole);
    const [before] = await scene.clocks(part, 'first-reply');
    countsOf(await scene.merge(part, whole));
    expect(await column(scene.pool, 'select customer_id from inquiry where id = $1', [inquiry])).toEqual([whole]);
    const after = (await scene.clocks(whole, 'first-reply')).find(({ subject }) => subject === before?.subject);
    expect(after).toMatchObject({ state: 'open' });
    expect(Date.parse(after!.due_at)).toBeLessThanOrEqual(Date.parse(before!.due_at));
    expect(await one(`select text from inquiry_entry where inquiry_id = $1 and what = 'change'`, inquiry)).toBe(`customer ${part} became part of customer ${whole}`);
    expect(await scene.answer({ inquiry, by: 'service-1' })).toMatchObject({ kind: 'sent', customerId: whole });
    expect(await mergeInquiries(scene.pool, scene.rules.source, { inquiry, into: own, by: 'service-1' })).toMatchObject({ kind: 'done' });
    expect(await brokenIn(scene)).toEqual([]);
  });

  it('an answer that waited to leave is void, and its question still waits for one', async () => {
    const [part, whole] = [await customerOf(scene, 'answered', 3), await customerOf(scene, 'answered-whole', 3)];
    const inquiry = await scene.ask(part, 'Where is my parcel?', 'answered/1') ?? 0;
    const answered = await scene.answer({ inquiry, by: 'service-1' });
    if (answered.kind !== 'sent') throw new Error(answered.kind);
    countsOf(await scene.merge(part, whole));
    expect(await one('select state from message where id = $1', answered.message)).toBe('void');
    expect(await column(scene.pool, `select text from inquiry_entry where inquiry_id = $1 and what = 'change' order by id`, [inquiry])).toEqual([expect.stringContaining('has to be written again'), expect.stringContaining('became part of')]);
    expect((await scene.clocks(whole, 'first-reply')).map(({ state }) => state)).toEqual(['open']);
    const again = await scene.answer({ inquiry, by: 'service-1' });
    expect(again).toMatchObject({ kind: 'sent', customerId: whole });
  });

  it('of two promises of regular contact the one that is due first goes on', async () => {
    const [part, whole] = [await customerOf(scene, 'regular', 2), await customerOf(scene, 'regular-whole', 2)];
    await setDomainClock(scene.pool, '2011-12-01T12:00:00Z', 0);
    await sql(`update sla_clock set opened_at = opened_at + interval '1 day', due_at = due_at + interval '1 day', subject = 'since later' where customer_id = $1 and kind = 'contact'`, whole);
    const [first] = await scene.clocks(part, 'contact');
    countsOf(await scene.merge(part, whole));
    expect((await scene.clocks(whole, 'contact')).filter(({ ended_at: ended }) => ended === null)).toMatchObject([{ subject: first?.subject, due_at: first?.due_at }]);
    expect(await brokenIn(scene)).toEqual([]);
  });

  it('whoever looked after the part looks after the one that goes on, unless somebody does already', async () => {
    const entrust = (customerId: CustomerId, person: string) => assignCustomer(scene.pool, scene.rules.source, { customerId, by: toStaffId('supervisor-1'), to: { person: toStaffId(person), team: null }, handsOver: true });
    const chargeOf = async (id: CustomerId) => (await readCharge(scene.pool, id))?.person ?? null;
    const [part, whole, other] = [await customerOf(scene, 'charged', 3), await customerOf(scene, 'charged-whole', 3), await customerOf(scene, 'charged-too', 3)];
    await entrust(part, 'account-1');
    await entrust(other, 'account-2');
    await scene.ask(part, 'Do you have it in green?', 'charged/1');
    countsOf(await scene.merge(part, whole));
    expect(await chargeOf(whole)).toBe('account-1');
    expect(await column(scene.pool, 'select person from inquiry where customer_id = $1', [whole])).toEqual(['account-1']);
    countsOf(await scene.merge(other, whole));
    expect(await chargeOf(whole)).toBe('account-1');
    expect(await brokenIn(scene)).toEqual([]);
  });

  it('how serious the inquiries of both are is weighed together', async () => {
    const [part, whole] = [await customerOf(scene, 'serious', 3), await customerOf(scene, 'serious-whole', 3)];
    const inquiry = await scene.ask(part, 'We would like to buy 40 lanterns, 25 cm high. How long does delivery take?', 'serious/1') ?? 0;
    expect(await judgeInquiry(scene.pool, scene.rules.source, { inquiry, verdict: 'real', note: null, by: 'service-1' })).toMatchObject({ kind: 'done' });
    const before = await qualityOf(part);
    countsOf(await scene.merge(part, whole));
    expect([before, await qualityOf(whole), await qualityOf(part)]).toEqual(['fair', 'fair', null]);
  });

  it('two agreements for the same days are not merged: a person ends one of them', async () => {
    const [part, whole] = [await customer('agreed'), await customer('agreed-whole')];
    await recomputeFacts(scene.pool, [part, whole]);
    const terms = { discountShare: 0.05, rebate: null, currency: 'GBP', renewalReminderDays: 30 };
    const own = await addAgreement(scene.pool, whole, { ...terms, from: '2011-01-01', until: '2011-12-31' });
    const theirs = await addAgreement(scene.pool, part, { ...terms, from: '2011-12-31', until: '2012-12-31' });
    const [ownId, theirsId] = [own, theirs].map((agreed) => (agreed.kind === 'agreed' ? agreed.agreement.id : 0));
    expect(await scene.merge(part, whole)).toEqual({ kind: 'agreements-overlap', agreements: [ownId, theirsId] });
    await sql(`update agreement set state = 'ended', ended_at = touchline_now() where id = $1`, theirsId);
    expect(countsOf(await scene.merge(part, whole))['agreements']).toBe(1);
    expect(await brokenIn(scene)).toEqual([]);
  });
});

describe('campaigns', () => {
  it('an enrolment ends where the other one was in the campaign before', async () => {
    const { id: part } = await withReadyMessage(scene, 'enrolled');
    const { id: whole, message } = await withReadyMessage(scene, 'enrolled-whole');
    await scene.tell(whole, message, await scene.take(message), ACCEPTED);
    expect(countsOf(await scene.merge(part, whole))).toMatchObject({ enrolmentsMoved: 0, enrolmentsEnded: 1, voidMessages: 1 });
    expect(await column(scene.pool, `select count(*)::int from enrolment where customer_id = $1 and campaign = $2`, [whole, WELCOME])).toEqual([1]);
    expect(await brokenIn(scene)).toEqual([]);
  });

  it('a promotion that was given stays good, and what has promised it ends', async () => {
    await runCampaign(scene, 'come-back-offer');
    await setDomainClock(scene.pool, '2011-09-06T12:00:00Z');
    let part: CustomerId | null = null;
    for (let n = 0; part === null && n < 40; n += 1) {
      const id = await addCustomer(scene.pool, { external: `offered${n}`, orders: ['2010-12-01T10:00:00Z'] });
      await recomputeFacts(scene.pool, [id]);
      await scene.advance(id);
      if (await one(`select 1 from promotion_grant where customer_id = $1`, id) !== undefined) part = id;
    }
    const message = await one<never>('select id from message where customer_id = $1', part);
    await scene.tell(part!, message!, await scene.take(message!), ACCEPTED);
    const whole = await customer('offered-whole');
    expect(countsOf(await scene.merge(part!, whole))).toMatchObject({ grants: 1, enrolmentsMoved: 0, enrolmentsEnded: 1 });
    expect(await column(scene.pool, `select state from promotion_grant where customer_id = $1`, [whole])).toEqual(['committed']);
    // Whoever has had it is not offered it a second time under the other name.
    expect(await column(scene.pool, `select count(*)::int from enrolment where customer_id = any($1) and campaign = 'come-back-offer'`, [[part, whole]])).toEqual([1]);
  });

  it('of what was only reserved, the next decision gives back all that is not promised anew', async () => {
    await setDomainClock(scene.pool, '2011-09-06T12:00:00Z');
    let part: CustomerId | null = null;
    for (let n = 0; part === null && n < 40; n += 1) {
      const id = await addCustomer(scene.pool, { external: `reserved${n}`, orders: ['2010-12-01T10:00:00Z'] });
      await recomputeFacts(scene.pool, [id]);
      await scene.advance(id);
      if (await one(`select 1 from promotion_grant where customer_id = $1`, id) !== undefined) part = id;
    }
    const whole = await customer('reserved-whole');
    countsOf(await scene.merge(part!, whole));
    expect(await column(scene.pool, `select state from promotion_grant where customer_id = $1 and starts_with(id, 'come-back-offer:' || $2)`, [whole, part])).toEqual(['released']);
    expect(await brokenIn(scene)).toEqual([]);
  });

  it('a run that has frozen somebody who was merged away leaves them out, and says why', async () => {
    for (const name of ['frozen', 'frozen-whole']) await addCustomer(scene.pool, { external: name, orders: ['2011-10-20T10:00:00Z'] });
    const [part, whole] = await column<CustomerId>(scene.pool, `select customer_id from identity where value in ('frozen', 'frozen-whole') order by value`);
    await recomputeFacts(scene.pool, [part!, whole!]);
    await runCampaign(scene, NUDGE);
    const runId = await startCampaign(scene.pool, NUDGE);
    expect(await nextRunStep(scene.pool, runId, () => 'bulk')).toEqual({ kind: 'freeze' });
    while (!(await freezeAudienceSlice(scene.pool, scene.rules.source, runId, 100)).done);
    countsOf(await scene.merge(part!, whole!));
    while (!(await claimPageBatch(scene.pool, scene.rules, runId, 50)).stopped);
    expect(await one(`select json_build_object('state', state, 'reason', reason->>'code') from audience_member where run_id = $1 and customer_id = $2`, runId, part)).toEqual({ state: 'excluded', reason: 'merged' });
    expect(await column(scene.pool, `select count(*)::int from message where run_id = $1 and customer_id = $2`, [runId, part])).toEqual([0]);
    await sql(`update campaign set state = 'cancelled' where name = $1`, NUDGE);
  });
});

describe('what comes in later under the names of before', () => {
  let news = 0;
  type Told = ChannelNews extends infer One ? (One extends ChannelNews ? Omit<One, 'id' | 'atMs'> : never) : never;

  async function arrives(channel: string, told: Told): Promise<string> {
    const full = { ...told, id: `news-${news += 1}`, atMs: Date.now() } as ChannelNews;
    await storeNews(scene.pool, channel, [full]);
    const { state, inboxIds } = await applyChannelNews(scene.pool, { freeWordsHours: 0, byReference: false, invited: null }, { channel, news: full, ageMs: 0, place: { received: '', channel, id: full.id } });
    for (const event of await receivedEvents(scene.pool, inboxIds)) await applyForCustomer(scene.pool, { shopId: event.shopId, customerId: event.customerId! }, [event]);
    return state;
  }

  it('a receipt stamps its message and is heard by the one that goes on', async () => {
    const { whole, part, message } = await sentAndMerged('read');
    const unanswered = (id: CustomerId) => one<number>('select unanswered_touches from customer_facts where customer_id = $1', id);
    expect([await unanswered(whole), await unanswered(part)]).toEqual([1, 0]);
    expect(await arrives('email', { kind: 'receipt', status: 'read', message: { key: null, providerId: 'provider-read' } })).toBe('applied');
    expect(await one('select opened_at is not null from message where id = $1', message)).toBe(true);
    expect(await column(scene.pool, `select kind from event_inbox where customer_id = $1 and source = 'channel:email'`, [whole])).toEqual(['opened']);
    expect(await unanswered(whole)).toBe(0);
  });

  it('a late failure counts against the address of the one that goes on', async () => {
    const { whole } = await sentAndMerged('dead');
    await arrives('email', { kind: 'failed', message: { key: null, providerId: 'provider-dead' }, to: null, failure: 'address-dead', code: '5.1.1', detail: 'nobody there' });
    expect(await column(scene.pool, `select state from contact_point where customer_id = $1 and address = 'dead@example.com'`, [whole])).toEqual(['bounced']);
    expect(await column(scene.pool, `select reason from suppression where customer_id = $1`, [whole])).toEqual(['bounced']);
  });

  it('an answer and a stop word reach the one that goes on, by the address and by the message', async () => {
    const { whole, part, message } = await sentAndMerged('writes');
    await arrives('email', { kind: 'inbound', from: { address: 'writes@example.com', others: [] }, providerId: 'w-1', text: 'Do you ship to Jersey?', repliesTo: { key: message, providerId: null }, isAutomatic: false });
    await arrives('email', { kind: 'preference', from: { address: 'writes@example.com', others: [] }, purpose: 'marketing', granted: false, wording: 'STOP' });
    expect(await column(scene.pool, `select customer_id from inbound_message where news_id like 'news-%' and customer_id = any($1)`, [[part, whole]])).toEqual([whole]);
    expect(await column(scene.pool, `select customer_id from inquiry where customer_id = any($1) and state = 'open'`, [[part, whole]])).toEqual([whole]);
    expect(await column(scene.pool, `select customer_id from suppression where customer_id = any($1) and reason = 'unsubscribed'`, [[part, whole]])).toEqual([whole]);
    expect(await one('select replied_at is not null from message where id = $1', message)).toBe(true);
  });

  it('a report by mail finds the message by its handle and by its address', async () => {
    const { message } = await sentAndMerged('reported');
    const ref = await one<string>('select ref::text from message where id = $1', message);
    expect((await sentByRef(scene.pool, BigInt(ref!)))?.id).toBe(message);
    expect((await sentToAddress(scene.pool, ['email'], 'reported@example.com')).map(({ id }) => id)).toEqual([message]);
  });
});
