import type { CustomerId } from '../../../src/domain/ids.ts';
import type { CustomerRow, MemoryDatabase, RunRow } from './tables.ts';

const GRACE_MS = 60_000;
const MINUTE_MS = 60_000;

/**
 * src/store/relay.ts as one instant: the system time from which the relay takes the customer's wake-up for lost; null: never, as things stand.
 * Strict comparisons of the SQL become one millisecond more.
 */
export function overdueFrom(db: MemoryDatabase, { id, state }: CustomerRow): number | null {
  const { factor } = db.clock;
  const nowMs = db.now();
  const systemAt = (domainMs: number) => (domainMs <= nowMs ? db.systemMs - (factor === 0 ? 0 : (nowMs - domainMs) / factor) : factor === 0 ? null : db.systemMs + (domainMs - nowMs) / factor);
  const late = (domainMs: number | null) => {
    if (domainMs === null) return null;
    if (factor === 0) return domainMs < nowMs ? db.systemMs : null;
    return systemAt(domainMs)! + GRACE_MS + 1;
  };
  const starts = [
    late(state.wakeAtMs),
    state.pokes === -1 && state.wakeAtMs !== null ? systemAt(state.wakeAtMs) : null,
    ...db.events.where(({ customerId, status, wakes }) => customerId === id && status === 'applied' && wakes)
      .map(({ receivedSystemMs }) => receivedSystemMs + GRACE_MS + 1),
    ...db.messages.where(({ customerId, state: at }) => customerId === id && (at === 'ready' || at === 'sending'))
      .map((row) => (row.state === 'ready' ? late(row.notBeforeMs ?? row.createdAtMs) : row.leaseUntilSystemMs! + GRACE_MS + 1)),
  ].filter((start) => start !== null);
  if (starts.length === 0) return null;
  return Math.max(Math.min(...starts), restedFrom(state));
}

/** Poked in vain: again after 1, 2, 4 … 60 minutes. */
function restedFrom({ pokes, pokedSystemMs }: CustomerRow['state']): number {
  if (pokedSystemMs === null) return 0;
  return pokedSystemMs + Math.min(60, 2 ** (Math.min(Math.max(pokes, 1), 7) - 1)) * MINUTE_MS + 1;
}

/** Customers whose wake-up seems lost, marked as poked now. */
export function takeOverdueCustomers(db: MemoryDatabase, limit: number): CustomerId[] {
  return db.transaction('take-overdue', () => {
    const overdue = db.customers.where((row) => (overdueFrom(db, row) ?? Infinity) <= db.systemMs)
      .toSorted((a, b) => (a.state.wakeAtMs ?? Infinity) - (b.state.wakeAtMs ?? Infinity) || (a.id < b.id ? -1 : 1)).slice(0, limit);
    for (const { id, state } of overdue) db.changeState(id, { pokes: Math.max(state.pokes, 0) + 1, pokedSystemMs: db.systemMs });
    return overdue.map(({ id }) => id);
  });
}

export function customersAwaiting(db: MemoryDatabase, after: CustomerId | null, limit: number): CustomerId[] {
  return db.customers.where(({ id, state }) => state.wakeAtMs !== null && (after === null || id > after))
    .map(({ id }) => id).toSorted().slice(0, limit);
}

export function unfinishedRuns(db: MemoryDatabase): { id: string; ready: boolean }[] {
  return db.runs.where(({ state }) => state !== 'finished' && state !== 'cancelled')
    .map((run) => ({ id: run.id, ready: isReady(db, run) })).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function isReady(db: MemoryDatabase, { id, campaign, ordinal, state, startsAtMs }: RunRow): boolean {
  const { state: campaignState } = db.campaigns.get(campaign)!;
  if (campaignState === 'cancelled') return true;
  if (campaignState === 'running' && (state === 'freezing' || state === 'sending' || (state === 'scheduled' && startsAtMs <= db.now()))) return true;
  return campaignState !== 'paused' && state === 'waiting' && db.versions.get(`${campaign}:${ordinal}`)!.definition.entry.kind === 'audience'
    && !db.enrolments.some((enrolment) => enrolment.runId === id && enrolment.open);
}
