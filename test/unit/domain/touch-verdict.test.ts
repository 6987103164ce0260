import { NO_PROMISES } from '../../../src/domain/promise-facts.ts';
import { USUAL_SLA } from '../../../src/domain/sla-policy.ts';
import { describe, expect, it } from 'vitest';
import type { ContactPoint } from '../../../src/domain/customer.ts';
import { toContactPointId } from '../../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import type { TouchQuestion } from '../../../src/domain/touch-at-hand.ts';
import { judgeTouch } from '../../../src/domain/touch-verdict.ts';
import {
  aCampaign, aCustomer, anEnrolment, anEvent, aPolicy, aRunning, aSend, aSnapshot, aStanding, aTouch, at, messageOf, NOW_MS, sendingAt, someRules,
} from '../../support/builders.ts';

const capped = aPolicy({ caps: [{ count: 1, per: { unit: 'days', count: 7 }, channel: null }] });
const quiet = aPolicy({ quietHours: { '*': { fromMinute: 0, untilMinute: 13 * 60, days: 'all' } } });
const shut = aPolicy({ sendWindow: { byTier: {}, otherwise: { days: [3], fromMinute: 540, untilMinute: 600 } } });
const haltedMail = someRules({ channels: { ...someRules().channels, email: { obeysQuietHours: true, staysLocal: false, senderHalted: true } } });
const fullMail = someRules({ channels: { ...someRules().channels, email: { obeysQuietHours: true, staysLocal: false, messagingLimit: 250, fullUntilMs: NOW_MS + HOUR_MS } } });
const pointed = (over: Partial<ContactPoint>) => aCustomer({ contactPoints: aCustomer().contactPoints.map((point) => ({ ...point, ...over })) });
const heldOut = aCampaign({ audience: { ...aCampaign().audience, holdoutShare: 1 } });
const exits = aCampaign({ exitWhen: ['order.placed'] });

function asked(over: Partial<TouchQuestion> = {}): TouchQuestion {
  return {
    snapshot: aSnapshot(), rules: someRules(), running: aRunning(), enrolment: anEnrolment(), step: aSend('nudge'),
    dueAtMs: NOW_MS, standing: aStanding(), ...over,
  };
}
/** The customer waits for an answer. */
const waiting = aPolicy({ sla: USUAL_SLA });
const anInquiry = { ...NO_PROMISES, inquiries: [{ id: 1, openedAtMs: NOW_MS, awaiting: { entry: 1, sinceMs: NOW_MS }, isAnswered: false, team: null, isTaken: false }] };
const codeOf = (question: TouchQuestion) => {
  const verdict = judgeTouch(question);
  return verdict.kind === 'send' ? 'send' : verdict.because.code;
};
const suppressed = aCustomer({ suppressions: [{ channel: '*', purpose: '*', reason: 'complained' }] });

