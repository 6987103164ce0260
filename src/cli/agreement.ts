import { missingToRebate } from '../domain/agreement.ts';
import { civilFromDays, dayNumber, dayText } from '../domain/civil-date.ts';
import { wordMoney } from '../domain/money-words.ts';
import type { StoredAgreement } from '../store/agreement-row.ts';
import { addAgreement, type Agreed, endAgreement, listAgreements, readAgreement, renewAgreement } from '../store/agreements.ts';
import { numericFromMoney } from '../store/money.ts';
import type { Pool } from '../store/pool.ts';
import { termsOf, wordShare } from './agreement-words.ts';
import { readTerms, type WrittenTerms } from './agreement-terms.ts';
import { customerNamed } from './customer.ts';
import { howMany } from './how-many.ts';
import { tellRuns } from './installation.ts';
import { plainAmount } from './number-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { today } from './score-day.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

type AddOptions = WrittenTerms & { readonly shop?: string };
type RenewOptions = Partial<WrittenTerms> & { readonly until: string };
interface ListOptions { readonly customer?: string; readonly inForce?: boolean; readonly limit: string }

const TERMS = {
  discount: ['--discount <share>', 'off every price, such as 5%'], rebate: ['--rebate <share>', 'given back on what was bought, such as 3%'],
  rebateFrom: ['--rebate-from <amount>', 'from this net value of its orders on, such as "5000 GBP"'],
  remind: ['--remind <days>', 'remind of the renewal so many days before the end; 0: never'],
} as const;

/** `touchline agreement add|list|show|renew|end`. */
export const registerAgreement: RegisterCommand = (parent, shell) => {
  parent.command('add').description('agree on terms with a customer, for days that no other agreement of theirs has').argument('<customer>', "the customer's id, or the id a shop gave")
    .requiredOption('--from <day>', 'first day').requiredOption('--until <day>', 'last day')
    .option(...TERMS.discount).option(...TERMS.rebate).option(...TERMS.rebateFrom).option(...TERMS.remind)
    .option('--shop <id>', 'the shop whose id it is, when several know it')
    .addHelpText('after', '\nExamples:\n  npx touchline agreement add 12347 --from 2011-12-01 --until 2012-11-30 --discount 5%\n  npx touchline agreement add 12347 --from 2011-12-01 --until 2012-11-30 --rebate 3% --rebate-from "5000 GBP" --remind 45\n')
    .action((customer: string, options: AddOptions) => add(shell, customer, options));
  parent.command('list').description('agreements by their end, the next one first')
    .option('--customer <id>', 'only those of one customer').option('--in-force', 'only those in force today').option('--limit <count>', 'at most so many', '100')
    .addHelpText('after', '\nExamples:\n  npx touchline agreement list --in-force\n  npx touchline agreement list --customer 12347 --json\n')
    .action((options: ListOptions) => list(shell, options));
  parent.command('show').description('one agreement: its terms, its days and what was bought towards the rebate').argument('<id>', 'the number of the agreement')
    .addHelpText('after', '\nExample:\n  npx touchline agreement show 3\n')
    .action((id: string) => show(shell, id));
  parent.command('renew').description('agree on what follows an agreement: the same terms unless others are named').argument('<id>', 'the number of the agreement')
    .requiredOption('--until <day>', 'last day of the new one').option('--from <day>', 'first day of the new one (by default the day after the old one)')
    .option(...TERMS.discount).option(...TERMS.rebate).option(...TERMS.rebateFrom).option(...TERMS.remind)
    .addHelpText('after', '\nExample:\n  npx touchline agreement renew 3 --until 2013-11-30 --discount 6%\n')
    .action((id: string, options: RenewOptions) => renew(shell, id, options));
  parent.command('end').description('end an agreement before its time').argument('<id>', 'the number of the agreement')
    .addHelpText('after', '\nExample:\n  npx touchline agreement end 3\n')
    .action((id: string) => end(shell, id));
};

async function add(shell: Shell, customer: string, { shop, ...written }: AddOptions): Promise<void> {
  const pool = await shell.database();
  const { id } = await customerNamed(pool, customer, shop ?? null);
  const terms = readTerms(written, await shopsDay(pool));
  tellAgreed(shell, await addAgreement(pool, id, terms), await shopsDay(pool));
}

async function renew(shell: Shell, named: string, options: RenewOptions): Promise<void> {
  const pool = await shell.database();
  const old = await agreementNamed(pool, named);
  if (old.state === 'ended') throw new CliFailure({ exitCode: 4, code: 'agreement-ended', message: `agreement ${old.id} was ended before its time`, wayOut: 'agree anew: npx touchline agreement add' });
  const day = await shopsDay(pool);
  const agreed = await renewAgreement(pool, old, readTerms({ ...writtenOf(old), from: dayText(civilFromDays(dayNumber(old.until) + 1)), ...options }, day));
  if (agreed.kind === 'agreed') await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([old.customerId], 'agreement-renewed'));
  tellAgreed(shell, agreed, day);
}

/** The terms of an agreement as one would write them; its days are over. */
function writtenOf({ discountShare, rebate, currency, renewalReminderDays }: StoredAgreement): Partial<WrittenTerms> {
  return {
    ...(discountShare === null ? {} : { discount: wordShare(discountShare) }),
    ...(rebate === null ? {} : { rebate: wordShare(rebate.share), rebateFrom: `${plainAmount(numericFromMoney(rebate.fromValue))} ${currency}` }),
    remind: String(renewalReminderDays),
  };
}

