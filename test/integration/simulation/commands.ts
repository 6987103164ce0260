import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { SendOutcome } from '../../../src/contracts/channel.ts';
import type { FactChange } from '../../../src/contracts/fact-change.ts';
import { commandKey, type LifecycleAnswer } from '../../../src/contracts/lifecycle.ts';
import { toCampaignName, toMessageId } from '../../../src/domain/ids.ts';
import { freezeAudienceSlice, markAwake, membersToWake, nextRunStep } from '../../../src/store/campaign-runs.ts';
import { claimMessage } from '../../../src/store/claim.ts';
import { setClock } from '../../../src/store/domain-clock.ts';
import { receivedEvents, storeEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { claimPageBatch, settlePageBatch } from '../../../src/store/page.ts';
import { recordOutcome } from '../../../src/store/record-outcome.ts';
import { customersAwaiting, takeOverdueCustomers, unfinishedRuns } from '../../../src/store/relay.ts';
import * as memoryRelay from '../../simulation/memory/relay-reads.ts';
import type { CustomerRow } from '../../simulation/memory/tables.ts';
import { sendsOf } from '../../support/sends.ts';
import type { ModelStore, RealStore } from './both-stores.ts';
import { observeModel, observeTables } from './observed.ts';

type Act = (model: ModelStore, real: RealStore) => Promise<void>;

/** One command on both stores, or several at a stretch: the answers must be alike, and so must everything that can be seen afterwards. */
class Both implements fc.AsyncCommand<ModelStore, RealStore> {
  readonly #words: string;
  readonly #act: Act;
  readonly #may: (model: Readonly<ModelStore>) => boolean;

  constructor(words: string, act: Act, may: (model: Readonly<ModelStore>) => boolean = () => true) {
    this.#words = words;
    this.#act = act;
    this.#may = may;
  }

  check(model: Readonly<ModelStore>): boolean {
    return this.#may(model);
  }

  async run(model: ModelStore, real: RealStore): Promise<void> {
    await this.#act(model, real);
    await this.#compare(model, real);
  }

  /** A stretch of commands; those that may not be given are left out. */
  static stretch(...commands: readonly Both[]): Both {
    const last = commands.at(-1)!;
    return new Both(commands.map((command) => command.#words).join(' → '), async (model, real) => {
      for (const command of commands) {
        if (!command.#may(model)) continue;
        await command.#act(model, real);
        if (command !== last) await command.#compare(model, real);
      }
    });
  }

  async #compare(model: ModelStore, real: RealStore): Promise<void> {
    model.compared += 1;
    for (const { state } of model.db.messages.where(() => true)) model.reached.add(`message ${state}`);
    for (const { status } of model.db.events.where(() => true)) model.reached.add(`event ${status}`);
    const [observed, expected] = [await observeTables(real.pool), observeModel(model.db)];
    // The assertion that shows the difference is slow: only where there is one.
    if (!isDeepStrictEqual(observed, expected)) expect(observed, `after ${this.#words}`).toEqual(expected);
  }

  toString(): string {
    return this.#words;
  }
}

const HOUR_MS = 3_600_000;
const at = <Item>(items: readonly Item[], pick: number): Item => items[pick % items.length]!;
const customer = (model: ModelStore, pick: number): CustomerRow => at(model.shop.customers, pick);
const pick = fc.nat({ max: 1000 });
/** The order in which equal commands stand is the database's own. */
/** The model knows no inquiries, so nobody screens them there. */
const alike = (answer: LifecycleAnswer) => ({ ...answer, commands: sendsOf(answer).toSorted((a, b) => (commandKey(a) < commandKey(b) ? -1 : 1)) });

const EVENTS: readonly (readonly [kind: string, change: (model: ModelStore, number: number) => FactChange])[] = [
  ['order.placed', (_model, number) => ({ does: 'order', orderId: `o${number}`, value: 50_0000, currency: null, country: null, lines: [] })],
  ['order.placed', (_model, number) => ({ does: 'order', orderId: `o${number % 3}`, value: 50_0000, currency: null, country: null, lines: [] })],
  ['order.cancelled', (_model, number) => ({ does: 'cancellation', orderId: `o${number % 4}`, amount: number % 2 === 0 ? null : 20_0000, newState: 'cancelled' })],
  ['inquiry.received', () => ({ does: 'inquiry' })],
  ['inquiry.received', () => ({ does: 'inquiry', complaint: true })],
  ['role.taken', () => ({ does: 'role', role: 'seller', taken: true })],
  ['role.left', () => ({ does: 'role', role: 'seller', taken: false })],
  ['replied', (model, number) => ({ does: 'reply', message: anyMessage(model, number) })],
  ['clicked', (model, number) => ({ does: 'receipt', stamp: 'clicked', message: anyMessage(model, number) })],
  ['clicked', (model, number) => ({ does: 'receipt', stamp: 'clicked', message: anyMessage(model, number) })],
  ['delivered', (model, number) => ({ does: 'receipt', stamp: 'delivered', message: anyMessage(model, number) })],
  ['consent.withdrawn', (_model, number) => ({ does: 'consent', granted: false, channel: ['email', 'letter', '*'][number % 3]!, purpose: 'marketing', source: 's', wording: 'w' })],
  ['consent.given', (_model, number) => ({ does: 'consent', granted: true, channel: ['email', 'letter'][number % 2]!, purpose: 'marketing', source: 's', wording: 'w' })],
  ['contact-point.bounced', (_model, number) => ({ does: 'bounce', channel: 'email', address: null, hard: number % 3 === 0 })],
  ['complained', () => ({ does: 'complaint', channel: 'email' })],
  ['page.viewed', () => ({ does: 'nothing' })],
];

const anyMessage = ({ db }: ModelStore, number: number) => {
  const left = db.messages.where(({ fence }) => fence > 0);
  return left.length === 0 ? null : at(left, number).id;
};

/** Told, stored and applied; told again, it changes nothing. */
const eventOf = (whose: fc.Arbitrary<number>, which: fc.Arbitrary<number>) => fc.tuple(whose, which, fc.constantFrom(0, 0, 0, 1, 30), fc.constantFrom(1, 1, 2)).map(([who, what, lateHours, copies]) => {
  const [kind, change] = at(EVENTS, what);
  return new Both(`tell(${kind} of ${who}, ${lateHours} h late, ${copies} times)`, async (model, real) => {
    const number = model.next();
    const { external } = customer(model, who);
    const event = { messageId: `m${number}`, external, kind, atMs: model.db.now() - lateHours * HOUR_MS, properties: {}, change: change(model, number) };
    for (let copy = 0; copy < copies; copy += 1) {
      const inboxId = model.intake.store(event);
      const stored = await storeEvents(real.pool, { source: 'test', shopId: 'main' }, [{
        messageId: event.messageId, kind, time: { ageMs: null, atMs: event.atMs }, ignoredBecause: null,
        payload: { customer: { kind: 'external', value: external }, traits: null, properties: {}, change: event.change, told: {} },
      }]);
      expect(stored.length).toBe(inboxId === null ? 0 : 1);
      if (inboxId === null) continue;
      const { wokenBy } = await applyForCustomer(real.pool, { shopId: 'main', handle: { kind: 'external', value: external } }, await receivedEvents(real.pool, stored.map((row) => row.inboxId)));
      expect(wokenBy).toBe(model.intake.apply(external, [inboxId]).wokenBy);
    }
  });
});

const tell = eventOf(pick, pick);

const advanceOf = (who: number, again: boolean) => new Both(`advance(${who}${again ? ', the same key' : ''})`, async (model, real) => {
  const { id } = customer(model, who);
  const callKey = (again ? model.calls.get(id) : undefined) ?? `call:${model.next()}`;
  model.calls.set(id, callKey);
  const answer = await real.advance(id, callKey);
  expect(alike(answer)).toEqual(alike(model.ledger.advance({ customerId: id, callKey })));
});
const advance = fc.tuple(pick, fc.boolean()).map(([who, again]) => advanceOf(who, again));

const claimable = ({ db }: ModelStore) => db.messages.where(({ state }) => state === 'ready' || state === 'sending');
const claim = fc.tuple(pick, fc.boolean()).map(([which, any]) => new Both(`claim(${which}${any ? ' of all' : ''})`, async (model, real) => {
  const candidates = any || claimable(model).length === 0 ? model.db.messages.where(() => true) : claimable(model);
  const { id, customerId } = at(candidates, which);
  const claimed = await claimMessage(real.pool, real.rules, id);
  const expected = model.ledger.claim(id);
  expect(claimed.kind).toBe(expected.kind);
  if (claimed.kind === 'not-now' && expected.kind === 'not-now') expect(alike(claimed.answer)).toEqual(alike(expected.answer));
  if (claimed.kind !== 'taken' || expected.kind !== 'taken') return;
  expect(claimed.taken.fence).toBe(expected.fence);
  model.attempts.push({ messageId: id, fence: expected.fence, customerId });
}, (model) => model.db.messages.size > 0));

const anOutcome: fc.Arbitrary<SendOutcome> = fc.constantFrom<SendOutcome>(
  { outcome: 'accepted', providerId: 'p', detail: '250' }, { outcome: 'accepted', providerId: 'p', detail: '250' },
  { outcome: 'unknown', code: 'cut', detail: 'cut' }, { outcome: 'deferred', code: '451', detail: 'later', retryAfterMs: null },
  { outcome: 'refused', code: '554', detail: 'no', addressIsDead: false }, { outcome: 'refused', code: '550', detail: 'no', addressIsDead: true },
);

const outcome = fc.tuple(pick, anOutcome, fc.boolean()).map(([which, told, newest]) => new Both(`outcome(${which}, ${told.outcome})`, async (model, real) => {
  const { messageId, fence, customerId } = newest ? model.attempts.at(-1)! : at(model.attempts, which);
  const attempt = { messageId: toMessageId(messageId), fence, outcome: told };
  const answer = await recordOutcome(real.pool, real.rules, customerId, attempt);
  expect(alike(answer)).toEqual(alike(model.ledger.recordOutcome(customerId, attempt)));
}, (model) => model.attempts.length > 0));

const send = fc.tuple(claim, outcome).map(([claims, told]) => Both.stretch(claims, told));

const moveClock = fc.constantFrom(0.5, 1, 2, 6, 14, 26, 72).map((hours) => new Both(`moveClock(${hours} h)`, async (model, real) => {
  const atMs = model.db.now() + hours * HOUR_MS;
  await setClock(real.pool, { atMs });
  model.db.setClock(atMs, 0);
}));

/** To the next wake-up of somebody: where most things happen. */
const untilWakeUp = (who: number) => new Both(`untilWakeUp(${who})`, async (model, real) => {
  const atMs = Math.max(model.db.now(), model.db.customers.get(customer(model, who).id)!.state.wakeAtMs ?? 0);
  await setClock(real.pool, { atMs });
  model.db.setClock(atMs, 0);
});
const wake = pick.map((who) => Both.stretch(untilWakeUp(who), advanceOf(who, false)));

// Never close to a limit of the relay or of a lease: both clocks of a real run go on by themselves.
const passSystemTime = fc.constantFrom(90_000, 1_000_000).map((ms) => new Both(`passSystemTime(${ms / 1000} s)`, async (model, real) => {
  await real.passSystemTime(ms);
  model.db.systemMs += ms;
  model.db.clock = { ...model.db.clock, anchoredSystemMs: model.db.systemMs };
}));

const NAMES = ['welcome', 'news', 'answer', 'come-back'] as const;
const control = fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom('start', 'start', 'pause', 'pause', 'resume', 'resume', 'cancel'), fc.constantFrom('catch-up', 'skip'))
  .map(([name, command, late]) => new Both(`${command}(${name}, ${late})`, async (model, real) => {
    const campaign = toCampaignName(name);
    const expected = command === 'start' ? model.campaigns.start(campaign)
      : command === 'pause' ? model.campaigns.pause(campaign)
      : command === 'resume' ? model.campaigns.resume(campaign, late) : model.campaigns.cancel(campaign);
    const runs = await real.command(name, command, late);
    expect(runs).toEqual(typeof expected === 'string' ? [expected] : expected);
  }));

