import type { FactChange } from '../../../src/contracts/fact-change.ts';
import type { LifecycleCard } from '../../../src/contracts/lifecycle.ts';
import type { Campaign, RunningCampaign } from '../../../src/domain/campaign.ts';
import type { ChannelRule } from '../../../src/domain/channel-choice.ts';
import type { ConsentState, ContactPoint, CustomerFacts, Suppression } from '../../../src/domain/customer.ts';
import type { DecisionLine } from '../../../src/domain/decision.ts';
import type { Enrolment } from '../../../src/domain/enrolment.ts';
import type { AnyEventKind } from '../../../src/domain/event.ts';
import type { CampaignName, CustomerId, MessageId } from '../../../src/domain/ids.ts';
import type { EpochMs } from '../../../src/domain/instant.ts';
import type { MessageState, PlannedMessage } from '../../../src/domain/message.ts';
import type { ShopPolicy } from '../../../src/domain/policy.ts';
import type { Reason } from '../../../src/domain/reason.ts';

/** The rows of prisma/schema.prisma that decisions, ledger, intake and relay use; instants in epoch milliseconds. Immutable: replaced as a whole. */
export type FactsRow = Pick<CustomerFacts,
  'firstOrderAtMs' | 'lastOrderAtMs' | 'orderCount' | 'grossValue' | 'cancelledValue' | 'largestOrder' | 'contribution' | 'contributionParts' | 'usualGapHours' | 'inquiryCount' |
  'lastInquiryAtMs' | 'lastComplaintAtMs' | 'lastReturnAtMs' | 'recentOrders' | 'unansweredTouches' | 'warnings' | 'rolePeriods' | 'lastReplyAtMs' | 'lastClickAtMs' | 'lastContactAtMs' | 'recencyScore' | 'frequencyScore' | 'monetaryScore' | 'standing' | 'tierRecord'>;

export interface StateRow {
  readonly sequence: number;
  readonly lastCallKey: string | null;
  readonly wakeAtMs: EpochMs | null;
  readonly awaits: readonly AnyEventKind[];
  readonly waitingFor: string;
  readonly card: LifecycleCard | null;
  readonly pokes: number;
  readonly pokedSystemMs: number | null;
}

export interface CustomerRow {
  readonly id: CustomerId;
  readonly external: string;
  readonly country: string | null;
  readonly language: string | null;
  readonly timeZone: string | null;
  readonly erased: boolean;
  readonly facts: FactsRow;
  readonly state: StateRow;
}

export interface PointRow extends ContactPoint {
  readonly customerId: CustomerId;
  readonly address: string;
  readonly softBounces: number;
}

export interface ConsentRow extends ConsentState {
  readonly customerId: CustomerId;
}

export interface SuppressionRow extends Suppression {
  readonly customerId: CustomerId;
  readonly address: string | null;
  readonly liftedAtMs: EpochMs | null;
}

export interface OrderRow {
  readonly customerId: CustomerId;
  readonly externalId: string;
  readonly kind: 'order' | 'cancellation';
  readonly placedAtMs: EpochMs;
  readonly value: number;
  readonly state: string;
}

export interface EventRow {
  readonly inboxId: number;
  readonly messageId: string;
  readonly external: string;
  readonly customerId: CustomerId | null;
  readonly kind: string;
  readonly occurredAtMs: EpochMs;
  readonly receivedSystemMs: number;
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  readonly change: FactChange;
  readonly status: 'received' | 'applied' | 'consumed' | 'ignored' | 'dead_letter';
  readonly wakes: boolean;
  readonly consumedBy: number | null;
  readonly reason: string | null;
}

export interface CampaignRow {
  readonly name: CampaignName;
  readonly state: RunningCampaign['state'];
  readonly activeOrdinal: number;
  readonly lateRule: RunningCampaign['lateRule'];
  readonly resumedAtMs: EpochMs | null;
}

export interface VersionRow {
  readonly campaign: CampaignName;
  readonly ordinal: number;
  readonly definition: Campaign;
}

export interface RunRow {
  readonly id: string;
  readonly campaign: CampaignName;
  readonly ordinal: number;
  readonly state: 'scheduled' | 'freezing' | 'sending' | 'waiting' | 'finished' | 'cancelled';
  readonly startsAtMs: EpochMs;
  readonly endsAtMs: EpochMs | null;
  readonly frozenThrough: CustomerId | null;
}

export interface MemberRow {
  readonly runId: string;
  readonly customerId: CustomerId;
  readonly state: 'pending' | 'holdout' | 'excluded' | 'entered' | 'awake' | 'done';
  readonly reason: Reason | null;
}

export interface EnrolmentRow extends Enrolment {
  readonly open: boolean;
  readonly endedAtMs: EpochMs | null;
  readonly endReason: string | null;
}

export interface MessageRow extends Omit<PlannedMessage, 'enrolment'> {
  readonly enrolment: Enrolment['id'];
  readonly customerId: CustomerId;
  readonly state: MessageState;
  readonly notBeforeMs: EpochMs | null;
  readonly fence: number;
  readonly leaseUntilSystemMs: number | null;
  readonly createdAtMs: EpochMs;
  readonly claimedAtMs: EpochMs | null;
  readonly acceptedAtMs: EpochMs | null;
  readonly reason: Reason | null;
  readonly clickedAtMs: EpochMs | null;
}

