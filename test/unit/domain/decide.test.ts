import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/domain/decide.ts';
import type { Decision } from '../../../src/domain/decision.ts';
import { toCampaignName } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import {
  aCampaign, aChoice, aCustomer, aPolicy, aRunning, aSend, aSnapshot, aStanding, aTouch, aWait, anEnrolment, anEvent,
  campaignOf, exit, messageOf, NOW_MS, sendingAt, someRules, step,
} from '../../support/builders.ts';

const codes = (decision: Decision) => decision.because.map(({ because }) => because.code);
const entering = { campaign: toCampaignName('win-back'), ordinal: 1, runId: 'run-1' };

describe('a run that takes a customer in', () => {
  it('enrols and plans the first mail in the customer’s language', () => {
    const decision = decide(aSnapshot(), someRules(), entering);
    expect(decision.messages).toEqual([{
      id: 'win-back:0b5c7a52-3f6e-4a8a-9d20-000000000001:1/nudge/1/email',
      enrolment: 'win-back:0b5c7a52-3f6e-4a8a-9d20-000000000001:1',
      campaign: 'win-back', ordinal: 1, runId: 'run-1', step: 'nudge', occurrence: 1, channel: 'email', purpose: 'marketing',
      contactPoint: 'point-1', templateHash: 'hash-de', expiresAtMs: NOW_MS + 3 * DAY_MS, grant: null,
    }]);
    expect(decision.enrolments[0]?.place).toMatchObject({ kind: 'sending', step: 'nudge' });
    expect(decision.alive).toBe(true);
  });

  it('records a held-out customer as an ended enrolment and sends nothing', () => {
    const everyone = aCampaign({ audience: { ...aCampaign().audience, holdoutShare: 1 } });
    const decision = decide(aSnapshot(), someRules({ campaigns: [aRunning(everyone)] }), entering);
    expect(decision.messages).toEqual([]);
    expect(decision.enrolments.map(({ place }) => place)).toEqual([{ kind: 'ended', reason: 'holdout' }]);
  });

  it('says why a customer outside the audience is not taken', () => {
    const loyalOnly = aCampaign({ audience: { ...aCampaign().audience, stages: ['loyal'] } });
    const decision = decide(aSnapshot(), someRules({ campaigns: [aRunning(loyalOnly)] }), entering);
    expect(decision.enrolments).toEqual([]);
    expect(decision.because).toContainEqual({ campaign: 'win-back', step: null, because: { code: 'not-in-audience', params: { rule: 'stages' } } });
  });

  it('refuses a second entry without a re-entry rule, and takes it when the rule’s time is over', () => {
    const pastEntries = [{ campaign: entering.campaign, entries: 1, lastEnteredAtMs: NOW_MS - 30 * DAY_MS }];
    expect(codes(decide(aSnapshot({ pastEntries }), someRules(), entering))).toContain('re-entry-too-early');
    const again = aRunning(aCampaign({ reEntry: { after: { unit: 'days', count: 30 } } }));
    expect(decide(aSnapshot({ pastEntries }), someRules({ campaigns: [again] }), entering).enrolments[0]?.entryNumber).toBe(2);
  });

  it('does not enrol twice at once', () => {
    const enrolments = [sendingAt(anEnrolment(), 'nudge')];
    const decision = decide(aSnapshot({ enrolments, messages: enrolments.map((one) => messageOf(one)) }), someRules(), entering);
    expect(decision.because).toContainEqual({ campaign: 'win-back', step: null, because: { code: 'already-enrolled', params: {} } });
    expect(decision.enrolments).toEqual([]);
  });
});

