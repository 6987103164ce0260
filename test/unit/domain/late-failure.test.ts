import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../src/domain/campaign.ts';
import type { ChannelRule } from '../../../src/domain/channel-choice.ts';
import type { ConsentState, CustomerFacts } from '../../../src/domain/customer.ts';
import { decide } from '../../../src/domain/decide.ts';
import { grantId } from '../../../src/domain/grant.ts';
import { toContactPointId } from '../../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import { aCampaign, aCustomer, anEnrolment, anEvent, aRunning, aSend, aSnapshot, aWait, NOW_MS, someRules } from '../../support/builders.ts';

const CHANNELS: Readonly<Record<string, ChannelRule>> = Object.fromEntries(['email', 'letter', 'chat'].map((name) => [name, { obeysQuietHours: false, staysLocal: false }]));
const yes = (channel: string, granted = true): ConsentState => ({ channel, purpose: 'marketing', granted, atMs: NOW_MS - DAY_MS });
const everywhere: Partial<CustomerFacts> = {
  contactPoints: ['email', 'letter', 'chat'].map((channel) => ({ id: toContactPointId(`point-${channel}`), channel, state: 'valid', sandboxOnly: false })),
  consents: ['email', 'letter', 'chat'].map((channel) => yes(channel)),
};
const campaign: Campaign = aCampaign({
  steps: [aSend('nudge', { step: 'pause' as never }, { channels: ['email', 'letter', 'chat'] }), aWait('pause', { exit: 'done' })],
  templates: { hello: Object.fromEntries(['email', 'letter', 'chat'].map((channel) => [channel, { en: `hash-${channel}` }])) },
});
const WAITING = { kind: 'waiting', step: 'pause', sinceMs: NOW_MS - HOUR_MS, untilMs: NOW_MS + DAY_MS, for: [] } as never;
const waiting = anEnrolment({ visits: { nudge: 1, pause: 1 }, place: WAITING });
const told = (over: Record<string, string | number> = {}) => anEvent('touch.failed', { properties: {
  campaign: 'win-back', enrolment: waiting.id, step: 'nudge', occurrence: 1, channel: 'email', tried: 'email', dueMs: NOW_MS - HOUR_MS, expiresMs: NOW_MS + DAY_MS, grant: '', ...over,
} });

function after(over: { customer?: Partial<CustomerFacts>; event?: ReturnType<typeof told>; enrolment?: typeof waiting; grants?: Parameters<typeof aSnapshot>[0] } = {}) {
  const { customer = {}, event = told(), enrolment = waiting, grants } = over;
  const answer = decide(
    aSnapshot({ customer: aCustomer({ ...everywhere, ...customer }), enrolments: [enrolment], events: [event], ...grants }),
    someRules({ campaigns: [aRunning(campaign)], channels: CHANNELS }), null);
  return { sent: answer.messages.map(({ id }) => id.split('/').slice(-3).join('/')), places: answer.enrolments.map(({ place }) => place), codes: answer.because.map(({ because }) => because.code), answer };
}

describe('a message that was accepted and did not arrive', () => {
  it('goes to the next channel of its touch, and says why', () => {
    const { sent, codes, places } = after();
    expect(sent).toEqual(['nudge/1/letter']);
    expect(codes).toContain('not-arrived');
    expect(places[0]).toMatchObject({ kind: 'sending', step: 'nudge', tried: ['email'] });
  });

  it('tries each channel once', () => {
    expect(after({ event: told({ channel: 'letter', tried: 'email letter' }) }).sent).toEqual(['nudge/1/chat']);
    const end = after({ event: told({ channel: 'chat', tried: 'chat email letter' }) });
    expect([end.sent, end.places]).toEqual([[], []]);
  });

  it('carries the same promotion, and none where none was drawn', () => {
    const id = grantId(`${waiting.id}/nudge/1`, NOW_MS - HOUR_MS);
    const grant = { id, promotion: 'ten', tool: 'coupon', state: 'committed', endsAtMs: NOW_MS + DAY_MS, remindAtMs: null, mayHaveLeft: true } as const;
    const promoting = { ...campaign, steps: [{ ...campaign.steps[0]!, promote: { choose: 'ten' } }, campaign.steps[1]!] } as unknown as Campaign;
    const decided = (grants: readonly (typeof grant)[], of: string) => decide(
      aSnapshot({ customer: aCustomer(everywhere), enrolments: [waiting], events: [told({ grant: of })], grants }),
      someRules({ campaigns: [aRunning(promoting)], channels: CHANNELS }), null).messages.map((message) => message.grant);
    expect(decided([grant], id)).toEqual([id]);
    expect(decided([], id)).toEqual([]);
    expect(decided([], '')).toEqual([null]);
  });

  it('is not told of elsewhere after an opt-out, unless that channel has a yes of its own', () => {
    const out = [{ channel: 'email', purpose: 'marketing', reason: 'unsubscribed' }] as const;
    expect(after({ customer: { suppressions: out } }).sent).toEqual(['nudge/1/letter']);
    expect(after({ customer: { suppressions: out, consents: [yes('email', false), yes('chat')] } }).sent).toEqual(['nudge/1/chat']);
    expect(after({ customer: { suppressions: out, consents: [yes('email', false)] } }).sent).toEqual([]);
  });

  it('is let go when it is no longer worth saying', () => {
    expect(after({ event: told({ expiresMs: NOW_MS }) }).sent).toEqual([]);
  });

  it('is let go when something else has been said since, or the step was reached again', () => {
    expect(after({ enrolment: { ...waiting, visits: { nudge: 2, pause: 2 } } }).sent).toEqual([]);
    const sending = { ...waiting, place: { kind: 'sending', step: 'nudge', dueAtMs: NOW_MS, message: `${waiting.id}/nudge/1/letter` } as never };
    expect(after({ enrolment: sending }).sent).toEqual([]);
  });

  it('of another enrolment is no news', () => {
    expect(after({ event: told({ enrolment: 'win-back:somebody:1' }) }).codes).not.toContain('not-arrived');
    expect(after({ event: told({ campaign: 'other' }) }).codes).not.toContain('not-arrived');
  });

  it('is waited for by whoever says so, and leads where the campaign wants', () => {
    const wanted = { ...waiting, place: { ...(WAITING as object), for: ['touch.failed'] } as never };
    const waits = { ...campaign, steps: [campaign.steps[0]!, { ...campaign.steps[1]!, for: ['touch.failed'], on: { 'touch.failed': { exit: 'lost' } } }] } as unknown as Campaign;
    const answer = decide(aSnapshot({ customer: aCustomer(everywhere), enrolments: [wanted], events: [told()] }), someRules({ campaigns: [aRunning(waits)], channels: CHANNELS }), null);
    expect([answer.messages, answer.enrolments.map(({ place }) => place)]).toEqual([[], [{ kind: 'ended', reason: 'lost' }]]);
  });
});
