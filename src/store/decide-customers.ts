import type { LifecycleCard } from '../contracts/lifecycle.ts';
import { decide } from '../domain/decide.ts';
import type { Decision, Entering, Snapshot } from '../domain/decision.ts';
import type { CustomerId } from '../domain/ids.ts';
import { describeCard } from '../domain/lifecycle-card.ts';
import type { LockedCustomer } from './customer-lock.ts';
import type { Transaction } from './pool.ts';
import type { RulesInForce, RulesSource } from './rules.ts';
import { type DecisionToSave, saveDecisions } from './save-decisions.ts';
import { loadSnapshots } from './snapshot.ts';

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
  const snapshots = await loadSnapshots(tx, [...locked.keys()], rules.capWindowHours);
  const decided = new Map<CustomerId, Decided>();
  const toSave: DecisionToSave[] = [];
  for (const [id, customer] of locked) {
    const snapshot = snapshots.get(id);
    if (snapshot === undefined) continue;
    const decision = decide(snapshot, rules, how.entering);
    const card = describeCard(snapshot, rules, decision);
    decided.set(id, { snapshot, rules, decision, card });
    toSave.push({ locked: customer, callKey: how.callKey, snapshot, decision, policyOrdinal: rules.policyOrdinal, scoreVersion: rules.cutPoints?.version ?? null, card });
  }
  await saveDecisions(tx, toSave);
  return decided;
}
