import type { Level } from '../domain/customer.ts';
import { LEVELS } from '../domain/promised-time.ts';
import type { ContactPromise, PromisedByLevel, PromisedTime } from '../domain/sla-policy.ts';
import type { CampaignWorld } from './campaign-world.ts';
import type { Findings } from './reading/findings.ts';
import { listAt, partAt } from './reading/parts.ts';
import { promisedTime } from './words/promised-time.ts';

/** Finds promises of a campaign that change nothing, and contact closer than it can be prepared. */
export function checkPromises(campaign: unknown, { policy: { sla } }: CampaignWorld, findings: Findings): void {
  if (partAt(campaign, 'promises') === undefined) return;
  if (sla === undefined) {
    findings.warning(['promises'], 'the shop policy keeps no promises, so these change nothing', 'add sla to touchline.yaml', 'key');
    return;
  }
  const levels = levelsOf(campaign);
  for (const [key, byLevel] of [['first-reply', sla.firstReply], ['next-reply', sla.nextReply], ['resolution', sla.resolution]] as const) {
    const { data: promised } = promisedTime.safeParse(partAt(campaign, 'promises', key));
    if (promised !== undefined && isPromisedAnyway(promised, byLevel, levels)) tellUseless(key, findings);
  }
  checkContact(partAt(campaign, 'promises', 'contact-every-days'), sla.contact, levels, findings);
}

function tellUseless(key: string, findings: Findings): void {
  findings.warning(['promises', key], 'every level that the campaign is for is promised this, or better, already: it changes nothing', 'promise less time, or leave it out');
}

/** The levels that the campaign is for. */
function levelsOf(campaign: unknown): readonly Level[] {
  const written = listAt(campaign, 'audience', 'levels');
  const named = LEVELS.filter((level) => written.includes(level));
  return named.length === 0 ? LEVELS : named;
}

/** A level gets no later than what looser ones get, so the loosest is the last for whom it could change anything. */
function isPromisedAnyway(promised: PromisedTime, byLevel: PromisedByLevel, levels: readonly Level[]): boolean {
  return LEVELS.filter((level) => level >= Math.max(...levels)).some((level) => isNeverEarlier(promised, byLevel[level]));
}

/** So many business hours take at least as long by the wall clock; how much longer, the team's week says. */
function isNeverEarlier(one: PromisedTime, other: PromisedTime): boolean {
  return one.minutes >= other.minutes && !(one.by === 'wall' && other.by === 'business');
}

function checkContact(everyDays: unknown, contact: ContactPromise, levels: readonly Level[], findings: Findings): void {
  if (typeof everyDays !== 'number') return;
  if (everyDays * 24 <= contact.prepareBeforeHours) {
    const least = Math.floor(contact.prepareBeforeHours / 24) + 1;
    findings.fault(['promises', 'contact-every-days'], 'each touch would be prepared before the last one has left', `let it be at least ${least}, or prepare later: sla.contact.prepare-before-hours in touchline.yaml`);
  } else if (everyDays >= contact.everyDays && levels.every((level) => contact.levels.includes(level))) {
    tellUseless('contact-every-days', findings);
  }
}
