/**
 * Every place at which a test may end the process, and where the work stands there. Whatever dies at any of them,
 * the next start loses nothing and sends nothing twice (test/faults/crash-points.test.ts).
 */
export const CRASH_POINTS = {
  'claim-next': 'a touch is about to be claimed',
  'claim-uncommitted': 'a touch is taken, its claim not committed',
  'claim-committed': 'a touch is claimed, nothing handed over',
  'send-accepted': 'the provider has accepted, nothing recorded',
  'outcome-uncommitted': 'the outcome is written and decided upon, not committed',
  'outcome-committed': 'the outcome is committed, the run not told',
  'advance-uncommitted': 'a decision is written, not committed',
  'advance-committed': 'a decision is committed, the run not told',
  'events-stored': 'events are committed to the inbox, their sender not answered',
  'events-unapplied': 'events are committed to the inbox, none applied',
  'events-uncommitted': 'events are applied to the facts, not committed',
  'events-applied': 'events are applied, the customer not poked',
  'relay-taken': 'overdue customers are marked as poked, not poked',
  'freeze-uncommitted': 'a slice of an audience is frozen, not committed',
  'freeze-slice': 'a slice of an audience is committed, the next not looked at',
  'page-uncommitted': 'a batch of a page is entered and taken, not committed',
  'page-claimed': 'a batch of a page is claimed, nothing handed over',
  'page-between-sends': 'some mails of a batch have been handed over, some not',
  'page-sent': 'all mails of a batch have been handed over, nothing recorded',
  'page-settle-uncommitted': 'the outcomes of a batch are written and decided upon, not committed',
  'page-settled': 'the outcomes of a batch are committed, the next batch not begun',
  'wake-poked': 'customers of a run have been poked, not marked as awake',
  'run-finish-uncommitted': 'a run is closed, not committed',
  'run-finished': 'a run is closed, its workflow not told',
  'campaign-applied': 'a campaign is applied, the next of the command not begun',
  'campaign-started': 'the run of a campaign is committed, its workflow not started',
  'campaign-paused': 'a pause is committed, the run not told',
  'campaign-resumed': 'a resume is committed, the run not told',
  'campaign-cancelled': 'a cancelling is committed, the run not told',
  'webhook-answered': 'a webhook is answered, nothing recorded',
  'import-staged': 'a file is staged, no table filled',
  'import-uncommitted': 'an import has filled its tables, nothing committed',
  'import-committed': 'an import is committed, not reported',
  'migration-statement': 'a statement of a migration is executed, others are not',
  'migration-committed': 'a migration is committed, the one who keeps the books not told',
} as const;

export type CrashPoint = keyof typeof CRASH_POINTS;

let reached: ((point: CrashPoint) => void) | null = null;

/** Marks a place of the registry. Costs one comparison, unless a test has armed this process. */
export function crashPoint(point: CrashPoint): void {
  if (reached !== null) reached(point);
}

/** Has `onReached` called at every crash point from now on. */
export function watchCrashPoints(onReached: (point: CrashPoint) => void): void {
  reached = onReached;
}
