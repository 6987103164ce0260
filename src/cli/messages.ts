import type { Command } from 'commander';
import { MESSAGE_STATES } from '../domain/message.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { wordReason } from '../domain/reason-words.ts';
import { listMessages } from '../store/message-list.ts';
import { campaignNamed } from './campaign-named.ts';
import { howMany } from './how-many.ts';
import { CliFailure, type Shell } from './shell.ts';

interface Options { readonly unknown?: boolean; readonly state?: string; readonly campaign?: string; readonly limit: string }

/** `touchline messages`. */
export function registerMessages(parent: Command, shell: Shell): void {
  parent.command('messages').description('the send ledger; --unknown lists messages whose outcome is not certain')
    .option('--unknown', 'only those without a certain outcome: a receipt settles them, nobody sends them again')
    .option('--state <state>', `only those in this state: ${MESSAGE_STATES.join(', ')}`)
    .option('--campaign <name>', 'only those of one campaign')
    .option('--limit <count>', 'at most so many, the newest first', '50')
    .addHelpText('after', '\nExamples:\n  npx touchline messages --unknown\n  npx touchline messages --state refused --campaign win-back --json\n')
    .action((options: Options) => list(shell, options));
}

async function list(shell: Shell, options: Options): Promise<void> {
  const state = options.unknown === true ? 'unknown' : (options.state ?? null);
  if (state !== null && !MESSAGE_STATES.some((known) => known === state)) {
    throw new CliFailure({ exitCode: 2, code: 'usage', message: `no message state "${state}"`, wayOut: `one of ${MESSAGE_STATES.join(', ')}` });
  }
  const pool = await shell.database();
  const campaign = options.campaign === undefined ? null : await campaignNamed(pool, options.campaign);
  const messages = await listMessages(pool, { state, campaign, limit: howMany(options.limit) });
  if (shell.json) { shell.printJson({ messages }); return; }
  if (messages.length === 0) shell.print(state === null ? 'no message yet' : `no message is ${state}`);
  for (const { id, state: at, claimedAtMs, reason } of messages) {
    const when = claimedAtMs === null ? 'not claimed' : `${wordInstant(claimedAtMs, 'UTC', shell.language)} UTC`;
    shell.print(`${at.padEnd(9)} ${when.padEnd(22)} ${id}${reason === null ? '' : `  ${wordReason(reason, shell.language, 'UTC')}`}`);
  }
}
