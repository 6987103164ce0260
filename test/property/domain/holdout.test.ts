import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketOf, isHeldOut } from '../../../src/domain/holdout.ts';
import { toCustomerId } from '../../../src/domain/ids.ts';

const ids = Array.from({ length: 50_000 }, (_, index) => toCustomerId(`0b5c7a52-3f6e-4a8a-9d20-${index.toString(16).padStart(12, '0')}`));

it.each([0, 0.01, 0.1, 0.5, 1])('takes about the share of %d of neighbouring ids', (share) => {
  const taken = ids.filter((id) => isHeldOut(id, 'win-back', share)).length;
  const deviation = Math.sqrt(ids.length * share * (1 - share));
  expect(Math.abs(taken - ids.length * share)).toBeLessThanOrEqual(4 * deviation);
});

it('spreads evenly over its buckets', () => {
  const hundredths = Array.from({ length: 100 }, () => 0);
  for (const id of ids) hundredths[Math.floor(bucketOf(id, 'welcome') / 100)]! += 1;
  const expected = ids.length / 100;
  const chiSquare = hundredths.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(160); // 99 degrees of freedom: one in ten thousand lies above
});

it('a larger share keeps everybody whom a smaller one held out', () => {
  fc.assert(fc.property(fc.uuid(), fc.string(), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (uuid, seed, one, other) => {
    const id = toCustomerId(uuid);
    const [small, large] = one < other ? [one, other] : [other, one];
    if (isHeldOut(id, seed, small)) expect(isHeldOut(id, seed, large)).toBe(true);
  }));
});

it('different campaigns hold out different customers', () => {
  const both = ids.filter((id) => isHeldOut(id, 'one', 0.1) && isHeldOut(id, 'two', 0.1)).length;
  expect(both / ids.length).toBeGreaterThan(0.007);
  expect(both / ids.length).toBeLessThan(0.013);
});

it('never moves a customer between releases', () => {
  expect(ids.slice(0, 5).map((id) => bucketOf(id, 'win-back'))).toMatchInlineSnapshot(`
    [
      6231,
      9037,
      1990,
      6222,
      5870,
    ]
  `);
});