describe('each rule objects', () => {
  it.each<[string, Partial<TouchQuestion>]>([
    ['send', {}],
    ['erased', { snapshot: aSnapshot({ customer: aCustomer({ erased: true }) }) }],
    ['suppressed', { snapshot: aSnapshot({ customer: suppressed }) }],
    ['no-consent', { snapshot: aSnapshot({ customer: aCustomer({ consents: [] }) }) }],
    ['consent-withdrawn', { snapshot: aSnapshot({ customer: aCustomer({ consents: [...aCustomer().consents, { channel: 'email', purpose: 'marketing', granted: false, atMs: NOW_MS }] }) }) }],
    ['campaign-paused', { running: aRunning(aCampaign(), { state: 'paused' }) }],
    ['campaign-paused', { running: aRunning(aCampaign(), { state: 'draft' }) }],
    ['campaign-cancelled', { running: aRunning(aCampaign(), { state: 'cancelled' }) }],
    ['campaign-finished', { running: aRunning(aCampaign(), { state: 'finished' }) }],
    ['late-skipped', { running: aRunning(aCampaign(), { lateRule: 'skip', resumedAtMs: NOW_MS + 1 }) }],
    ['touch-expired', { dueAtMs: NOW_MS - 3 * DAY_MS }],
    ['holdout', { running: aRunning(heldOut) }],
    ['exit-condition', { running: aRunning(exits), snapshot: aSnapshot({ events: [anEvent('order.placed')] }) }],
    ['frequency-cap', { rules: someRules({ policy: capped }), snapshot: aSnapshot({ touches: [aTouch(NOW_MS)] }) }],
    ['no-channel', { step: aSend('nudge', undefined, { channels: [] }) }],
    ['no-contact-point', { snapshot: aSnapshot({ customer: aCustomer({ contactPoints: [] }) }) }],
    ['sandbox-only-address', { snapshot: aSnapshot({ customer: aCustomer({ contactPoints: aCustomer().contactPoints.map((point) => ({ ...point, sandboxOnly: true })) }) }) }],
    ['no-template', { step: aSend('nudge', undefined, { template: 'unheard-of' }) }],
    ['sender-halted', { rules: haltedMail }],
    ['recipient-rests', { snapshot: aSnapshot({ customer: pointed({ restUntilMs: NOW_MS + 1 }) }) }],
    ['send', { snapshot: aSnapshot({ customer: pointed({ restUntilMs: NOW_MS }) }) }],
    ['send', { snapshot: aSnapshot({ customer: pointed({ restUntilMs: NOW_MS + 1 }) }), running: aRunning(aCampaign({ purpose: 'service' })) }],
    ['messaging-limit', { rules: fullMail }],
    ['messaging-limit', { rules: fullMail, running: aRunning(aCampaign({ purpose: 'service' })) }],
    ['send', { rules: fullMail, snapshot: aSnapshot({ nowMs: NOW_MS + HOUR_MS }) }],
    ['send', { rules: fullMail, snapshot: aSnapshot({ customer: pointed({ reachedAtMs: NOW_MS - DAY_MS + 1 }) }) }],
    ['send', { rules: fullMail, snapshot: aSnapshot({ customer: pointed({ windowUntilMs: NOW_MS + HOUR_MS }) }) }],
    ['send', { rules: haltedMail, running: aRunning(aCampaign({ purpose: 'service' })) }],
    ['quiet-hours', { rules: someRules({ policy: quiet }) }],
    ['inquiry-open', { rules: someRules({ policy: waiting }), snapshot: aSnapshot({ promises: anInquiry }) }],
    ['send', { rules: someRules({ policy: aPolicy({ sla: { ...USUAL_SLA, holdMarketing: false } }) }), snapshot: aSnapshot({ promises: anInquiry }) }],
    ['send', { rules: someRules({ policy: waiting }), snapshot: aSnapshot({ promises: anInquiry }), running: aRunning(aCampaign({ purpose: 'service' })) }],
    ['send-window', { rules: someRules({ policy: shut }) }],
    ['level-1-needs-approval', { standing: aStanding({ level: 1 }) }],
  ])('%s', (code, over) => {
    expect(codeOf(asked(over))).toBe(code);
  });
});

const withCustomer = (question: TouchQuestion, over: Partial<TouchQuestion['snapshot']['customer']>): TouchQuestion =>
  ({ ...question, snapshot: { ...question.snapshot, customer: { ...question.snapshot.customer, ...over } } });
const withPolicy = (question: TouchQuestion, over: Partial<TouchQuestion['rules']['policy']>): TouchQuestion =>
  ({ ...question, rules: { ...question.rules, policy: { ...question.rules.policy, ...over } } });

