import { wordInstant } from '../domain/instant-words.ts';
import { zoneOf } from '../domain/zone.ts';
import { type ConsentQuestion, type Permission, permissionOn } from '../domain/consent-rule.ts';
import type { Purpose } from '../domain/customer.ts';
import { suppressionOf } from '../domain/suppression-rule.ts';
import { consentHistory, type SaidConsent } from '../store/consent-history.ts';
import { loadSnapshots } from '../store/snapshot.ts';
import { customerNamed } from './customer.ts';
import { rulesOfInstallation } from './installation.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';

interface Options {
  readonly shop?: string;
}

/** `touchline consent show ID`. */
export const registerConsent: RegisterCommand = (parent, shell) => {
  parent.command('show').description('what permits each channel now, and every word the customer ever said of it with its proof')
    .argument('<id>', "the customer's id, or the id a shop gave").option('--shop <id>', 'the shop whose id it is, when several know it')
    .addHelpText('after', '\nExamples:\n  npx touchline consent show 12347\n  npx touchline consent show 12347 --json\n')
    .action((id: string, options: Options) => show(shell, id, options));
};

async function show(shell: Shell, named: string, options: Options): Promise<void> {
  const pool = await shell.database();
  const { id } = await customerNamed(pool, named, options.shop ?? null);
  const { policy, channels } = await rulesOfInstallation().load(pool);
  const snapshot = (await loadSnapshots(pool, [id], 0)).get(id);
  if (snapshot === undefined) throw new CliFailure({ exitCode: 2, code: 'customer-unknown', message: `nothing is known of ${named}` });
  const { customer, nowMs } = snapshot;
  const now = Object.keys(channels).map((channel) => {
    const on = (purpose: Purpose) => standingOn(channel, { customer, purpose, channels, policy, nowMs });
    return { channel, marketing: on('marketing'), service: on('service') };
  });
  const said = await consentHistory(pool, id);
  if (shell.json) {
    shell.printJson({ schemaVersion: 1, customer: id, now, said: said.map(({ atMs, ...one }) => ({ ...one, at: isoOf(atMs) })) });
    return;
  }
  const zone = zoneOf(customer, policy);
  shell.print([
    ...now.map(({ channel, marketing, service }) => `${channel}: marketing ${inWords(marketing)}; service ${inWords(service)}`),
    '', ...(said.length === 0 ? ['The customer has said nothing of it.'] : said.map((one) => saidInWords(one, wordInstant(one.atMs, zone, shell.language)))),
  ].join('\n'));
}

/** What permits a purpose on a channel; a standing reason never to write comes before every yes. */
type StandingOn = Permission | { readonly permitted: false; readonly why: 'suppressed'; readonly cause: string };

function standingOn(channel: string, question: ConsentQuestion): StandingOn {
  const suppression = suppressionOf(question.customer, channel, question.purpose);
  // Who has unsubscribed has said so with a word of their own.
  return suppression === null || suppression.reason === 'unsubscribed' ? permissionOn(channel, question) : { permitted: false, why: 'suppressed', cause: suppression.reason };
}

const WORDS = {
  consent: 'yes', 'soft-opt-in': 'by law, as to an own customer', 'opt-out-law': 'by law, until they say no',
  'consent-withdrawn': 'no, withdrawn', 'consent-not-confirmed': 'no, not confirmed yet', 'no-consent': 'no, never agreed to',
} as const;

function inWords(answer: StandingOn): string {
  if (answer.permitted) return WORDS[answer.by];
  return answer.why === 'suppressed' ? `no, ${answer.cause}` : WORDS[answer.why];
}

function saidInWords({ channel, purpose, granted, confirmed, source, wording, language, proof }: SaidConsent, when: string): string {
  const word = granted ? (confirmed ? 'yes' : 'yes, not confirmed') : 'no';
  const shown = proof === null ? '' : ` · proof ${Object.entries(proof).map(([name, value]) => `${name} ${String(value)}`).join(', ')}`;
  return `${when}  ${channel} ${purpose}: ${word} · ${source} · “${wording}”${language === null ? '' : ` (${language})`}${shown}`;
}
