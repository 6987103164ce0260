import type { Command } from 'commander';
import { invitationLink, invitationWords } from '../channels/skype/invitation-words.ts';
import { SANDBOX_BOT } from '../channels/skype/settings.ts';
import { INVITATION_DAYS, signInvitation } from '../intake/links/invitation.ts';
import { readEnvironment } from '../platform/env.ts';
import { linkKeys } from '../store/links.ts';
import { customerNamed } from './customer.ts';
import { CliFailure, type Shell } from './shell.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 365;

/** `touchline customer invite ID`: a link by which this customer adds the shop in Teams. */
export function registerCustomerInvite(customer: Command, shell: Shell): void {
  customer.command('invite').description('a link by which a customer adds the shop in Microsoft Teams, and is known there from then on')
    .argument('<id>', "the customer's id, or the id a shop gave")
    .option('--shop <id>', 'the shop whose id it is, when several know it')
    .option('--days <number>', `how long it is good for (default ${INVITATION_DAYS})`, wantedDays)
    .addHelpText('after', '\nWhoever has the link is taken for the customer: send it to them alone.\n\nExamples:\n  npx touchline customer invite 12347\n  npx touchline customer invite 12347 --days 7 --json\n')
    .action((id: string, options: { shop?: string; days?: number }) => invite(shell, id, options));
}

function wantedDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days;
  throw new CliFailure({ exitCode: 2, code: 'usage', message: `--days ${text}: not a number of days`, wayOut: `give a number from 1 to ${MOST_DAYS}` });
}

async function invite(shell: Shell, named: string, { shop, days = INVITATION_DAYS }: { shop?: string; days?: number }): Promise<void> {
  const bot = readEnvironment().skype;
  const pool = await shell.database();
  const { id } = await customerNamed(pool, named, shop ?? null);
  const [key] = await linkKeys(pool);
  if (key === undefined) throw new CliFailure({ exitCode: 5, code: 'no-key', message: 'there is no key to sign links with' });
  const untilMs = Date.now() + days * DAY_MS;
  const token = signInvitation(key, id, untilMs);
  const [code, link, until] = [invitationWords(token), invitationLink(bot?.appId ?? SANDBOX_BOT.appId, token), new Date(untilMs).toISOString().slice(0, 10)];
  if (shell.json) shell.printJson({ customer: id, code, link, until, sandbox: bot === null });
  else shell.print([
    `link   ${link}`, `code   ${code}`, `until  ${until}, the whole day by UTC`,
    ...(bot === null ? ['', 'No bot is configured: the link leads nowhere. Send the code in a chat of the sandbox instead, such as <address of its chats>/chats/29:somebody.'] : []),
  ].join('\n'));
}