describe('precedence', () => {
  // All rules object at once; lifting them one by one, from the first, must show them in this very order.
  const everything: TouchQuestion = asked({
    snapshot: aSnapshot({
      customer: aCustomer({ suppressions: suppressed.suppressions, consents: [], contactPoints: [] }),
      events: [anEvent('order.placed')], touches: [aTouch(NOW_MS)],
    }),
    rules: someRules({ policy: { ...capped, quietHours: quiet.quietHours, sendWindow: shut.sendWindow } }),
    running: aRunning({ ...heldOut, exitWhen: ['order.placed'] }, { state: 'paused' }),
    dueAtMs: NOW_MS - 5 * DAY_MS, standing: aStanding({ level: 1 }),
  });
  const lifts: readonly [string, (question: TouchQuestion) => TouchQuestion][] = [
    ['suppressed', (question) => withCustomer(question, { suppressions: [] })],
    ['no-consent', (question) => withCustomer(question, { consents: aCustomer().consents })],
    ['campaign-paused', (question) => ({ ...question, running: { ...question.running, state: 'running' } })],
    ['touch-expired', (question) => ({ ...question, dueAtMs: NOW_MS })],
    ['holdout', (question) => ({ ...question, running: { ...question.running, campaign: exits } })],
    ['exit-condition', (question) => ({ ...question, snapshot: { ...question.snapshot, events: [] } })],
    ['frequency-cap', (question) => ({ ...question, snapshot: { ...question.snapshot, touches: [] } })],
    ['no-contact-point', (question) => withCustomer(question, { contactPoints: aCustomer().contactPoints })],
    ['quiet-hours', (question) => withPolicy(question, { quietHours: {} })],
    ['send-window', (question) => withPolicy(question, { sendWindow: aPolicy().sendWindow })],
    ['level-1-needs-approval', (question) => ({ ...question, standing: aStanding() })],
  ];
  it('is the order of the design', () => {
    const shown: string[] = [];
    let question = everything;
    for (const [, lift] of lifts) {
      shown.push(codeOf(question));
      question = lift(question);
    }
    expect(shown).toEqual(lifts.map(([code]) => code));
    expect(codeOf(question)).toBe('send');
  });
});

describe('a hold', () => {
  it('lasts until cap, quiet hours and window allow together', () => {
    const policy = aPolicy({ caps: capped.caps, quietHours: { '*': { fromMinute: 20 * 60, untilMinute: 8 * 60, days: 'all' } }, sendWindow: { byTier: {}, otherwise: { days: [1, 2, 3, 4, 5], fromMinute: 540, untilMinute: 1020 } } });
    // The cap frees on Saturday; the window opens on Monday at 09:00 in Berlin.
    const touches = [aTouch(NOW_MS - 3 * DAY_MS)];
    const untilMs = Date.UTC(2011, 11, 12, 8, 0);
    expect(judgeTouch(asked({ rules: someRules({ policy }), snapshot: aSnapshot({ touches }) })))
      .toEqual({ kind: 'hold', untilMs, because: { code: 'frequency-cap', params: { count: 1, per: '7 days', untilMs } } });
  });
});

describe('at the claim', () => {
  const enrolment = sendingAt(anEnrolment(), 'nudge');
  const { id } = messageOf(enrolment);
  const touches = [aTouch(NOW_MS, { messageId: id })];
  const rules = someRules({ policy: capped });

  it('a message does not count against its own cap', () => {
    expect(codeOf(asked({ enrolment, rules, snapshot: aSnapshot({ touches }), ignoring: id }))).toBe('send');
    expect(codeOf(asked({ enrolment, rules, snapshot: aSnapshot({ touches }) }))).toBe('frequency-cap');
  });
  it('a message keeps its channel, whatever the step prefers', () => {
    const customer = aCustomer({
      contactPoints: [...aCustomer().contactPoints, { id: toContactPointId('point-2'), channel: 'letter', state: 'valid', sandboxOnly: false }],
      consents: [...aCustomer().consents, { channel: 'letter', purpose: 'marketing', granted: true, atMs: 0 }],
    });
    const letter = sendingAt(anEnrolment(), 'nudge', 'letter');
    const campaign = aCampaign({ templates: { hello: { email: { en: 'e' }, letter: { en: 'l' } } } });
    const verdict = judgeTouch(asked({
      snapshot: aSnapshot({ customer }), running: aRunning(campaign), step: aSend('nudge', undefined, { channels: ['email', 'letter'] }), ignoring: messageOf(letter).id,
    }));
    expect(verdict).toEqual({ kind: 'send', channel: 'letter', contactPoint: 'point-2', templateHash: 'l' });
  });
});

