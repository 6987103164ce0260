import { describe, expect, it } from 'vitest';
import type { CarePolicy } from '../../../src/domain/care.ts';
import { careHold, careKindOf } from '../../../src/domain/care.ts';
import { isYearDay } from '../../../src/domain/care-day.ts';
import { decide } from '../../../src/domain/decide.ts';
import { laterHold } from '../../../src/domain/frequency-cap.ts';
import { toMessageId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { judgeTouch } from '../../../src/domain/touch-verdict.ts';
import { aCampaign, aCustomer, anEnrolment, anEvent, aPolicy, aRunning, aSend, aSnapshot, aStanding, aTouch, exit, NOW_MS, someRules } from '../../support/builders.ts';

const per = (count: number, days: number) => ({ count, per: { unit: 'days', count: days } as const, channel: null });
const care = (over: Partial<CarePolicy> = {}): CarePolicy => ({ cap: per(1, 14), memberDays: [], kinds: {}, ...over });
const on = (...kinds: readonly ('birthday' | 'member-day' | 'order.placed')[]) => ({ kind: 'event', on: kinds, when: null } as const);
const birthday = aCampaign({ name: 'birthday', entry: on('birthday') });
const membersOnly = aCampaign({ name: 'members', entry: on('member-day') });
const festive = aCampaign({ name: 'festive', care: 'festival' });
const usual = aCampaign({ name: 'usual' });

/** A touch of that campaign so many days ago. */
const touchOf = (campaign: string, daysAgo: number) => aTouch(NOW_MS - daysAgo * DAY_MS, { messageId: toMessageId(`${campaign}:someone:1/nudge/1/email`) });
/** What holds a birthday touch now. */
function verdict(policy: CarePolicy | null, touches: readonly ReturnType<typeof touchOf>[], campaign = birthday): string {
  const running = aRunning(campaign);
  const rules = someRules({ policy: policy === null ? aPolicy() : aPolicy({ care: policy }), campaigns: [birthday, membersOnly, festive, usual].map((one) => aRunning(one)) });
  const enrolment = anEnrolment({ campaign: campaign.name });
  const answer = judgeTouch({ snapshot: aSnapshot({ touches, enrolments: [enrolment] }), rules, running, enrolment, step: aSend('nudge'), dueAtMs: NOW_MS, standing: aStanding() });
  return answer.kind === 'hold' ? `${answer.because.code} ${((answer.untilMs ?? NOW_MS) - NOW_MS) / DAY_MS}` : answer.kind;
}

describe('a campaign is care', () => {
  it('by the day from which it starts, or by what its file says', () => {
    expect([birthday, membersOnly, festive, usual, aCampaign({ entry: on('order.placed') })].map(careKindOf)).toEqual(['birthday', 'member-day', 'festival', null, null]);
  });
});

describe('the caps of the care calendar', () => {
  it.each<[string, CarePolicy | null, readonly ReturnType<typeof touchOf>[], string]>([
    ['hold over all kinds and campaigns', care(), [touchOf('festive', 4)], 'care-cap 10'],
    ['do not count what is no care', care(), [touchOf('usual', 4)], 'send'],
    ['are free again after their time', care(), [touchOf('festive', 15)], 'send'],
    ['hold over one kind', care({ cap: null, kinds: { birthday: { cap: per(1, 30), gift: null } } }), [touchOf('birthday', 20)], 'care-cap 10'],
    ['and not over the others', care({ cap: null, kinds: { birthday: { cap: per(1, 30), gift: null } } }), [touchOf('members', 20)], 'send'],
    ['do not exist without a word in the policy', null, [touchOf('festive', 1)], 'send'],
  ])('%s', (_, policy, touches, expected) => {
    // A hold ends a millisecond after the window.
    expect(verdict(policy, touches).replace(/(\.\d+)$/, '')).toBe(expected);
  });

  it('leave all other campaigns alone', () => {
    expect(verdict(care(), [touchOf('festive', 1)], usual)).toBe('send');
  });

  it('the one that frees last counts, and never is last of all', () => {
    const hold = (untilMs: number | null) => ({ cap: per(1, 1), untilMs });
    expect([laterHold(hold(1), hold(2)), laterHold(hold(3), hold(2)), laterHold(hold(1), null), laterHold(null, hold(2)), laterHold(null, null), laterHold(hold(1), hold(null)), laterHold(hold(null), hold(9))]
      .map((one) => (one === null ? 'none' : one.untilMs))).toEqual([2, 3, 1, 2, 'none', null, null]);
    const both = care({ cap: per(1, 14), kinds: { birthday: { cap: per(1, 30), gift: null } } });
    expect(careHold(NOW_MS, { kind: 'birthday', care: both }, [{ ...touchOf('birthday', 5), care: 'birthday' }])?.cap).toEqual(per(1, 30));
  });
});

describe('the gift of a day', () => {
  const promotion = {
    name: 'bag', tool: 'gift', title: { en: 'A bag' }, percent: null, mostCost: { GBP: 10_000 }, cutsPrice: false, minimumSpend: {}, validFor: { unit: 'days', count: 14 }, endsAtMs: null,
    remindBefore: null, products: [], codes: 'none', usedWhen: 'order', usedBy: 'holder', budget: null, pieces: null, oncePerCustomer: false, isRight: false, when: null, countriesNot: [],
  } as const;
  const promotions = { ...aPolicy().promotions, shelf: [promotion], noPromotionShare: 1, onceInDays: 30 };
  const step = aSend('nudge', exit(), { promote: { offer: ['bag'], otherwise: 'send' } });
  const decided = (campaign: typeof birthday, policy: CarePolicy | undefined) => decide(
    aSnapshot({ customer: aCustomer(), events: [anEvent('birthday')], pastGrants: [{ promotion: 'x', tool: 'coupon', lastAtMs: NOW_MS - DAY_MS, ended: 0, used: 0 }] }),
    someRules({ policy: aPolicy({ promotions, ...(policy === undefined ? {} : { care: policy }) }), campaigns: [aRunning({ ...campaign, steps: [step] })] }), null,
  );
  const given = (campaign: typeof birthday, policy: CarePolicy | undefined) => decided(campaign, policy).wishes.map((wish) => wish.promotion.name);

  it('is a right: it needs no luck, and comes soon after another promotion too', () => {
    expect(given(birthday, care({ kinds: { birthday: { cap: null, gift: 'bag' } } }))).toEqual(['bag']);
    expect(given(birthday, care({ kinds: { birthday: { cap: null, gift: 'other' } } }))).toEqual([]);
    expect(decided(birthday, care({ kinds: { birthday: { cap: null, gift: 'bag' } } })).because.map(({ because }) => because.code)).toContain('promotion-owed');
    expect(given(birthday, undefined)).toEqual([]);
    expect(given({ ...birthday, care: 'festival' }, care({ kinds: { birthday: { cap: null, gift: 'bag' } } }))).toEqual([]);
  });
});

describe('a day of the year in a file', () => {
  it.each([['02-29', true], ['02-30', false], ['04-31', false], ['12-31', true], ['13-01', false], ['00-10', false], ['06-00', false], ['6-18', false]])('%s: %s', (text, expected) => {
    expect(isYearDay(text)).toBe(expected);
  });
});
