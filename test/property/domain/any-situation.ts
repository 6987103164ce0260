import fc from 'fast-check';
import type { Decision, Entering, Rules, Snapshot } from '../../../src/domain/decision.ts';
import type { Enrolment, Place } from '../../../src/domain/enrolment.ts';
import { type AnyEventKind, DERIVED_EVENT_KINDS, EVENT_KINDS } from '../../../src/domain/event.ts';
import { enrolmentId, toCampaignName, toMessageId, toStepId } from '../../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import { openAfter } from '../../../src/domain/lifecycle-card.ts';
import { type CountedTouch, type LedgerMessage, MESSAGE_STATES } from '../../../src/domain/message.ts';
import { aSnapshot, NOW_MS, someRules } from '../../support/builders.ts';
import { anyCustomer, anyEvents, anyPolicy, anyRunning } from '../../support/random-campaigns.ts';

export interface Situation {
  readonly snapshot: Snapshot;
  readonly rules: Rules;
  readonly entering: Entering | null;
}

const anInstant = fc.integer({ min: NOW_MS - 20 * DAY_MS, max: NOW_MS + 20 * DAY_MS });
const aStep = fc.constantFrom('s0', 's1', 's2', 's3', 's4', 'no-such-step').map(toStepId);
const kinds: fc.Arbitrary<AnyEventKind[]> = fc.subarray([...EVENT_KINDS, ...DERIVED_EVENT_KINDS], { maxLength: 3 });

function anyPlace(enrolment: string): fc.Arbitrary<Place> {
  return fc.oneof(
    fc.record({
      kind: fc.constant('held' as const), step: aStep, dueAtMs: anInstant, untilMs: fc.option(anInstant), because: fc.constant({ code: 'step-reached' as const, params: {} }),
    }).chain((place) => fc.constantFrom({}, {}, { heldBack: 'email' }, { heldBack: 'outbox' }).map((over): Place => ({ ...place, ...over }))),
    fc.record({ step: aStep, dueAtMs: anInstant, channel: fc.constantFrom('email', 'outbox', 'gone') })
      .map(({ step, dueAtMs, channel }): Place => ({ kind: 'sending', step, dueAtMs, message: toMessageId(`${enrolment}/${step}/1/${channel}`) })),
    fc.record({ kind: fc.constant('waiting' as const), step: aStep, sinceMs: anInstant, untilMs: anInstant, for: kinds }),
  );
}

/** An enrolment at any place of the types, on a version that may not be loaded, with any number of visits. */
function anyEnrolment(campaign: string, customer: Snapshot['customer']): fc.Arbitrary<Enrolment> {
  const name = toCampaignName(campaign);
  const id = enrolmentId(name, customer.id, 3);
  return fc.record({
    ordinal: fc.constantFrom(1, 1, 1, 9), enteredAtMs: anInstant, expiresAtMs: anInstant, goalMetAtMs: fc.option(anInstant),
    visits: fc.dictionary(fc.constantFrom('s0', 's1', 's2'), fc.integer({ min: 0, max: 25 })), place: anyPlace(id), runId: fc.option(fc.constant('run-0')),
  }).map((over) => ({ id, campaign: name, customer: customer.id, entryNumber: 3, ...over, visits: visitsAt(over) }));
}

/** Whoever stands at the message of a first visit has been there: under its key nothing is planned anew. */
const visitsAt = ({ place, visits }: Pick<Enrolment, 'place' | 'visits'>) => (place.kind === 'sending' ? { ...visits, [place.step]: Math.max(1, visits[place.step] ?? 0) } : visits);

const anyTouch: fc.Arbitrary<CountedTouch> = fc.record({
  messageId: fc.nat({ max: 9 }).map((number) => toMessageId(`other:1/step/${number}/email`)), channel: fc.constantFrom('email', 'outbox'),
  purpose: fc.constantFrom('marketing', 'service'), atMs: fc.integer({ min: NOW_MS - 9 * DAY_MS, max: NOW_MS }),
});

