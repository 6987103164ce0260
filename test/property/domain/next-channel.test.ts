import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseCarrier } from '../../../src/domain/channel-rule.ts';
import type { ContactPoint } from '../../../src/domain/customer.ts';
import { decide } from '../../../src/domain/decide.ts';
import { goodUntil } from '../../../src/domain/good-until.ts';
import { toContactPointId } from '../../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import { judgeTouch } from '../../../src/domain/touch-verdict.ts';
import { aCustomer, aPolicy, aSend, NOW_MS } from '../../support/builders.ts';
import { proofSeed, sized } from '../../support/proof.ts';
import { anySituation } from './any-situation.ts';

const how = { numRuns: sized(900, 100_000), seed: proofSeed() };
const GOOD_UNTIL_MS = NOW_MS + 6 * HOUR_MS;

/** How a channel may stand for a touch, from what carries it at once to what cannot. */
const WAYS = ['free', 'room in time', 'rests in time', 'room too late', 'rests too long', 'no address'] as const;
type Way = (typeof WAYS)[number];
const CARRY: readonly Way[] = ['free', 'room in time', 'rests in time'];
const WAITS: readonly Way[] = ['room too late', 'rests too long'];

const untilOf = (way: Way) => (way.endsWith('in time') ? GOOD_UNTIL_MS - 1 : GOOD_UNTIL_MS);
const pointOf = (way: Way, channel: string): ContactPoint[] => (way === 'no address' ? [] : [
  { id: toContactPointId(channel), channel, state: 'valid', sandboxOnly: false, ...(way.startsWith('rests') ? { restUntilMs: untilOf(way) } : {}) },
]);
const ruleOf = (way: Way) => ({ obeysQuietHours: false, staysLocal: false, ...(way.startsWith('room') ? { messagingLimit: 1, fullUntilMs: untilOf(way) } : {}) });

test('the first channel that can carry a touch in time does; without one it waits for room rather than be dropped, and says what was passed over', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...WAYS), { maxLength: 5 }), (ways) => {
    const channels = ways.map((_, index) => `c${index}`);
    const answer = chooseCarrier({
      campaign: { templates: { hello: Object.fromEntries(channels.map((channel) => [channel, { en: 'hash' }])) }, fallbackLocale: 'en', purpose: 'marketing' },
      step: aSend('hello'), customer: aCustomer({ contactPoints: ways.flatMap((way, index) => pointOf(way, `c${index}`)) }), channels, policy: aPolicy(),
      rules: Object.fromEntries(ways.map((way, index) => [`c${index}`, ruleOf(way)])), nowMs: NOW_MS, goodUntilMs: GOOD_UNTIL_MS, isPlanned: false,
    });
    const carries = ways.findIndex((way) => CARRY.includes(way));
    const waits = ways.findIndex((way) => way === 'room too late');
    const passed = ways.slice(0, Math.max(carries, 0)).findIndex((way) => WAITS.includes(way));
    if (carries >= 0) expect(answer).toMatchObject({ carrier: { channel: `c${carries}` } });
    else if (waits >= 0) expect(answer).toMatchObject({ carrier: { channel: `c${waits}` } });
    else expect(answer).toHaveProperty('because');
    expect('carrier' in answer ? answer.carrier.passedOver?.params['channel'] : undefined).toBe(passed < 0 ? undefined : `c${passed}`);
  }), how);
});

test('whatever the customer and the campaigns are: nobody waits for room beyond the good of a touch that another channel could carry', { timeout: sized(60_000, 900_000) }, () => {
  let waiting = 0;
  fc.assert(fc.property(anySituation, ({ snapshot, rules, entering }) => {
    const decision = decide(snapshot, rules, entering);
    for (const enrolment of decision.enrolments) {
      const { place, campaign, ordinal } = enrolment;
      const running = rules.campaigns.find((version) => version.campaign.name === campaign && version.ordinal === ordinal);
      const step = running?.campaign.steps.find(({ id }) => place.kind === 'held' && id === place.step);
      if (place.kind !== 'held' || place.because.code !== 'messaging-limit' || running === undefined || step?.kind !== 'send') continue;
      waiting += 1;
      if (place.untilMs! < goodUntil(running, step, place.dueAtMs, decision.whereabouts.zones[0])) continue;
      const others = step.channels.filter((channel) => channel !== place.because.params['channel'] && place.tried?.includes(channel) !== true);
      const verdict = judgeTouch({ snapshot: { ...snapshot, events: [] }, rules, running, enrolment, step, dueAtMs: place.dueAtMs, standing: decision.standing, channels: others });
      expect(verdict.kind === 'drop' || verdict.kind === 'hold').toBe(true);
      if (verdict.kind === 'hold') expect(verdict.because.code).toBe('messaging-limit');
    }
  }), how);
  expect(waiting).toBeGreaterThan(0);
});

const passed = (over: Partial<ContactPoint>) => chooseCarrier({
  campaign: { templates: { hello: { chat: { en: 'hash' } } }, fallbackLocale: 'en', purpose: 'marketing' }, step: aSend('hello'), policy: aPolicy(), channels: ['chat'],
  customer: aCustomer({ contactPoints: [{ id: toContactPointId('p'), channel: 'chat', state: 'valid', sandboxOnly: false, ...over }] }),
  rules: { chat: { obeysQuietHours: false, staysLocal: false, messagingLimit: 1, fullUntilMs: NOW_MS } }, nowMs: NOW_MS, goodUntilMs: NOW_MS, isPlanned: false,
});

test('a rest or a limit that is over holds nobody', () => {
  for (const over of [{}, { restUntilMs: NOW_MS }, { reachedAtMs: NOW_MS - DAY_MS }]) expect(passed(over)).toHaveProperty('carrier');
});