describe('an event that starts a campaign', () => {
  const welcome = aRunning(aCampaign({
    name: 'welcome', entry: { kind: 'event', on: ['order.placed'], when: { event: 'first', test: { is: true } } }, exitWhen: ['order.placed'],
  }));
  const firstOrder = anEvent('order.placed', { properties: { first: true } });

  it('enters its customer when the condition holds; the event itself does not end what it began', () => {
    const decision = decide(aSnapshot({ events: [firstOrder] }), someRules({ campaigns: [welcome] }), null);
    expect(decision.messages.map(({ step: name }) => name)).toEqual(['nudge']);
  });

  it('does not enter when the condition does not hold', () => {
    const decision = decide(aSnapshot({ events: [anEvent('order.placed')] }), someRules({ campaigns: [welcome] }), null);
    expect(decision.enrolments).toEqual([]);
  });

  it('a second order in the same batch ends it before anything leaves', () => {
    const events = [firstOrder, anEvent('order.placed', { inboxId: 2 })];
    const decision = decide(aSnapshot({ events }), someRules({ campaigns: [welcome] }), null);
    expect(decision.messages).toEqual([]);
    expect(decision.enrolments[0]?.place).toEqual({ kind: 'ended', reason: 'exit-condition' });
  });

  it('only the active version takes new customers', () => {
    const old = { ...welcome, active: false };
    expect(decide(aSnapshot({ events: [firstOrder] }), someRules({ campaigns: [old] }), null).enrolments).toEqual([]);
  });

  it('silence starts a campaign by the event the core derives', () => {
    const winBack = aRunning(aCampaign({ entry: { kind: 'event', on: ['became-at-risk'], when: null } }));
    const customer = aCustomer({ lastOrderAtMs: NOW_MS - 61 * DAY_MS });
    const decision = decide(aSnapshot({ customer }), someRules({ campaigns: [winBack] }), null);
    expect(decision.standing.lifeCycle).toBe('at-risk');
    expect(decision.messages).toHaveLength(1);
  });
});

describe('a wait', () => {
  const twoMails = campaignOf(
    aWait('pause', step('reminder'), { for: ['clicked', 'order.placed'], on: { 'order.placed': exit('bought') } }),
    aSend('reminder'),
  );
  const rules = someRules({ campaigns: [aRunning(twoMails)] });
  const waiting = anEnrolment({
    visits: { pause: 1 },
    place: { kind: 'waiting', step: twoMails.steps[0]!.id, sinceMs: NOW_MS - DAY_MS, untilMs: NOW_MS + DAY_MS, for: ['clicked', 'order.placed'] },
  });

  it('goes on with the branch of the event that came', () => {
    const decision = decide(aSnapshot({ enrolments: [waiting], events: [anEvent('order.placed')] }), rules, null);
    expect(decision.enrolments[0]?.place).toEqual({ kind: 'ended', reason: 'bought' });
  });

  it('goes on at its time limit', () => {
    const nowMs = NOW_MS + DAY_MS;
    const decision = decide(aSnapshot({ nowMs, enrolments: [waiting] }), rules, null);
    expect(decision.messages.map(({ step: name }) => name)).toEqual(['reminder']);
  });

  it('until then nothing changes, and the run sleeps until the limit', () => {
    const decision = decide(aSnapshot({ enrolments: [waiting] }), rules, null);
    expect(decision.enrolments).toEqual([]);
    expect(decision.wakeAtMs).toBe(NOW_MS + DAY_MS);
    expect(decision.awaits).toEqual(['clicked', 'order.placed']);
    expect(decision.waitingFor).toBe('win-back/pause: click or order until Wed 7 Dec 12:00 Berlin');
  });

  it('a click on another campaign’s mail is no answer', () => {
    const events = [anEvent('clicked', { properties: { campaign: 'welcome' } })];
    expect(decide(aSnapshot({ enrolments: [waiting], events }), rules, null).messages).toEqual([]);
  });

  it('six hours late the reminder is stale and dropped, not flushed', () => {
    const brief = campaignOf(twoMails.steps[0]!, aSend('reminder', exit(), { goodFor: { unit: 'hours', count: 4 } }));
    const nowMs = NOW_MS + DAY_MS + 6 * 3_600_000;
    const decision = decide(aSnapshot({ nowMs, enrolments: [waiting] }), someRules({ campaigns: [aRunning(brief)] }), null);
    expect(decision.messages).toEqual([]);
    expect(codes(decision)).toContain('touch-expired');
    expect(decision.enrolments[0]?.place).toEqual({ kind: 'ended', reason: 'done' });
  });
});