const edit = fc.constantFrom(...NAMES).map((name) => new Both(`edit(${name})`, async (model, real) => {
  const row = model.db.campaigns.get(name)!;
  const { definition } = model.db.versions.get(`${name}:${row.activeOrdinal}`)!;
  const ordinal = row.activeOrdinal + 1;
  const edited = { ...definition, steps: definition.steps.slice(0, Math.max(1, definition.steps.length - 1)) };
  model.db.versions.put(`${name}:${ordinal}`, { campaign: row.name, ordinal, definition: edited });
  model.db.campaigns.change(name, { activeOrdinal: ordinal });
  await real.pool.query(`insert into campaign_version (campaign, ordinal, hash, source, definition, created_at) values ($1, $2, $3, '', $4, now())`, [name, ordinal, `${name}${ordinal}`, JSON.stringify(edited)]);
  await real.pool.query('update campaign set active_ordinal = $2 where name = $1', [name, ordinal]);
}));

const relayLook = fc.constant(new Both('relayLook()', async (model, real) => {
  expect((await takeOverdueCustomers(real.pool, 90)).toSorted()).toEqual(memoryRelay.takeOverdueCustomers(model.db, 90).toSorted());
  expect(await customersAwaiting(real.pool, null, 90)).toEqual(memoryRelay.customersAwaiting(model.db, null, 90));
  expect(await unfinishedRuns(real.pool)).toEqual(memoryRelay.unfinishedRuns(model.db));
}));

