import type { CrashPoint } from '../../../src/contracts/crash-point.ts';
import { cancelCampaign, pauseCampaign, startCampaign } from '../../../src/store/campaign-control.ts';
import { applyCampaignFile, column, eventually } from '../../support/engine.ts';
import { touchline } from '../../support/processes.ts';
import { armedAt, expectDeath, type Lane, type Missing } from './lane.ts';
import { missingMails } from './missing-mails.ts';

/** Commands of the marketer: each commits first and tells the runs after. */
export const COMMAND_POINTS = ['campaign-applied', 'campaign-started', 'campaign-paused', 'campaign-resumed', 'campaign-cancelled'] as const satisfies readonly CrashPoint[];

const AUDIENCE = 3;

function mailTo(country: string, name: string, wait = ''): string {
  return `apiVersion: touchline/v1
name: ${name}
title: { en: By command }
purpose: marketing
entry: { audience: at-start, re-entry: never }
audience: { countries: [${country}] }
steps:
  - { id: mail, send: { template: second-order, channels: [email], good-for: 5 days } }
${wait}`;
}

const A_LONG_WAIT = '  - { id: reaction, wait: 9 days }\n';

/** Runs the scene of each point; they follow on each other only in time. */
export async function strikeCommands(lane: Lane): Promise<void> {
  await strikeApply(lane);
  await strikeStart(lane);
  await strikePause(lane);
  await strikeResume(lane);
  await strikeCancel(lane);
}

/** Runs a command that dies at its point. */
async function command(lane: Lane, words: readonly string[], { point, settled }: { point: CrashPoint; settled: Missing }): Promise<void> {
  const strike = { point, hit: 1 };
  const { killedBy, stderr } = await touchline(words, { ...lane.engine.variables(), ...armedAt(strike) });
  expectDeath(strike, killedBy, stderr);
  await lane.mourn(strike, settled);
}

async function strikeApply(lane: Lane): Promise<void> {
  const { country } = await lane.newCustomers(1);
  const files = [await lane.campaignFile('first-of-two', mailTo(country, 'first-of-two')), await lane.campaignFile('second-of-two', mailTo(country, 'second-of-two'))];
  const applied = () => column<string>(lane.pool, `select name || ' ' || active_ordinal from campaign where name like '%-of-two' order by name`);
  await command(lane, ['campaign', 'apply', ...files], { point: 'campaign-applied', settled: async () => ((await applied()).length === 2 ? null : 'one of two campaigns is applied') });
  if ((await applied()).join() !== 'first-of-two 1') throw new Error(`expected the first alone: ${(await applied()).join()}`);
  for (const file of files) await applyCampaignFile(lane.engine, file);
  if ((await applied()).join() !== 'first-of-two 1,second-of-two 1') throw new Error(`expected both, once: ${(await applied()).join()}`);
}

async function strikeStart(lane: Lane): Promise<void> {
  const { ids, country } = await lane.newCustomers(AUDIENCE);
  await lane.applyCampaign('started', mailTo(country, 'started'));
  await command(lane, ['campaign', 'start', 'started'], { point: 'campaign-started', settled: () => missingMails(lane.pool, ids, 'started', 1) });
}

/** The pause holds although nobody told the run, and the next command finds it. */
async function strikePause(lane: Lane): Promise<void> {
  const { runId, settled } = await startWaiting(lane, 'paused');
  await command(lane, ['campaign', 'pause', 'paused'], { point: 'campaign-paused', settled });
  const [state] = await column<string>(lane.pool, `select state from campaign where name = 'paused'`);
  if (state !== 'paused') throw new Error(`the pause of ${runId} was not kept: ${state}`);
  await cancelCampaign(lane.pool, 'paused');
  await lane.engine.lifecycle.pokeCampaignRun(runId, 'cancelled');
}

/** The run sleeps because of the pause, and nobody tells it that it is over. */
async function strikeResume(lane: Lane): Promise<void> {
  const { ids, country } = await lane.newCustomers(AUDIENCE);
  await lane.applyCampaign('resumed', mailTo(country, 'resumed'));
  const runId = await startCampaign(lane.pool, 'resumed');
  await pauseCampaign(lane.pool, 'resumed');
  await lane.engine.lifecycle.startCampaignRun(runId);
  const started = async () => (await lane.engine.temporal.client.workflow.getHandle(runId).fetchHistory()).events?.some((event) => event.timerStartedEventAttributes != null) ?? false;
  await eventually('the paused run sleeps', started);
  await command(lane, ['campaign', 'resume', 'resumed', '--late', 'catch-up', '--within', '0'],
    { point: 'campaign-resumed', settled: () => missingMails(lane.pool, ids, 'resumed', 1) });
}

async function strikeCancel(lane: Lane): Promise<void> {
  const { settled } = await startWaiting(lane, 'cancelled');
  await command(lane, ['campaign', 'cancel', 'cancelled', '--confirm', 'cancelled'], { point: 'campaign-cancelled', settled });
}

/** Starts a campaign whose customers have their mail and wait; it is settled when all of that has been cancelled. */
async function startWaiting(lane: Lane, name: string): Promise<{ runId: string; settled: Missing }> {
  const { ids, country } = await lane.newCustomers(AUDIENCE);
  await lane.applyCampaign(name, mailTo(country, name, A_LONG_WAIT));
  const runId = await startCampaign(lane.pool, name);
  await lane.engine.lifecycle.startCampaignRun(runId);
  const awake = () => column(lane.pool, `select 1 from audience_member where run_id = $1 and state = 'awake'`, [runId]);
  await eventually('everybody waits', async () => (await awake()).length === AUDIENCE);
  return {
    runId,
    settled: async () => {
      const [state] = await column<string>(lane.pool, 'select state from campaign_run where id = $1', [runId]);
      return (await missingMails(lane.pool, ids, name, 1)) ?? (state === 'cancelled' ? null : `${runId} is ${state}`);
    },
  };
}