describe('a choice', () => {
  it('takes the first branch that holds, else otherwise', () => {
    const campaign = campaignOf(
      aChoice('which', { branches: [{ when: { fact: 'orderCount', test: { atLeast: 2 } }, to: step('again') }], otherwise: step('first') }),
      aSend('again'), aSend('first'),
    );
    const rules = someRules({ campaigns: [aRunning(campaign)] });
    expect(decide(aSnapshot(), rules, entering).messages[0]?.step).toBe('again');
    const once = aSnapshot({ customer: aCustomer({ orderCount: 1 }) });
    expect(decide(once, rules, entering).messages[0]?.step).toBe('first');
  });

  it('a loop of choices ends by the guard', () => {
    const campaign = campaignOf(aChoice('ping', { otherwise: step('pong') }), aChoice('pong', { otherwise: step('ping') }));
    const decision = decide(aSnapshot(), someRules({ campaigns: [aRunning(campaign)] }), entering);
    expect(decision.enrolments[0]?.place).toEqual({ kind: 'ended', reason: 'loop-guard' });
  });
});

describe('two campaigns of one customer', () => {
  const policy = aPolicy({ caps: [{ count: 1, per: { unit: 'days', count: 7 }, channel: null }] });
  const both = [aRunning(aCampaign({ name: 'one' })), aRunning(aCampaign({ name: 'two' }))];

  it('share one cap within one decision', () => {
    const enrolments = [anEnrolment({ campaign: 'one', enteredAtMs: NOW_MS - 1 }), anEnrolment({ campaign: 'two' })];
    const decision = decide(aSnapshot({ enrolments }), someRules({ policy, campaigns: both }), null);
    expect(decision.messages.map(({ campaign }) => campaign)).toEqual(['one']);
    const second = decision.enrolments.find(({ campaign }) => campaign === 'two');
    expect(second?.place).toMatchObject({ kind: 'held', untilMs: NOW_MS + 7 * DAY_MS + 1, because: { code: 'frequency-cap' } });
  });

  it('a ready message of one counts for the other', () => {
    const ready = sendingAt(anEnrolment({ campaign: 'two', enteredAtMs: NOW_MS + 1 }), 'nudge');
    const snapshot = aSnapshot({ enrolments: [anEnrolment({ campaign: 'one' }), ready], messages: [messageOf(ready)] });
    expect(decide(snapshot, someRules({ policy, campaigns: both }), null).messages).toEqual([]);
  });

  it('a ready message that is voided in the same decision does not', () => {
    const ready = sendingAt(anEnrolment({ campaign: 'two' }), 'nudge');
    const campaigns = [both[0]!, { ...both[1]!, state: 'cancelled' as const }];
    const snapshot = aSnapshot({ enrolments: [anEnrolment({ campaign: 'one' }), ready], messages: [messageOf(ready)] });
    const decision = decide(snapshot, someRules({ policy, campaigns }), null);
    expect(decision.voided.map(({ because }) => because.code)).toEqual(['campaign-cancelled']);
    expect(decision.messages.map(({ campaign }) => campaign)).toEqual(['one']);
  });

  it('a message that left before the window counts no more, although its outcome is still awaited', () => {
    const sending = sendingAt(anEnrolment({ campaign: 'two' }), 'nudge');
    const snapshot = aSnapshot({ enrolments: [anEnrolment({ campaign: 'one' }), sending], messages: [messageOf(sending, { state: 'sending', claimedAtMs: NOW_MS - 8 * DAY_MS })] });
    expect(decide(snapshot, someRules({ policy, campaigns: both }), null).messages.map(({ campaign }) => campaign)).toEqual(['one']);
  });

  it('a touch in the window holds until the window has slid past it', () => {
    const touches = [aTouch(NOW_MS - 2 * DAY_MS)];
    const decision = decide(aSnapshot({ touches, enrolments: [anEnrolment()] }), someRules({ policy }), null);
    expect(decision.enrolments[0]?.place).toMatchObject({ kind: 'held', untilMs: NOW_MS + 5 * DAY_MS + 1 });
  });
});