/** A claim some hours after its decision: at night, beyond a cap, or too late. */
const lateClaim = fc.tuple(moveClock, claim).map(([later, claims]) => Both.stretch(later, claims));

const startNews = new Both('start(news)', async (model, real) => {
  const expected = model.campaigns.start(toCampaignName('news'));
  expect(await real.command('news', 'start', 'skip')).toEqual(expected === null ? null : [expected]);
});

const openRuns = ({ db }: ModelStore) => db.runs.where(({ state }) => state !== 'finished' && state !== 'cancelled');

/** Does what the run says comes next; a page's mails meet the outcome, or none for now. */
const runStep = fc.tuple(pick, fc.option(anOutcome)).map(([which, told]) => new Both(`runStep(${which}, ${told?.outcome ?? 'none yet'})`, async (model, real) => {
  const { id } = at(openRuns(model), which);
  const step = await nextRunStep(real.pool, id, () => 'bulk');
  expect(step).toEqual(model.campaigns.nextStep(id));
  if (step.kind === 'freeze') expect(await freezeAudienceSlice(real.pool, real.rules.source, id, 2)).toEqual(model.campaigns.freezeSlice(id, 2));
  if (step.kind === 'page' || (step.kind === 'freeze' && step.pagesOn !== undefined)) await page(model, real, id, told);
  if (step.kind === 'wake') {
    const ids = await membersToWake(real.pool, id, 100);
    expect(ids).toEqual(model.campaigns.membersToWake(id));
    model.campaigns.markAwake(id, ids);
    await markAwake(real.pool, id, ids);
  }
  if (step.kind === 'finish') {
    await real.finish(id);
    model.campaigns.finish(id);
  }
}, (model) => openRuns(model).length > 0));

