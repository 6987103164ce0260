import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, mappingAt, textAt } from '../campaign-file/reading/parts.ts';
import { cap } from '../campaign-file/words/cap.ts';
import { nameOf } from '../campaign-file/words/names.ts';
import { readsText } from '../campaign-file/words/reads-text.ts';
import { CARE_KINDS, type CareKind, type CarePolicy, type CareRule } from '../domain/care.ts';
import { isYearDay } from '../domain/care-day.ts';

const rule = {
  cap: cap.optional().meta({ description: 'Touches of this kind in all campaigns together. 该类关怀的联系上限。' }),
  gift: nameOf('the name of a promotion').optional().meta({ description: 'A promotion of the shelf that is a right on this day. 当天应得的礼品。' }),
};
const yearDay = readsText({
  expected: 'a day of the year such as "06-18"', examples: ['06-18', '11-11'], pattern: '^[0-9]{2}-[0-9]{2}$', read: (text) => (isYearDay(text) && text !== '02-29' ? text : null),
});
const dayOfMonth = expecting('a day of the month from 1 to 28', z.number().int().min(1).max(28));
const memberDay = z.union([dayOfMonth, yearDay]);

/** The care calendar of the shop policy: what holds over all campaigns that think of customers on a day. */
export const careSchema = z.strictObject({
  cap: cap.optional().meta({ description: 'Care touches of all kinds and campaigns together. 各类关怀合计的联系上限。' }),
  birthday: z.strictObject(rule).optional(),
  'first-order-anniversary': z.strictObject(rule).optional(),
  'partnership-anniversary': z.strictObject(rule).optional(),
  'member-day': z.strictObject({ on: expecting('a day of the month from 1 to 28, a day of the year such as "06-18", or a list of them', z.union([memberDay, z.array(memberDay).min(1).max(60)])).meta({ description: 'A day of every month, or days of the year. 会员日。' }), ...rule }).optional(),
  festival: z.strictObject(rule).optional(),
} satisfies Readonly<Record<CareKind | 'cap', z.ZodType>>).meta({ description: 'Care calendar: caps and gifts of birthdays, anniversaries, member days and festivals. 关怀日历。' });

/** The rules that a checked block means. */
export function toCare(written: z.output<typeof careSchema>): CarePolicy {
  const on = written['member-day']?.on;
  const days = on === undefined ? [] : Array.isArray(on) ? on : [on];
  return {
    cap: written.cap === undefined ? null : { ...written.cap, channel: null },
    memberDays: [...new Set(days.flatMap((day) => (typeof day === 'number' ? everyMonth(day) : [day])))].toSorted(),
    kinds: Object.fromEntries(CARE_KINDS.flatMap((kind): [CareKind, CareRule][] => {
      const rules = written[kind];
      return rules === undefined ? [] : [[kind, { cap: rules.cap === undefined ? null : { ...rules.cap, channel: null }, gift: rules.gift ?? null }]];
    })),
  };
}

const everyMonth = (day: number) => Array.from({ length: 12 }, (_, month) => [month + 1, day].map((number) => String(number).padStart(2, '0')).join('-'));

/** Finds gifts that are not on the shelf. */
export function checkCare(policy: unknown, findings: Findings): void {
  const shelf = listAt(policy, 'promotions', 'shelf').map((offer) => textAt(offer, 'name'));
  for (const kind of Object.keys(mappingAt(policy, 'care'))) {
    const gift = textAt(policy, 'care', kind, 'gift');
    if (gift === null || shelf.includes(gift)) continue;
    findings.fault(['care', kind, 'gift'], `there is no promotion "${gift}" on the shelf`, `known: ${shelf.filter((name) => name !== null).join(', ') || 'none'}`);
  }
}
