import { AGREEMENT_INVARIANTS } from './invariants/agreements.ts';
import { ATTEMPT_INVARIANTS } from './invariants/attempts.ts';
import { AUDIENCE_INVARIANTS } from './invariants/audiences.ts';
import { DECISION_INVARIANTS } from './invariants/decisions.ts';
import { FREQUENCY_CAPS } from './invariants/frequency-caps.ts';
import { FROZEN_CONTENT } from './invariants/frozen-content.ts';
import { HOLDOUTS } from './invariants/holdouts.ts';
import type { Invariant, Look, Offender, Surroundings } from './invariants/invariant.ts';
import { MERGE_INVARIANTS } from './invariants/merges.ts';
import { MESSAGE_INVARIANTS } from './invariants/messages.ts';
import { MONEY_INVARIANTS } from './invariants/money.ts';
import { ORPHAN_INVARIANTS } from './invariants/orphans.ts';
import { PERMISSION_INVARIANTS } from './invariants/permission.ts';
import { APPROVAL_INVARIANTS } from './invariants/approvals.ts';
import { PROMISE_INVARIANTS } from './invariants/promises.ts';
import { PROMOTION_INVARIANTS } from './invariants/promotions.ts';
import { QUIET_HOURS } from './invariants/quiet-hours.ts';
import { RIGHT_INVARIANTS } from './invariants/rights.ts';
import { SANDBOX_INVARIANTS } from './invariants/sandbox-mail.ts';
import { STAFF_INVARIANTS } from './invariants/staff.ts';
import { WAKE_UP_INVARIANTS } from './invariants/wake-ups.ts';
import type { Pool, Transaction } from './pool.ts';

/** What one invariant came to on the live database. */
export interface InvariantReport {
  readonly id: string;
  readonly title: string;
  /** What an operator does about an offender. */
  readonly remedy: string;
  /** Rows looked at. */
  readonly checked: number;
  /** Violations. */
  readonly count: number;
  /** The first ten: ids only, nothing personal. */
  readonly offenders: readonly Offender[];
}

const INVARIANTS: readonly Invariant[] = [
  ...ATTEMPT_INVARIANTS, ...MESSAGE_INVARIANTS, ...SANDBOX_INVARIANTS,
  ...PERMISSION_INVARIANTS, QUIET_HOURS, FREQUENCY_CAPS, HOLDOUTS,
  ...WAKE_UP_INVARIANTS, ...DECISION_INVARIANTS, ...AUDIENCE_INVARIANTS,
  ...MONEY_INVARIANTS, ...ORPHAN_INVARIANTS, ...PROMOTION_INVARIANTS, ...AGREEMENT_INVARIANTS, ...RIGHT_INVARIANTS, ...STAFF_INVARIANTS, ...PROMISE_INVARIANTS, ...APPROVAL_INVARIANTS, ...MERGE_INVARIANTS, FROZEN_CONTENT,
];

/** Ids of all invariants, in the order in which they are checked. */
export const INVARIANT_IDS: readonly string[] = INVARIANTS.map(({ id }) => id);

const STATEMENT_LIMIT_MS = 120_000;

/** What to check, and what the tables do not know; everything has a default. */
export interface VerifyOptions extends Partial<Surroundings> {
  /** Ids of the invariants to check; all when left out. */
  readonly only?: readonly string[];
  readonly onReport?: (report: InvariantReport) => void;
}

/**
 * Checks the invariants of the send ledger and of the facts in one read-only snapshot of the live database.
 * Each statement may take two minutes; one that takes longer is an error.
 */
export async function verifyInvariants(pool: Pool, options: VerifyOptions = {}): Promise<readonly InvariantReport[]> {
  const { only, onReport, channels = {} } = options;
  const chosen = INVARIANTS.filter(({ id }) => only?.includes(id) ?? true);
  return inSnapshot(pool, async (tx) => {
    const reports: InvariantReport[] = [];
    for (const { id, title, remedy, look } of chosen) {
      const found: Look = await look(tx, { channels });
      const report = { id, title, remedy, ...found };
      onReport?.(report);
      reports.push(report);
    }
    return reports;
  });
}

/** All looks see the database at one instant: rows that change meanwhile cannot contradict each other. */
async function inSnapshot<T>(pool: Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  try {
    await tx.query('begin isolation level repeatable read read only');
    // Compiling these statements takes longer than running most of them.
    await tx.query(`set local statement_timeout = ${STATEMENT_LIMIT_MS}; set local jit = off`);
    return await work(tx);
  } finally {
    await tx.query('rollback').catch((error: Error) => { broken = error; });
    tx.release(broken);
  }
}
