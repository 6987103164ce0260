import { GRANT_STATES } from '../domain/grant.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { PIECES, type Promotion } from '../domain/promotion.ts';
import { wordReason } from '../domain/reason-words.ts';
import type { Pool } from '../store/pool.ts';
import { importCodes } from '../store/promotion-codes.ts';
import { countPromotions, listGrants, type PromotionCount } from '../store/promotion-list.ts';
import { revokeGrants } from '../store/revoke-grants.ts';
import { customerNamed } from './customer.ts';
import { howMany } from './how-many.ts';
import { tellRuns } from './installation.ts';
import { plainAmount, wordAmount } from './number-words.ts';
import { policyInForce } from './policy-in-force.ts';
import { readSource } from './read-source.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

interface GrantOptions { readonly promotion?: string; readonly state?: string; readonly customer?: string; readonly limit: string }

/** `touchline promotion list|show|grants|revoke|import-codes`. */
export const registerPromotion: RegisterCommand = (parent, shell) => {
  parent.command('list').description('the shelf in its order, with what is given and what is left')
    .addHelpText('after', '\nExamples:\n  npx touchline promotion list\n  npx touchline promotion list --json\n')
    .action(() => list(shell));
  parent.command('show').description('one promotion: its terms, its budget and what became of its grants').argument('<name>')
    .addHelpText('after', '\nExample:\n  npx touchline promotion show welcome-back\n')
    .action((name: string) => show(shell, name));
  parent.command('grants').description('promotions given to customers, the newest first')
    .option('--promotion <name>', 'only those of one promotion').option('--state <state>', `only those in this state: ${GRANT_STATES.join(', ')}`)
    .option('--customer <id>', "only those of one customer, by the id or the shop's").option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExamples:\n  npx touchline promotion grants --state used\n  npx touchline promotion grants --customer 12347 --json\n')
    .action((options: GrantOptions) => grants(shell, options));
  parent.command('revoke').description('take open grants back: their codes are no longer good, and what has not left does not leave').argument('<promotion>')
    .option('--customer <id>', 'only that of one customer').option('--yes', 'of all customers, without asking')
    .addHelpText('after', '\nExamples:\n  npx touchline promotion revoke welcome-back --customer 12347\n  npx touchline promotion revoke welcome-back --yes\n')
    .action((name: string, options: { customer?: string; yes?: boolean }) => revoke(shell, name, options));
  parent.command('import-codes').description('add codes to the pool of a promotion, one a line').argument('<promotion>').argument('<file>', 'a text file, or - for standard input')
    .addHelpText('after', '\nExample:\n  npx touchline promotion import-codes winter-pool codes.txt\n')
    .action((name: string, file: string) => addCodes(shell, name, file));
};

async function list(shell: Shell): Promise<void> {
  const pool = await shell.database();
  const counts = await countPromotions(pool);
  const { promotions: { shelf } } = await policyInForce(pool);
  const rows = [...shelf.map((promotion) => ({ promotion, count: countOf(promotion.name, counts) })),
    // Off the shelf they are told of only while customers have or had them.
    ...counts.filter(({ promotion, states }) => Object.keys(states).length > 0 && !shelf.some(({ name }) => name === promotion)).map((count) => ({ promotion: null, count }))];
  if (shell.json) {
    shell.printJson({ schemaVersion: 1, promotions: rows.map(({ promotion, count }) => ({ tool: promotion?.tool ?? null, onShelf: promotion !== null, ...plainCount(count) })) });
    return;
  }
  if (rows.length === 0) { shell.print('the shelf is empty: write promotions.shelf in touchline.yaml, and apply it'); return; }
  shell.print(tableText([['promotion', 'given', 'tool', 'used', 'ended unused', 'open', 'held'], ...rows.map(({ promotion, count }) => {
    const { used = 0, expired = 0, reserved = 0, committed = 0 } = count.states;
    return [count.promotion, String(used + expired + committed), promotion?.tool ?? '(off the shelf)', String(used), String(expired), String(reserved + committed), count.purses.map(purseText).join(', ')];
  })]));
}

const countOf = (name: string, counts: readonly PromotionCount[]): PromotionCount =>
  counts.find(({ promotion }) => promotion === name) ?? { promotion: name, states: {}, purses: [], freeCodes: 0 };

function purseText({ unit, held, most }: PromotionCount['purses'][number]): string {
  const amount = (text: string) => (unit === PIECES ? String(Number(text)) : wordAmount(text));
  return `${unit === PIECES ? '' : `${unit} `}${amount(held)}${most === null ? '' : ` of ${amount(most)}`}${unit === PIECES ? ' pieces' : ''}`;
}

function plainCount({ promotion, states, purses, freeCodes }: PromotionCount): object {
  return { promotion, states, freeCodes, purses: purses.map(({ unit, held, most }) => ({ unit, held: plainly(unit, held), most: plainly(unit, most) })) };
}

function plainly(unit: string, amount: string | null): string | null {
  if (amount === null) return null;
  return unit === PIECES ? String(Number(amount)) : plainAmount(amount);
}

