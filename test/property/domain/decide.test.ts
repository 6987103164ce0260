import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permissionOn } from '../../../src/domain/consent-rule.ts';
import type { CustomerFacts } from '../../../src/domain/customer.ts';
import { decide } from '../../../src/domain/decide.ts';
import type { Decision, Rules, Snapshot } from '../../../src/domain/decision.ts';
import { isOpen } from '../../../src/domain/enrolment-arrival.ts';
import { isHeldOut } from '../../../src/domain/holdout.ts';
import { toCampaignName, toContactPointId } from '../../../src/domain/ids.ts';
import { openAfter } from '../../../src/domain/lifecycle-card.ts';
import type { LedgerMessage } from '../../../src/domain/message.ts';
import { regionOf } from '../../../src/domain/region.ts';
import { suppressionOf } from '../../../src/domain/suppression-rule.ts';
import { type LocalTime, localTime, zoneOf } from '../../../src/domain/zone.ts';
import { aSnapshot, NOW_MS, someRules } from '../../support/builders.ts';
import { anyCustomer, anyEvents, anyPolicy, anyRunning } from '../../support/random-campaigns.ts';

const entering = { campaign: toCampaignName('one'), ordinal: 1, runId: 'run-1' };

const situation = fc.record({
  customer: anyCustomer, events: anyEvents, policy: anyPolicy, one: anyRunning('one'), two: anyRunning('two'),
  nowMs: fc.integer({ min: NOW_MS - 3 * 86_400_000, max: NOW_MS + 3 * 86_400_000 }),
}).map(({ customer, events, policy, one, two, nowMs }) => ({
  snapshot: aSnapshot({ customer, events, nowMs }), rules: someRules({ policy, campaigns: [one, two] }),
}));

/** The same with customers whom nothing keeps from being written to: most of the others never get a second message. */
const reachable = situation.map(({ snapshot, rules }) => ({
  rules, snapshot: { ...snapshot, customer: { ...snapshot.customer, erased: false, suppressions: [], consents: bothOf('email', 'outbox'), contactPoints: pointsOn('email', 'outbox') } },
}));

function bothOf(...channels: readonly string[]): CustomerFacts['consents'] {
  return channels.map((channel) => ({ channel, purpose: 'marketing', granted: true, atMs: 1 }));
}

function pointsOn(...channels: readonly string[]): CustomerFacts['contactPoints'] {
  return channels.map((channel) => ({ id: toContactPointId(`point-${channel}`), channel, state: 'valid', sandboxOnly: false }));
}

/** The facts after a decision has been written; what was planned stands in the ledger as ready. */
function written(snapshot: Snapshot, decision: Decision): Snapshot {
  const ledger: LedgerMessage[] = decision.messages.map(({ id, enrolment, isDraft }) => ({ id, enrolment, state: isDraft === true ? 'draft' : 'ready', notBeforeMs: null, acceptedAtMs: null, refusalCode: null, grant: null }));
  const voided = new Set(decision.voided.map(({ id }) => id));
  const entered = decision.enrolments.filter(({ id }) => !snapshot.enrolments.some((loaded) => loaded.id === id));
  return {
    ...snapshot, events: [],
    customer: { ...snapshot.customer, standing: decision.standing, warnings: decision.warnings },
    enrolments: openAfter(snapshot.enrolments, decision.enrolments),
    messages: [...snapshot.messages.filter(({ id }) => !voided.has(id)).map((message) => (decision.released.includes(message.id) ? { ...message, state: 'ready' as const } : decision.redrafted.includes(message.id) ? { ...message, state: 'draft' as const } : message)), ...ledger],
    pastEntries: [...snapshot.pastEntries.filter((past) => !entered.some(({ campaign }) => campaign === past.campaign)),
      ...entered.map(({ campaign, entryNumber, enteredAtMs }) => ({ campaign, entries: entryNumber, lastEnteredAtMs: enteredAtMs }))],
  };
}

