import * as z from 'zod';
import { checkMark, checkTier } from '../campaign-file/check-conditions.ts';
import type { ConditionNames } from '../campaign-file/check-conditions.ts';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, partAt, textAt } from '../campaign-file/reading/parts.ts';
import { nameOf, titles } from '../campaign-file/words/names.ts';
import { MARKS } from '../domain/customer.ts';
import { type CarriedOut, ORDER_RIGHTS, RIGHTS, type RightRule, WAYS } from '../domain/rights.ts';

/** Rights that are rules of the promotions block: a second place for them could contradict the first. */
const WRITTEN_ELSEWHERE = {
  'largest-discount': 'write promotions.largest-discount, by tier',
  rebate: 'write an offer with tool: rebate and right: true on promotions.shelf',
} as const;

/** The parameter that a right cannot do without. */
const PARAMETERS = { 'easier-returns': 'days', 'early-access': 'days', 'recommendation-slots': 'slots' } as const;

const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1).max(20)]);
const tierName = expecting('the name of a tier such as A', z.string().min(1).max(20));
const group = z.union([
  z.strictObject({ tier: oneOrMore(tierName) }),
  z.strictObject({ mark: oneOrMore(expecting(`a mark: ${MARKS.join(', ')}`, z.enum(MARKS))) }),
]);

const carriedOut = expecting(`how it is carried out, by: ${WAYS.join(', ')}`, z.union([
  z.strictObject({
    by: z.literal('order-tag'),
    tag: expecting('a tag of 40 letters at most, without a comma', z.string().trim().min(1).max(40).regex(/^[^,\p{Cc}]*$/u)).meta({ description: 'Put on the order. 订单标签。' }),
  }),
  z.strictObject({ by: z.literal('webhook') }),
  z.strictObject({
    by: z.literal('task'),
    what: expecting('what to do, in one line of 200 letters at most', z.string().trim().min(1).max(200).regex(/^[^\p{Cc}]*$/u)),
    team: nameOf('the name of a team').optional().meta({ description: 'Who sees to it. 负责团队。' }),
  }),
])).meta({ description: 'How the right leaves for those who carry it out; without it, it is told and nothing else. 权益的执行方式。' });

/** The rights block of the shop policy: what tiers and marks bring besides promotions. */
export const rightsSchema = z.array(z.strictObject({
  right: expecting(`a right: ${RIGHTS.join(', ')}`, z.enum([...RIGHTS, 'largest-discount', 'rebate'])),
  for: expecting('who has it: { tier: [A, B] } or { mark: [vip] }', group),
  title: titles,
  days: expecting('whole days, from 1 to 365', z.number().int().min(1).max(365)).optional().meta({ description: 'Of easier-returns and early-access. 天数。' }),
  slots: expecting('a number of products from 1 to 20', z.number().int().min(1).max(20)).optional().meta({ description: 'Of recommendation-slots. 推荐位数量。' }),
  'carried-out': carriedOut.optional(),
})).max(100).meta({ description: 'Rights of tiers and marks; of several rules for one right the first that fits counts. 等级与标记的权益。' });

/** The rules that a checked block means. */
export function toRights(written: z.output<typeof rightsSchema>): readonly RightRule[] {
  return written.flatMap(({ right: named, for: whose, title, days, slots, 'carried-out': way }) => {
    const right = RIGHTS.find((one) => one === named);
    if (right === undefined) return [];
    const tiers = 'tier' in whose ? [whose.tier].flat() : [];
    const marks = 'mark' in whose ? [whose.mark].flat() : [];
    return [{
      right, tiers, marks, title, ...(days === undefined ? {} : { days }), ...(slots === undefined ? {} : { slots }), ...(way === undefined ? {} : { carriedOut: toCarriedOut(way) }),
    }];
  });
}

function toCarriedOut(written: z.output<typeof carriedOut>): CarriedOut {
  return written.by === 'task' ? { by: 'task', what: written.what, team: written.team ?? null } : written;
}

/** Finds rights that nobody could have, that stand twice, that lack something, or that belong elsewhere. */
export function checkRights(policy: unknown, names: ConditionNames, findings: Findings): void {
  const seen = new Set<string>();
  const fallback = textAt(policy, 'languages', 'fallback');
  for (const [index, rule] of listAt(policy, 'rights').entries()) {
    const right = textAt(rule, 'right') ?? '';
    if (right === 'largest-discount' || right === 'rebate') {
      findings.fault(['rights', index, 'right'], `"${right}" is a rule of promotions, and stands there only`, WRITTEN_ELSEWHERE[right]);
      continue;
    }
    checkParameter(rule, index, findings);
    checkWay(policy, { rule, right, index }, findings);
    checkGroup({ rule, right, index }, seen, names, findings);
    const title = partAt(rule, 'title');
    if (title !== undefined && fallback !== null && textAt(title, fallback) === null) {
      findings.fault(['rights', index, 'title'], `the title is missing in "${fallback}", the language for all others`, `add ${fallback}: …`);
    }
  }
}

function checkParameter(rule: unknown, index: number, findings: Findings): void {
  const right = textAt(rule, 'right');
  const wanted = Object.entries(PARAMETERS).find(([name]) => name === right)?.[1] ?? null;
  if (wanted !== null && partAt(rule, wanted) === undefined) findings.fault(['rights', index], `"${right ?? ''}" needs ${wanted}`, `add ${wanted}: 14`);
  for (const key of ['days', 'slots']) {
    if (key !== wanted && partAt(rule, key) !== undefined) findings.fault(['rights', index, key], `"${right ?? ''}" has no ${key}`, `leave ${key} out`, 'key');
  }
}

function checkWay(policy: unknown, { rule, right, index }: { rule: unknown; right: string; index: number }, findings: Findings): void {
  const by = textAt(rule, 'carried-out', 'by');
  const path = ['rights', index, 'carried-out', 'by'];
  // Of a right that is not there the schema has told already.
  const isStanding = RIGHTS.some((one) => one === right && !ORDER_RIGHTS.includes(one));
  if (by === 'order-tag' && isStanding) {
    findings.fault(path, `"${right}" comes with no order that could be tagged`, `write by: webhook or by: task; a tag is for ${ORDER_RIGHTS.join(', ')}`);
  }
  if (by === 'webhook' && partAt(policy, 'webhooks') === undefined) findings.fault(path, 'there is nowhere to send webhooks to', 'add webhooks: { url: https://… } to the policy, or write by: task');
}

function checkGroup(at: { rule: unknown; right: string; index: number }, seen: Set<string>, names: ConditionNames, findings: Findings): void {
  for (const kind of ['tier', 'mark'] as const) {
    const written = partAt(at.rule, 'for', kind);
    const values: readonly unknown[] = Array.isArray(written) ? written : written === undefined ? [] : [written];
    for (const [place, value] of values.entries()) {
      const path = ['rights', at.index, 'for', kind, ...(Array.isArray(written) ? [place] : [])];
      if (kind === 'tier') checkTier(value, { path, at: 'value' }, names.tiers, findings);
      else checkMark(value, path, names.marks, findings);
      const key = `${at.right} ${kind} ${String(value)}`;
      if (seen.has(key)) findings.fault(path, `"${at.right}" already stands above for ${kind} ${String(value)}`, 'leave one of them out');
      seen.add(key);
    }
  }
}
