import type { Command } from 'commander';
import { invitingChannels } from '../channels/registry.ts';
import { invitationWords } from '../channels/skype/invitation-words.ts';
import { INVITATION_DAYS, invitationUrl, signInvitation } from '../intake/links/invitation.ts';
import { readEnvironment } from '../platform/env.ts';
import { findRunning } from '../platform/running-installation.ts';
import { linkKeys } from '../store/links.ts';
import { customerNamed } from './customer.ts';
import { channelsAsRunning, ownBaseUrl } from './installation.ts';
import { CliFailure, type Shell } from './shell.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 365;

/** `touchline customer invite ID`: a page and a link by which this customer adds the shop in Teams. */
export function registerCustomerInvite(customer: Command, shell: Shell): void {
  customer.command('invite').description('a page by which a customer adds the shop in Microsoft Teams, and is known there from then on')
    .argument('<id>', "the customer's id, or the id a shop gave")
    .option('--shop <id>', 'the shop whose id it is, when several know it')
    .option('--days <number>', `how long it is good for (default ${INVITATION_DAYS})`, wantedDays)
    .addHelpText('after', '\nWhoever has it is taken for the customer: send it to them alone.\n\nExamples:\n  npx touchline customer invite 12347\n  npx touchline customer invite 12347 --days 7 --json\n')
    .action((id: string, options: { shop?: string; days?: number }) => invite(shell, id, options));
}

function wantedDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  throw new CliFailure({ exitCode: 2, code: 'usage', message: `--days ${text}: not a number of days`, wayOut: `give a number from 1 to ${MOST_DAYS}` });
}

async function invite(shell: Shell, named: string, { shop, days = INVITATION_DAYS }: { shop?: string; days?: number }): Promise<void> {
  const environment = readEnvironment();
  const pool = await shell.database();
  const running = await findRunning(environment.home);
  const { id } = await customerNamed(pool, named, shop ?? null);
  const [key] = await linkKeys(pool);
  if (key === undefined) throw new CliFailure({ exitCode: 5, code: 'no-key', message: 'there is no key to sign links with' });
  const untilMs = Date.now() + days * DAY_MS;
  const token = signInvitation(key, id, untilMs);
  const [invitation] = Object.values(invitingChannels(await channelsAsRunning(environment, running, pool)));
  const [page, code, until] = [invitationUrl(ownBaseUrl(environment, running), token), invitationWords(token), new Date(untilMs).toISOString().slice(0, 10)];
  const link = invitation?.linkOf(token) ?? null;
  if (shell.json) shell.printJson({ customer: id, page, link, code, until, sandbox: environment.skype === null });
  else shell.print([
    `page   ${page}`, ...(link === null ? [] : [`link   ${link}`]), `code   ${code}`, `until  ${until}, the whole day by UTC`, '', NOTES[environment.skype !== null ? 'bot' : link !== null ? 'sandbox' : 'nothing'],
  ].join('\n'));
}

const NOTES = {
  bot: 'The page says what happens, and leads on to the link; the link opens a chat with the bot, the code already typed.',
  sandbox: 'The page says what happens, and leads on to the link. No bot is configured: the link opens a chat of the sandbox, the code already typed.',
  nothing: 'No bot is configured and nothing runs here: the page leads on once one of the two is so (npm start).',
} as const;
