import * as z from 'zod';
import { expecting } from '../campaign-file/reading/expectation.ts';
import type { Findings } from '../campaign-file/reading/findings.ts';
import { listAt, textAt } from '../campaign-file/reading/parts.ts';
import { nameOf } from '../campaign-file/words/names.ts';
import { GROUP_PARTS, type PlannedPart } from '../domain/working-group.ts';

const part = z.strictObject({
  part: expecting(`one of ${GROUP_PARTS.join(', ')}`, z.enum(GROUP_PARTS)),
  team: nameOf('the name of a team').optional(),
  what: expecting('what is to be done, in one line of at most 200 characters', z.string().trim().min(1).max(200).regex(/^[^\r\n]*$/)),
  'within-days': expecting('whole days, from 1 to 60', z.number().int().min(1).max(60)),
});

/** Who does what when a customer comes to level 1. */
export const workingGroupSchema = z.array(part).min(1).max(12).meta({ description: 'The parts of the working group of each key account; an open one has a clock. 一级客户的工作小组分工。' });

/** The parts that a checked block means. */
export function toWorkingGroup(written: z.output<typeof workingGroupSchema>): readonly PlannedPart[] {
  return written.map(({ part: name, team, what, 'within-days': withinDays }) => ({ part: name, team: team ?? null, what, withinDays }));
}

/** Finds parts that are given twice. */
export function checkWorkingGroup(policy: unknown, findings: Findings): void {
  const parts = listAt(policy, 'working-group').map((one) => textAt(one, 'part'));
  for (const [index, name] of parts.entries()) {
    if (name !== null && parts.indexOf(name) < index) findings.fault(['working-group', index, 'part'], `the part "${name}" already stands above`, 'let each part be one of its own');
  }
}
