import { type CountryRow, countryRows } from '../channels/country-rules.ts';
import { proposeCountry } from '../campaign-file/words/place-names.ts';
import type { CountryConsent } from '../domain/consent-law.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

/** `touchline country list|show CODE`. */
export const registerCountry: RegisterCommand = (parent, shell) => {
  parent.command('list').description('the rules of every country: what is asked before marketing may leave, hours, labels; what the shop policy puts in their place is marked *')
    .addHelpText('after', '\nExamples:\n  npx touchline country list\n  npx touchline country list --json\n')
    .action(() => list(shell));
  parent.command('show').description('the rules of one country, with law, source, certainty and the day to look again').argument('<code>', 'ISO 3166-1, such as DE')
    .addHelpText('after', '\nExamples:\n  npx touchline country show KR\n  npx touchline country show DE --json\n')
    .action((code: string) => show(shell, code));
};

const today = () => new Date().toISOString().slice(0, 10);

async function list(shell: Shell): Promise<void> {
  const { consent } = await policyInForce(await shell.database());
  const rows = countryRows().map((row) => ({ ...shown(row, consent), isStale: row.recheck_by < today() }));
  if (shell.json) { shell.printJson({ schemaVersion: 1, countries: rows }); return; }
  shell.print(tableText([
    ['', 'from', 'mail', 'messengers', 'soft opt-in', 'confirm', 'hours', 'label', 'certainty', 'look again'],
    ...rows.map((row) => [row.country, row.effectiveFrom ?? '', row.mail, row.messengers, row.softOptIn, row.confirmation, row.hours ?? '', row.subjectLabel ?? '', row.certainty, `${row.recheckBy}${row.isStale ? ' (past)' : ''}`]),
  ]));
  shell.print('\nUnknown countries: a yes for everything, confirmed where the policy asks for confirmation by country. * by the shop policy.');
}

async function show(shell: Shell, named: string): Promise<void> {
  const code = named.trim().toUpperCase();
  const rows = countryRows().filter((row) => row.country_code === code);
  if (rows.length === 0) {
    const wayOut = proposeCountry(named.trim());
    throw new CliFailure({ exitCode: 2, code: 'country-unknown', message: `there are no rules of ${named}: it is treated as the strictest`, ...(wayOut === null ? {} : { wayOut }) });
  }
  const { consent } = await policyInForce(await shell.database());
  const facts = rows.map((row) => ({ ...shown(row, consent), ...told(row), isStale: row.recheck_by < today() }));
  if (shell.json) { shell.printJson({ schemaVersion: 1, versions: facts }); return; }
  shell.print(facts.map((fact) => Object.entries(fact).filter(([, value]) => value !== null && value !== '' && value !== false).map(([name, value]) => `${NAMES[name] ?? name}: ${String(value)}`).join('\n')).join('\n\n'));
}

const NAMES: Readonly<Record<string, string>> = {
  effectiveFrom: 'in force from', mail: 'mail', messengers: 'messengers', softOptIn: 'soft opt-in', confirmation: 'confirmation', hours: 'hours for marketing', subjectLabel: 'label of the subject',
  detail: 'in words', requiredContent: 'must stand in a message', unsubscribeDeadline: 'a no counts within', contactValidFor: 'contact works for', otherRules: 'besides', checkedOn: 'looked at', recheckBy: 'look again by', isStale: 'past that day',
};

/** What counts, the policy's word in place of the row's. */
function shown(row: CountryRow, policy: ShopPolicy['consent']) {
  const own = policy?.countries?.[row.country_code];
  return {
    country: row.country_code,
    effectiveFrom: row.effective_from || null,
    mail: marked(own?.mailbox, row.consent_email || 'opt-in'),
    messengers: marked(own?.pocket, row.consent_messaging || 'opt-in'),
    softOptIn: softOptIn(row, own),
    confirmation: marked(own?.confirmation === undefined ? undefined : yesNo(own.confirmation), yesNo(row.double_opt_in === 'expected')),
    hours: hoursOf(row),
    subjectLabel: row.subject_label || null,
    certainty: row.certainty,
    recheckBy: row.recheck_by,
  };
}

const told = (row: CountryRow) => ({
  name: row.country, law: row.law, detail: row.consent_detail, requiredContent: row.required_content, unsubscribeDeadline: row.unsubscribe_deadline,
  contactValidFor: row.contact_valid_for, otherRules: row.other_rules, unconfirmed: row.unconfirmed, checkedOn: row.checked_on, source: row.source,
});

const marked = (own: string | undefined, written: string) => (own === undefined ? written : `${own}*`);
const yesNo = (is: boolean) => (is ? 'expected' : '-');

function hoursOf({ allowed_hours_local: hours, hours_reach: reach }: CountryRow): string | null {
  return hours === '' ? null : `${hours}${reach === 'pocket' ? ' (messengers)' : ''}`;
}

function softOptIn({ soft_opt_in: reach, soft_opt_in_days: days }: CountryRow, own: CountryConsent | undefined): string {
  if (own?.softOptInDays !== undefined) return own.softOptInDays === 0 ? '-*' : `${own.softOptInDays} days*`;
  if (reach === '') return '-';
  return `${reach === 'all' ? 'mail and messengers' : 'mail'}${days === '' ? '' : `, ${days} days`}`;
}
