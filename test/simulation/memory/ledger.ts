import type { SendOutcome } from '../../../src/contracts/channel.ts';
import type { LifecycleAnswer, LifecycleCard } from '../../../src/contracts/lifecycle.ts';
import { decide } from '../../../src/domain/decide.ts';
import type { Decision, Entering, Rules, Snapshot } from '../../../src/domain/decision.ts';
import { type CustomerId, type MessageId, toMessageId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { describeCard } from '../../../src/domain/lifecycle-card.ts';
import { because, type Reason } from '../../../src/domain/reason.ts';
import { judgeTouch, type TouchVerdict } from '../../../src/domain/touch-verdict.ts';
import { appliedEvents, loadRules, loadSnapshot } from './snapshots.ts';
import type { MemoryDatabase, MessageRow } from './tables.ts';

export interface SettledAttempt {
  readonly messageId: MessageId;
  readonly fence: number;
  readonly outcome: SendOutcome;
}

export type Claim =
  | { readonly kind: 'taken'; readonly message: MessageRow; readonly fence: number }
  | { readonly kind: 'leased'; readonly leftMs: number }
  | { readonly kind: 'not-now'; readonly answer: LifecycleAnswer };

const EMPTY_CARD: LifecycleCard = { details: '', stage: 'aware', tier: 'D', level: '4', state: 'waiting', campaigns: [] };
const NOTHING_AWAITED: LifecycleAnswer = { sequence: Number.MAX_SAFE_INTEGER, waitMs: null, waitingFor: '', commands: [], more: false, card: EMPTY_CARD };
const LEASE_ENDED = { outcome: 'unknown', code: 'lease-ended', detail: 'the attempt ended without a recorded outcome' } as const;
const REASONS = { refused: 'refused', deferred: 'deferred', unknown: 'outcome-unknown' } as const;
const MOST_ATTEMPTS_OF_SERVICE = 3;

/**
 * The customer's transactions of src/store, statement for statement, over tables in memory. Judgement is the product's own.
 * Its methods are the places where a planted bug can sit (planted-bugs.ts).
 */
export class MemoryLedger {
  readonly db: MemoryDatabase;
  readonly leaseMs: number;

  constructor(db: MemoryDatabase, leaseMs: number) {
    this.db = db;
    this.leaseMs = leaseMs;
  }

  /** src/store/advance.ts */
  advance({ customerId, callKey }: { readonly customerId: CustomerId; readonly callKey: string }): LifecycleAnswer {
    return this.db.transaction('advance', () => {
      const customer = this.db.customers.get(customerId);
      if (customer === undefined) return NOTHING_AWAITED;
      if (!this.isKnownCall(customerId, callKey)) this.decideCustomer(customerId, { callKey, entering: null });
      return this.readAnswer(customerId);
    });
  }

  isKnownCall(id: CustomerId, callKey: string): boolean {
    return this.db.customers.get(id)!.state.lastCallKey === callKey;
  }

  /** src/store/claim.ts */
  claim(id: MessageId): Claim {
    return this.db.transaction('claim', () => {
      const customerId = this.db.messages.get(id)?.customerId;
      if (customerId === undefined) return { kind: 'not-now', answer: NOTHING_AWAITED };
      const decideAgain = () => { this.decideCustomer(customerId, { callKey: null, entering: null }); };
      const notNow = (): Claim => ({ kind: 'not-now', answer: this.readAnswer(customerId) });

      if (this.eventsWait(customerId)) decideAgain();
      const message = this.db.messages.get(id)!;
      if (message.state === 'sending') {
        const leftMs = message.leaseUntilSystemMs! - this.db.systemMs;
        if (leftMs > 0) return { kind: 'leased', leftMs };
        const settled = this.settleAttempts([{ messageId: id, fence: message.fence, outcome: this.leaseEnded(message) }]);
        decideAgain();
        this.hearEarlyReceipts(settled);
        return notNow();
      }
      if (message.state !== 'ready') return notNow();
      const verdict = this.judgeAgain(message);
      if (verdict.kind === 'send') {
        const [taken] = this.takeMessages([id]);
        return taken === undefined ? notNow() : { kind: 'taken', message: taken, fence: taken.fence };
      }
      if (verdict.kind !== 'draft') this.holdBack(message, verdict);
      decideAgain();
      return notNow();
    });
  }

  eventsWait(id: CustomerId): boolean {
    return this.db.events.some(({ customerId, status, wakes }) => customerId === id && status === 'applied' && wakes);
  }

  leaseEnded(_message: MessageRow): SendOutcome {
    return LEASE_ENDED;
  }

  judgeAgain(message: MessageRow): TouchVerdict {
    const rules = loadRules(this.db);
    const snapshot = loadSnapshot(this.db, message.customerId, rules.capWindowHours);
    const enrolment = snapshot.enrolments.find((open) => open.id === message.enrolment);
    const running = rules.campaigns.find(({ campaign, ordinal }) => campaign.name === message.campaign && ordinal === message.ordinal);
    const step = running?.campaign.steps.find(({ id }) => id === message.step);
    if (enrolment?.place.kind !== 'sending' || running === undefined || step?.kind !== 'send') {
      return { kind: 'drop', because: because('not-ready'), endsEnrolment: false };
    }
    if (snapshot.nowMs >= message.expiresAtMs) return { kind: 'drop', because: because('touch-expired'), endsEnrolment: false };
    const verdict = judgeTouch({
      snapshot, rules, running, enrolment, step, dueAtMs: enrolment.place.dueAtMs, standing: snapshot.customer.standing, ignoring: message.id,
    });
    if (verdict.kind !== 'send' || verdict.contactPoint === message.contactPoint) return verdict;
    return { kind: 'hold', untilMs: snapshot.nowMs, because: because('not-ready') };
  }

  holdBack(message: MessageRow, verdict: Extract<TouchVerdict, { kind: 'hold' | 'drop' }>): void {
    const mark = (state: MessageRow['state']) => this.db.messages.change(message.id, { state, reason: verdict.because });
    if (verdict.kind === 'drop') {
      mark(verdict.because.code === 'touch-expired' ? 'expired' : 'void');
      return;
    }
    mark('planned');
    const row = this.db.enrolments.get(message.enrolment)!;
    if (!row.open || row.place.kind !== 'sending') return;
    const place = { kind: 'held', step: message.step, dueAtMs: row.place.dueAtMs, untilMs: verdict.untilMs, because: verdict.because, heldBack: message.channel, ...(row.place.tried === undefined ? {} : { tried: row.place.tried }) } as const;
    this.db.enrolments.change(row.id, { place });
  }

  /** src/store/take-messages.ts: state, fence, lease and the attempt row in one commit. */
  takeMessages(ids: readonly MessageId[]): MessageRow[] {
    return ids.flatMap((id) => {
      const message = this.db.messages.get(id);
      if (message?.state !== 'ready') return [];
      const taken = this.db.messages.change(id, {
        state: 'sending', fence: message.fence + 1, claimedAtMs: this.db.now(), reason: null, leaseUntilSystemMs: this.db.systemMs + this.leaseMs,
      });
      this.db.attempts.put(`${id}#${taken.fence}`, { messageId: id, fence: taken.fence, outcome: null, code: null });
      return [taken];
    });
  }

  /** src/store/record-outcome.ts */
  recordOutcome(customerId: CustomerId, attempt: SettledAttempt): LifecycleAnswer {
    return this.db.transaction('record-outcome', () => {
      const settled = this.settleAttempts([attempt]);
      if (settled.length > 0 && attempt.outcome.outcome !== 'deferred') {
        this.decideCustomer(customerId, { callKey: null, entering: null });
        this.hearEarlyReceipts(settled);
      }
      return this.readAnswer(customerId);
    });
  }

  /** src/store/settle.ts: an outcome counts for its attempt, and for the message only under the newest fence. */
  settleAttempts(attempts: readonly SettledAttempt[]): MessageRow[] {
    const settled = attempts.flatMap((attempt) => {
      const { messageId, outcome } = attempt;
      const code = outcome.outcome === 'accepted' ? null : outcome.code;
      const toldAccepted = this.recordAttempt(attempt, code) && outcome.outcome === 'accepted';
      const message = this.db.messages.get(messageId);
      if (message === undefined) return [];
      if (this.settles(message, attempt)) return [this.settleOne(message, attempt)];
      return toldAccepted && this.waitsForMore(message) ? [this.settleOne(message, attempt)] : [];
    });
    for (const { id, state } of settled) if (state === 'unknown') this.resendUnknown(id);
    return settled;
  }

  /** What is certain stays as it was told first. Answers whether something new was told. */
  recordAttempt({ messageId, fence, outcome }: SettledAttempt, code: string | null): boolean {
    const made = this.db.attempts.get(`${messageId}#${fence}`);
    if (made === undefined || !(made.outcome === null || (made.outcome === 'unknown' && outcome.outcome !== 'unknown'))) return false;
    this.db.attempts.change(`${messageId}#${fence}`, { outcome: outcome.outcome, code });
    return true;
  }

  /** An acceptance that is told late ends the waiting for another attempt. */
  waitsForMore({ state }: MessageRow): boolean {
    return state === 'ready' || state === 'planned' || state === 'unknown';
  }

  /** A message that an earlier attempt is known to have handed over is accepted, whatever came of the last one. */
  stateAfter(messageId: MessageId, fence: number, outcome: SendOutcome): MessageRow['state'] {
    if (this.db.attempts.some((row) => row.messageId === messageId && row.fence < fence && row.outcome === 'accepted')) return 'accepted';
    return outcome.outcome === 'deferred' ? 'ready' : outcome.outcome;
  }

  settles(message: MessageRow, { fence, outcome }: SettledAttempt): boolean {
    return message.fence === fence && (message.state === 'sending' || (message.state === 'unknown' && outcome.outcome !== 'deferred'));
  }

  settleOne(message: MessageRow, { fence, outcome }: SettledAttempt): MessageRow {
    const state = this.stateAfter(message.id, fence, outcome);
    const acceptedAtMs = state === 'accepted' ? this.db.now() : null;
    const reason: Reason | null = state === 'accepted' || outcome.outcome === 'accepted' ? null : because(REASONS[outcome.outcome], { code: outcome.code });
    const settled = this.db.messages.change(message.id, { state, acceptedAtMs, leaseUntilSystemMs: null, reason });
    if (acceptedAtMs !== null) this.contacted(message.customerId, acceptedAtMs, message.purpose === 'marketing' ? 1 : 0);
    if (outcome.outcome === 'refused' && outcome.addressIsDead) {
      const point = this.db.points.change(message.contactPoint, { state: 'bounced' });
      this.db.suppressions.put(`s${this.db.suppressions.size + 1}`, {
        customerId: message.customerId, channel: message.channel, address: point.address, purpose: '*', reason: 'bounced', liftedAtMs: null,
      });
    }
    return settled;
  }

  contacted(id: CustomerId, atMs: number, touches: number): void {
    const { lastContactAtMs, unansweredTouches } = this.db.customers.get(id)!.facts;
    this.db.changeFacts(id, { lastContactAtMs: Math.max(lastContactAtMs ?? atMs, atMs), unansweredTouches: unansweredTouches + touches });
  }

  /** By policy a service message of unknown outcome leaves again under its key; marketing never does. */
  resendUnknown(id: MessageId): void {
    const message = this.db.messages.get(id)!;
    if (this.db.policy.unknownOutcome.service !== 'resend' || message.purpose !== 'service' || message.fence >= MOST_ATTEMPTS_OF_SERVICE) return;
    this.db.messages.change(id, { state: 'ready' });
  }

  /** src/store/early-receipts.ts */
  hearEarlyReceipts(settled: readonly MessageRow[]): void {
    for (const { id, customerId } of settled) {
      const { awaits } = this.db.customers.get(customerId)!.state;
      const early = this.db.events.where((event) => event.customerId === customerId && event.status === 'ignored' && event.reason === 'not-awaited'
        && awaits.some((kind) => kind === event.kind) && event.change.does === 'receipt' && event.change.message === id);
      for (const { inboxId } of early) this.db.events.change(String(inboxId), { status: 'applied', wakes: true, reason: null });
    }
  }

  /** src/store/decide-customers.ts */
  decideCustomer(id: CustomerId, how: { readonly callKey: string | null; readonly entering: Entering | null }): Decision {
    const rules = loadRules(this.db);
    const snapshot = loadSnapshot(this.db, id, rules.capWindowHours);
    const decision = this.judge(snapshot, rules, how.entering);
    this.save(id, { snapshot, decision, callKey: how.callKey, card: describeCard(snapshot, rules, decision) });
    return decision;
  }

  judge(snapshot: Snapshot, rules: Rules, entering: Entering | null): Decision {
    return decide(snapshot, rules, entering);
  }

  /** src/store/save-decisions.ts: one statement, so that every part sees the tables as they were. */
  save(id: CustomerId, { snapshot, decision, callKey, card }: { snapshot: Snapshot; decision: Decision; callKey: string | null; card: LifecycleCard }): void {
    const { state } = this.db.customers.get(id)!;
    const sequence = state.sequence + 1;
    const { wakeAtMs, awaits, waitingFor } = decision;
    const before = new Map(decision.voided.map((voided) => [voided.id, this.db.messages.get(voided.id)]));
    const left = this.leftPlanned(decision);
    this.db.changeState(id, { sequence, lastCallKey: callKey ?? state.lastCallKey, wakeAtMs, awaits, waitingFor, card, pokes: 0 });
    this.db.changeFacts(id, { standing: decision.standing, tierRecord: decision.tierRecord, warnings: decision.warnings });
    const eventIds = snapshot.events.map(({ inboxId }) => inboxId);
    this.db.decisions.put(`${id}#${sequence}`, { customerId: id, sequence, atMs: snapshot.nowMs, eventIds, because: decision.because });
    for (const inboxId of eventIds) this.consume(inboxId, sequence);
    for (const enrolment of decision.enrolments) {
      const isOver = enrolment.place.kind === 'ended';
      const known = this.db.enrolments.get(enrolment.id);
      const { place, visits, goalMetAtMs } = enrolment;
      const ends = { open: !isOver, endedAtMs: isOver ? snapshot.nowMs : null, endReason: place.kind === 'ended' ? place.reason : null };
      this.db.enrolments.put(enrolment.id, known === undefined ? { ...enrolment, ...ends } : { ...known, place, visits, goalMetAtMs, ...ends });
    }
    for (const message of decision.messages) this.plan(id, message, snapshot.nowMs);
    this.release(decision);
    for (const voided of decision.voided) {
      const message = before.get(voided.id);
      if (message !== undefined && ['planned', 'draft', 'approved', 'ready'].includes(message.state)) {
        this.db.messages.change(voided.id, { state: 'void', reason: voided.because });
      }
    }
    for (const { id: message } of left) this.db.messages.change(message, { state: 'void' });
  }

  /** Drafts and approved messages that may leave now. */
  release({ released, redrafted }: Decision): void {
    for (const message of redrafted) {
      const state = this.db.messages.get(message)?.state;
      if (state === 'ready' || state === 'approved') this.db.messages.change(message, { state: 'draft', reason: null });
    }

    for (const message of released) {
      const state = this.db.messages.get(message)?.state;
      if (state === 'draft' || state === 'approved') this.db.messages.change(message, { state: 'ready', reason: null });
    }
  }

  /** Held back at their claim, and their enrolment has gone on without them. */
  leftPlanned({ enrolments, messages }: Decision): MessageRow[] {
    return enrolments.flatMap(({ id: enrolment, place }) => this.db.messages.where((row) => row.enrolment === enrolment && row.state === 'planned'
      && (place.kind !== 'held' || place.step !== row.step) && !messages.some(({ id }) => id === row.id)));
  }

  consume(inboxId: number, sequence: number): void {
    this.db.events.change(String(inboxId), { status: 'consumed', consumedBy: sequence });
  }

  plan(customerId: CustomerId, message: Decision['messages'][number], nowMs: number): void {
    const known = this.db.messages.get(message.id);
    if (known === undefined) {
      this.db.messages.put(message.id, {
        ...message, customerId, state: message.isDraft === true ? 'draft' : 'ready', notBeforeMs: null, fence: 0, leaseUntilSystemMs: null, createdAtMs: nowMs, claimedAtMs: null,
        acceptedAtMs: null, reason: null, clickedAtMs: null,
      });
    } else if (known.state === 'planned') {
      const { contactPoint, templateHash, expiresAtMs } = message;
      this.db.messages.change(message.id, { state: message.isDraft === true ? 'draft' : 'ready', reason: null, contactPoint, templateHash, expiresAtMs });
    }
  }

  /** src/store/lifecycle-answer.ts */
  readAnswer(id: CustomerId): LifecycleAnswer {
    const { state, facts } = this.db.customers.get(id)!;
    const waitMs = this.db.waitMs(state.wakeAtMs);
    const nowMs = this.db.now();
    const due = this.db.messages.where((row) => row.customerId === id
      && ((row.state === 'ready' && (row.notBeforeMs === null || row.notBeforeMs <= nowMs))
        || (row.state === 'sending' && row.leaseUntilSystemMs! < this.db.systemMs)));
    return {
      sequence: state.sequence,
      waitMs: waitMs === null ? (state.wakeAtMs === null ? null : DAY_MS) : Math.ceil(waitMs),
      waitingFor: state.waitingFor,
      more: appliedEvents(this.db, id).length > 0,
      card: state.card ?? EMPTY_CARD,
      commands: due.toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1)).map((row) => ({
        kind: 'send', messageId: toMessageId(row.id), taskQueue: `touchline-${row.channel}`, level: facts.standing.level,
        summary: `${row.channel}: ${row.campaign}, ${row.step}`,
      })),
    };
  }
}