const OUTCOMES = ['accepted', 'refused', 'unknown', 'expired', 'void', 'ready'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** What becomes of the ready messages: each counts as a touch when it may have left. */
function settled(snapshot: Snapshot, outcome: Outcome, rules: Rules): Snapshot {
  const ready = snapshot.messages.filter(({ state }) => state === 'ready');
  const left = outcome === 'accepted' || outcome === 'unknown' ? ready : [];
  const purposeOf = (id: string) => rules.campaigns.find(({ campaign }) => id.startsWith(`${campaign.name}:`))!.campaign.purpose;
  return {
    ...snapshot,
    messages: snapshot.messages.map((message) => (message.state === 'ready' ? { ...message, state: outcome, acceptedAtMs: outcome === 'accepted' ? snapshot.nowMs : null } : message)),
    touches: [...snapshot.touches, ...left.map(({ id }) => ({ messageId: id, channel: id.split('/').at(-1)!, purpose: purposeOf(id), atMs: snapshot.nowMs }))],
  };
}

describe('any decision', () => {
  it('is the same for the same facts, survives JSON, and awaits something later than now', () => {
    fc.assert(fc.property(situation, ({ snapshot, rules }) => {
      const decision = decide(snapshot, rules, entering);
      const roundTrip: Decision = JSON.parse(JSON.stringify(decision));
      expect(roundTrip).toEqual(decision);
      expect(decide(JSON.parse(JSON.stringify(snapshot)), JSON.parse(JSON.stringify(rules)), entering)).toEqual(decision);
      if (decision.wakeAtMs !== null) expect(decision.wakeAtMs).toBeGreaterThan(snapshot.nowMs);
      expect(decision.waitingFor.length).toBeLessThan(60);
      if (decision.enrolments.some(isOpen)) expect(decision.alive).toBe(true);
    }), { numRuns: 400 });
  });

  it('contacts nobody who is suppressed, has not agreed, is at level 1, held out or erased', () => {
    let sent = 0;
    fc.assert(fc.property(situation, ({ snapshot, rules }) => {
      const { customer } = snapshot;
      const decision = decide(snapshot, rules, entering);
      sent += decision.messages.length;
      for (const message of decision.messages) {
        const { campaign, state } = rules.campaigns.find((version) => version.campaign.name === message.campaign)!;
        const point = customer.contactPoints.find(({ id }) => id === message.contactPoint)!;
        expect(customer.erased).toBe(false);
        expect(message.isDraft ?? false, 'at level 1 a draft, and nowhere else').toBe(decision.standing.level === 1);
        expect(state).toBe('running');
        expect(suppressionOf(customer, message.channel, message.purpose)).toBeNull();
        expect(permissionOn(message.channel, { customer, purpose: message.purpose, channels: rules.channels, policy: rules.policy, nowMs: snapshot.nowMs })).toEqual({ permitted: true, by: 'consent' });
        expect(isHeldOut(customer.id, campaign.name, campaign.audience.holdoutShare)).toBe(false);
        expect(point.channel).toBe(message.channel);
        expect(['valid', 'unverified']).toContain(point.state);
        if (point.sandboxOnly) expect(rules.channels[point.channel]?.staysLocal).toBe(true);
        expect(message.expiresAtMs).toBeGreaterThan(snapshot.nowMs);
      }
    }), { numRuns: 1500 });
    expect(sent).toBeGreaterThan(50);
  });

  it('sends marketing only outside quiet hours and inside the window', () => {
    fc.assert(fc.property(situation, ({ snapshot, rules }) => {
      const { policy } = rules;
      const { weekday, minuteOfDay } = localTime(snapshot.nowMs, zoneOf(snapshot.customer, policy));
      const marketing = decide(snapshot, rules, entering).messages.filter(({ purpose }) => purpose === 'marketing');
      const isNight = minuteOfDay >= 20 * 60 || minuteOfDay < 8 * 60;
      const region = regionOf(snapshot.customer.country, policy);
      if (policy.quietHours['*'] !== undefined && isNight) expect(marketing).toEqual([]);
      if ((policy.sendWindow.otherwise !== null || region?.sendWindow !== undefined) && !isOffice({ weekday, minuteOfDay })) expect(marketing).toEqual([]);
      // The customer reads German.
      if (region?.languageHours !== undefined && !isOffice(localTime(snapshot.nowMs, 'Europe/Berlin'))) expect(marketing).toEqual([]);
    }), { numRuns: 1000 });
  });

  it('once written, deciding again at the same instant changes nothing', () => {
    fc.assert(fc.property(situation, ({ snapshot, rules }) => {
      const after = written(snapshot, decide(snapshot, rules, entering));
      const again = decide(after, rules, null);
      expect(again.messages).toEqual([]);
      expect(again.voided).toEqual([]);
      expect(again.enrolments).toEqual([]);
    }), { numRuns: 500 });
  });
});

describe('any life', () => {
  it('never uses a message key twice, never fills a cap window above its cap, and always comes to an end', () => {
    let several = 0;
    fc.assert(fc.property(fc.oneof(situation, reachable), fc.array(fc.constantFrom(...OUTCOMES), { minLength: 40, maxLength: 40 }), anyEvents, ({ snapshot, rules }, outcomes, laterEvents) => {
      const keys: string[] = [];
      let now = snapshot;
      for (const [turn, outcome] of outcomes.entries()) {
        const decision = decide(now, rules, turn === 0 ? entering : null);
        keys.push(...decision.messages.map(({ id }) => id));
        const after = settled(written(now, decision), outcome, rules);
        const pending = after.messages.some(({ state }) => state !== 'ready');
        const nextMs = pending ? now.nowMs + 1 : decision.wakeAtMs;
        if (nextMs === null) break;
        now = { ...after, nowMs: nextMs, events: turn === 3 ? laterEvents : [], messages: after.messages.filter((message) => isAwaited(after, message)) };
      }
      several += Number(keys.length > 1);
      expect(new Set(keys).size).toBe(keys.length);
      const times = now.touches.filter(({ purpose }) => purpose === 'marketing').map(({ atMs }) => atMs);
      for (const cap of rules.policy.caps) {
        for (const end of times) expect(times.filter((time) => time <= end && time >= end - 7 * 86_400_000).length).toBeLessThanOrEqual(cap.count);
      }
    }), { numRuns: 300 });
    expect(several).toBeGreaterThan(5);
  });
});

const isOffice = ({ weekday, minuteOfDay }: Pick<LocalTime, 'weekday' | 'minuteOfDay'>) => weekday <= 5 && minuteOfDay >= 9 * 60 && minuteOfDay < 17 * 60;

const isAwaited = ({ enrolments }: Snapshot, { id }: LedgerMessage) => enrolments.some(({ place }) => place.kind === 'sending' && place.message === id);
