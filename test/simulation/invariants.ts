import type { Cap } from '../../src/domain/campaign.ts';
import type { MessageId } from '../../src/domain/ids.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/domain/instant.ts';
import type { Claim } from './memory/ledger.ts';
import type { CustomerRow, EnrolmentRow, MessageRow } from './memory/tables.ts';
import type { Simulation } from './simulation.ts';

/** What must hold at every instant or at rest, and did not. */
export class Violation extends Error {
  readonly invariant: string;

  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`);
    this.name = 'Violation';
    this.invariant = invariant;
  }
}

/** The relay's grace of a minute, its look every three seconds, and slow calls. */
const LATEST_WAKE_UP_MS = 120_000;

const UNIT_MS = { minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS, weeks: 7 * DAY_MS } as const;
const windowMs = ({ per }: Cap) => per.count * UNIT_MS[per.unit];

/** Watches one run: rules of its own over the raw rows, never the core's answers; and what has been seen. */
export class Watch {
  readonly seen = new Map<string, number>();
  readonly #simulation: Simulation;
  #violation: Violation | null = null;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  saw(situation: string): void {
    this.seen.set(situation, (this.seen.get(situation) ?? 0) + 1);
  }

  violated(invariant: string, detail: string): void {
    this.#violation ??= new Violation(invariant, detail);
  }

  throwIfViolated(): void {
    if (this.#violation !== null) throw this.#violation;
  }

  #must(holds: boolean, invariant: string, detail: () => string): void {
    if (!holds) this.violated(invariant, detail());
  }

  // ------------------------------------------------------------------ at every claim

  claimed(id: MessageId, claim: Claim): void {
    if (claim.kind === 'leased') this.saw('claim met a lease');
    if (claim.kind === 'not-now') {
      const message = this.#simulation.db.messages.get(id);
      if (message !== undefined) this.saw(`claim answered not now: ${message.state}${message.reason === null ? '' : ` ${message.reason.code}`}`);
      if (message?.reason?.params['code'] === 'lease-ended') this.saw('lease ended');
    }
    this.decided();
    if (claim.kind === 'taken') this.#judgeClaim(claim.message);
  }

  #judgeClaim(message: MessageRow): void {
    const { db } = this.#simulation;
    const customer = db.customers.get(message.customerId)!;
    const where = `${message.id} fence ${message.fence}`;
    this.saw(`taken ${message.purpose}`);
    this.#must(!customer.erased, 'nobody erased is written to', () => where);
    this.#must(!db.attempts.some((row) => row.messageId === message.id && row.fence < message.fence && row.outcome === 'accepted'), 'nothing that is known to have left leaves again', () => where);
    this.#must(!db.suppressions.some((row) => row.customerId === customer.id && row.liftedAtMs === null && (row.channel === '*' || row.channel === message.channel)
      && (row.purpose === '*' || row.purpose === message.purpose)), 'nobody suppressed is written to', () => where);
    const words = db.consents.where((row) => row.customerId === customer.id && row.channel === message.channel && row.purpose === message.purpose);
    const newest = words.toSorted((a, b) => b.atMs - a.atMs || Number(a.granted) - Number(b.granted))[0];
    this.#must(message.purpose === 'service' ? newest?.granted !== false : newest?.granted === true, 'consent as of the claim', () => where);
    this.#must(customer.facts.orderCount < 5, 'level 1 waits for a supervisor', () => where);
    this.#must(db.campaigns.get(message.campaign)!.state === 'running', 'nothing leaves for a campaign that does not run', () => where);
    const enrolment = db.enrolments.get(message.enrolment);
    this.#must(enrolment?.open === true && enrolment.place.kind === 'sending' && enrolment.place.message === message.id, 'a message belongs to an enrolment that sends it', () => where);
    this.#must(!db.events.some((row) => row.customerId === customer.id && row.status === 'applied' && row.wakes), 'events are decided upon before a claim', () => where);
    this.#must(db.now() < message.expiresAtMs, 'nothing stale leaves', () => `${where} at ${db.now()}, good until ${message.expiresAtMs}`);
    if (message.purpose === 'marketing') this.#judgeMarketing(message, customer);
  }

  #judgeMarketing(message: MessageRow, customer: CustomerRow): void {
    const { db } = this.#simulation;
    const atMs = message.claimedAtMs!;
    const caps = [...db.policy.caps, ...db.versions.get(`${message.campaign}:${message.ordinal}`)!.definition.caps].filter(({ channel }) => channel === null || channel === message.channel);
    for (const cap of caps) {
      const within = db.messages.where((row) => row.customerId === customer.id && row.purpose === 'marketing' && ['sending', 'accepted', 'unknown'].includes(row.state)
        && (cap.channel === null || row.channel === cap.channel) && row.claimedAtMs! >= atMs - windowMs(cap));
      this.#must(within.length <= cap.count, 'frequency cap', () => `${message.id}: ${within.length} of ${cap.count} in the window, ${within.map(({ id }) => id).join(' ')}`);
    }
    const quiet = db.policy.quietHours[customer.country ?? '*'] ?? db.policy.quietHours['*'];
    if (quiet === undefined || db.channels[message.channel]?.obeysQuietHours !== true) return;
    const minute = minuteOfDay(atMs, zoneOf(customer, this.#simulation));
    this.#must(minute >= quiet.untilMinute && minute < quiet.fromMinute, 'quiet hours', () => `${message.id} at local minute ${minute}`);
  }

  // ------------------------------------------------------------------ at every delivery and decision

  delivered(message: MessageRow): void {
    const { db, provider } = this.#simulation;
    const times = provider.sink.filter((entry) => entry.messageId === message.id).length;
    if (times === 0) return;
    // A frozen process may deliver after its lease: each attempt that was not certainly in vain may have left a copy.
    const mayHaveLeft = db.attempts.where((row) => row.messageId === message.id && row.outcome !== 'deferred' && row.outcome !== 'refused').length;
    const mayRepeat = message.purpose === 'service' && db.policy.unknownOutcome.service === 'resend';
    if (times > 1) this.saw('service message sent again');
    this.#must(times === 1 || (mayRepeat && times <= mayHaveLeft), 'at most once', () => `${message.id} arrived ${times} times`);
    this.#must(db.attempts.get(`${message.id}#${message.fence}`) !== undefined, 'an attempt stands before a byte leaves', () => message.id);
  }

  /** After each decision of anybody: the customer is awake for all that is awaited. */
  decided(): void {
    const { db } = this.#simulation;
    for (const { id, state } of db.customers.where(() => true)) {
      const open = db.enrolments.where((row) => row.customer === id && row.open);
      for (const { place } of open) {
        if (place.kind === 'held') this.saw(`held: ${place.because.code}`);
        if (place.kind === 'sending' && db.messages.get(place.message)?.state === 'draft') this.saw('a draft waits');
      }
      this.#must(open.length === 0 || state.wakeAtMs !== null, 'every awaited thing has a wake-up', () => `${id}: ${open.map(({ id: enrolment }) => enrolment).join(' ')}`);
      for (const row of open) this.#judgeOpen(row);
    }
  }

  #judgeOpen({ id, place }: EnrolmentRow): void {
    if (place.kind !== 'sending') return;
    this.#must(this.#simulation.db.messages.get(place.message) !== undefined, 'a place at sending has its message', () => id);
  }

  // ------------------------------------------------------------------ at rest

  isAtRest(): boolean {
    const { db } = this.#simulation;
    return !db.enrolments.some(({ open }) => open)
      && !db.messages.some(({ state }) => state === 'ready' || state === 'sending' || state === 'planned')
      && !db.events.some(({ status }) => status === 'received' || status === 'applied')
      && !db.runs.some(({ state, campaign, ordinal }) => state !== 'finished' && state !== 'cancelled' && db.versions.get(`${campaign}:${ordinal}`)!.definition.entry.kind === 'audience');
  }

  verifyAtRest(): void {
    this.#verifyMessages();
    this.#verifyEvents();
    this.#verifyDecisions();
    this.calm();
    this.throwIfViolated();
  }

  #verifyMessages(): void {
    const { db, provider } = this.#simulation;
    for (const { id, open, place } of db.enrolments.where((row) => row.open)) this.#must(!open, 'no enrolment is stuck', () => `${id} at ${JSON.stringify(place)}`);
    for (const message of db.messages.where(() => true)) {
      const { id, state, fence, purpose } = message;
      const arrived = provider.sink.filter((entry) => entry.messageId === id).length;
      const attempts = db.attempts.where((row) => row.messageId === id);
      const resends = purpose === 'service' && db.policy.unknownOutcome.service === 'resend';
      this.saw(`ended ${state}`);
      this.#must(!['ready', 'sending', 'planned', 'draft', 'approved'].includes(state), 'no message is stuck', () => `${id} is ${state}`);
      this.#must(attempts.length === fence, 'one attempt row per fence', () => `${id}: ${attempts.length} rows, fence ${fence}`);
      this.#must(state !== 'accepted' || arrived > 0, 'accepted means sent', () => id);
      this.#must(state === 'accepted' || state === 'unknown' || arrived === 0 || resends, 'what was sent is accepted or listed as unknown', () => `${id} is ${state}, arrived ${arrived} times`);
      // A deferral that is told after the lease says that nothing was taken; the enrolment has gone on by then, and the message stays listed.
      this.#must(state !== 'unknown' || attempts.some((row) => row.fence === fence && (row.outcome === 'unknown' || row.outcome === 'deferred')),
        'every unknown has its attempt', () => id);
      this.#must(arrived <= 1 || resends, 'at most once', () => `${id} arrived ${arrived} times`);
    }
    for (const { messageId, contactPoint } of provider.sink) {
      const message = db.messages.get(messageId);
      this.#must(message !== undefined && db.points.get(contactPoint)?.customerId === message.customerId, 'nothing is sent that the ledger does not know', () => messageId);
    }
  }

  #verifyEvents(): void {
    const { db, acknowledged } = this.#simulation;
    for (const messageId of acknowledged) {
      const event = db.events.where((row) => row.messageId === messageId)[0];
      this.#must(event !== undefined, 'no acknowledged event is lost', () => messageId);
      if (event === undefined) continue;
      this.saw(`event ${event.status}${event.reason === null ? '' : ` ${event.reason}`}`);
      const isOver = event.status === 'consumed' || ((event.status === 'ignored' || event.status === 'dead_letter') && event.reason !== null);
      this.#must(isOver, 'every event is consumed or ignored with a reason', () => `${messageId} is ${event.status}`);
      const consumers = db.decisions.where(({ eventIds }) => eventIds.includes(event.inboxId));
      this.#must(consumers.length === (event.status === 'consumed' ? 1 : 0), 'every event is consumed once', () => `${messageId} by ${consumers.length} decisions`);
    }
    for (const { id, facts } of db.customers.where(() => true)) {
      const asked = db.events.where((row) => row.customerId === id && row.change.does === 'inquiry' && row.status !== 'ignored').length;
      this.#must(facts.inquiryCount === asked, 'an effect happens once', () => `${id}: ${facts.inquiryCount} inquiries of ${asked}`);
    }
  }

  #verifyDecisions(): void {
    const { db } = this.#simulation;
    for (const { id, state } of db.customers.where(() => true)) {
      const sequences = db.decisions.where(({ customerId }) => customerId === id).map(({ sequence }) => sequence).toSorted((a, b) => a - b);
      this.#must(sequences.length === state.sequence && sequences.every((sequence, index) => sequence === index + 1), 'decisions are numbered without a gap', () => id);
    }
  }

  /** While nothing is broken a wake-up is late by no more than the relay's grace. */
  calm(): void {
    const { db } = this.#simulation;
    const allowedMs = LATEST_WAKE_UP_MS * Math.max(1, db.clock.factor);
    for (const { id, state } of db.customers.where((row) => row.state.wakeAtMs !== null)) {
      this.#must(db.now() - state.wakeAtMs! < allowedMs, 'no wake-up is overdue', () => `${id} since ${db.now() - state.wakeAtMs!} ms`);
    }
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The platform's clock, not the core's arithmetic. */
function minuteOfDay(ms: number, zone: string): number {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' });
  clocks.set(zone, clock);
  const [hour = 0, minute = 0] = clock.format(ms).split(':').map(Number);
  return hour * 60 + minute;
}

function zoneOf({ timeZone, country }: CustomerRow, { db }: Simulation): string {
  const ofCountry = country === null ? undefined : db.policy.countryZones[country];
  return timeZone ?? (typeof ofCountry === 'string' ? ofCountry : ofCountry?.[0]) ?? db.policy.shop.timeZone;
}