describe('a touch that leaves by a later channel of its step', () => {
  const points = [...aCustomer().contactPoints, { id: toContactPointId('point-2'), channel: 'letter', state: 'valid' as const, sandboxOnly: false }];
  const letterYes = { channel: 'letter', purpose: 'marketing' as const, granted: true, atMs: 0 };
  const campaign = aCampaign({ templates: { hello: { email: { en: 'e' }, letter: { en: 'l' } } } });
  const passedOver = (over: Parameters<typeof aCustomer>[0]) => {
    const verdict = judgeTouch(asked({ snapshot: aSnapshot({ customer: aCustomer({ contactPoints: points, ...over }) }), running: aRunning(campaign), step: aSend('nudge', undefined, { channels: ['email', 'letter'] }) }));
    return verdict.kind === 'send' ? [verdict.channel, verdict.passedOver ?? null] : verdict;
  };

  it.each([
    ['unsubscribed', { suppressions: [{ channel: 'email', purpose: 'marketing' as const, reason: 'unsubscribed' as const }], consents: [...aCustomer().consents, letterYes] }],
    ['bounced', { suppressions: [{ channel: 'email', purpose: '*' as const, reason: 'bounced' as const }], consents: [...aCustomer().consents, letterYes] }],
    ['no consent', { consents: [letterYes] }],
    ['consent withdrawn', { consents: [...aCustomer().consents, { channel: 'email', purpose: 'marketing' as const, granted: false, atMs: NOW_MS }, letterYes] }],
  ])('says what closed the one before it: %s', (cause, over) => {
    expect(passedOver(over)).toEqual(['letter', { code: 'channel-closed', params: { channel: 'email', cause } }]);
  });

  it('says nothing of one where the customer has no address', () => {
    expect(passedOver({ contactPoints: points.slice(1), consents: [letterYes] })).toEqual(['letter', null]);
  });
});

const ends = (over: Partial<TouchQuestion>) => {
  const verdict = judgeTouch(asked(over));
  return verdict.kind === 'drop' && verdict.endsEnrolment;
};

describe('what a drop means for the enrolment', () => {
  it('ends when no channel of the whole campaign is open any more', () => {
    const snapshot = aSnapshot({ customer: aCustomer({ consents: [] }) });
    expect(ends({ snapshot })).toBe(true);
    const consents = [{ channel: 'letter', purpose: 'marketing' as const, granted: true, atMs: 0 }];
    const alsoLetters = aRunning(aCampaign({ steps: [aSend('nudge'), aSend('letter', undefined, { channels: ['letter'] })] }));
    expect(ends({ snapshot: aSnapshot({ customer: aCustomer({ consents }) }), running: alsoLetters })).toBe(false);
  });
  it('goes on after a stale touch or a missing contact point', () => {
    expect(ends({ dueAtMs: NOW_MS - 9 * DAY_MS })).toBe(false);
    expect(ends({ snapshot: aSnapshot({ customer: aCustomer({ contactPoints: [] }) }) })).toBe(false);
  });
});