async function show(shell: Shell, name: string): Promise<void> {
  const pool = await shell.database();
  const promotion = await promotionNamed(pool, name);
  const count = countOf(name, await countPromotions(pool));
  if (shell.json) { shell.printJson({ schemaVersion: 1, terms: promotion, ...plainCount(count) }); return; }
  const { reserved = 0, committed = 0, used = 0, expired = 0, released = 0, revoked = 0 } = count.states;
  shell.print([
    `${name}: ${promotion.title[shell.language] ?? promotion.title['en'] ?? name} (${promotion.tool})`,
    `good for ${promotion.validFor.count} ${promotion.validFor.unit} from the day it is given${promotion.isRight ? '; owed, not drawn' : ''}`,
    ...count.purses.map((purse) => `held: ${purseText(purse)}`),
    ...(promotion.codes === 'pool' ? [`codes that nobody has yet: ${count.freeCodes}`] : []),
    `grants: ${reserved} reserved, ${committed} in hand, ${used} used, ${expired} ended unused, ${released} given back, ${revoked} taken back`,
  ].join('\n'));
}

/** @throws CliFailure 2 when the shelf has no such promotion */
async function promotionNamed(pool: Pool, name: string): Promise<Promotion> {
  const { promotions: { shelf } } = await policyInForce(pool);
  const promotion = shelf.find((one) => one.name === name);
  if (promotion !== undefined) return promotion;
  const wayOut = shelf.length === 0 ? 'the shelf is empty: write promotions.shelf in touchline.yaml' : `on the shelf: ${shelf.map((one) => one.name).join(', ')}`;
  throw new CliFailure({ exitCode: 2, code: 'promotion-unknown', message: `there is no promotion "${name}" on the shelf`, wayOut });
}

async function grants(shell: Shell, options: GrantOptions): Promise<void> {
  const state = GRANT_STATES.find((known) => known === options.state) ?? null;
  if (options.state !== undefined && state === null) throw unknownState(options.state);
  const pool = await shell.database();
  const customerId = options.customer === undefined ? null : (await customerNamed(pool, options.customer, null)).id;
  const listed = await listGrants(pool, { promotion: options.promotion ?? null, state, customerId, limit: howMany(options.limit) });
  if (shell.json) { shell.printJson({ schemaVersion: 1, grants: listed.map((grant) => ({ ...grant, cost: plainAmount(grant.cost) })) }); return; }
  if (listed.length === 0) { shell.print('no grant'); return; }
  shell.print(tableText([['state', 'cost', 'promotion', 'code', 'good until', 'customer', ''], ...listed.map((grant) => [
    grant.state, `${grant.currency} ${wordAmount(grant.cost)}`, grant.promotion, grant.code ?? '-', `${wordInstant(grant.endsAtMs, 'UTC', shell.language)} UTC`, grant.customerId,
    grant.usedByOrder ?? (grant.reason === null ? '' : wordReason(grant.reason, shell.language, 'UTC')),
  ])]));
}

const unknownState = (state: string) => new CliFailure({ exitCode: 2, code: 'usage', message: `no grant state "${state}"`, wayOut: `one of ${GRANT_STATES.join(', ')}` });

async function revoke(shell: Shell, promotion: string, options: { customer?: string; yes?: boolean }): Promise<void> {
  const pool = await shell.database();
  if (options.customer === undefined && options.yes !== true) {
    const { reserved = 0, committed = 0 } = countOf(promotion, await countPromotions(pool)).states;
    throw new CliFailure({ exitCode: 4, code: 'not-confirmed', message: `this takes ${reserved + committed} open grants of "${promotion}" back`, wayOut: 'name a customer with --customer, or add --yes' });
  }
  const customerId = options.customer === undefined ? null : (await customerNamed(pool, options.customer, null)).id;
  const revoked = await revokeGrants(pool, { promotion, customerId });
  if (customerId !== null && revoked > 0) await tellRuns(shell, (lifecycle) => lifecycle.pokeAll([customerId], 'promotion.revoked'));
  if (shell.json) shell.printJson({ schemaVersion: 1, promotion, revoked });
  else shell.print(`${revoked} ${revoked === 1 ? 'grant' : 'grants'} of ${promotion} taken back`);
}

const LONGEST_CODE = 60;

async function addCodes(shell: Shell, name: string, file: string): Promise<void> {
  const pool = await shell.database();
  const promotion = await promotionNamed(pool, name);
  if (promotion.codes !== 'pool') throw new CliFailure({ exitCode: 4, code: 'no-pool', message: `"${name}" takes no codes from a pool`, wayOut: 'write codes: pool in touchline.yaml, and apply it' });
  const lines = (await readSource(file)).split(/\r?\n/).map((line, index) => ({ code: line.trim(), line: index + 1 })).filter(({ code }) => code !== '');
  const faults = lines.filter(({ code }) => /\s/.test(code) || code.length > LONGEST_CODE);
  if (faults.length > 0) {
    throw new CliFailure({
      exitCode: 3, code: 'bad-codes', wayOut: 'one code a line; nothing was imported',
      message: faults.slice(0, 20).map(({ code, line }) => `${file}:${line}:1 not a code: "${code.slice(0, LONGEST_CODE)}" ${code.length > LONGEST_CODE ? 'is too long' : 'has a blank inside'}`).join('\n'),
    });
  }
  const { added, known } = await importCodes(pool, name, [...new Set(lines.map(({ code }) => code))]);
  if (shell.json) shell.printJson({ schemaVersion: 1, promotion: name, added, known });
  else shell.print(`${added} codes added to ${name}${known.length === 0 ? '' : `, ${known.length} were known already and are left as they are`}`);
}
