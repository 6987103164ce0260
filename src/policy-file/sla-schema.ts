import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, partAt } from '../campaign-file/reading/parts.ts';
import { nameOf } from '../campaign-file/words/names.ts';
import { promisedTime } from '../campaign-file/words/promised-time.ts';
import { share } from '../campaign-file/words/share.ts';
import type { Level } from '../domain/customer.ts';
import { type ContactPromise, type PromisedByLevel, type SlaPolicy, USUAL_SLA } from '../domain/sla-policy.ts';

const byLevel = z.strictObject({ 'level-1': promisedTime, 'level-2': promisedTime, 'level-3': promisedTime, 'level-4': promisedTime }).partial();
const hours = expecting('whole hours, from 1 to 720', z.number().int().min(1).max(720));
const level = expecting('a level from 1 to 4', z.literal([1, 2, 3, 4]));

const contact = z.strictObject({
  levels: z.array(level).min(1).max(4).optional(),
  'every-days': expecting('whole days, from 1 to 90', z.number().int().min(1).max(90)).optional(),
  'prepare-before-hours': hours.optional().meta({ description: 'A touch is prepared so long before: the event contact-due. 提前准备联系。' }),
  'person-before-hours': hours.optional().meta({ description: 'What no touch has kept by then is given to a person. 转交人工的提前时间。' }),
  reasons: z.array(nameOf('a reason to be in touch')).min(1).max(20).optional().meta({ description: 'In turn; campaigns read it as event.reason. 联系事由，轮流使用。' }),
  'person-after-unanswered': expecting('a number of touches from 1 to 100', z.number().int().min(1).max(100)).optional(),
  'bulk-counts': z.boolean().optional().meta({ description: 'Whether a mailing to a whole audience counts as contact. 群发是否算联系。' }),
}).meta({ description: 'Customers of these levels hear from the shop no more than so many days apart. 定期联系承诺。' });

/** What is promised to customers by their level; what is left out is as usual. */
export const slaSchema = z.strictObject({
  'first-reply': byLevel.optional(),
  'next-reply': byLevel.optional(),
  resolution: byLevel.optional(),
  approval: z.strictObject({ within: promisedTime.optional(), 'good-for': promisedTime.optional() }).optional().meta({ description: "A supervisor's word on a draft, and how long a yes is good for. 审批时限与有效期。" }),
  'incoming-review': promisedTime.optional().meta({ description: 'A supervisor notes what a customer of level 1 has written. 来信审阅时限。' }),
  contact: contact.optional(),
  'hold-marketing': z.boolean().optional().meta({ description: 'Whether customers hear no marketing while an inquiry of theirs is open; left out: they do not. 咨询未结时暂停营销。' }),
  'warn-at': share.optional().meta({ description: 'Share of the time at which a clock warns. 预警比例。' }),
  'escalate-again': z.array(promisedTime).min(1).max(12).optional().meta({ description: 'After a breach, then after each other, until somebody takes it; the last one repeats. 超时后的升级间隔。' }),
}).meta({ description: 'Promises by level; a stricter level is never due later than a looser one. 各级别服务承诺。' });

type Written = z.output<typeof slaSchema>;

/** The promises that a checked file means. */
export function toSla(written: Written): SlaPolicy {
  return {
    firstReply: toLevels(written['first-reply'], USUAL_SLA.firstReply),
    nextReply: toLevels(written['next-reply'] ?? written['first-reply'], USUAL_SLA.nextReply),
    resolution: toLevels(written.resolution, USUAL_SLA.resolution),
    approval: { within: written.approval?.within ?? USUAL_SLA.approval.within, goodForMinutes: written.approval?.['good-for']?.minutes ?? USUAL_SLA.approval.goodForMinutes },
    incomingReview: written['incoming-review'] ?? USUAL_SLA.incomingReview,
    contact: toContact(written.contact),
    holdMarketing: written['hold-marketing'] ?? USUAL_SLA.holdMarketing,
    warnShare: written['warn-at'] ?? USUAL_SLA.warnShare,
    ladderMinutes: written['escalate-again']?.map(({ minutes }) => minutes) ?? USUAL_SLA.ladderMinutes,
  };
}

function toLevels(written: z.output<typeof byLevel> | undefined, usual: PromisedByLevel): PromisedByLevel {
  const of = (one: Level) => written?.[`level-${one}`] ?? usual[one];
  return { 1: of(1), 2: of(2), 3: of(3), 4: of(4) };
}

function toContact(written: z.output<typeof contact> = {}): ContactPromise {
  const {
    levels, reasons, 'every-days': everyDays, 'prepare-before-hours': prepareBeforeHours, 'person-before-hours': personBeforeHours,
    'person-after-unanswered': personAfterUnanswered, 'bulk-counts': bulkCounts,
  } = written;
  const told = Object.entries({ levels, everyDays, prepareBeforeHours, personBeforeHours, reasons, personAfterUnanswered, bulkCounts }).filter(([, value]) => value !== undefined);
  return { ...USUAL_SLA.contact, ...Object.fromEntries(told) };
}

/** Finds promises that could not be kept as they are written. */
export function checkSla(policy: unknown, findings: Findings): void {
  if (partAt(policy, 'sla') === null || partAt(policy, 'sla') === undefined) return;
  const number = (key: string, usual: number) => Number(partAt(policy, 'sla', 'contact', key) ?? usual);
  const everyHours = number('every-days', USUAL_SLA.contact.everyDays) * 24;
  const prepare = number('prepare-before-hours', USUAL_SLA.contact.prepareBeforeHours);
  if (prepare >= everyHours) findings.fault(['sla', 'contact', 'prepare-before-hours'], 'each touch would be prepared before the last one has left', 'let it be less than every-days');
  if (number('person-before-hours', USUAL_SLA.contact.personBeforeHours) > prepare) findings.fault(['sla', 'contact', 'person-before-hours'], 'a person would be asked before automation had its turn', 'let it be at most prepare-before-hours');
  const levels = listAt(policy, 'sla', 'contact', 'levels');
  const gap = levels.length === 0 ? undefined : ([1, 2, 3, 4] as const).find((one) => !levels.includes(one) && levels.some((other) => Number(other) > one));
  if (gap !== undefined) findings.fault(['sla', 'contact', 'levels'], `level ${gap} would be promised less than a looser one`, `add ${gap}`);
  const goodFor = partAt(policy, 'sla', 'approval', 'good-for');
  if (typeof goodFor === 'string' && goodFor.includes('business')) findings.fault(['sla', 'approval', 'good-for'], 'a yes is good for a time by the wall clock', `write "${goodFor.replace('business ', '')}"`);
  for (const [index, one] of listAt(policy, 'sla', 'escalate-again').entries()) {
    if (typeof one === 'string' && one.includes('business')) findings.fault(['sla', 'escalate-again', index], 'the ladder goes by the wall clock', `write "${one.replace('business ', '')}"`);
  }
}
