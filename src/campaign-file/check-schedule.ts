import { elapsedMs, wordDuration } from '../domain/duration.ts';
import { DAY_MS } from '../domain/instant.ts';
import { campaignSchema } from './campaign-schema.ts';
import type { WrittenCampaign } from './campaign-schema.ts';
import type { Findings } from './reading/findings.ts';
import { partAt, textAt } from './reading/parts.ts';

const PERIOD_MS = { yearly: 365 * DAY_MS, monthly: 28 * DAY_MS, weekly: 7 * DAY_MS } as const;

type WrittenSchedule = NonNullable<WrittenCampaign['schedule']>;
const END = ['schedule', 'end'];

/** Finds runs that end before they start or overlap their next one, and repeats that would find nobody. */
export function checkSchedule(campaign: unknown, findings: Findings): void {
  const { data: schedule } = campaignSchema.shape.schedule.safeParse(partAt(campaign, 'schedule'));
  if (schedule === undefined) return;
  if (schedule.start?.isRepeated === true) {
    findings.warning(['schedule', 'start'], 'the clock shows this time twice on that day (end of summer time); the first is taken');
  }
  checkEndDate(schedule, findings);
  checkRepeat(schedule, textAt(campaign, 'entry', 're-entry') ?? 'never', findings);
}

function checkEndDate({ start, end, repeat }: WrittenSchedule, findings: Findings): void {
  if (end === undefined || 'unit' in end) return;
  if (start === undefined) findings.fault(END, 'an end date needs a start date', 'add schedule.start, or write the end as "after 6 weeks"');
  else if (end.atMs <= start.atMs) findings.fault(END, 'the end is not after the start', 'take a later end');
  if (repeat !== undefined) findings.fault(END, 'a campaign that repeats cannot end on one date', 'write how long each run lasts: "after 6 weeks"');
}

function checkRepeat({ start, end, repeat }: WrittenSchedule, reEntry: string, findings: Findings): void {
  if (repeat === undefined) return;
  if (start === undefined) findings.fault(['schedule', 'repeat'], `nothing says from when on it is ${repeat}`, 'add schedule.start');
  if (end !== undefined && 'unit' in end && elapsedMs(end) > PERIOD_MS[repeat]) {
    findings.fault(END, `a run of ${wordDuration(end)} is not over when the next one starts (${repeat})`, 'let it end earlier');
  }
  if (reEntry === 'never') {
    const wayOut = 'add re-entry, such as entry: { audience: at-start, re-entry: after 300 days }';
    findings.warning(['schedule', 'repeat'], 'customers enter only once, ever: the second run will find none of the first', wayOut);
  }
}