async function end(shell: Shell, named: string): Promise<void> {
  const pool = await shell.database();
  const agreement = await agreementNamed(pool, named);
  const { today: now } = await shopsDay(pool);
  if (agreement.until < now || !await endAgreement(pool, agreement)) {
    throw new CliFailure({ exitCode: 4, code: 'agreement-over', message: `agreement ${agreement.id} is over already: ${standing(agreement, now)}`, wayOut: 'nothing was changed' });
  }
  await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([agreement.customerId], 'agreement-ended'));
  if (shell.json) shell.printJson({ schemaVersion: 1, id: agreement.id, ended: true });
  else shell.print(`agreement ${agreement.id} is ended; its terms hold no longer`);
}

function tellAgreed(shell: Shell, agreed: Agreed, { today: now }: { today: string }): void {
  if (agreed.kind === 'unknown-customer') throw new CliFailure({ exitCode: 4, code: 'customer-merged', message: 'the customer has been merged into another one', wayOut: 'name that one' });
  if (agreed.kind === 'overlaps') {
    const { neighbour } = agreed;
    throw new CliFailure({
      exitCode: 4, code: 'agreement-overlaps', message: `it would overlap with agreement ${neighbour.id} of the same customer, from ${neighbour.from} until ${neighbour.until}`,
      wayOut: `let it begin after ${neighbour.until}, or end that one first: npx touchline agreement end ${neighbour.id}`,
    });
  }
  if (shell.json) shell.printJson({ schemaVersion: 1, agreement: plainly(agreed.agreement, now) });
  else shell.print(`agreement ${agreed.agreement.id}: ${termsOf(agreed.agreement, agreed.agreement.currency)}, from ${agreed.agreement.from} until ${agreed.agreement.until}; ${standing(agreed.agreement, now)}`);
}

async function list(shell: Shell, options: ListOptions): Promise<void> {
  const pool = await shell.database();
  const { today: now } = await shopsDay(pool);
  const customerId = options.customer === undefined ? null : (await customerNamed(pool, options.customer, null)).id;
  const listed = await listAgreements(pool, { customerId, on: options.inForce === true ? now : null, limit: howMany(options.limit) });
  if (shell.json) { shell.printJson({ schemaVersion: 1, agreements: listed.map((agreement) => plainly(agreement, now)) }); return; }
  if (listed.length === 0) { shell.print('no agreement'); return; }
  shell.print(tableText([['id', 'from', 'until', 'standing', 'terms', 'customer'], ...listed.map((agreement) =>
    [String(agreement.id), agreement.from, agreement.until, standing(agreement, now), termsOf(agreement, agreement.currency), agreement.customerId])]));
}

async function show(shell: Shell, named: string): Promise<void> {
  const pool = await shell.database();
  const agreement = await agreementNamed(pool, named);
  const { today: now } = await shopsDay(pool);
  if (shell.json) { shell.printJson({ schemaVersion: 1, agreement: plainly(agreement, now) }); return; }
  const { rebate, currency, termValue, renewalReminderDays } = agreement;
  const missing = missingToRebate(agreement);
  shell.print([
    `agreement ${agreement.id} with customer ${agreement.customerId}`,
    `from ${agreement.from} until ${agreement.until}: ${standing(agreement, now)}`,
    `terms: ${termsOf(agreement, currency)}`,
    ...(rebate === null ? [] : [`bought within it: ${wordMoney(termValue, currency)}; ${missing === 0 ? 'the volume is reached' : `${wordMoney(missing ?? 0, currency)} to go`}`]),
    renewalReminderDays === 0 ? 'no reminder of its renewal' : `reminder of its renewal ${renewalReminderDays} days before the end`,
  ].join('\n'));
}

/** @throws CliFailure 2 when there is none */
async function agreementNamed(pool: Pool, id: string): Promise<StoredAgreement> {
  const agreement = /^\d{1,9}$/.test(id) ? await readAgreement(pool, Number(id)) : null;
  if (agreement !== null) return agreement;
  throw new CliFailure({ exitCode: 2, code: 'agreement-unknown', message: `there is no agreement ${id.slice(0, 40)}`, wayOut: 'npx touchline agreement list' });
}

async function shopsDay(pool: Pool): Promise<{ today: string; currency: string }> {
  const { shop } = await policyInForce(pool);
  return { today: await today(pool, shop.timeZone), currency: shop.currency };
}

function standing({ state, from, until, endedAtMs }: StoredAgreement, now: string): string {
  if (state === 'ended') return `ended early, on ${new Date(endedAtMs ?? 0).toISOString().slice(0, 10)}`;
  if (now < from) return 'to come';
  const days = dayNumber(until) - dayNumber(now);
  if (days < 0) return 'over';
  return days === 0 ? 'in force, its last day' : `in force, ${days} day${days === 1 ? '' : 's'} to go`;
}

function plainly(agreement: StoredAgreement, now: string): object {
  const { id, customerId, from, until, discountShare, rebate, currency, termValue, renewalReminderDays, state, endedAtMs } = agreement;
  const missing = missingToRebate(agreement);
  return {
    id, customer: customerId, from, until, standing: state === 'ended' ? 'ended' : now < from ? 'to-come' : now > until ? 'over' : 'in-force',
    discountShare, rebateShare: rebate?.share ?? null, rebateFrom: rebate === null ? null : plainAmount(numericFromMoney(rebate.fromValue)), currency,
    termValue: plainAmount(numericFromMoney(termValue)), missingToRebate: missing === null ? null : plainAmount(numericFromMoney(missing)), renewalReminderDays,
    endedAt: endedAtMs === null ? null : new Date(endedAtMs).toISOString(),
  };
}
