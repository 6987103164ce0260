import { simpleParser } from 'mailparser';
import { messageIdHeader } from '../../../src/channels/email/message-id.ts';
import type { SendOutcome } from '../../../src/contracts/channel.ts';
import type { FactChange } from '../../../src/contracts/fact-change.ts';
import type { CustomerTraits } from '../../../src/contracts/tracking.ts';
import { isHeldOut } from '../../../src/domain/holdout.ts';
import type { ShopPolicy } from '../../../src/domain/policy.ts';
import { type CustomerId, type MessageId, toStaffId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { recomputeFacts } from '../../../src/store/facts.ts';
import { freezeAudienceSlice } from '../../../src/store/campaign-runs.ts';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { storeEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { claimPageBatch, settlePageBatch } from '../../../src/store/page.ts';
import { mergeCustomers } from '../../../src/store/merge-customers.ts';
import { scoreCustomers } from '../../../src/store/score.ts';
import { reportWorkerAlive } from '../../../src/store/relay.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { endTasks } from '../../../src/store/tasks.ts';
import { tellChangedRights, tellStandingRights } from '../../../src/store/tell-rights.ts';
import { addTestWebhook, recordTry } from '../../../src/store/webhooks.ts';
import { MOST_TRIES, webhookCourse } from '../../../src/domain/webhook-course.ts';
import { enterAbsence } from '../../../src/store/absences.ts';
import { addAgreement } from '../../../src/store/agreements.ts';
import { answerSuggestion, listSuggestions } from '../../../src/store/suggestions.ts';
import { addSandboxMail } from '../../../src/store/sandbox-mail.ts';
import { addCustomer, applyCampaignFile, column, setDomainClock } from '../../support/engine.ts';
import { customerOf, withDraft, withPromises } from '../promises/promises-scene.ts';
import { HEADER, runImport, scratchFolder } from '../import/order-fixture.ts';
import { type LedgerScene, NUDGE, openLedger, runCampaign, TUESDAY_NOON, withReadyMessage } from '../ledger/ledger-scene.ts';

const TUESDAY_NOON_MS = Date.parse(TUESDAY_NOON);
const ACCEPTED: SendOutcome = { outcome: 'accepted', providerId: 'p', detail: 'ok' };

/** A shop in which every table has rows and everything has happened that an invariant is about, by the product's own code. */
export async function openLivelyShop(): Promise<LedgerScene> {
  const scene = await openLedger();
  await offers(scene);
  await importOrders(scene);
  for (const kind of ['accepted', 'deferred', 'unknown', 'refused', 'told-twice'] as const) await sendOne(scene, kind);
  await heldBack(scene);
  await withdraws(scene);
  await cancels(scene);
  await broadcast(scene);
  await levelOne(scene);
  await withReadyMessage(scene, 'ready');
  await giveTiers(scene);
  await agrees(scene);
  await suggests(scene);
  await carriesOut(scene);
  await goesAway(scene);
  await keepsPromises(scene);
  await becomeOne(scene);
  await reportWorkerAlive(scene.pool);
  return scene;
}

/** Key accounts have rights that others carry out: a task is done, one right is lost again; of two webhooks one is taken. */
async function carriesOut(scene: LedgerScene): Promise<void> {
  const { pool } = scene;
  const [id] = await column<CustomerId>(pool, `select customer_id from identity where value = 'told-twice'`);
  await told(scene, id!, { kind: 'order.placed', change: { does: 'order', orderId: '700002', value: 99_900, currency: 'GBP', country: 'GB', lines: [] } });
  await tellChangedRights(pool, scene.rules.source, 1_000);
  const [task] = await column<number>(pool, `select t.id from task t join right_occasion o on t.origin = 'right/' || o.id where o.kind = 'granted' order by t.id limit 1`);
  await endTasks(pool, [task!], { state: 'done', by: 'dana', note: null });
  await inTransaction(pool, async (tx) => {
    const { policy, policyOrdinal } = await scene.rules.source.load(tx);
    const standing = { tier: 'D', marks: [] };
    await tellStandingRights(tx, [{ id: id!, country: 'GB', standing, erased: false }], { policy, policyOrdinal }, TUESDAY_NOON_MS);
  });
  for (const status of [204, 400]) {
    const webhook = { id: await addTestWebhook(pool), url: 'http://127.0.0.1/', body: '' };
    const outcome = { kind: 'answered', status, retryAfterMs: null } as const;
    await recordTry(pool, { webhook, outcome, course: webhookCourse(outcome, MOST_TRIES) });
  }
}

/** A key account gets a mail that two people have read; somebody asks, and is answered too late. */
async function keepsPromises(ledger: LedgerScene): Promise<void> {
  const scene = withPromises(ledger);
  const { id: careful, approval } = await withDraft(scene, 'read-by-two');
  await scene.say({ approval: approval.id, contentHash: approval.content_hash, by: 'supervisor-2', yes: true });
  await scene.tell(careful, approval.message_id, await scene.take(approval.message_id), ACCEPTED);
  await mailArrives(ledger, approval.message_id);
  const asks = await customerOf(scene, 'asks', 3);
  const inquiry = await scene.ask(asks, 'Where is my parcel?', 'lively/1') ?? 0;
  await scene.advance(asks);
  await setDomainClock(scene.pool, '2011-11-30T13:00:00Z', 0);
  const answered = await scene.answer({ inquiry, by: 'service-2' });
  if (answered.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(answered)}`);
  await scene.tell(asks, answered.message, await scene.take(answered.message), ACCEPTED);
  await mailArrives(ledger, answered.message);
  await setDomainClock(scene.pool, TUESDAY_NOON);
}

/** Two customers turn out to be one: one of them was written to before. */
async function becomeOne(scene: LedgerScene): Promise<void> {
  const { id: part, message } = await withReadyMessage(scene, 'part');
  await scene.tell(part, message, await scene.take(message), ACCEPTED);
  await mailArrives(scene, message);
  const { id: whole } = await withReadyMessage(scene, 'whole');
  const merged = await mergeCustomers(scene.pool, scene.rules.source, { customerId: part, into: whole, by: 'supervisor-1', reason: 'one firm' });
  if (merged.kind !== 'merged') throw new Error(`not merged: ${merged.kind}`);
}

/** Somebody of the staff is away twice in a row, and stood in for. */
async function goesAway({ pool }: LedgerScene): Promise<void> {
  const [staffId, deputyId] = [toStaffId('service-1'), toStaffId('service-2')];
  for (const fromMs of [TUESDAY_NOON_MS, TUESDAY_NOON_MS + DAY_MS]) await enterAbsence(pool, { staffId, deputyId, fromMs, untilMs: fromMs + DAY_MS, reason: 'leave' });
  await pool.query(`insert into customer_charge (customer_id, person, team, by, at, handed_over) select min(id::text)::uuid, 'account-1', 'key-accounts', 'supervisor-1', touchline_now(), true from customer`);
}

/** Two agreements in a row with one of those who came from the file, the first over by half. */
async function agrees({ pool }: LedgerScene): Promise<void> {
  const [id] = await column<CustomerId>(pool, `select customer_id from identity where value = '17850'`);
  const terms = { discountShare: 0.05, rebate: { share: 0.03, fromValue: 1000_0000 }, currency: 'GBP', renewalReminderDays: 30 };
  for (const days of [{ from: '2011-01-01', until: '2011-12-31' }, { from: '2012-01-01', until: '2012-12-31' }]) await addAgreement(pool, id!, { ...terms, ...days });
}

/** A customer says what they think of an idea, and hears what became of it. */
async function suggests(scene: LedgerScene): Promise<void> {
  const [id] = await column<CustomerId>(scene.pool, `select customer_id from identity where value = '12583'`);
  await told(scene, id!, { kind: 'suggestion.given', change: { does: 'suggestion', idea: 'garden-lantern', text: 'make it green' } });
  const [suggestion] = await listSuggestions(scene.pool, { state: 'open', idea: null, limit: 1 });
  await answerSuggestion(scene.pool, suggestion!, { outcome: 'taken', note: null });
  await scene.advance(id!);
}

/** Eight customers fall silent and are offered something: one uses it, one's mail is refused, one's outcome is unknown, the others let it end. */
async function offers(scene: LedgerScene): Promise<void> {
  const { pool } = scene;
  await runCampaign(scene, 'come-back-offer');
  await setDomainClock(pool, '2011-09-06T12:00:00Z');
  const holders: CustomerId[] = [];
  for (let n = 0; holders.length < 8 && n < 100; n += 1) {
    const id = await addCustomer(pool, { external: `lapsed${n}`, orders: ['2010-12-01T10:00:00Z'] });
    await scene.advance(id);
    const [message] = await column<MessageId>(pool, 'select id from message where customer_id = $1', [id]);
    const [code] = await column<string | null>(pool, 'select code from promotion_grant where customer_id = $1', [id]);
    const isAmongThem = code != null;
    const outcome: SendOutcome = isAmongThem && holders.length === 1 ? { outcome: 'refused', code: '5.7.1', detail: 'not wanted', addressIsDead: false }
      : isAmongThem && holders.length === 2 ? { outcome: 'unknown', code: 'cut', detail: 'connection cut' } : ACCEPTED;
    await scene.tell(id, message!, await scene.take(message!), outcome);
    if (outcome.outcome !== 'refused') await mailArrives(scene, message!);
    if (isAmongThem) holders.push(id);
    if (isAmongThem && holders.length === 1) await told(scene, id, { kind: 'order.placed', change: { does: 'order', orderId: '800001', value: 200_0000, currency: 'GBP', country: 'GB', lines: [], coupons: [code] } });
  }
  await setDomainClock(pool, '2011-11-14T12:00:00Z');
  for (const id of await column<CustomerId>(pool, `select customer_id from identity where value like 'lapsed%' and value <> (select value from identity where customer_id = $1 and kind = 'external') order by value`, [holders[7]!])) await scene.advance(id);
}

/** Sales, a cancellation and a free line, from a file. */
async function importOrders({ pool }: LedgerScene): Promise<void> {
  await setDomainClock(pool, '2011-11-28T10:00:00Z');
  const folder = await scratchFolder();
  const rows = [
    '600001,85123A,HEART,6,2011-10-01 08:26:00,2.55,17850,United Kingdom', '600001,71053,LANTERN,6,2011-10-01 08:26:00,3.39,17850,United Kingdom',
    '600002,85123A,HEART,2,2011-10-20 09:00:00,2.55,17850,United Kingdom', '600002,FREE,GIFT,1,2011-10-20 09:00:00,0,17850,United Kingdom',
    'C600003,85123A,HEART,-1,2011-10-21 09:00:00,2.55,17850,United Kingdom', '600004,71053,LANTERN,3,2011-11-01 12:00:00,3.39,12583,France',
  ];
  await runImport(pool, await folder.write('orders.csv', `${[HEADER, ...rows].join('\n')}\n`));
  await folder.remove();
}

/** Everybody gets a tier. The key accounts have bought so much that they alone are marked. */
async function giveTiers({ pool }: LedgerScene): Promise<void> {
  const keyAccounts = await column<CustomerId>(pool, `select customer_id from identity where value in ('key-account', 'told-twice')`);
  await pool.query(
    `insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value, line_count)
     select (select id from shop limit 1), 'large-' || id, 'order', id, '2011-11-01T10:00:00Z', 'GBP', 100000, 1 from unnest($1::uuid[]) id`, [keyAccounts]);
  await recomputeFacts(pool, keyAccounts);
  const [policy] = await column<ShopPolicy>(pool, 'select definition from policy_version where active');
  // Scored before anybody was written to: a later scoring would explain every level.
  await setDomainClock(pool, '2011-11-28T09:00:00Z');
  await scoreCustomers(pool, { asOf: '2011-11-30', asOfMs: Date.parse('2011-11-30T00:00:00Z'), basis: 'net', rule: 'cut-points', policy: { ...policy!, marks: { ...policy!.marks, core: null } } });
  await setDomainClock(pool, TUESDAY_NOON);
}

async function sendOne(scene: LedgerScene, kind: 'accepted' | 'deferred' | 'unknown' | 'refused' | 'told-twice'): Promise<void> {
  const { id, message } = await withReadyMessage(scene, kind);
  if (kind === 'deferred') await scene.tell(id, message, await scene.take(message), { outcome: 'deferred', code: '4.2.0', detail: 'later', retryAfterMs: null });
  const fence = await scene.take(message);
  if (kind === 'unknown') await scene.tell(id, message, fence, { outcome: 'unknown', code: 'cut', detail: 'connection cut' });
  else if (kind === 'refused') await scene.tell(id, message, fence, { outcome: 'refused', code: '5.1.1', detail: 'no such mailbox', addressIsDead: true });
  else await scene.tell(id, message, fence, ACCEPTED);
  if (kind === 'told-twice') await scene.tell(id, message, fence, ACCEPTED);
  if (kind !== 'refused') await mailArrives(scene, message);
}

/** The mail as the sandbox's server would have stored it. */
export async function mailArrives({ pool }: LedgerScene, message: MessageId): Promise<void> {
  const [address] = await column<string>(pool, 'select p.address from message m join contact_point p on p.id = m.contact_point_id where m.id = $1', [message]);
  const messageId = messageIdHeader(message, 'shop.example');
  const raw = Buffer.from(`Message-ID: ${messageId}\r\nSubject: hello\r\n\r\nhello\r\n`);
  const parsed = await simpleParser(raw);
  await addSandboxMail(pool, { envelopeFrom: 'no-reply@shop.example', envelopeTo: address!, messageId: parsed.messageId!, subject: parsed.subject!, raw });
}

/** Ready at noon, claimed at night: held back until the morning. */
async function heldBack(scene: LedgerScene): Promise<void> {
  const { message } = await withReadyMessage(scene, 'night');
  await setDomainClock(scene.pool, '2011-11-29T23:30:00Z');
  await scene.claim(message);
  await setDomainClock(scene.pool, TUESDAY_NOON);
}

/** What a shop tells; without an instant: now. */
interface Word { readonly kind: string; readonly change: FactChange; readonly traits?: CustomerTraits; readonly atMs?: number }

/** Told through the real inbox and intake. */
export async function told({ pool }: Pick<LedgerScene, 'pool'>, id: CustomerId, { kind, change, traits, atMs }: Word): Promise<void> {
  const [shopId] = await column<string>(pool, 'select id from shop limit 1');
  const payload = { customer: null, traits: traits ?? null, properties: {}, change, told: {} };
  const [key] = await column<string>(pool, 'select gen_random_uuid()::text');
  const [stored] = await storeEvents(pool, { source: 'test', shopId: shopId! }, [{ messageId: key!, kind, time: { ageMs: null, atMs: atMs ?? null }, payload, ignoredBecause: null }]);
  await applyForCustomer(pool, { shopId: shopId!, customerId: id }, [{ inboxId: stored!.inboxId, shopId: shopId!, customerId: id, kind, payload }]);
}

/** A customer who got a mail takes the permission back: the mail was right all the same. */
async function withdraws(scene: LedgerScene): Promise<void> {
  const { id, message } = await withReadyMessage(scene, 'withdraws');
  await scene.tell(id, message, await scene.take(message), ACCEPTED);
  await mailArrives(scene, message);
  await setDomainClock(scene.pool, '2011-11-29T13:00:00Z');
  await told(scene, id, { kind: 'consent.withdrawn', change: { does: 'consent', granted: false, channel: '*', purpose: 'marketing', source: 'shop', wording: 'no more' } });
  await scene.advance(id);
}

/** An order by event, and a part of it given back. */
async function cancels(scene: LedgerScene): Promise<void> {
  const id = await addCustomer(scene.pool, { external: 'cancels' });
  const line = { sku: '85123A', title: 'Heart', quantity: 3, unitPrice: 25_500 };
  await told(scene, id, { kind: 'order.placed', change: { does: 'order', orderId: '700001', value: 99_900, currency: 'GBP', country: 'GB', lines: [line] } });
  await scene.advance(id);
  await told(scene, id, { kind: 'order.refunded', change: { does: 'cancellation', orderId: '700001', amount: 25_500, newState: 'refunded' } });
  await told(scene, id, { kind: 'clicked', change: { does: 'receipt', stamp: 'clicked', message: null } });
  await scene.advance(id);
}

/** A run with a holdout, its audience frozen and its pages sent. */
async function broadcast(scene: LedgerScene): Promise<void> {
  const { pool, rules } = scene;
  await setDomainClock(pool, TUESDAY_NOON);
  let heldOut = 0;
  for (let n = 0; (n < 20 || heldOut === 0) && n < 500; n += 1) {
    const id = await addCustomer(pool, { external: `page${n}`, orders: ['2011-10-20T10:00:00Z'] });
    heldOut += isHeldOut(id, NUDGE, 0.1) ? 1 : 0;
  }
  await applyCampaignFile(scene, `campaigns/${NUDGE}.yaml`);
  const runId = await startCampaign(pool, NUDGE);
  await pool.query(`update campaign_run set state = 'freezing' where id = $1`, [runId]);
  for (let done = false; !done;) ({ done } = await freezeAudienceSlice(pool, rules.source, runId, 20));
  for (let stopped = false; !stopped;) {
    const batch = await claimPageBatch(pool, rules, runId, 10);
    stopped = batch.stopped;
    for (const { message } of batch.toSend) await mailArrives(scene, message.id);
    await settlePageBatch(pool, rules.source, batch.toSend.map(({ message, taken }) =>
      ({ messageId: message.id, fence: taken.fence, customerId: message.customerId, outcome: ACCEPTED })));
  }
}

/** Two key accounts: one rises after a mail, the welcome of the other waits for a supervisor. A third customer has been erased. */
async function levelOne(scene: LedgerScene): Promise<void> {
  const { id: waits } = await withReadyMessage(scene, 'key-account');
  await setDomainClock(scene.pool, '2011-11-29T15:00:00Z');
  const [rises] = await column<CustomerId>(scene.pool, `select customer_id from identity where value = 'told-twice'`);
  for (const id of [waits, rises!]) {
    await scene.pool.query(`update customer_facts set marks = '{vip}' where customer_id = $1`, [id]);
    await scene.advance(id);
  }
  const erased = await addCustomer(scene.pool, { external: 'erased' });
  await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [erased]);
}