describe('what became of a message', () => {
  const campaign = campaignOf(aSend('nudge', step('rest'), { channels: ['email', 'outbox'] }), aWait('rest'));
  const rules = someRules({ campaigns: [aRunning(campaign)] });
  const sending = sendingAt(anEnrolment(), 'nudge');
  const decided = (state: 'accepted' | 'unknown' | 'refused' | 'expired' | 'void' | 'sending' | 'ready') =>
    decide(aSnapshot({ enrolments: [sending], messages: [messageOf(sending, { state, acceptedAtMs: state === 'accepted' ? NOW_MS - 5 : null })] }), rules, null);

  it.each(['accepted', 'unknown', 'expired', 'void'] as const)('%s: the enrolment goes on', (state) => {
    expect(decided(state).enrolments[0]?.place).toMatchObject({ kind: 'waiting', step: 'rest' });
  });
  it('accepted: the next wait counts from the acceptance', () => {
    expect(decided('accepted').enrolments[0]?.place).toMatchObject({ sinceMs: NOW_MS - 5 });
  });
  it.each(['sending', 'ready'] as const)('%s: it stays', (state) => {
    expect(decided(state).enrolments).toEqual([]);
  });
  it('refused: ends when no other channel can carry it', () => {
    expect(decided('refused').enrolments[0]?.place).toEqual({ kind: 'ended', reason: 'refused' });
  });
  it('refused: the next channel takes over under a key of its own', () => {
    const customer = aCustomer({
      contactPoints: [...aCustomer().contactPoints, { id: aCustomer().contactPoints[0]!.id, channel: 'outbox', state: 'valid', sandboxOnly: false }],
      consents: [...aCustomer().consents, { channel: 'outbox', purpose: 'marketing', granted: true, atMs: 0 }],
    });
    const templates = { hello: { email: { en: 'e' }, outbox: { en: 'o' } } };
    const snapshot = aSnapshot({ customer, enrolments: [sending], messages: [messageOf(sending, { state: 'refused' })] });
    const decision = decide(snapshot, someRules({ campaigns: [aRunning({ ...campaign, templates })] }), null);
    expect(decision.messages.map(({ id }) => id)).toEqual([`${sending.id}/nudge/1/outbox`]);
  });
});

describe('a paused campaign', () => {
  const campaign = campaignOf(aWait('rest', step('nudge')), aSend('nudge', step('after')), aWait('after'));
  const waiting = anEnrolment({
    visits: { rest: 1 }, place: { kind: 'waiting', step: campaign.steps[0]!.id, sinceMs: NOW_MS - 8 * DAY_MS, untilMs: NOW_MS - DAY_MS, for: [] },
  });
  const paused = someRules({ campaigns: [aRunning(campaign, { state: 'paused' })] });
  const held = decide(aSnapshot({ enrolments: [waiting] }), paused, null).enrolments[0]!;

  it('holds what fires, without a time', () => {
    expect(held.place).toMatchObject({ kind: 'held', step: 'nudge', dueAtMs: NOW_MS - DAY_MS, untilMs: null, because: { code: 'campaign-paused' } });
  });

  it('takes a ready message back, and a later one gets a new key', () => {
    const ready = sendingAt(anEnrolment(), 'nudge');
    const decision = decide(aSnapshot({ enrolments: [ready], messages: [messageOf(ready)] }), paused, null);
    expect(decision.voided).toHaveLength(1);
    const back = decision.enrolments[0]!;
    const resumed = decide(aSnapshot({ enrolments: [back] }), someRules({ campaigns: [aRunning(campaign)] }), null);
    expect(resumed.messages.map(({ occurrence }) => occurrence)).toEqual([2]);
  });

  it('catches up after the resume, even when the touch would have grown stale in the pause', () => {
    const later = aSnapshot({ nowMs: NOW_MS + 20 * DAY_MS, enrolments: [held] });
    const resumed = aRunning(campaign, { lateRule: 'catch-up', resumedAtMs: NOW_MS + 20 * DAY_MS });
    expect(decide(later, someRules({ campaigns: [resumed] }), null).messages).toHaveLength(1);
  });

  it('skips the late ones when the marketer said so, and goes on', () => {
    const later = aSnapshot({ nowMs: NOW_MS + 1000, enrolments: [held] });
    const resumed = aRunning(campaign, { lateRule: 'skip', resumedAtMs: NOW_MS + 500 });
    const decision = decide(later, someRules({ campaigns: [resumed] }), null);
    expect(decision.messages).toEqual([]);
    expect(decision.enrolments[0]?.place).toMatchObject({ kind: 'waiting', step: 'after' });
    expect(codes(decision)).toContain('late-skipped');
  });
});

