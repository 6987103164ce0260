import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MARKS } from '../../../src/domain/customer.ts';
import { toCustomerId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { errandOf, orderOccasions, type RightOccasion, standingOccasions, type ToldRight } from '../../../src/domain/right-occasion.ts';
import { type CarriedOut, ORDER_RIGHTS, type RightRule, RIGHTS, rightsOf } from '../../../src/domain/rights.ts';
import { NOW_MS } from '../../support/builders.ts';

const ID = toCustomerId('0b5c7a52-3f6e-4a8a-9d20-000000000001');
const OWNER = { customerId: ID, country: 'FR' };
const way = fc.oneof(
  fc.constant<CarriedOut>({ by: 'webhook' }), fc.constant<CarriedOut>({ by: 'order-tag', tag: 'gold' }), fc.constant<CarriedOut>({ by: 'task', what: 'see to it', team: null }),
);
const rule: fc.Arbitrary<RightRule> = fc.record({
  right: fc.constantFrom(...RIGHTS), tiers: fc.subarray(['A', 'B', 'C']), marks: fc.subarray([...MARKS]), title: fc.constant({ en: 'a right' }), days: fc.integer({ min: 1, max: 3 }), carriedOut: way,
}, { requiredKeys: ['right', 'tiers', 'marks', 'title'] });
/** A policy and a standing, which both may have changed since the last look. */
const look = fc.record({ rights: fc.array(rule, { maxLength: 6 }), tier: fc.constantFrom('A', 'B', 'C'), marks: fc.subarray([...MARKS]) });

/** What is stored of an occasion. */
function remember(told: readonly ToldRight[], { right, kind, terms, id }: RightOccasion): readonly ToldRight[] {
  if (kind === 'order') throw new Error('an order gives no right that stands');
  return [...told.filter((one) => one.right !== right), { right, kind, terms, times: Number(id.split('/')[2]) }];
}

test('after any changes others know exactly the rights that stand; a look without news tells nothing, and ids never repeat', () => {
  fc.assert(fc.property(fc.array(look, { minLength: 1, maxLength: 12 }), (looks) => {
    let told: readonly ToldRight[] = [];
    const ids: string[] = [];
    for (const { rights, ...standing } of looks) {
      const held = rightsOf(standing, { rights });
      for (const occasion of standingOccasions(OWNER, held, told)) {
        const before = told.find(({ right }) => right === occasion.right);
        if (occasion.kind === 'ended') expect(before?.kind).toBe('granted');
        expect(occasion.id).toBe(`${ID}/${occasion.right}/${(before?.times ?? 0) + 1}`);
        ids.push(occasion.id);
        told = remember(told, occasion);
      }
      expect(standingOccasions(OWNER, held, told)).toEqual([]);
      const thatStand = held.filter(({ rule: { right, carriedOut } }) => carriedOut !== undefined && !ORDER_RIGHTS.includes(right));
      expect(told.filter(({ kind }) => kind === 'granted').map(({ right }) => right).toSorted()).toEqual(thatStand.map(({ rule: { right } }) => right).toSorted());
      for (const { rule: { right, days } } of thatStand) expect(told.find((one) => one.right === right)?.terms.days).toBe(days);
    }
    expect(new Set(ids).size).toBe(ids.length);
  }));
});

test('an order brings each of its rights once, under an id that its repetition has too, and none when it is a week old', () => {
  fc.assert(fc.property(look, fc.integer({ min: 0, max: 30 * DAY_MS }), ({ rights, ...standing }, ageMs) => {
    const held = rightsOf(standing, { rights });
    const order = { ...OWNER, shopId: 'main', orderId: '7', placedAtMs: NOW_MS - ageMs };
    const occasions = orderOccasions(held, order, NOW_MS);
    const due = held.filter(({ rule: { right, carriedOut } }) => carriedOut !== undefined && ORDER_RIGHTS.includes(right)).map(({ rule: { right } }) => `${ID}/${right}/order/main/7`);
    expect(occasions.map(({ id }) => id)).toEqual(ageMs > 7 * DAY_MS ? [] : due);
    expect(orderOccasions(held, order, NOW_MS + 1).map(({ id }) => id).every((id) => due.includes(id))).toBe(true);
  }));
});

test('without an endpoint everything is a task; with one, only what is a task by the policy', () => {
  fc.assert(fc.property(look, fc.boolean(), ({ rights, ...standing }, hasEndpoint) => {
    const held = rightsOf(standing, { rights });
    const occasions = [...standingOccasions(OWNER, held, []), ...orderOccasions(held, { ...OWNER, shopId: 'main', orderId: '7', placedAtMs: NOW_MS }, NOW_MS)];
    const regions = [{ name: 'nordic', title: { en: 'Nordic' }, countries: ['SE'], team: 'north' }, { name: 'francophone', title: { en: 'French' }, countries: ['FR'], team: 'paris' }];
    for (const occasion of occasions) {
      expect(errandOf(occasion, { regions })).toMatchObject({ by: 'task', team: 'paris' });
      const errand = errandOf(occasion, hasEndpoint ? { webhooks: { url: 'https://shop.example' } } : {});
      expect(errand.by).toBe(hasEndpoint && occasion.terms.carriedOut.by !== 'task' ? 'webhook' : 'task');
      if (errand.by === 'task') expect(errand.what).not.toMatch(/undefined|null|\n/);
      else expect(errand.data).toMatchObject({ customerId: ID, right: occasion.right });
    }
  }));
});
