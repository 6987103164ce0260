import type { Command } from 'commander';
import { crashPoint } from '../contracts/crash-point.ts';
import { cancelCampaign, CampaignStateError, pauseCampaign, resumeCampaign, startCampaign } from '../store/campaign-control.ts';
import { tellRuns } from './installation.ts';
import { CliFailure, type Shell } from './shell.ts';

/** `touchline campaign start|pause|resume|cancel NAME`. Each commits first and tells the runs after. */
export function registerCampaignCommands(parent: Command, shell: Shell): void {
  parent.command('start').description('start an applied campaign: take its audience in, or listen for its events')
    .argument('<name>').addHelpText('after', example('campaign start win-back'))
    .action((name: string) => start(shell, name));
  parent.command('pause').description('hold a campaign: nothing more leaves, deadlines keep running, nobody is lost')
    .argument('<name>').addHelpText('after', example('campaign pause win-back'))
    .action((name: string) => pause(shell, name));
  parent.command('resume').description('let a paused campaign go on')
    .argument('<name>')
    .requiredOption('--late <what>', 'touches that fell due meanwhile: catch-up (in the next allowed hour) or skip', lateRule)
    .option('--within <minutes>', 'spread the wake-ups over this many minutes', Number, 10)
    .addHelpText('after', example('campaign resume win-back --late skip'))
    .action((name: string, options: { late: 'catch-up' | 'skip'; within: number }) => resume(shell, name, options));
  parent.command('cancel').description('end a campaign for good: enrolments end, unsent messages become void')
    .argument('<name>')
    .requiredOption('--confirm <name>', 'the name once more: cancelling cannot be undone')
    .addHelpText('after', example('campaign cancel win-back --confirm win-back'))
    .action((name: string, options: { confirm: string }) => cancel(shell, name, options.confirm));
}

async function start(shell: Shell, name: string): Promise<void> {
  const runId = await refusable(async () => startCampaign(await shell.database(), name));
  crashPoint('campaign-started');
  await tellRuns(shell, (lifecycle) => lifecycle.startCampaignRun(runId));
  answer(shell, { campaign: name, run: runId }, `${runId} has started; watch it with: npx touchline campaign status ${name} --watch`);
}

async function pause(shell: Shell, name: string): Promise<void> {
  const runs = await refusable(async () => pauseCampaign(await shell.database(), name));
  crashPoint('campaign-paused');
  await tellAll(shell, runs, 'paused');
  answer(shell, { campaign: name, state: 'paused' }, `${name} is paused`);
}

async function resume(shell: Shell, name: string, { late, within }: { late: 'catch-up' | 'skip'; within: number }): Promise<void> {
  const { runs, woken } = await refusable(async () => resumeCampaign(await shell.database(), name, late, within));
  crashPoint('campaign-resumed');
  await tellAll(shell, runs, 'resumed');
  answer(shell, { campaign: name, state: 'running', woken }, `${name} goes on; ${woken} enrolled customers are woken within ${within} minutes`);
}

async function cancel(shell: Shell, name: string, confirmed: string): Promise<void> {
  if (confirmed !== name) {
    throw new CliFailure({ exitCode: 2, code: 'not-confirmed', message: `--confirm says "${confirmed}", the campaign is "${name}"`, wayOut: `--confirm ${name}` });
  }
  const { runs, woken } = await refusable(async () => cancelCampaign(await shell.database(), name));
  crashPoint('campaign-cancelled');
  await tellAll(shell, runs, 'cancelled');
  answer(shell, { campaign: name, state: 'cancelled', woken }, `${name} is cancelled; ${woken} open enrolments end`);
}

function tellAll(shell: Shell, runs: readonly string[], kind: string): Promise<void> {
  return tellRuns(shell, async (lifecycle) => { for (const run of runs) await lifecycle.pokeCampaignRun(run, kind); });
}

/** A refusal of the campaign's state, as the command line tells it. */
async function refusable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CampaignStateError)) throw error;
    const unknown = error.code === 'unknown-campaign';
    throw new CliFailure({
      exitCode: unknown ? 2 : 4, code: error.code, message: error.message,
      wayOut: unknown ? 'apply it first: npx touchline campaign apply FILE; `campaign list` shows what there is' : 'npx touchline campaign list shows where each stands',
    });
  }
}

function answer(shell: Shell, value: object, text: string): void {
  if (shell.json) shell.printJson(value);
  else shell.print(text);
}

function lateRule(text: string): 'catch-up' | 'skip' {
  if (text === 'catch-up' || text === 'skip') return text;
  throw new CliFailure({ exitCode: 2, code: 'usage', message: `--late is "${text}"`, wayOut: '--late catch-up, or --late skip' });
}

function example(line: string): string {
  return `\nExamples:\n  npx touchline ${line}\n`;
}
