import type { Command } from 'commander';
import type { CustomerId } from '../domain/ids.ts';
import { findCustomers } from '../store/customers-find.ts';
import { showCustomer } from '../store/customers-show.ts';
import type { Queryable } from '../store/pool.ts';
import { mergeLines, mergesAround, mergesJson } from './customer-merge-words.ts';
import { customerJson, customerText } from './customer-report.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type Shell } from './shell.ts';

const EXAMPLES = `
Examples:
  npx touchline customer show 12347
  npx touchline customer show 12347 --shop online-retail --json
`;

/** `touchline customer show`. Answers the command group, so that other commands about one customer can join it. */
export function registerCustomer(parent: Command, shell: Shell): Command {
  const customer = parent.command('customer').description('one customer');
  customer.command('show').description('what is known of a customer, each value explained by its cut-points')
    .argument('<id>', "the customer's id, or the id a shop gave")
    .option('--shop <id>', 'the shop whose id it is, when several know it')
    .addHelpText('after', EXAMPLES)
    .action((id: string, options: { shop?: string }) => runShow(shell, id, options.shop ?? null));
  return customer;
}

async function runShow(shell: Shell, idOrExternalId: string, shop: string | null): Promise<void> {
  const pool = await shell.database();
  const { id, ...name } = await customerNamed(pool, idOrExternalId, shop);
  const shown = await showCustomer(pool, id);
  if (shown === null) throw unknownCustomer(idOrExternalId);
  const policy = await policyInForce(pool);
  const merged = await mergesAround(pool, idOrExternalId, id);
  if (shell.json) shell.printJson({ ...customerJson(shown, name, policy), ...mergesJson(merged) });
  else shell.print([...mergeLines(merged, policy.shop.timeZone), customerText(shown, name, policy)].join('\n'));
}

/** The one customer meant by an id of ours or of a shop. @throws CliFailure 2 when there is none, or more than one */
export async function customerNamed(
  db: Queryable, idOrExternalId: string, shop: string | null,
): Promise<{ id: CustomerId; shopId: string | null; externalId: string | null }> {
  const found = (await findCustomers(db, idOrExternalId)).filter(({ shopId }) => shop === null || shopId === shop);
  const [first] = found;
  if (first === undefined) throw unknownCustomer(idOrExternalId);
  if (found.length === 1) return first;
  throw new CliFailure({
    exitCode: 2, code: 'customer-ambiguous', message: `several shops know a customer ${idOrExternalId}: ${found.map(({ shopId }) => shopId).join(', ')}`,
    wayOut: 'name the shop with --shop ID',
  });
}

function unknownCustomer(idOrExternalId: string): CliFailure {
  return new CliFailure({
    exitCode: 2, code: 'customer-unknown', message: `no customer ${idOrExternalId.slice(0, 60)}`,
    wayOut: 'the first column of `npx touchline customers export` lists the ids of the shops',
  });
}
