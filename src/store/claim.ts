import { tellAddressTrouble } from './address-trouble.ts';
import { redraftAnswer } from './ask-approvals.ts';
import { crashPoint } from '../contracts/crash-point.ts';
import type { LifecycleAnswer } from '../contracts/lifecycle.ts';
import type { RunningCampaign, SendStep } from '../domain/campaign.ts';
import type { Snapshot } from '../domain/decision.ts';
import type { Enrolment } from '../domain/enrolment.ts';
import type { MessageId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import { because, type Reason } from '../domain/reason.ts';
import { judgeReply, type ReplyVerdict } from '../domain/reply-verdict.ts';
import { judgeTouch, type TouchVerdict } from '../domain/touch-verdict.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { hearEarlyReceipts } from './early-receipts.ts';
import { NOTHING_AWAITED, readAnswer } from './lifecycle-answer.ts';
import { takeRoom } from './messaging-limit.ts';
import { type MessageRow, readMessage } from './message-rows.ts';
import { inDecision, type Pool, type Statement, type Transaction } from './pool.ts';
import type { RulesInForce, RulesSource } from './rules.ts';
import { takeTurns } from './sender-turns.ts';
import { settleAttempts } from './settle.ts';
import { loadSnapshots } from './snapshot.ts';
import { type Taken, takeMessages } from './take-messages.ts';

/** What a claim came to. */
export type Claim =
  /** Committed: the message is ours to send under this fence, until the lease ends. */
  | { readonly kind: 'taken'; readonly message: MessageRow; readonly taken: Taken }
  /** Another attempt is under way; look again when its lease has ended. */
  | { readonly kind: 'leased'; readonly leftMs: number }
  /** The sending domain sends no faster: it stays ready, and asks again. */
  | { readonly kind: 'no-turn' }
  /** Nothing to send (any more): sent, held back, dropped. The run goes on with the answer. */
  | { readonly kind: 'not-now'; readonly answer: LifecycleAnswer };

export interface ClaimRules {
  readonly source: RulesSource;
  readonly taskQueueOf: (channel: string) => string;
  /** System milliseconds an attempt may take; longer than the activity's own limit plus the provider's. */
  readonly leaseMs: number;
}

/** So often a claim that found no room is judged anew; then it asks again later. */
const MOST_ROUNDS = 3;

/**
 * Claims a message for sending, in one transaction under the customer's lock (design: the send ledger, step 2).
 * Events that arrived since the decision are decided upon first; then every rule is checked again with fresh facts.
 * Where there is no room under a messaging limit, that is noted and committed, and the rules are asked once more in another transaction: whoever
 * has asked for room decides nothing any more, for others count purses before they ask.
 */
export async function claimMessage(pool: Pool, rules: ClaimRules, id: MessageId): Promise<Claim> {
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const claim = await inDecision(pool, async (tx) => claimOnce(tx, rules, id));
    if (claim !== 'no-room') return claim;
  }
  return { kind: 'no-turn' };
}

