import { crashPoint } from '../contracts/crash-point.ts';
import type { Entering } from '../domain/decision.ts';
import type { PlannedMessage } from '../domain/message.ts';
import { type CustomerId, toCampaignName, toCustomerId } from '../domain/ids.ts';
import { because, type Reason } from '../domain/reason.ts';
import type { ClaimRules } from './claim.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers, type Decided } from './decide-customers.ts';
import { hearEarlyReceipts } from './early-receipts.ts';
import { takeRoom } from './messaging-limit.ts';
import { type MessageRow, readMessages } from './message-rows.ts';
import { inDecision, type Pool, type Statement, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { pageRoom, takeTurns } from './sender-turns.ts';
import { settleAttempts, type SettledAttempt } from './settle.ts';
import { type Taken, takeMessages } from './take-messages.ts';

/** A batch of a page: entered, and what could leave at once is claimed. */
export interface PageBatch {
  readonly entered: number;
  readonly toSend: readonly { readonly message: MessageRow; readonly taken: Taken }[];
  /** Why the page stops here, if it does: the run is not sending (paused, cancelled), or nobody is left. */
  readonly stopped: boolean;
  /** Nobody was taken in, because the sending domain has no turn to give for so many system milliseconds; absent: it has. */
  readonly waitMs?: number;
}

interface RunRow {
  campaign: string;
  ordinal: number;
}

/**
 * Takes the next customers of a frozen audience in the order of their ids: the same core decides, in one transaction,
 * and touches that may leave now are claimed in it. Nobody is taken twice: the member's row changes in the same commit.
 */
export async function claimPageBatch(pool: Pool, rules: ClaimRules, runId: string, size: number): Promise<PageBatch> {
  return inDecision(pool, async (tx) => {
    const run = await sendingRun(tx, runId);
    if (run === null) return { entered: 0, toSend: [], stopped: true };
    const room = await pageRoom(tx, await rules.source.latestPolicy(tx), run, size);
    if (room.waitMs > 0) return { entered: 0, toSend: [], stopped: false, waitMs: room.waitMs };
    const ids = await nextMembers(tx, runId, room.size);
    if (ids.length === 0) return { entered: 0, toSend: [], stopped: true };
    const locked = await lockCustomers(tx, ids);
    const entering: Entering = { campaign: toCampaignName(run.campaign), ordinal: run.ordinal, runId };
    const decided = await decideCustomers(tx, rules.source, locked, { callKey: null, entering });
    const ready = [...decided.values()].flatMap(({ decision }) => decision.messages.filter((message) => message.runId === runId));
    const [first] = decided.values();
    const taken = first === undefined ? [] : await takeMessages(tx, await takeTurns(tx, first.rules.policy, await withRoom(tx, first, ready)), rules.leaseMs, first.snapshot.nowMs);
    await markMembers(tx, runId, ids.map((id) => memberAfter(id, decided.get(id), run.campaign)));
    crashPoint('page-uncommitted');
    const rows = new Map((await readMessages(tx, taken.map(({ messageId }) => messageId))).map((row) => [row.id, row]));
    const toSend = taken.flatMap((one) => {
      const message = rows.get(one.messageId);
      return message === undefined ? [] : [{ message, taken: one }];
    });
    return { entered: ids.length, toSend, stopped: false };
  });
}

/** Those for which there is room under a messaging limit; the others are ready, and their claims will hold them. */
async function withRoom(tx: Transaction, { rules, snapshot }: Decided, ready: readonly PlannedMessage[]): Promise<readonly PlannedMessage[]> {
  const without = await takeRoom(tx, rules.channels, ready.map(({ id }) => id), snapshot.nowMs);
  return ready.filter(({ id }) => !without.has(id));
}

/** Records a batch's outcomes and lets the core go on for these customers, in one transaction. */
export async function settlePageBatch(pool: Pool, source: RulesSource, attempts: readonly (SettledAttempt & { readonly customerId: CustomerId })[]): Promise<void> {
  if (attempts.length === 0) return;
  await inDecision(pool, async (tx) => {
    const locked = await lockCustomers(tx, attempts.map(({ customerId }) => customerId));
    const settled = await settleAttempts(tx, attempts);
    const deferred = new Set(settled.flatMap(({ id, state }) => (state === 'ready' ? [id] : [])));
    const goingOn = new Map([...locked].filter(([id]) => attempts.some((one) => one.customerId === id && !deferred.has(one.messageId))));
    await decideCustomers(tx, source, goingOn, { callKey: null, entering: null });
    await hearEarlyReceipts(tx, settled);
    crashPoint('page-settle-uncommitted');
  });
}

const SENDING_RUN: Statement = { name: 'sending-run', text: `
select r.campaign, r.ordinal from campaign_run r join campaign c on c.name = r.campaign
where r.id = $1 and r.state in ('freezing', 'sending') and c.state = 'running'` };

async function sendingRun(tx: Transaction, runId: string): Promise<RunRow | null> {
  const { rows } = await tx.query<RunRow>({ ...SENDING_RUN, values: [runId] });
  return rows[0] ?? null;
}

const NEXT_MEMBERS: Statement = { name: 'next-members', text: `
select customer_id from audience_member where run_id = $1 and state = 'pending' order by customer_id limit $2 for update skip locked` };

async function nextMembers(tx: Transaction, runId: string, size: number): Promise<CustomerId[]> {
  const { rows } = await tx.query<{ customer_id: string }>({ ...NEXT_MEMBERS, values: [runId, size] });
  return rows.map((row) => toCustomerId(row.customer_id));
}

interface MemberAfter {
  readonly id: CustomerId;
  readonly state: 'entered' | 'holdout' | 'excluded';
  readonly reason: Reason | null;
}

function memberAfter(id: CustomerId, decided: Decided | undefined, campaign: string): MemberAfter {
  const enrolment = decided?.decision.enrolments.find((one) => one.campaign === campaign);
  if (enrolment === undefined) {
    // Whoever could not be locked was merged away since the audience was frozen.
    const why = decided === undefined ? because('merged') : decided.decision.because.find((line) => line.campaign === campaign)?.because ?? null;
    return { id, state: 'excluded', reason: why };
  }
  const heldOut = enrolment.place.kind === 'ended' && enrolment.place.reason === 'holdout';
  return { id, state: heldOut ? 'holdout' : 'entered', reason: null };
}

// The ids stand in it twice: by the run alone it would go through all members of the run.
const MARK_MEMBERS: Statement = { name: 'mark-members', text: `
update audience_member a set state = m.state, reason = m.reason
from jsonb_to_recordset($2::jsonb) as m(id uuid, state text, reason jsonb) where a.run_id = $1 and a.customer_id = any($3::uuid[]) and a.customer_id = m.id` };

async function markMembers(tx: Transaction, runId: string, members: readonly MemberAfter[]): Promise<void> {
  await tx.query({ ...MARK_MEMBERS, values: [runId, JSON.stringify(members), members.map(({ id }) => id)] });
}
