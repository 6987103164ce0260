import { expect, test } from 'vitest';
import type { Standing } from '../../../src/domain/customer.ts';
import { explainRights } from '../../../src/domain/rights-words.ts';
import { rightsOf, type RightRule } from '../../../src/domain/rights.ts';
import { aPolicy, aStanding } from '../../support/builders.ts';

const RULES: readonly RightRule[] = [
  { right: 'early-access', tiers: ['A'], marks: [], title: { en: 'Early access' }, days: 7 },
  { right: 'free-shipping', tiers: ['A', 'B'], marks: [], title: { en: 'Free shipping' } },
  { right: 'early-access', tiers: [], marks: ['vip', 'core'], title: { en: 'Earliest access' }, days: 14 },
];
const policy = aPolicy({ rights: RULES });

/** The rights of such a standing: which, its days, and what gives it. */
const heldBy = (over: Partial<Standing>) => rightsOf(aStanding(over), policy).map(({ rule, because }) => [rule.right, rule.days ?? null, because.code, because.params]);

test('a tier and a mark give their rights, each with what gives it', () => {
  expect(heldBy({ tier: 'B', marks: [] })).toEqual([['free-shipping', null, 'right-of-tier', { tier: 'B' }]]);
  expect(heldBy({ tier: 'D', marks: ['core'] })).toEqual([['early-access', 14, 'right-of-mark', { mark: 'core' }]]);
  expect(heldBy({ tier: 'D', marks: ['quality'] })).toEqual([]);
});

test('of two rules for one right the first that fits counts', () => {
  expect(heldBy({ tier: 'A', marks: ['vip'] })).toEqual([
    ['early-access', 7, 'right-of-tier', { tier: 'A' }], ['free-shipping', null, 'right-of-tier', { tier: 'A' }],
  ]);
});

test('a policy without rights gives none', () => {
  expect(rightsOf(aStanding({ tier: 'A', marks: ['vip'] }), aPolicy())).toEqual([]);
});

test('each right is told in a sentence', () => {
  expect(explainRights(aStanding({ tier: 'B', marks: ['vip'] }), policy)).toEqual([
    'Right free-shipping (Free shipping): given by the tier B.', 'Right early-access (Earliest access): given by the mark vip.',
  ]);
});
