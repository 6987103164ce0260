import { contactOn, PLATFORM_RULES } from '../domain/platform-contact.ts';
import { LONGEST_TOKEN_HOURS, mintInboxToken } from '../intake/links/inbox-token.ts';
import { readEnvironment } from '../platform/env.ts';
import { findRunning } from '../platform/running-installation.ts';
import { inboxKeys, readInbox, rotateInboxKey } from '../store/on-site-inbox.ts';
import { activePolicy } from '../store/score-rules.ts';
import { customerNamed } from './customer.ts';
import { ownBaseUrl } from './installation.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

/** `touchline channel inbox-link|inbox-key|platforms`: messages in the shop's own pages, and what marketplaces allow. */
export const registerChannelInbox: RegisterCommand = (parent, shell) => {
  parent.command('inbox-link').description("open a customer's inbox by hand, as the shop's page would")
    .requiredOption('--customer <id>', "the customer's id in the shop").option('--minutes <count>', `how long the token opens it, at most ${LONGEST_TOKEN_HOURS * 60}`, '60')
    .addHelpText('after', '\nExamples:\n  npx touchline channel inbox-link --customer 12347\n  npx touchline channel inbox-link --customer 12347 --minutes 5 --json\n')
    .action((options: { customer: string; minutes: string }) => link(shell, options));
  parent.command('inbox-key').description('the key with which the shop makes tokens for inboxes: keep it on its server')
    .option('--rotate', 'make a new one; the one before it counts until the next rotation')
    .addHelpText('after', '\nExamples:\n  npx touchline channel inbox-key\n  npx touchline channel inbox-key --rotate\n')
    .action((options: { rotate?: boolean }) => key(shell, options));
  parent.command('platforms').description('what marketplaces allow of contact with their buyers, by which source, and where the shop policy says otherwise')
    .addHelpText('after', '\nExamples:\n  npx touchline channel platforms\n  npx touchline channel platforms --json\n')
    .action(() => platforms(shell));
};

async function link(shell: Shell, { customer: named, minutes: told }: { customer: string; minutes: string }): Promise<void> {
  const minutes = Number(told);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > LONGEST_TOKEN_HOURS * 60) {
    throw new CliFailure({ exitCode: 2, code: 'usage', message: `--minutes ${told.slice(0, 20)}: expected 1 to ${LONGEST_TOKEN_HOURS * 60}` });
  }
  const pool = await shell.database();
  const { externalId: customer } = await customerNamed(pool, named, null);
  if (customer === null) throw new CliFailure({ exitCode: 4, code: 'no-shop-id', message: 'the shop has no id of its own for this customer, and inboxes are opened by that' });
  const [newest] = await inboxKeys(pool);
  if (newest === undefined) throw new Error('there is no key for inboxes');
  const { messages, unread } = await readInbox(pool, customer);
  const environment = readEnvironment();
  const untilMs = Date.now() + minutes * 60_000;
  const token = mintInboxToken(newest, customer, untilMs);
  const url = `${ownBaseUrl(environment, await findRunning(environment.home))}/v1/inbox`;
  if (shell.json) { shell.printJson({ schemaVersion: 1, customer, url, token, until: new Date(untilMs).toISOString(), messages: messages.length, unread }); return; }
  shell.print([
    `${messages.length} messages, ${unread} unread, in the inbox of customer ${customer}; for ${minutes} minutes:`,
    `curl -s ${url} -H 'Authorization: Bearer ${token}'`,
    `curl -s ${url} -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '{"read": ["${messages[0]?.id ?? '1'}"]}'`,
  ].join('\n'));
}

async function key(shell: Shell, { rotate }: { rotate?: boolean }): Promise<void> {
  const pool = await shell.database();
  const [newest, before] = rotate === true ? await rotateInboxKey(pool) : await inboxKeys(pool);
  if (shell.json) shell.printJson({ schemaVersion: 1, id: newest?.id, secret: newest?.secret, before: before?.id ?? null });
  else shell.print(`${newest?.secret ?? ''}${before === undefined ? '' : `\nkey ${before.id} counts until the next rotation`}`);
}

async function platforms(shell: Shell): Promise<void> {
  const policy = await activePolicy(await shell.database());
  const own = policy?.platforms ?? {};
  const known = new Map(PLATFORM_RULES.map((rule) => [rule.platform, rule]));
  const rows = [...new Set([...known.keys(), ...Object.keys(own)])].toSorted().map((platform) => {
    const rule = known.get(platform);
    return {
      platform, title: rule?.title ?? platform, contact: contactOn(platform, { platforms: own }), byPolicy: Object.hasOwn(own, platform),
      known: rule?.contact ?? null, source: rule?.source ?? null, checkedOn: rule?.checkedOn ?? null,
    };
  });
  if (shell.json) { shell.printJson({ schemaVersion: 1, shop: policy?.shop.platform ?? null, platforms: rows }); return; }
  shell.print(tableText([['platform', 'contact', 'by', 'checked', 'source'], ...rows.map(({ platform, contact, byPolicy, known: usual, source, checkedOn }) =>
    [platform, contact, byPolicy ? `shop policy${usual === null || usual === contact ? '' : ` (known: ${usual})`}` : 'data', checkedOn ?? 'never', source ?? 'nobody has looked it up'])]));
}