export interface AttemptRow {
  readonly messageId: MessageId;
  readonly fence: number;
  readonly outcome: 'accepted' | 'refused' | 'deferred' | 'unknown' | null;
  readonly code: string | null;
}

export interface DecisionRow {
  readonly customerId: CustomerId;
  readonly sequence: number;
  readonly atMs: EpochMs;
  readonly eventIds: readonly number[];
  readonly because: readonly DecisionLine[];
}

/** Rows by key, in the order of insertion; every change is journalled so that a transaction can be taken back. */
export class Table<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #journal: (() => void)[];

  constructor(journal: (() => void)[]) {
    this.#journal = journal;
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  put(key: string, row: Row): void {
    const before = this.#rows.get(key);
    this.#journal.push(() => {
      if (before === undefined) this.#rows.delete(key);
      else this.#rows.set(key, before);
    });
    this.#rows.set(key, row);
  }

  /** Replaces some columns of a row that exists. */
  change(key: string, columns: Partial<Row>): Row {
    const row = { ...this.#rows.get(key)!, ...columns };
    this.put(key, row);
    return row;
  }

  where(wanted: (row: Row) => boolean): Row[] {
    const found: Row[] = [];
    for (const row of this.#rows.values()) if (wanted(row)) found.push(row);
    return found;
  }

  some(wanted: (row: Row) => boolean): boolean {
    for (const row of this.#rows.values()) if (wanted(row)) return true;
    return false;
  }

  get size(): number {
    return this.#rows.size;
  }
}

export interface ShopSetup {
  readonly policy: ShopPolicy;
  readonly channels: Readonly<Record<string, ChannelRule>>;
}

/** The database as the product sees it: transactions are atomic and one after the other, domain time comes from the clock row. */
export class MemoryDatabase {
  readonly #journal: (() => void)[] = [];
  readonly customers = new Table<CustomerRow>(this.#journal);
  readonly points = new Table<PointRow>(this.#journal);
  readonly consents = new Table<ConsentRow>(this.#journal);
  readonly suppressions = new Table<SuppressionRow>(this.#journal);
  readonly orders = new Table<OrderRow>(this.#journal);
  readonly events = new Table<EventRow>(this.#journal);
  readonly campaigns = new Table<CampaignRow>(this.#journal);
  readonly versions = new Table<VersionRow>(this.#journal);
  readonly runs = new Table<RunRow>(this.#journal);
  readonly members = new Table<MemberRow>(this.#journal);
  readonly enrolments = new Table<EnrolmentRow>(this.#journal);
  readonly messages = new Table<MessageRow>(this.#journal);
  readonly attempts = new Table<AttemptRow>(this.#journal);
  readonly decisions = new Table<DecisionRow>(this.#journal);
  readonly policy: ShopPolicy;
  readonly channels: Readonly<Record<string, ChannelRule>>;
  systemMs = 0;
  clock = { anchoredSystemMs: 0, anchoredDomainMs: 0, factor: 1, changes: 0 };
  /** Called with the transaction's name when all is written and nothing is committed: what it throws rolls back. */
  beforeCommit: (transaction: string) => void = () => undefined;
  #inside = false;

  constructor({ policy, channels }: ShopSetup) {
    this.policy = policy;
    this.channels = channels;
  }

  /** Runs `work` atomically: an error takes every change back. */
  transaction<Result>(name: string, work: () => Result): Result {
    if (this.#inside) throw new Error(`transaction ${name} inside another one`);
    this.#inside = true;
    this.#journal.length = 0;
    try {
      const result = work();
      this.beforeCommit(name);
      return result;
    } catch (error) {
      while (this.#journal.length > 0) this.#journal.pop()!();
      throw error;
    } finally {
      this.#inside = false;
    }
  }

  /** touchline_now(): epoch milliseconds of domain time. */
  now(): EpochMs {
    const { anchoredSystemMs, anchoredDomainMs, factor } = this.clock;
    return anchoredDomainMs + (this.systemMs - anchoredSystemMs) * factor;
  }

  /** touchline_wait_ms(at): system milliseconds until a domain instant; null when the clock stands still before it. */
  waitMs(atMs: EpochMs | null): number | null {
    if (atMs === null) return null;
    const nowMs = this.now();
    if (atMs <= nowMs) return 0;
    return this.clock.factor === 0 ? null : (atMs - nowMs) / this.clock.factor;
  }

  setClock(atMs: EpochMs, factor: number): void {
    this.clock = { anchoredSystemMs: this.systemMs, anchoredDomainMs: atMs, factor, changes: this.clock.changes + 1 };
    for (const { id, state } of this.customers.where((row) => row.state.pokes > 0)) this.changeState(id, { ...state, pokes: 0, pokedSystemMs: null });
  }

  changeState(id: CustomerId, columns: Partial<StateRow>): void {
    const row = this.customers.get(id)!;
    this.customers.put(id, { ...row, state: { ...row.state, ...columns } });
  }

  changeFacts(id: CustomerId, columns: Partial<FactsRow>): void {
    const row = this.customers.get(id)!;
    this.customers.put(id, { ...row, facts: { ...row.facts, ...columns } });
  }
}
