import type { LifecycleAnswer } from '../../src/contracts/lifecycle.ts';
import type { SendOutcome } from '../../src/contracts/channel.ts';
import { decide } from '../../src/domain/decide.ts';
import type { Decision, Entering, Rules, Snapshot } from '../../src/domain/decision.ts';
import { type CustomerId, type MessageId, toMessageId } from '../../src/domain/ids.ts';
import { toContactPointId } from '../../src/domain/ids.ts';
import type { TouchVerdict } from '../../src/domain/touch-verdict.ts';
import { MemoryLedger, type SettledAttempt } from './memory/ledger.ts';
import type { MemoryDatabase, MessageRow } from './memory/tables.ts';
import { LEASE_MS, type Parts } from './simulation.ts';

const sent = ({ contactPoint, channel, templateHash }: MessageRow): TouchVerdict => ({ kind: 'send', contactPoint: toContactPointId(contactPoint), channel, templateHash });

class SkipsTheClaimCheck extends MemoryLedger {
  override judgeAgain(message: MessageRow): TouchVerdict { return sent(message); }
  override eventsWait(): boolean { return false; }
}

class KeysByAttempt extends MemoryLedger {
  #attempts = 0;

  /** Every planning of a touch makes a message of its own. */
  override judge(snapshot: Snapshot, rules: Rules, entering: Entering | null): Decision {
    const decision = decide(snapshot, rules, entering);
    const keyed = new Map<MessageId, MessageId>(decision.messages.map(({ id }) => [id, toMessageId(`${id}~${this.#attempts += 1}`)]));
    return {
      ...decision,
      messages: decision.messages.map((message) => ({ ...message, id: keyed.get(message.id)! })),
      enrolments: decision.enrolments.map((enrolment) => (enrolment.place.kind === 'sending' && keyed.has(enrolment.place.message)
        ? { ...enrolment, place: { ...enrolment.place, message: keyed.get(enrolment.place.message)! } } : enrolment)),
    };
  }

  /** And a lease that ended makes a new attempt under a new key. */
  override leaseEnded(): SendOutcome { return { outcome: 'deferred', code: 'lease-ended', detail: '', retryAfterMs: null }; }
}

class HasNoFence extends MemoryLedger {
  override settles(message: MessageRow, { outcome }: SettledAttempt): boolean {
    return message.state === 'sending' || (message.state === 'unknown' && outcome.outcome !== 'deferred');
  }

  override takeMessages(ids: readonly MessageId[]): MessageRow[] {
    const leaseBefore = ids.flatMap((id) => this.db.messages.get(id) ?? []);
    const taken = super.takeMessages(ids);
    return taken.map((row) => this.db.messages.change(row.id, { fence: Math.max(1, leaseBefore.find(({ id }) => id === row.id)?.fence ?? 1) }));
  }
}

class BooksOutcomesTwice extends MemoryLedger {
  /** An outcome that is told again, because its answer was lost, is booked again. */
  override recordAttempt(attempt: SettledAttempt, code: string | null): boolean {
    const { messageId, fence, outcome } = attempt;
    const isKnown = this.db.attempts.get(`${messageId}#${fence}`)?.outcome === outcome.outcome;
    if (!isKnown) return super.recordAttempt(attempt, code);
    this.db.attempts.put(`${messageId}#${fence}+`, { messageId, fence, outcome: outcome.outcome, code });
    return false;
  }
}

class ForgetsLateAcceptances extends MemoryLedger {
  /** Only the newest attempt counts: that an earlier one turned out to be accepted keeps no copy from leaving. */
  override stateAfter(_messageId: MessageId, _fence: number, outcome: SendOutcome): MessageRow['state'] {
    return outcome.outcome === 'deferred' ? 'ready' : outcome.outcome;
  }

  override waitsForMore(): boolean { return false; }
}

class ResendsWhatIsUnknown extends MemoryLedger {
  override resendUnknown(id: MessageId): void { this.db.messages.change(id, { state: 'ready' }); }
}