describe('service messages', () => {
  const running = aRunning(aCampaign({ purpose: 'service' }));
  it('need no yes, but obey a no', () => {
    expect(codeOf(asked({ running, snapshot: aSnapshot({ customer: aCustomer({ consents: [] }) }) }))).toBe('send');
    const no = aCustomer({ consents: [{ channel: 'email', purpose: 'service', granted: false, atMs: 0 }] });
    expect(codeOf(asked({ running, snapshot: aSnapshot({ customer: no }) }))).toBe('consent-withdrawn');
  });
  it('answer to no cap and no quiet hours, and not to an unsubscription from marketing', () => {
    const customer = aCustomer({ suppressions: [{ channel: 'email', purpose: 'marketing', reason: 'unsubscribed' }] });
    const rules = someRules({ policy: { ...capped, quietHours: quiet.quietHours, sendWindow: shut.sendWindow } });
    expect(codeOf(asked({ running, rules, snapshot: aSnapshot({ customer, touches: [aTouch(NOW_MS)] }) }))).toBe('send');
  });
  it('wait at level 1 like all others', () => {
    expect(codeOf(asked({ running, standing: aStanding({ level: 1 }) }))).toBe('level-1-needs-approval');
  });
});

describe('a message that carries a promotion', () => {
  const enrolment = sendingAt(anEnrolment(), 'nudge');
  const other = messageOf(sendingAt(anEnrolment({ campaign: 'other' }), 'nudge'), { grant: null });
  const carrying = (grant: string | null, grants: readonly { id: string; endsAtMs: number }[]) => {
    const message = messageOf(enrolment, { grant });
    const open = grants.map((one) => ({ promotion: 'ten', tool: 'coupon', state: 'reserved', remindAtMs: null, mayHaveLeft: false, ...one }) as const);
    return codeOf(asked({ enrolment, ignoring: message.id, snapshot: aSnapshot({ enrolments: [enrolment], messages: [other, message], grants: open }) }));
  };
  it.each<[string, string | null, readonly { id: string; endsAtMs: number }[], string]>([
    ['leaves while it is still good', 'mine', [{ id: 'other', endsAtMs: NOW_MS }, { id: 'mine', endsAtMs: NOW_MS + 1 }], 'send'],
    ['does not leave once it has been taken back', 'mine', [{ id: 'other', endsAtMs: NOW_MS + 1 }], 'promotion-gone'],
    ['does not leave once it is over', 'mine', [{ id: 'mine', endsAtMs: NOW_MS }], 'promotion-gone'],
    ['leaves without one whatever else the customer has', null, [], 'send'],
  ])('%s', (_what, grant, grants, answer) => {
    expect(carrying(grant, grants)).toBe(answer);
  });
});

/** A customer in the United States, where New York and Los Angeles keep the night quiet. */
function inAmericaAt(iso: string, timeZone: string | null = null) {
  const policy = aPolicy({ quietHours: { '*': { fromMinute: 21 * 60, untilMinute: 8 * 60, days: 'all' } }, countryZones: { US: ['America/New_York', 'America/Los_Angeles'] } });
  return judgeTouch(asked({ rules: someRules({ policy }), snapshot: aSnapshot({ nowMs: at(iso), customer: aCustomer({ country: 'US', timeZone }) }), dueAtMs: at(iso) }));
}

describe('a customer who may live in any of several zones', () => {
  it('is written to when it is a decent hour in all of them', () => {
    // 8:00 in New York is 5:00 in Los Angeles; 8:00 there is 11:00 in New York.
    expect(inAmericaAt('2011-12-06T13:00')).toEqual({ kind: 'hold', untilMs: at('2011-12-06T16:00'), because: { code: 'quiet-hours', params: { zones: 2, untilMs: at('2011-12-06T16:00') } } });
    expect(inAmericaAt('2011-12-06T16:00').kind).toBe('send');
    expect(inAmericaAt('2011-12-07T01:59').kind).toBe('send');
    // 21:00 in New York.
    expect(inAmericaAt('2011-12-07T02:00')).toMatchObject({ kind: 'hold', untilMs: at('2011-12-07T16:00') });
  });
  it('needs no such care once the own zone is known', () => expect(inAmericaAt('2011-12-06T13:00', 'America/New_York').kind).toBe('send'));
});