function messagesOf(enrolments: readonly Enrolment[]): fc.Arbitrary<LedgerMessage[]> {
  const sending = enrolments.flatMap(({ id, place }) => (place.kind === 'sending' ? [{ id: place.message, enrolment: id }] : []));
  return fc.tuple(...sending.map((message) => fc.option(fc.record({
    state: fc.constantFrom(...MESSAGE_STATES), notBeforeMs: fc.option(anInstant), acceptedAtMs: fc.option(anInstant), refusalCode: fc.constantFrom(null, '550'),
  }).map((row): LedgerMessage => ({ ...message, ...row, grant: null })), { freq: 9 }))).map((rows) => rows.filter((row) => row !== null));
}

/** For how long each channel is full, if it is. */
const anyFullness = fc.record({ email: fc.option(fc.integer({ min: -2, max: 150 }), { freq: 2 }), outbox: fc.option(fc.integer({ min: -2, max: 150 }), { freq: 2 }) });

function channelsFull({ email, outbox }: Readonly<Record<'email' | 'outbox', number | null>>, nowMs: number): Rules['channels'] {
  const full = (hours: number | null) => (hours === null ? {} : { messagingLimit: 250, fullUntilMs: nowMs + hours * HOUR_MS });
  return { ...someRules().channels, email: { obeysQuietHours: true, staysLocal: false, ...full(email) }, outbox: { obeysQuietHours: true, staysLocal: true, ...full(outbox) } };
}

/** Any customer at any place of any campaigns: whatever the types allow, also what no run could have led to. */
export const anySituation: fc.Arbitrary<Situation> = anyCustomer.chain((customer) => fc.record({
  events: anyEvents, policy: anyPolicy, fullness: anyFullness, one: anyRunning('one'), two: anyRunning('two'), three: anyRunning('three'), nowMs: anInstant,
  enrolments: fc.tuple(fc.option(anyEnrolment('one', customer)), fc.option(anyEnrolment('two', customer)), fc.option(anyEnrolment('vanished', customer), { freq: 2 }))
    .map((all) => all.filter((enrolment) => enrolment !== null)),
  touches: fc.array(anyTouch, { maxLength: 4 }),
  entering: fc.constantFrom(null, { campaign: toCampaignName('three'), ordinal: 1, runId: 'run-1' }, { campaign: toCampaignName('three'), ordinal: 7, runId: 'run-1' }),
}).chain(({ events, policy, fullness, one, two, three, nowMs, enrolments, touches, entering }) => messagesOf(enrolments).map((messages) => ({
  snapshot: aSnapshot({
    customer, events, nowMs, enrolments, messages, touches,
    pastEntries: enrolments.map(({ campaign, enteredAtMs }) => ({ campaign, entries: 3, lastEnteredAtMs: enteredAtMs })),
  }),
  rules: someRules({ policy, channels: channelsFull(fullness, nowMs), campaigns: [one, two, three] }), entering,
}))));

/** The facts after a decision has been written; what was planned stands in the ledger as ready. */
export function written(snapshot: Snapshot, decision: Decision): Snapshot {
  const ready: LedgerMessage[] = decision.messages.map(({ id, enrolment, isDraft }) => ({ id, enrolment, state: isDraft === true ? 'draft' : 'ready', notBeforeMs: null, acceptedAtMs: null, refusalCode: null, grant: null }));
  const voided = new Set(decision.voided.map(({ id }) => id));
  const entered = decision.enrolments.filter(({ id }) => !snapshot.enrolments.some((loaded) => loaded.id === id));
  return {
    ...snapshot, events: [],
    customer: { ...snapshot.customer, standing: decision.standing, warnings: decision.warnings },
    enrolments: openAfter(snapshot.enrolments, decision.enrolments),
    messages: [...snapshot.messages.filter(({ id }) => !voided.has(id)).map((message) => (decision.released.includes(message.id) ? { ...message, state: 'ready' as const } : decision.redrafted.includes(message.id) ? { ...message, state: 'draft' as const } : message)), ...ready],
    pastEntries: [...snapshot.pastEntries.filter((past) => !entered.some(({ campaign }) => campaign === past.campaign)),
      ...entered.map(({ campaign, entryNumber, enteredAtMs }) => ({ campaign, entries: entryNumber, lastEnteredAtMs: enteredAtMs }))],
  };
}
