import type { LifecycleCard } from '../contracts/lifecycle.ts';
import { decide } from '../domain/decide.ts';
import type { Decision, Entering, Snapshot } from '../domain/decision.ts';
import type { CustomerId } from '../domain/ids.ts';
import { afterWishes } from '../domain/purse-left.ts';
import { afterPlanned } from '../domain/sender-limits.ts';
import { describeCard } from '../domain/lifecycle-card.ts';
import type { LockedCustomer } from './customer-lock.ts';
import { moveGrants, movesGrants } from './move-grants.ts';
import type { Transaction } from './pool.ts';
import { readPurses } from './purses.ts';
import type { RulesInForce, RulesSource } from './rules.ts';
import { askApprovals } from './ask-approvals.ts';
import { savePromises } from './save-promises.ts';
import { type DecisionToSave, saveDecisions } from './save-decisions.ts';
import { loadSnapshots } from './snapshot.ts';
import { carriesOutRights, tellStandingRights } from './tell-rights.ts';

/** A decision that has been written in the running transaction. */
export interface Decided {
  readonly snapshot: Snapshot;
  readonly rules: RulesInForce;
  readonly decision: Decision;
  readonly card: LifecycleCard;
}

/**
 * The one place where judgement meets the tables: reads, decides and writes for customers whose locks `tx` holds.
 * `advance`, the claim, the outcome of a send and a page all go through here.
 */
export async function decideCustomers(
  tx: Transaction,
  source: RulesSource,
  locked: ReadonlyMap<CustomerId, LockedCustomer>,
  how: { readonly callKey: string | null; readonly entering: Entering | null },
): Promise<Map<CustomerId, Decided>> {
  if (locked.size === 0) return new Map();
  const rules = await source.load(tx);
  const snapshots = await loadSnapshots(tx, [...locked.keys()], rules.capWindowHours, rules.shownSkus);
  for (let round = 1, { purses } = rules; ; round += 1) {
    const made = decideEach({ locked, snapshots, rules: { ...rules, purses }, ...how });
    if (await saved(tx, made.toSave)) {
      await tellRights(tx, rules, made.toSave);
      await askApprovals(tx, made.toSave);
      await savePromises(tx, made.toSave, rules.policy);
      return made.decided;
    }
    // Others were faster: what is left now is asked anew, and in the end nothing more is promised.
    const left = await readPurses(tx);
    purses = round < MOST_ROUNDS ? left : left.map((purse) => (purse.left === null ? purse : { ...purse, left: Math.min(purse.left, 0) }));
  }
}

/** Decisions that promise more than is left are made again; so often at most before they promise nothing. */
const MOST_ROUNDS = 4;

interface Batch {
  readonly locked: ReadonlyMap<CustomerId, LockedCustomer>;
  readonly snapshots: ReadonlyMap<CustomerId, Snapshot>;
  readonly rules: RulesInForce;
  readonly callKey: string | null;
  readonly entering: Entering | null;
}

/** Decides for one customer after the other: what one is promised is no longer there for the next. */
function decideEach({ locked, snapshots, rules, callKey, entering }: Batch): { decided: Map<CustomerId, Decided>; toSave: DecisionToSave[] } {
  const decided = new Map<CustomerId, Decided>();
  const toSave: DecisionToSave[] = [];
  let { purses, channels } = rules;
  for (const [id, customer] of locked) {
    const snapshot = snapshots.get(id);
    if (snapshot === undefined) continue;
    const decision = decide(snapshot, { ...rules, purses, channels }, entering);
    purses = afterWishes(purses, decision.wishes);
    channels = afterPlanned(channels, decision.messages);
    const card = describeCard(snapshot, rules, decision);
    decided.set(id, { snapshot, rules, decision, card });
    toSave.push({ locked: customer, callKey, snapshot, decision, policyOrdinal: rules.policyOrdinal, scoreVersion: rules.cutPoints?.version ?? null, card });
  }
  return { decided, toSave };
}

/** Rights follow the standing, so what a decision changes of it may change them. */
async function tellRights(tx: Transaction, rules: RulesInForce, saving: readonly DecisionToSave[]): Promise<void> {
  if (!carriesOutRights(rules.policy)) return;
  const moved = saving.filter(({ decision: { standing }, snapshot: { customer: { standing: was } } }) => standing.tier !== was.tier || standing.marks.join() !== was.marks.join());
  const holders = moved.map(({ decision: { standing }, snapshot: { customer: { id, country, erased } } }) => ({ id, country, standing, erased }));
  await tellStandingRights(tx, holders, rules, saving[0]?.snapshot.nowMs ?? 0);
}

/** Writes the decisions; false, and nothing written, when they promise more than is left. */
async function saved(tx: Transaction, toSave: readonly DecisionToSave[]): Promise<boolean> {
  if (!movesGrants(toSave)) {
    await saveDecisions(tx, toSave);
    return true;
  }
  await tx.query('savepoint promised');
  await saveDecisions(tx, toSave);
  const refused = await moveGrants(tx, toSave);
  if (refused.length === 0) return true;
  await tx.query('rollback to savepoint promised');
  return false;
}
