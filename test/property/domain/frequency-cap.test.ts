import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Cap } from '../../../src/domain/campaign.ts';
import { capHold } from '../../../src/domain/frequency-cap.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import type { CountedTouch } from '../../../src/domain/message.ts';
import { aTouch, NOW_MS } from '../../support/builders.ts';

const aCap: fc.Arbitrary<Cap> = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  per: fc.oneof(
    fc.record({ unit: fc.constant('days' as const), count: fc.integer({ min: 1, max: 14 }) }),
    fc.record({ unit: fc.constant('hours' as const), count: fc.integer({ min: 1, max: 48 }) }),
  ),
  channel: fc.constantFrom(null, 'email', 'letter'),
});
const caps = fc.array(aCap, { minLength: 1, maxLength: 3 });
const windowMs = (cap: Cap) => cap.per.count * (cap.per.unit === 'days' ? DAY_MS : HOUR_MS);

function counted(cap: Cap, touches: readonly CountedTouch[], untilMs: number): number {
  return touches.filter((touch) => (cap.channel === null || touch.channel === cap.channel)
    && touch.atMs >= untilMs - windowMs(cap) && touch.atMs <= untilMs).length;
}

it('in whatever order touches ask, no sliding window ever holds more than the cap', () => {
  fc.assert(fc.property(caps, fc.array(fc.record({ gapMs: fc.integer({ min: 0, max: 2 * DAY_MS }), channel: fc.constantFrom('email', 'letter') }), { maxLength: 25 }), (all, wishes) => {
    const touches: CountedTouch[] = [];
    let nowMs = NOW_MS;
    for (const { gapMs, channel } of wishes) {
      nowMs += gapMs;
      const hold = capHold(nowMs, all, touches, channel);
      const atMs = hold === null ? nowMs : hold.untilMs!;
      if (capHold(atMs, all, touches, channel) !== null) throw new Error('held again at the instant it was promised');
      touches.push(aTouch(atMs, { channel }));
      nowMs = Math.max(nowMs, atMs);
    }
    for (const cap of all) for (const { atMs } of touches) expect(counted(cap, touches, atMs)).toBeLessThanOrEqual(cap.count);
  }), { numRuns: 500 });
});

it('frees at the earliest instant: a millisecond earlier one window would be too full', () => {
  fc.assert(fc.property(caps, fc.array(fc.integer({ min: -20 * DAY_MS, max: 0 }), { maxLength: 20 }), (all, ages) => {
    const touches = ages.map((age) => aTouch(NOW_MS + age));
    const hold = capHold(NOW_MS, all, touches, 'email');
    if (hold === null) return;
    const early = hold.untilMs! - 1;
    const applying = all.filter(({ channel }) => channel !== 'letter');
    expect(applying.some((cap) => counted(cap, touches, early) >= cap.count)).toBe(true);
    expect(applying.every((cap) => counted(cap, touches, hold.untilMs!) < cap.count)).toBe(true);
  }), { numRuns: 500 });
});

it('service touches neither count nor wait', () => {
  const cap: Cap = { count: 1, per: { unit: 'days', count: 7 }, channel: null };
  expect(capHold(NOW_MS, [cap], [aTouch(NOW_MS, { purpose: 'service' })], 'email')).toBeNull();
});
