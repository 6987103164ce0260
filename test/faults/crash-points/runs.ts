import type { CrashPoint } from '../../../src/contracts/crash-point.ts';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { column } from '../../support/engine.ts';
import type { Lane, Strike } from './lane.ts';
import { missingMails } from './missing-mails.ts';

/** Runs of campaigns: freezing, pages, waking, the end. */
export const RUN_POINTS = [
  'freeze-uncommitted', 'freeze-slice', 'page-uncommitted', 'page-claimed', 'page-between-sends', 'page-sent', 'page-settle-uncommitted',
  'page-settled', 'wake-poked', 'run-finish-uncommitted', 'run-finished',
] as const satisfies readonly CrashPoint[];

/** How often a run of two batches comes by; points that are not named come once. */
const MOST_HITS: Partial<Record<CrashPoint, number>> = {
  'freeze-slice': 2, 'page-uncommitted': 2, 'page-claimed': 2, 'page-between-sends': 28, 'page-sent': 2, 'page-settle-uncommitted': 2, 'page-settled': 2,
};

export const mostHitsOfRun = (point: CrashPoint): number => MOST_HITS[point] ?? 1;

/** A later hit takes a batch of 25 and one of the rest; the first needs no more than a few customers. */
const audienceFor = ({ hit }: Strike) => (hit === 1 ? 6 : 30);
/** Keeps enrolments open after their mail, so that a run has customers to wake. */
const SHORT_WAIT = '  - { id: reaction, wait: 1 minutes }\n';

/** One mail in pages. */
function pagesTo(country: string, name: string, wait: string): string {
  return `apiVersion: touchline/v1
name: ${name}
title: { en: In pages }
purpose: marketing
entry: { audience: at-start, re-entry: never }
audience: { countries: [${country}] }
steps:
  - { id: mail, send: { template: second-order, channels: [email], good-for: 5 days } }
${wait}`;
}

/** A campaign of its own takes the customers of one country in; the worker dies on the way. */
export async function strikeRun(lane: Lane, strike: Strike): Promise<void> {
  const { ids, country, tag } = await lane.newCustomers(audienceFor(strike));
  const name = `crash-pages-${tag}`;
  await lane.applyCampaign(name, pagesTo(country, name, strike.point === 'wake-poked' ? SHORT_WAIT : ''));
  const runId = await startCampaign(lane.pool, name);
  await lane.engine.lifecycle.startCampaignRun(runId);
  await lane.strike('worker', strike, async () => {
    const [state] = await column<string>(lane.pool, 'select state from campaign_run where id = $1', [runId]);
    return (await missingMails(lane.pool, ids, name, 1)) ?? (state === 'finished' ? null : `${runId} is ${state}`);
  });
}
