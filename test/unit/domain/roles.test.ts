import { describe, expect, test } from 'vitest';
import type { RolePeriod } from '../../../src/domain/customer.ts';
import { afterRole, rolePeriodsOf, rolesOf } from '../../../src/domain/roles.ts';

const NEVER = { firstOrderAtMs: null, lastOrderAtMs: null };
const told = (...rolePeriods: RolePeriod[]) => ({ ...NEVER, rolePeriods });

test('whoever has ordered is a buyer since the first order, without being told', () => {
  const bought = { rolePeriods: [], firstOrderAtMs: 10, lastOrderAtMs: 90 };
  expect(rolePeriodsOf(bought)).toEqual([{ role: 'buyer', fromMs: 10, untilMs: null }]);
  expect([rolesOf(bought, 9), rolesOf(bought, 10)]).toEqual([[], ['buyer']]);
  expect(rolesOf({ ...NEVER, rolePeriods: [] }, 100)).toEqual([]);
});

describe('a role that is told', () => {
  test('holds from its taking to its leaving', () => {
    const taken = told(...afterRole(told(), { role: 'seller', taken: true, atMs: 20 }));
    expect([rolesOf(taken, 19), rolesOf(taken, 20), rolesOf(taken, 1_000)]).toEqual([[], ['seller'], ['seller']]);
    const left = told(...afterRole(taken, { role: 'seller', taken: false, atMs: 50 }));
    expect([rolesOf(left, 49), rolesOf(left, 50)]).toEqual([['seller'], []]);
    const again = told(...afterRole(left, { role: 'seller', taken: true, atMs: 60 }));
    expect([rolesOf(again, 55), rolesOf(again, 60)]).toEqual([[], ['seller']]);
  });
  test('comes out the same in whatever order the news comes', () => {
    const late = afterRole(told(...afterRole(told(), { role: 'seller', taken: false, atMs: 50 })), { role: 'seller', taken: true, atMs: 20 });
    expect(late).toEqual([{ role: 'seller', fromMs: 20, untilMs: 50 }]);
    const retaken = told({ role: 'seller', fromMs: 60, untilMs: null });
    expect(rolesOf(told(...afterRole(retaken, { role: 'seller', taken: false, atMs: 50 })), 70)).toEqual(['seller']);
  });
  test('says nothing new when it is known', () => {
    const seller = told({ role: 'seller', fromMs: 20, untilMs: 50 });
    expect(afterRole(seller, { role: 'seller', taken: true, atMs: 30 })).toBe(seller.rolePeriods);
    expect(afterRole(seller, { role: 'seller', taken: false, atMs: 50 })).toBe(seller.rolePeriods);
  });
  test('stands beside the other role', () => {
    const both = { rolePeriods: [{ role: 'seller' as const, fromMs: 20, untilMs: null }], firstOrderAtMs: 10, lastOrderAtMs: 10 };
    expect(rolesOf(both, 30)).toEqual(['buyer', 'seller']);
    expect(rolePeriodsOf(both).map(({ role }) => role), 'the oldest first').toEqual(['buyer', 'seller']);
  });
});

test('a buyer may be told to buy no more, until the next order', () => {
  const bought = { rolePeriods: [], firstOrderAtMs: 10, lastOrderAtMs: 40 };
  const left = { ...bought, rolePeriods: afterRole(bought, { role: 'buyer', taken: false, atMs: 50 }) };
  expect(left.rolePeriods).toEqual([{ role: 'buyer', fromMs: 10, untilMs: 50 }]);
  expect(rolesOf(left, 60)).toEqual([]);
  expect(rolesOf({ ...left, lastOrderAtMs: 70 }, 80)).toEqual(['buyer']);
});

test('so many periods at most are kept, the newest', () => {
  let now = told();
  for (let atMs = 0; atMs < 100; atMs += 1) now = told(...afterRole(now, { role: 'seller', taken: atMs % 2 === 0, atMs }));
  expect(now.rolePeriods).toHaveLength(20);
  expect(now.rolePeriods.at(-1)).toEqual({ role: 'seller', fromMs: 98, untilMs: 99 });
});
