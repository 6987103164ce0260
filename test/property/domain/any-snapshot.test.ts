import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permissionOn } from '../../../src/domain/consent-rule.ts';
import { decide } from '../../../src/domain/decide.ts';
import type { Snapshot } from '../../../src/domain/decision.ts';
import { isOpen } from '../../../src/domain/enrolment-arrival.ts';
import { isHeldOut } from '../../../src/domain/holdout.ts';
import { toStepId } from '../../../src/domain/ids.ts';
import { describeCard, openAfter } from '../../../src/domain/lifecycle-card.ts';
import { suppressionOf } from '../../../src/domain/suppression-rule.ts';
import { proofSeed, sized } from '../../support/proof.ts';
import { aCustomer, anEnrolment, aSnapshot, NOW_MS, someRules } from '../../support/builders.ts';
import { anySituation, written } from './any-situation.ts';

const how = { numRuns: sized(900, 100_000), seed: proofSeed() };

/** The same value with the keys of every object in another order. */
function shuffled<Value>(value: Value, turn: (length: number) => number): Value {
  if (Array.isArray(value)) return value.map((item: unknown) => shuffled(item, turn)) as Value;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [key, shuffled(item, turn)] as const);
  const by = turn(Math.max(1, entries.length));
  return Object.fromEntries([...entries.slice(by), ...entries.slice(0, by)].toReversed()) as Value;
}

describe('whatever the types allow', () => {
  it('decide answers: later wake-ups, a reason for every change, nobody left without a deadline', { timeout: sized(60_000, 900_000) }, () => {
    fc.assert(fc.property(anySituation, ({ snapshot, rules, entering }) => {
      const decision = decide(snapshot, rules, entering);
      const open = openAfter(snapshot.enrolments, decision.enrolments);
      if (decision.wakeAtMs !== null) expect(decision.wakeAtMs).toBeGreaterThan(snapshot.nowMs);
      if (open.length > 0) expect(decision).toMatchObject({ alive: true, wakeAtMs: expect.any(Number) });
      const explained = new Set(decision.because.map(({ campaign }) => campaign));
      for (const { campaign } of [...decision.enrolments, ...decision.messages]) expect(explained).toContain(campaign);
      for (const { because } of decision.voided) expect(because.code).not.toBe('');
      for (const { enrolment } of decision.messages) expect(open.map(({ id }) => id)).toContain(enrolment);
      expect(new Set(decision.enrolments.map(({ id }) => id)).size).toBe(decision.enrolments.length);
      expect(describeCard(snapshot, rules, decision).details).not.toBe('');
    }), how);
  });

  it('contacts nobody who is suppressed, erased, held out or has not agreed, and at level 1 only by drafts', { timeout: sized(60_000, 900_000) }, () => {
    let sent = 0;
    fc.assert(fc.property(anySituation, ({ snapshot, rules, entering }) => {
      const { customer } = snapshot;
      const decision = decide(snapshot, rules, entering);
      sent += decision.messages.length;
      for (const { campaign, channel, purpose, isDraft } of decision.messages) {
        const running = rules.campaigns.find((version) => version.campaign.name === campaign)!;
        expect(customer.erased).toBe(false);
        expect(running.state).toBe('running');
        expect(suppressionOf(customer, channel, purpose)).toBeNull();
        expect(permissionOn(channel, { customer, purpose, channels: rules.channels, policy: rules.policy, nowMs: snapshot.nowMs }).permitted).toBe(true);
        expect(isHeldOut(customer.id, campaign, running.campaign.audience.holdoutShare)).toBe(false);
        expect(isDraft ?? false).toBe(decision.standing.level === 1);
      }
    }), how);
    expect(sent).toBeGreaterThan(how.numRuns / 100);
  });

  it('is decided alike from JSON, and in whatever order the keys stand', { timeout: sized(60_000, 900_000) }, () => {
    fc.assert(fc.property(anySituation, fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 30 }), (situation, turns) => {
      let turn = 0;
      const other = shuffled(JSON.parse(JSON.stringify(situation)) as typeof situation, (length) => turns[(turn += 1) % turns.length]! % length);
      const decision = decide(situation.snapshot, situation.rules, situation.entering);
      expect(decide(other.snapshot, other.rules, other.entering)).toEqual(decision);
      expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
    }), { ...how, numRuns: how.numRuns / 3 });
  });

  it('comes to rest: decided again at the same instant, nothing changes', { timeout: sized(60_000, 900_000) }, () => {
    fc.assert(fc.property(anySituation, ({ snapshot, rules, entering }) => {
      const again = decide(written(snapshot, decide(snapshot, rules, entering)), rules, null);
      expect(again.messages).toEqual([]);
      expect(again.enrolments).toEqual([]);
    }), { ...how, numRuns: how.numRuns / 3 });
  });
});

it('an enrolment whose version is not loaded rings once, at its longest time: its passed deadline is none', () => {
  const enrolment = anEnrolment({ ordinal: 9, place: { kind: 'waiting', step: toStepId('nudge'), sinceMs: NOW_MS - 2, untilMs: NOW_MS - 1, for: [] } });
  expect(decide(aSnapshot({ enrolments: [enrolment], customer: aCustomer({ firstOrderAtMs: null, lastOrderAtMs: null, orderCount: 0 }) }), someRules(), null).wakeAtMs).toBe(enrolment.expiresAtMs);
});

// Of every graph of steps, loops included: longer than this nobody stays, whatever the mails come to.
const MOST_WAKE_UPS = 400;

it('every enrolment ends: by its exit, its guard of loops, or its longest time', { timeout: sized(60_000, 900_000) }, () => {
  fc.assert(fc.property(anySituation, fc.array(fc.constantFrom('accepted', 'unknown', 'refused', 'expired', 'void'), { minLength: 1, maxLength: 10 }), ({ snapshot, rules, entering }, outcomes) => {
    // Pauses end: a paused campaign holds its enrolments only until their longest time.
    let now: Snapshot = snapshot;
    let first = entering;
    for (let wakeUps = 0; wakeUps < MOST_WAKE_UPS; wakeUps += 1) {
      const decision = decide(now, rules, first);
      first = null;
      const after = written(now, decision);
      if (!after.enrolments.some(isOpen)) return;
      const settled = after.messages.map((message) => (message.state === 'ready' ? { ...message, state: outcomes[wakeUps % outcomes.length]! } : message));
      const moved = settled.some(({ state }, index) => state !== after.messages[index]!.state);
      now = { ...after, messages: settled, nowMs: moved ? now.nowMs + 1000 : decision.wakeAtMs! };
    }
    expect.fail('still open');
  }), { ...how, numRuns: how.numRuns / 3 });
});
