import * as z from 'zod';
import type { ConditionNames } from '../campaign-file/check-conditions.ts';
import { didYouMean } from '../campaign-file/reading/did-you-mean.ts';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, mappingAt } from '../campaign-file/reading/parts.ts';
import type { ContactMethod } from '../domain/contact-method.ts';
import { checkGroups, customerGroup, EVERYBODY, toGroup } from './customer-group.ts';

const channels = z.array(expecting('the name of a channel such as email', z.string().min(1).max(40))).min(1).max(10);

const rule = expecting('channels and for whom they come first', z.union([
  z.strictObject({ for: customerGroup, channels }),
  z.strictObject({ otherwise: z.literal(true), channels }),
])).meta({ description: 'The first rule that fits the customer; its channels come first, in this order. 渠道优先规则，取第一条匹配。' });

/** The contact-method block of the shop policy. */
export const contactMethodSchema = z.strictObject({
  'prefer-answered': z.boolean().optional()
    .meta({ description: 'Whether the channel on which a customer last answered comes first; one they named themselves always does. 优先使用客户上次回复的渠道。' }),
  order: z.array(rule).min(1).max(50).optional(),
}).meta({ description: 'Which channels come first for whom, among those that a campaign allows; a region has its own. 联系方式。' });

/** The rules that a checked block means. */
export function toContactMethod(written: z.output<typeof contactMethodSchema>): ContactMethod {
  return {
    prefersAnswered: written['prefer-answered'] ?? false,
    order: (written.order ?? []).map((one) => ({ ...('for' in one ? toGroup(one.for) : EVERYBODY), channels: one.channels })),
  };
}

/** Finds groups and channels that there are not, and rules that are never looked at. */
export function checkContactMethod(policy: unknown, names: ConditionNames, known: readonly string[] | null, findings: Findings): void {
  const rules = listAt(policy, 'contact-method', 'order');
  checkGroups(rules, ['contact-method', 'order'], names, findings);
  const otherwise = rules.findIndex((entry) => 'otherwise' in mappingAt(entry));
  if (otherwise >= 0 && otherwise < rules.length - 1) findings.fault(['contact-method', 'order', otherwise, 'otherwise'], 'the rules below "otherwise" are never looked at', 'move it to the end', 'key');
  for (const [index, entry] of rules.entries()) {
    const named = listAt(entry, 'channels');
    for (const [place, name] of named.entries()) {
      const path = ['contact-method', 'order', index, 'channels', place];
      if (typeof name !== 'string') continue;
      if (known !== null && !known.includes(name)) findings.fault(path, `unknown channel "${name}"`, didYouMean(name, known));
      else if (named.indexOf(name) < place) findings.fault(path, `"${name}" already stands before`, 'leave one of them out');
    }
  }
}
