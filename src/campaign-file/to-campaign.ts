import type { Audience, Campaign, Entry, ReEntry, Schedule, SendWindow } from '../domain/campaign.ts';
import type { Condition } from '../domain/condition.ts';
import { toCampaignName } from '../domain/ids.ts';
import { MINUTE_MS } from '../domain/instant.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import type { WrittenAudience, WrittenCampaign } from './campaign-schema.ts';
import { segmentsIn } from './check-segments.ts';
import { toPromises } from './promises-schema.ts';
import { toSteps } from './to-steps.ts';
import { together } from './words/condition-schema.ts';

/** The campaign that a checked file means. Segments of the shop policy that it names are copied into it: a version is frozen. */
export function toCampaign(written: WrittenCampaign, policy: ShopPolicy): Campaign {
  const campaign: Campaign = {
    name: toCampaignName(written.name),
    title: written.title,
    goal: written.goal ?? null,
    purpose: written.purpose,
    entry: toEntry(written.entry),
    reEntry: toReEntry(written.entry),
    audience: toAudience(written.audience ?? {}),
    segments: {},
    steps: toSteps(written.steps),
    sendWindow: toSendWindow(written['send-window']),
    ...(written.care === undefined ? {} : { care: written.care }),
    caps: written.caps ?? [],
    ...(written.promises === undefined ? {} : { promises: toPromises(written.promises) }),
    exitWhen: written['exit-when'] ?? [],
    schedule: toSchedule(written.schedule),
    templates: {},
    fallbackLocale: written.languages?.fallback ?? policy.languages.fallback,
  };
  return { ...campaign, segments: namedSegments(campaign, { ...policy.segments, ...written.segments }) };
}

function toEntry(entry: WrittenCampaign['entry']): Entry {
  if (entry === 'audience' || entry.on === undefined) return { kind: 'audience' };
  const event: Entry = { kind: 'event', on: entry.on, when: entry.when ?? null };
  return entry.audience === undefined ? event : { ...event, audienceAtStart: true };
}

function toReEntry(entry: WrittenCampaign['entry']): ReEntry {
  return entry === 'audience' ? { after: null } : (entry['re-entry'] ?? { after: null });
}

function toAudience(written: WrittenAudience): Audience {
  const included = (written.segments?.include ?? []).map((segment): Condition => ({ segment }));
  const excluded = (written.segments?.exclude ?? []).map((segment): Condition => ({ not: { segment } }));
  const conditions = [...included, ...excluded, ...(written.where === undefined ? [] : [written.where])];
  return {
    stages: written.stages ?? null,
    lifeCycles: written['life-cycles'] ?? null,
    tiers: written.tiers ?? null,
    marks: written.marks ?? null,
    levels: written.levels ?? null,
    countries: written.countries ?? null,
    where: conditions.length === 0 ? null : together(conditions),
    holdoutShare: written.holdout ?? 0,
  };
}

function toSendWindow(written: WrittenCampaign['send-window']): SendWindow | null {
  if (written === undefined) return null;
  return { clock: written.clock, byTier: written.tiers ?? {}, otherwise: written.otherwise ?? null, ...(written.hour === 'best' ? { hour: written.hour } : {}) };
}

function toSchedule({ start, repeat, end }: NonNullable<WrittenCampaign['schedule']> = {}): Schedule {
  const startAtMs = start?.atMs ?? null;
  const endAfter = end === undefined || 'unit' in end ? (end ?? null) : { unit: 'minutes', count: (end.atMs - (startAtMs ?? end.atMs)) / MINUTE_MS } as const;
  return { startAtMs, repeat: repeat ?? null, endAfter, ...(start === undefined ? {} : { timeZone: start.timeZone }) };
}

/** The segments that the campaign names, and those inside them. */
function namedSegments(campaign: Campaign, known: Readonly<Record<string, Condition>>): Readonly<Record<string, Condition>> {
  const named: Record<string, Condition> = {};
  const open = conditionsOf(campaign).flatMap(segmentsIn);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const segment = known[name];
    if (segment === undefined || Object.hasOwn(named, name)) continue;
    named[name] = segment;
    open.push(...segmentsIn(segment));
  }
  return named;
}

function conditionsOf({ entry, audience, steps }: Campaign): readonly Condition[] {
  const branches = steps.flatMap((step) => (step.kind === 'choose' ? step.branches.map(({ when }) => when) : []));
  const entryWhen = entry.kind === 'event' ? entry.when : null;
  return [entryWhen, audience.where, ...branches].filter((condition) => condition !== null);
}
