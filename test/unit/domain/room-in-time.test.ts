import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../src/domain/campaign.ts';
import type { ContactPoint, CustomerFacts } from '../../../src/domain/customer.ts';
import { decide } from '../../../src/domain/decide.ts';
import type { Snapshot } from '../../../src/domain/decision.ts';
import type { Enrolment } from '../../../src/domain/enrolment.ts';
import { toCampaignName, toContactPointId, toCustomerId, toStepId } from '../../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/instant.ts';
import { ownMinuteAfter } from '../../../src/domain/messaging-limit.ts';
import { because } from '../../../src/domain/reason.ts';
import { aCampaign, aCustomer, anEnrolment, aRunning, aSend, aSnapshot, messageOf, NOW_MS, sendingAt, someRules } from '../../support/builders.ts';

const yesOn = (channel: string, granted = true) => ({ channel, purpose: 'marketing' as const, granted, atMs: NOW_MS - DAY_MS });
const pointOn = (channel: string, over: Partial<ContactPoint> = {}): ContactPoint => ({ id: toContactPointId(`on-${channel}`), channel, state: 'valid', sandboxOnly: false, ...over });

/** A touch that is good for six hours, on a chat first and by letter second. */
const campaign: Campaign = {
  ...aCampaign({ steps: [aSend('nudge', undefined, { channels: ['chat', 'letter'], goodFor: { unit: 'hours', count: 6 } })] }),
  templates: { hello: { chat: { en: 'hash-c' }, letter: { en: 'hash-l' } } },
};
const reachable = (over: Partial<CustomerFacts> = {}, chat: Partial<ContactPoint> = {}) =>
  aCustomer({ contactPoints: [pointOn('chat', chat), pointOn('letter')], consents: [yesOn('chat'), yesOn('letter')], ...over });

function decided({ fullForHours = 24, customer = reachable(), snapshot = {} }: { fullForHours?: number; customer?: CustomerFacts; snapshot?: Partial<Snapshot> }) {
  const rule = { obeysQuietHours: false, staysLocal: false };
  const answer = decide(aSnapshot({ customer, enrolments: [anEnrolment()], ...snapshot }), someRules({
    campaigns: [aRunning(campaign)], channels: { chat: { ...rule, messagingLimit: 250, fullUntilMs: NOW_MS + fullForHours * HOUR_MS }, letter: rule },
  }), null);
  const [enrolment] = answer.enrolments;
  return { sent: answer.messages.map(({ id }) => id.slice(id.indexOf('/') + 1)), reasons: answer.because.map(({ because: { code } }) => code), place: enrolment?.place };
}

describe('a touch for which there is no room', () => {
  it('waits where there will be in time, and takes the next channel where there will not, with the reason', () => {
    expect(decided({ fullForHours: 2 })).toMatchObject({ sent: [], place: { kind: 'held', because: { code: 'messaging-limit' } } });
    expect(decided({ fullForHours: 6 })).toMatchObject({ sent: ['nudge/1/letter'], reasons: ['room-too-late', 'step-reached'] });
  });

  it('takes the next channel on the customer\'s own yes alone, and waits on where nothing else can carry it', () => {
    const held = { sent: [], place: { kind: 'held', because: { code: 'messaging-limit' } } };
    expect(decided({ customer: reachable({ consents: [yesOn('chat')] }) })).toMatchObject(held);
    expect(decided({ customer: reachable({ consents: [yesOn('chat'), yesOn('letter', false)] }) })).toMatchObject(held);
    expect(decided({ customer: reachable({ suppressions: [{ channel: 'letter', purpose: 'marketing', reason: 'unsubscribed' }] }) })).toMatchObject(held);
    expect(decided({ customer: reachable({ contactPoints: [pointOn('chat')] }) })).toMatchObject(held);
  });

  it('stays where it is for whoever was written to within the day, or has a window open', () => {
    for (const chat of [{ reachedAtMs: NOW_MS - HOUR_MS }, { windowUntilMs: NOW_MS + HOUR_MS }]) expect(decided({ customer: reachable({}, chat) }).sent).toEqual(['nudge/1/chat']);
  });

  it('takes each channel once: what the letter refuses goes back to a chat that still has no room, and waits there', () => {
    const sending = sendingAt(anEnrolment(), 'nudge', 'letter');
    expect(decided({ snapshot: { enrolments: [sending], messages: [messageOf(sending, { state: 'refused' })] } })).toMatchObject({ sent: [], place: { kind: 'held', tried: ['letter'], because: { code: 'messaging-limit' } } });
  });
});

describe('a touch whose receiver rests', () => {
  it('takes the next channel where the rest ends too late, with the reason', () => {
    expect(decided({ fullForHours: 0, customer: reachable({}, { restUntilMs: NOW_MS + 2 * HOUR_MS }) })).toMatchObject({ sent: [], place: { kind: 'held', because: { code: 'recipient-rests' } } });
    expect(decided({ fullForHours: 0, customer: reachable({}, { restUntilMs: NOW_MS + 6 * HOUR_MS }) })).toMatchObject({ sent: ['nudge/1/letter'], reasons: ['rests-too-long', 'step-reached'] });
  });
});

const heldBack = (channel: string): Enrolment => anEnrolment({
  place: { kind: 'held', step: toStepId('nudge'), dueAtMs: NOW_MS, untilMs: NOW_MS + DAY_MS, because: because('messaging-limit', { channel: 'chat' }), heldBack: channel },
});

describe('a message that was held back at its claim', () => {
  it('is void when the touch goes on elsewhere, under a key of its own: no key is used twice', () => {
    const letter = decided({ snapshot: { enrolments: [heldBack('chat')] } });
    expect(letter).toMatchObject({ sent: ['nudge/2/letter'], place: { kind: 'sending' } });
    expect(letter.place).not.toHaveProperty('heldBack');
    expect(decided({ fullForHours: 0, snapshot: { enrolments: [heldBack('letter')] } }).sent).toEqual(['nudge/2/chat']);
    expect(decided({ snapshot: { enrolments: [heldBack('letter')] } }).sent).toEqual(['nudge/1/letter']);
  });

  it('is remembered for as long as the touch is held', () => {
    expect(decided({ fullForHours: 2, snapshot: { enrolments: [heldBack('chat')] } }).place).toMatchObject({ kind: 'held', heldBack: 'chat' });
  });
});

it('those who wait for the same room look again in a minute of their own, and before the touch is no longer good', () => {
  const customers = Array.from({ length: 200 }, (_, index) => toCustomerId(`0b5c7a52-3f6e-4a8a-9d20-${String(index).padStart(12, '0')}`));
  const minutes = (goodUntilMs: number) => customers.map((customer) => ownMinuteAfter(NOW_MS, { customer, campaign: toCampaignName('win-back'), goodUntilMs }) - NOW_MS);
  expect(new Set(minutes(NOW_MS + DAY_MS)).size).toBeGreaterThan(45);
  expect(Math.max(...minutes(NOW_MS + DAY_MS))).toBeLessThan(HOUR_MS);
  expect(Math.max(...minutes(NOW_MS + 10 * MINUTE_MS))).toBeLessThan(10 * MINUTE_MS);
  expect(new Set(minutes(NOW_MS))).toEqual(new Set([0]));
});