async function page(model: ModelStore, real: RealStore, id: string, told: SendOutcome | null): Promise<void> {
  const batch = await claimPageBatch(real.pool, real.rules, id, 2);
  const expected = model.campaigns.claimPageBatch(id, 2);
  const attempts = expected.toSend.map(({ id: messageId, fence, customerId }) => ({ messageId, fence, customerId }));
  expect(batch.toSend.map(({ message, taken }) => ({ messageId: message.id, fence: taken.fence, customerId: message.customerId })).toSorted(byMessage)).toEqual(attempts.toSorted(byMessage));
  expect(batch.stopped).toBe(expected.stopped);
  model.attempts.push(...attempts);
  if (told === null) return;
  const settled = attempts.map((attempt) => ({ ...attempt, outcome: told }));
  await settlePageBatch(real.pool, real.rules.source, settled);
  model.campaigns.settlePageBatch(settled);
}

const byMessage = (a: { readonly messageId: string }, b: { readonly messageId: string }) => (a.messageId < b.messageId ? -1 : 1);

/** Somebody buys or asks, and is followed from wake-up to wake-up. */
const life = fc.tuple(pick, fc.constantFrom(0, 3, 3), fc.array(fc.oneof(send, send, wake, lateClaim), { minLength: 2, maxLength: 5 }))
  .chain(([who, what, rest]) => eventOf(fc.constant(who), fc.constant(what)).map((event) =>
    Both.stretch(event, advanceOf(who, false), ...rest.flatMap((next) => [next, Both.stretch(untilWakeUp(who), advanceOf(who, false))]))));

const audience = fc.tuple(fc.array(runStep, { minLength: 3, maxLength: 6 })).map(([steps]) => Both.stretch(startNews, ...steps));

/** Commands in any order; the frequent ones stand several times. */
export const ANY_COMMANDS: fc.Arbitrary<fc.AsyncCommand<ModelStore, RealStore>>[] = [
  tell, tell, tell, advance, advance, advance, claim, claim, claim, outcome, outcome, outcome, moveClock, wake, wake, wake, send, send, life, life, life, life, life, life, audience, audience,
  lateClaim, lateClaim, passSystemTime, control, edit, relayLook, runStep, runStep, runStep,
];