async function claimOnce(tx: Transaction, rules: ClaimRules, id: MessageId): Promise<Claim | 'no-room'> {
  const customerId = (await readMessage(tx, id))?.customerId;
  const locked = customerId === undefined ? new Map() : await lockCustomers(tx, [customerId]);
  if (customerId === undefined || locked.size === 0) return { kind: 'not-now', answer: NOTHING_AWAITED };

  const decideAgain = async () => {
    await decideCustomers(tx, rules.source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
  };
  const notNow = async (): Promise<Claim> => ({ kind: 'not-now', answer: await readAnswer(tx, customerId, rules.taskQueueOf) });

  await decideIfEventsWait(tx, customerId, decideAgain);
  const message = await readMessage(tx, id);
  if (message === null) return notNow();
  if (message.state === 'sending') {
    if ((message.leaseLeftMs ?? 0) > 0) return { kind: 'leased', leftMs: message.leaseLeftMs ?? 0 };
    const settled = await settleAttempts(tx, [{ messageId: id, fence: message.fence, outcome: LEASE_ENDED }]);
    await decideAgain();
    await hearEarlyReceipts(tx, settled);
    return notNow();
  }
  if (message.state !== 'ready') return notNow();

  const judged = await judgeAgain(tx, rules.source, message);
  if (judged.verdict.kind === 'send') return (await take(tx, message, judged, rules.leaseMs)) ?? notNow();
  await keepBack(tx, message, judged.verdict);
  await decideAgain();
  return notNow();
}

/** What needs a second person's yes is drafted: an answer here, the message of a campaign by the decision that follows. */
async function keepBack(tx: Transaction, message: MessageRow, verdict: Exclude<Judged['verdict'], { kind: 'send' }>): Promise<void> {
  if (verdict.kind !== 'draft') await holdBack(tx, message, verdict);
  else if (message.inquiryId !== null) await redraftAnswer(tx, message.id);
}

/** Takes room under a messaging limit and a turn, and with both the message; null: it is no longer ready. */
async function take(tx: Transaction, message: MessageRow, { rules, atMs }: Judged, leaseMs: number): Promise<Claim | 'no-room' | null> {
  if ((await takeRoom(tx, rules.channels, [message.id], atMs)).size > 0) return 'no-room';
  const turns = await takeTurns(tx, rules.policy, [message]);
  if (turns.size === 0) return { kind: 'no-turn' };
  const [taken] = await takeMessages(tx, turns, leaseMs, atMs);
  crashPoint('claim-uncommitted');
  return taken === undefined ? null : { kind: 'taken', message, taken };
}

const LEASE_ENDED = { outcome: 'unknown', code: 'lease-ended', detail: 'the attempt ended without a recorded outcome' } as const;

const EVENTS_WAIT: Statement = {
  name: 'events-wait', text: `select 1 from event_inbox where customer_id = $1 and status = 'applied' and wakes limit 1`,
};

async function decideIfEventsWait(tx: Transaction, customerId: string, decideAgain: () => Promise<void>): Promise<void> {
  const { rowCount } = await tx.query({ ...EVENTS_WAIT, values: [customerId] });
  if (rowCount !== 0) await decideAgain();
}

interface Judged {
  readonly verdict: TouchVerdict | ReplyVerdict;
  readonly atMs: EpochMs;
  readonly rules: RulesInForce;
}

/** The same judgement as at the decision, with the facts of this instant; the message does not count against its own cap. */
async function judgeAgain(tx: Transaction, source: RulesSource, message: MessageRow): Promise<Judged> {
  const rules = await source.load(tx);
  const snapshot = (await loadSnapshots(tx, [message.customerId], rules.capWindowHours)).get(message.customerId);
  if (snapshot === undefined) return { verdict: { kind: 'drop', because: because('not-ready'), endsEnrolment: false }, atMs: message.createdAtMs, rules };
  return { verdict: judgeIn(snapshot, rules, message), atMs: snapshot.nowMs, rules };
}

function judgeIn(snapshot: Snapshot, rules: RulesInForce, message: MessageRow): TouchVerdict | ReplyVerdict {
  if (message.inquiryId !== null) return judgeAnswer(snapshot, rules, message);
  const place = standingPlace(snapshot, rules.campaigns, message);
  if (place === null) return { kind: 'drop', because: because('not-ready'), endsEnrolment: false };
  if (snapshot.nowMs >= message.expiresAtMs) return { kind: 'drop', because: because('touch-expired'), endsEnrolment: false };
  const verdict = judgeTouch({
    snapshot, rules, running: place.running, enrolment: place.enrolment, step: place.step,
    dueAtMs: place.dueAtMs, standing: snapshot.customer.standing, ignoring: message.id,
  });
  if (verdict.kind !== 'send' || verdict.contactPoint === message.contactPointId) return verdict;
  // The address has changed since the decision: the same touch is decided anew, at once.
  return { kind: 'hold', untilMs: snapshot.nowMs, because: because('not-ready') };
}

/** An answer to an inquiry stands by itself: no campaign holds it. */
function judgeAnswer({ customer, nowMs }: Snapshot, { channels }: RulesInForce, { channel, contactPointId, approvedUntilMs, expiresAtMs }: MessageRow): ReplyVerdict {
  if (nowMs >= expiresAtMs) return { kind: 'drop', because: because('touch-expired') };
  return judgeReply({ customer, level: customer.standing.level, channel, rule: channels[channel], contactPoint: contactPointId, approvedUntilMs, nowMs });
}

function standingPlace(
  snapshot: Snapshot, campaigns: readonly RunningCampaign[], message: MessageRow,
): { running: RunningCampaign; enrolment: Enrolment; step: SendStep; dueAtMs: EpochMs } | null {
  const enrolment = snapshot.enrolments.find((open) => open.id === message.enrolmentId);
  const running = campaigns.find(({ campaign, ordinal }) => campaign.name === message.campaign && ordinal === message.ordinal);
  const step = running?.campaign.steps.find(({ id }) => id === message.step);
  if (enrolment?.place.kind !== 'sending' || running === undefined || step?.kind !== 'send') return null;
  return { running, enrolment, step, dueAtMs: enrolment.place.dueAtMs };
}

/** A touch that may not leave now goes back to its enrolment; one that may never leave is expired or void. */
async function holdBack(tx: Transaction, message: MessageRow, verdict: Extract<TouchVerdict | ReplyVerdict, { kind: 'hold' | 'drop' }>): Promise<void> {
  if (verdict.kind === 'drop') {
    await tellAddressTrouble(tx, [message.id]);
    await markMessage(tx, message.id, verdict.because.code === 'touch-expired' ? 'expired' : 'void', verdict.because);
    if (message.inquiryId !== null) await tellLost(tx, message);
    return;
  }
  await markMessage(tx, message.id, 'planned', verdict.because);
  // The place keeps the instant at which the touch first fell due, what it was promised and where it was tried.
  await tx.query(
    `update enrolment set place = $2::jsonb || jsonb_build_object('dueAtMs', place->'dueAtMs')
       || case when place ? 'promised' then jsonb_build_object('promised', place->'promised') else '{}' end
       || case when place ? 'tried' then jsonb_build_object('tried', place->'tried') else '{}' end where id = $1 and open and place->>'kind' = 'sending'`,
    [message.enrolmentId, JSON.stringify({ kind: 'held', step: message.step, untilMs: verdict.untilMs, because: verdict.because, heldBack: message.channel })]);
}

/** Whoever has written an answer hears that it did not leave: its inquiry waits on. */
async function tellLost(tx: Transaction, { id, customerId, inquiryId }: MessageRow): Promise<void> {
  await tx.query(
    `insert into staff_notice (origin, team, what, customer_id, about, at)
     select 'lost/' || $1, i.team, 'lost', $2, jsonb_build_object('inquiry', i.id, 'of', $1::text), touchline_now() from inquiry i where i.id = $3 on conflict (origin) do nothing`, [id, customerId, inquiryId]);
}

async function markMessage(tx: Transaction, id: MessageId, state: 'planned' | 'expired' | 'void', why: Reason): Promise<void> {
  await tx.query('update message set state = $2, reason = $3 where id = $1', [id, state, JSON.stringify(why)]);
}