describe('ends', () => {
  it('exit conditions void what is ready', () => {
    const ready = sendingAt(anEnrolment(), 'nudge');
    const rules = someRules({ campaigns: [aRunning(aCampaign({ exitWhen: ['order.placed'] }))] });
    const decision = decide(aSnapshot({ enrolments: [ready], messages: [messageOf(ready)], events: [anEvent('order.placed')] }), rules, null);
    expect(decision.voided).toEqual([{ id: messageOf(ready).id, because: { code: 'exit-condition', params: { event: 'order.placed' } } }]);
    expect(decision.enrolments[0]?.place).toEqual({ kind: 'ended', reason: 'exit-condition' });
  });

  it('the goal is marked within its time and does not end the enrolment', () => {
    const goal = { event: 'order.placed', within: { unit: 'days', count: 30 } } as const;
    const rules = someRules({ campaigns: [aRunning(aCampaign({ goal, steps: [aWait('rest')] }))] });
    const waiting = anEnrolment({ place: { kind: 'waiting', step: aWait('rest').id, sinceMs: NOW_MS, untilMs: NOW_MS + DAY_MS, for: [] } });
    const decision = decide(aSnapshot({ enrolments: [waiting], events: [anEvent('order.placed', { occurredAtMs: NOW_MS + 1 })] }), rules, null);
    expect(decision.enrolments[0]).toMatchObject({ goalMetAtMs: NOW_MS + 1, place: { kind: 'waiting' } });
  });

  it('the longest time of an enrolment', () => {
    const decision = decide(aSnapshot({ enrolments: [anEnrolment({ expiresAtMs: NOW_MS })] }), someRules(), null);
    expect(decision.enrolments[0]?.place).toEqual({ kind: 'ended', reason: 'enrolment-expired' });
    expect(decision.messages).toEqual([]);
  });
});

describe('being alive', () => {
  it('an active customer sleeps until silence puts it at risk', () => {
    const decision = decide(aSnapshot(), someRules(), null);
    expect(decision).toMatchObject({ alive: true, wakeAtMs: NOW_MS + 50 * DAY_MS, waitingFor: 'silence until Wed 25 Jan 12:00 Europe/Berlin' });
  });

  it('a lapsed customer outside campaigns needs no run', () => {
    const customer = aCustomer({ lastOrderAtMs: NOW_MS - 400 * DAY_MS, standing: aStanding({ lifeCycle: 'lapsed' }) });
    expect(decide(aSnapshot({ customer }), someRules(), null)).toMatchObject({ alive: false, wakeAtMs: null, waitingFor: '' });
  });

  it('a message to a level-1 customer waits as a draft and is looked at again when the touch grows stale', () => {
    const customer = aCustomer({ orderCount: 12, standing: aStanding({ marks: ['core'], level: 1, stage: 'loyal' }) });
    const decision = decide(aSnapshot({ customer }), someRules(), entering);
    expect(decision.messages).toMatchObject([{ isDraft: true }]);
    expect(decision.enrolments[0]?.place).toMatchObject({ kind: 'sending', message: decision.messages[0]?.id });
    expect(decision.because.map(({ because: { code } }) => code)).toContain('level-1-needs-approval');
    expect(decision.wakeAtMs).toBe(NOW_MS + 3 * DAY_MS);
  });
});
