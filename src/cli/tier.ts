import type { Command } from 'commander';
import { wordInstant } from '../domain/instant-words.ts';
import { wordMoney } from '../domain/money-words.ts';
import { wordReason } from '../domain/reason-words.ts';
import { explainRights } from '../domain/rights-words.ts';
import { rightsOf } from '../domain/rights.ts';
import { scoreNotes } from '../domain/score-notes.ts';
import { explainTier, missingToNextTier } from '../domain/tier-words.ts';
import { numericFromMoney } from '../store/money.ts';
import { currenciesOfOrders } from '../store/order-currencies.ts';
import { lastOccasions } from '../store/right-occasions.ts';
import { latestScoreVersion } from '../store/score-version.ts';
import { loadSnapshots } from '../store/snapshot.ts';
import { readTierHistory } from '../store/tier-history.ts';
import { customerNamed } from './customer.ts';
import { lastOf } from './customer-report.ts';
import { rulesOfInstallation } from './installation.ts';
import { plainAmount } from './number-words.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

interface TierOptions {
  readonly shop?: string;
}

/** `touchline tier explain|history ID`. */
export const registerTier: RegisterCommand = (parent, shell) => {
  onCustomer(parent.command('explain').description('why a customer has its tier, and what would raise or lower it'), 'explain')
    .action((id: string, options: TierOptions) => explain(shell, id, options));
  onCustomer(parent.command('history').description('every change of a customer\'s tier, with its reason'), 'history')
    .action((id: string, options: TierOptions) => history(shell, id, options));
};

function onCustomer(command: Command, word: string): Command {
  return command
    .argument('<id>', "the customer's id, or the id a shop gave")
    .option('--shop <id>', 'the shop whose id it is, when several know it')
    .addHelpText('after', `\nExamples:\n  npx touchline tier ${word} 12347\n  npx touchline tier ${word} 12347 --json\n`);
}

async function explain(shell: Shell, named: string, options: TierOptions): Promise<void> {
  const pool = await shell.database();
  const { id } = await customerNamed(pool, named, options.shop ?? null);
  const { policy, cutPoints } = await rulesOfInstallation().load(pool);
  const snapshot = (await loadSnapshots(pool, [id], 0)).get(id);
  if (snapshot === undefined) throw new CliFailure({ exitCode: 2, code: 'customer-unknown', message: `nothing is known of ${named}` });
  const explaining = { customer: snapshot.customer, policy, cutPoints, nowMs: snapshot.nowMs };
  const score = await latestScoreVersion(pool);
  const notes = score === null ? [] : scoreNotes({ customers: score.customers, currencies: await currenciesOfOrders(pool) });
  const past = await lastOccasions(pool, id);
  const sentences = [...explainTier(explaining), ...explainRights(snapshot.customer.standing, policy, past), ...notes];
  if (!shell.json) {
    shell.print(sentences.join('\n'));
    return;
  }
  const { standing, contribution, contributionParts: parts, tierRecord } = snapshot.customer;
  const next = missingToNextTier(explaining);
  shell.printJson({
    schemaVersion: 1, customer: id, tier: standing.tier, title: policy.tiers.find(({ tier }) => tier === standing.tier)?.title ?? null,
    contribution: plainMoney(contribution), by: policy.tierReview.by ?? 'net-value',
    margin: parts === null ? null : { net: plainMoney(parts.net), promotions: plainMoney(parts.promotions), costsKnownShare: parts.knownShare }, currency: policy.shop.currency, windowDays: policy.tierReview.windowDays,
    since: tierRecord.sinceMs === null ? null : new Date(tierRecord.sinceMs).toISOString(), misses: tierRecord.misses,
    next: next === null ? null : { tier: next.tier, missing: plainMoney(next.missing) },
    thresholds: Object.fromEntries(Object.entries(cutPoints?.tierFromValue ?? {}).map(([tier, from]) => [tier, plainMoney(from)])),
    rights: rightsOf(standing, policy).map(({ rule: { right, title, days = null, slots = null, carriedOut = null }, because }) => ({ right, title, days, slots, because, carriedOut, last: lastOf(past, right) })),
    explained: sentences,
  });
}

async function history(shell: Shell, named: string, options: TierOptions): Promise<void> {
  const pool = await shell.database();
  const { id } = await customerNamed(pool, named, options.shop ?? null);
  const { policy } = await rulesOfInstallation().load(pool);
  const changes = await readTierHistory(pool, id);
  if (shell.json) {
    shell.printJson({
      schemaVersion: 1, customer: id,
      changes: changes.map(({ atMs, contribution, ...change }) => ({ at: new Date(atMs).toISOString(), ...change, contribution: plainMoney(contribution) })),
    });
    return;
  }
  const { timeZone, currency } = policy.shop;
  shell.print(changes.length === 0 ? 'no tier has been given yet: npx touchline score' : tableText(changes.map(({ atMs, from, to, because, contribution }) => [
    wordInstant(atMs, timeZone, shell.language), wordMoney(contribution, currency), from === '' ? to : `${from} → ${to}`, wordReason(because, shell.language, timeZone),
  ])));
}

const plainMoney = (amount: number) => plainAmount(numericFromMoney(amount));