class TakesAnEndedLeaseForUnsent extends MemoryLedger {
  override leaseEnded(): SendOutcome { return { outcome: 'deferred', code: 'lease-ended', detail: '', retryAfterMs: null }; }
}

class ForgetsCallKeys extends MemoryLedger {
  /** A repeated call decides again from what it remembers: the events of its first answer. */
  override advance(call: { readonly customerId: CustomerId; readonly callKey: string }): LifecycleAnswer {
    const isRepeated = this.isKnownCall(call.customerId, call.callKey);
    const answer = super.advance(call);
    if (!isRepeated) return answer;
    this.db.changeState(call.customerId, { sequence: answer.sequence + 1 });
    return { ...answer, sequence: answer.sequence + 1 };
  }
}

class ConsumesWithoutTheTransaction extends MemoryLedger {
  /** Marks events outside of the transaction: a rolled back decision has eaten them. */
  override advance(call: { readonly customerId: CustomerId; readonly callKey: string }): LifecycleAnswer {
    const waiting = this.db.events.where(({ customerId, status }) => customerId === call.customerId && status === 'applied');
    try {
      return super.advance(call);
    } catch (error) {
      for (const { inboxId } of waiting) this.db.events.change(String(inboxId), { status: 'consumed', consumedBy: 0 });
      throw error;
    }
  }
}

class CountsOnlyAccepted extends MemoryLedger {
  /** Caps that forget what is in flight or unknown. */
  override judge(snapshot: Snapshot, rules: Rules, entering: Entering | null): Decision { return decide(this.#forgetful(snapshot), rules, entering); }

  override judgeAgain(message: MessageRow): TouchVerdict {
    const verdict = super.judgeAgain(message);
    return verdict.kind === 'hold' && verdict.because.code === 'frequency-cap' ? sent(message) : verdict;
  }

  #forgetful(snapshot: Snapshot): Snapshot {
    return { ...snapshot, touches: snapshot.touches.filter(({ messageId }) => this.db.messages.get(messageId)?.state === 'accepted') };
  }
}

class SetsNoWakeUp extends MemoryLedger {
  override judge(snapshot: Snapshot, rules: Rules, entering: Entering | null): Decision {
    const decision = decide(snapshot, rules, entering);
    return decision.awaits.length > 0 ? { ...decision, wakeAtMs: null } : decision;
  }
}

const withLedger = (Ledger: new (db: MemoryDatabase, leaseMs: number) => MemoryLedger): Parts => ({ ledger: (db) => new Ledger(db, LEASE_MS) });
const HONEST_LEDGER = (db: MemoryDatabase) => new MemoryLedger(db, LEASE_MS);

/** Bugs that the simulation must catch: what was planted, and the invariants of which one must break. */
export const PLANTED_BUGS: Readonly<Record<string, Parts>> = {
  'the claim checks nothing: consent, caps and hours are judged at the decision only': withLedger(SkipsTheClaimCheck),
  'messages are keyed by the attempt': withLedger(KeysByAttempt),
  'a byte leaves before the claim is committed': { ledger: HONEST_LEDGER, sendsFirst: true },
  'an event is acknowledged before it is stored': { ledger: HONEST_LEDGER, acknowledgesFirst: true },
  'attempts have no fence': withLedger(HasNoFence),
  'an outcome told twice is booked twice': withLedger(BooksOutcomesTwice),
  'a late acceptance keeps no further copy from leaving': withLedger(ForgetsLateAcceptances),
  'marketing of unknown outcome is sent again': withLedger(ResendsWhatIsUnknown),
  'an ended lease counts as not sent': withLedger(TakesAnEndedLeaseForUnsent),
  'a repeated call key counts as a new decision': withLedger(ForgetsCallKeys),
  'events are consumed outside of the transaction': withLedger(ConsumesWithoutTheTransaction),
  'caps count only what was accepted': withLedger(CountsOnlyAccepted),
  'no wake-up is set while an event is awaited': withLedger(SetsNoWakeUp),
  'nobody heals lost wake-ups': { ledger: HONEST_LEDGER, relayLooks: false },
};
