import type { FactChange } from '../../src/contracts/fact-change.ts';
import { toCampaignName, toCustomerId, type CustomerId } from '../../src/domain/ids.ts';
import { Relay } from '../../src/intake/relay.ts';
import { applyEvents } from '../../src/intake/events/apply-events.ts';
import { Watch } from './invariants.ts';
import { MemoryCampaigns } from './memory/campaigns.ts';
import { MemoryIntake, type ToldEvent } from './memory/intake.ts';
import { MemoryLedger } from './memory/ledger.ts';
import { customersAwaiting, overdueFrom, takeOverdueCustomers, unfinishedRuns } from './memory/relay-reads.ts';
import { MemoryDatabase } from './memory/tables.ts';
import type { Happening, PlannedStep, Point } from './plan.ts';
import { FakeProvider } from './provider.ts';
import type { Chance } from './random.ts';
import { Crash, Scheduler } from './scheduler.ts';
import { openShop, type Shop } from './shops.ts';
import { DatabaseAway, TemporalModel } from './temporal-model.ts';
import { WorkerModel } from './worker-model.ts';

export const LEASE_MS = 100_000;
const RELAY_EVERY_MS = 3_000;
const RESEND_MS = 10_000;
/** Longer than the lapsing of the shops' policies. */
const SILENCE_DAYS = 16;

/** What a planted bug may replace. */
export interface Parts {
  readonly ledger: (db: MemoryDatabase) => MemoryLedger;
  /** True: the server answers before the event is stored. */
  readonly acknowledgesFirst?: boolean;
  /** True: the message leaves before its claim is committed. */
  readonly sendsFirst?: boolean;
  readonly relayLooks?: boolean;
}
export const HONEST: Parts = { ledger: (db) => new MemoryLedger(db, LEASE_MS) };

/** Core, intake, ledger and relay of one shop under one seed: nothing in it depends on anything but its arguments. */
export class Simulation {
  readonly db: MemoryDatabase;
  readonly scheduler: Scheduler;
  readonly ledger: MemoryLedger;
  readonly intake: MemoryIntake;
  readonly campaigns: MemoryCampaigns;
  readonly provider: FakeProvider;
  readonly temporal: TemporalModel;
  readonly watch: Watch;
  readonly parts: Parts;
  readonly #worker: WorkerModel;
  readonly #chance: Chance;
  readonly #startedMs: number;
  readonly #armed: { readonly point: Point; readonly fromMs: number; readonly happening: Happening }[] = [];
  readonly acknowledged = new Set<string>();
  #relay: Relay;
  #lastLookMs = 0;
  #clockChangesSeen = 0;
  #databaseAwayUntilMs = 0;
  #answersToLose = 0;
  #stallsMs: number[] = [];
  #messages = 0;
  #orders: string[] = [];
  #crashInRelay: Crash | null = null;

  constructor(shop: Shop, chance: Chance, parts: Parts = HONEST) {
    this.#chance = chance;
    this.parts = parts;
    this.db = new MemoryDatabase(shop);
    this.db.systemMs = Date.UTC(2026, 0, 1);
    this.#startedMs = this.db.systemMs;
    openShop(this.db, shop, chance.among([1, 1, 30]));
    this.db.beforeCommit = (name) => this.#beforeCommit(name);
    this.scheduler = new Scheduler(this.db, chance);
    this.ledger = parts.ledger(this.db);
    this.intake = new MemoryIntake(this.db);
    this.campaigns = new MemoryCampaigns(this.ledger);
    this.provider = new FakeProvider(chance);
    this.watch = new Watch(this);
    this.#worker = new WorkerModel(this);
    this.temporal = new TemporalModel(this.scheduler, this.#worker);
    this.#relay = this.#newRelay();
    this.#lastLookMs = this.db.systemMs;
  }

  /** Plays a plan to its end, then lets everything come to rest without faults; throws a Violation when an invariant does not hold. */
  async play(plan: readonly PlannedStep[]): Promise<void> {
    for (const { when, happening } of plan) {
      if ('atMs' in when) this.scheduler.push({ owner: 'outside', name: happening.does, inMs: when.atMs, run: () => this.happen(happening) });
      else this.#armed.push({ point: when.point, fromMs: this.db.systemMs + when.afterMs, happening });
    }
    const last = Math.max(0, ...plan.map(({ when }) => ('atMs' in when ? when.atMs : when.afterMs)));
    await this.#runUntil(this.db.systemMs + last + 600_000, () => false);
    this.#calm();
    const { longest } = this.db.policy.enrolments;
    // Silence enters customers anew until they are lapsed; then every enrolment has its longest time.
    const limitMs = (2 * longest.count + SILENCE_DAYS) * 86_400_000 / this.db.clock.factor + 8 * 3_600_000;
    // By then every customer who was poked in vain has been poked again.
    const settledMs = this.db.systemMs + 75 * 60_000;
    await this.#runUntil(settledMs, () => false);
    await this.#runUntil(this.db.systemMs + limitMs, () => {
      this.watch.calm();
      return this.watch.isAtRest();
    });
    this.watch.verifyAtRest();
  }

  /** System milliseconds that have passed times the speed of the domain clock, in days, for every customer. */
  customerDays(): number {
    return (this.db.systemMs - this.#startedMs) * this.db.clock.factor * this.db.customers.size / 86_400_000;
  }

  async #runUntil(untilMs: number, isEnough: () => boolean): Promise<void> {
    while (this.db.systemMs < untilMs && !isEnough()) {
      const dueMs = this.scheduler.nextDueMs();
      const lookMs = this.#nextLookMs();
      const nextMs = Math.max(Math.min(dueMs ?? Infinity, lookMs), this.db.systemMs);
      if (nextMs === Infinity || nextMs > untilMs) { this.db.systemMs = untilMs; return; }
      if (lookMs <= (dueMs ?? Infinity)) {
        this.db.systemMs = nextMs;
        await this.#look();
      } else {
        const work = this.scheduler.take(nextMs);
        if (work !== null) await this.#dieOr(() => work.run());
      }
      this.watch.throwIfViolated();
    }
  }

  /** Work of a process: a crash in it takes the process with it. */
  async #dieOr(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.#kill(error.part, 1_000 + this.#chance.between(0, 30_000));
    }
  }

  #kill(part: 'worker' | 'server', downMs: number): void {
    this.watch.saw(`${part} killed`);
    this.scheduler.kill(part, downMs);
    if (part === 'server') return;
    this.temporal.workerDied();
    this.#relay = this.#newRelay();
    this.#clockChangesSeen = this.db.clock.changes;
  }

  // ------------------------------------------------------------------ places where something may strike

  #beforeCommit(name: string): void {
    if (this.#databaseAwayUntilMs > this.db.systemMs) throw new DatabaseAway('the database is away');
    const crash = this.#struck(`inside ${name}` as Point, (happening) => happening.does === 'crash');
    if (crash?.does === 'crash') { this.watch.saw(`crash inside ${name}`); throw new Crash(name === 'apply-events' ? 'server' : 'worker'); }
  }

  /** A place between two transactions: what is armed for it happens now. */
  point(name: Point): void {
    const happening = this.#struck(name, () => true);
    if (happening === null) return;
    this.watch.saw(`${happening.does} ${name}`);
    if (happening.does === 'crash') throw new Crash(name === 'before acknowledgement' || name === 'before poke' ? 'server' : 'worker');
    this.happen(happening);
  }

  #struck(name: Point, wanted: (happening: Happening) => boolean): Happening | null {
    const index = this.#armed.findIndex(({ point, fromMs, happening }) => point === name && fromMs <= this.db.systemMs && wanted(happening));
    return index < 0 ? null : this.#armed.splice(index, 1)[0]!.happening;
  }

  /** After a commit whose answer may be lost on its way. */
  committed<Answer>(answer: Answer): Answer {
    if (this.#answersToLose === 0) return answer;
    this.#answersToLose -= 1;
    this.watch.saw('answer of a commit lost');
    throw new DatabaseAway('the connection broke after the commit');
  }

  /** How long the next send stands still; 0: not at all. */
  takeStall(): number {
    return this.#stallsMs.shift() ?? 0;
  }

  #calm(): void {
    this.#armed.length = 0;
    this.#databaseAwayUntilMs = 0;
    this.#answersToLose = 0;
    this.#stallsMs = [];
    this.provider.calm = true;
    for (const part of ['worker', 'server', 'temporal'] as const) this.scheduler.upAtMs[part] = Math.min(this.scheduler.upAtMs[part], this.db.systemMs);
    for (const { name, state } of this.db.campaigns.where((row) => row.state === 'paused')) {
      if (state === 'paused') this.#command({ does: 'campaign', name, command: 'resume', late: 'catch-up' });
    }
  }

  // ------------------------------------------------------------------ what happens from outside

  happen(happening: Happening): void {
    switch (happening.does) {
      case 'event': this.#tellEvent(happening); return;
      case 'receipt': this.#tellReceipt(happening); return;
      case 'campaign': this.#command(happening); return;
      case 'crash': this.#kill(happening.part, happening.downMs); return;
      case 'provider': this.provider.meet(happening.mood, happening.times); return;
      case 'lose-temporal': this.watch.saw('Temporal lost its database'); this.temporal.loseEverything(); return;
      case 'stall': this.#stallsMs = Array.from({ length: happening.times }, () => happening.ms); return;
      case 'lose-answer': this.#answersToLose += 1; return;
      case 'move-clock': this.watch.saw('clock moved'); this.db.setClock(this.db.now() + happening.byMs, this.db.clock.factor); return;
      case 'away':
        this.watch.saw(`${happening.part} away`);
        if (happening.part === 'database') this.#databaseAwayUntilMs = this.db.systemMs + happening.ms;
        else this.scheduler.upAtMs.temporal = this.db.systemMs + happening.ms;
    }
  }

  #tellEvent({ customer, kind, change, copies, lateMs }: Extract<Happening, { does: 'event' }>): void {
    this.#messages += 1;
    const told: ToldEvent = {
      messageId: `m${this.#messages}`, external: `c${customer}`, kind, atMs: this.db.now() - lateMs, properties: {}, change: this.#changeOf(change, kind, customer),
    };
    if (lateMs > 0) this.watch.saw('late event');
    if (copies > 1) this.watch.saw('repeated event');
    for (let copy = 0; copy < copies; copy += 1) this.#tell(told, copy * this.#chance.between(0, 20_000));
  }

  #changeOf(does: Extract<Happening, { does: 'event' }>['change'], kind: string, customer: number): FactChange {
    switch (does) {
      case 'order': {
        const orderId = this.#orders.length > 0 && this.#chance.oneIn(8) ? this.#orders.at(-1)! : `o${this.#orders.length + 1}`;
        this.#orders.push(orderId);
        return { does, orderId, value: 50_0000, currency: null, country: null, lines: [] };
      }
      case 'cancellation': return { does, orderId: this.#orders.at(-1) ?? `before-${customer}-0`, amount: this.#chance.among([null, 20_0000]), newState: 'cancelled' };
      case 'consent': return { does, granted: kind === 'consent.given', channel: this.#chance.among(['email', 'email', 'letter', '*']), purpose: 'marketing', source: 'test', wording: 'test' };
      case 'bounce': return { does, channel: 'email', address: null, hard: this.#chance.oneIn(3) };
      case 'complaint': return { does, channel: 'email' };
      case 'reply': return { does, message: this.provider.sink.find(({ customerId }) => this.db.customers.get(customerId)?.external === `c${customer}`)?.messageId ?? null };
      case 'inquiry': return { does };
      case 'nothing': default: return { does: 'nothing' };
    }
  }

  /** Only who has received a message can open it. */
  #tellReceipt({ pick, stamp, copies }: Extract<Happening, { does: 'receipt' }>): void {
    const received = this.provider.sink[pick % Math.max(1, this.provider.sink.length)];
    if (received === undefined) return;
    const message = this.db.messages.get(received.messageId)!;
    this.#messages += 1;
    if (message.state === 'unknown') this.watch.saw('receipt for an unknown outcome');
    const told: ToldEvent = {
      messageId: `m${this.#messages}`, external: this.db.customers.get(received.customerId)!.external, kind: stamp, atMs: this.db.now(),
      properties: { campaign: message.campaign, step: message.step }, change: { does: 'receipt', stamp, message: message.id },
    };
    for (let copy = 0; copy < copies; copy += 1) this.#tell(told, copy * 500);
  }

  /** A source tells its event until the server has taken it. */
  #tell(told: ToldEvent, inMs: number): void {
    this.scheduler.push({ owner: 'server', name: `receive ${told.messageId}`, inMs: inMs + this.scheduler.short(), durable: true, run: () => {
      this.scheduler.push({ owner: 'outside', name: 'not answered', inMs: RESEND_MS, run: () => { if (!this.acknowledged.has(told.messageId)) { this.watch.saw('event sent again'); this.#tell(told, 0); } } });
      this.#receive(told);
    } });
  }

  #receive(told: ToldEvent): void {
    if (this.parts.acknowledgesFirst === true) this.acknowledged.add(told.messageId);
    this.point('before acknowledgement');
    let inboxId: number | null;
    try {
      inboxId = this.committed(this.intake.store(told));
    } catch (error) {
      if (error instanceof DatabaseAway) return;
      throw error;
    }
    this.acknowledged.add(told.messageId);
    if (inboxId !== null) this.scheduler.push({ owner: 'server', name: 'apply', inMs: this.scheduler.short(), run: () => this.#applyAndPoke([inboxId]) });
  }

  /** The real applyEvents of src/intake over the store in memory; answers whom to poke, for pokes leave beside it. */
  async #apply(inboxIds: readonly number[]): Promise<CustomerId[]> {
    const woken = new Set<CustomerId>();
    let crash: Crash | null = null;
    const events = inboxIds.map((inboxId) => {
      const { external, kind } = this.db.events.get(String(inboxId))!;
      return { inboxId, shopId: 'main', customerId: external, kind, payload: {} as never };
    });
    await applyEvents({
      applyForCustomer: (owner, group) => {
        try {
          const done = this.committed(this.intake.apply((owner as { customerId: string }).customerId, group.map(({ inboxId }) => inboxId)));
          return Promise.resolve({ ...done, applied: 0, ignored: 0, deadLetters: 0 });
        } catch (error) {
          if (error instanceof Crash) crash = error;
          return Promise.reject(error);
        }
      },
      bury: () => Promise.resolve(),
      poke: (id) => { woken.add(toCustomerId(id)); return Promise.resolve(); },
      pokeFailed: () => undefined,
    }, events).catch((error: unknown) => { if (!(error instanceof DatabaseAway || error instanceof Crash)) throw error; });
    if (crash !== null) throw crash as Crash;
    return [...woken];
  }

  async #applyAndPoke(inboxIds: readonly number[]): Promise<void> {
    for (const id of await this.#apply(inboxIds)) {
      this.scheduler.push({ owner: 'server', name: 'poke', inMs: this.scheduler.short(), run: () => this.#poke(id) });
    }
  }

  #poke(id: CustomerId): void {
    this.point('before poke');
    if (this.scheduler.isUp('temporal')) this.temporal.pokeCustomer(id);
    else this.watch.saw('poke lost');
  }

  /** A command of the marketer: committed, then told to the runs. */
  #command({ name, command, late }: Extract<Happening, { does: 'campaign' }>): void {
    if (this.#databaseAwayUntilMs > this.db.systemMs) return;
    const campaign = toCampaignName(name);
    const wasHeld = this.db.enrolments.some((row) => row.campaign === campaign && row.open);
    if (command === 'edit') { this.#edit(name); return; }
    const runs = command === 'start' ? this.campaigns.start(campaign)
      : command === 'pause' ? this.campaigns.pause(campaign)
      : command === 'resume' ? this.campaigns.resume(campaign, late) : this.campaigns.cancel(campaign);
    if (runs === null) return;
    this.watch.saw(`campaign ${command}${wasHeld && command !== 'start' ? ' with open enrolments' : ''}`);
    if (this.#chance.oneIn(4) || !this.scheduler.isUp('temporal')) { this.watch.saw('word to a campaign run lost'); return; }
    for (const run of typeof runs === 'string' ? [runs] : runs) this.temporal.pokeCampaignRun(run);
  }

  /** A newer version becomes the active one; open enrolments stay on theirs. */
  #edit(name: string): void {
    const row = this.db.campaigns.get(name)!;
    const { definition } = this.db.versions.get(`${name}:${row.activeOrdinal}`)!;
    const ordinal = row.activeOrdinal + 1;
    this.db.versions.put(`${name}:${ordinal}`, { campaign: row.name, ordinal, definition: { ...definition, steps: definition.steps.slice(0, Math.max(1, definition.steps.length - 1)) } });
    this.db.campaigns.change(name, { activeOrdinal: ordinal });
    this.watch.saw('campaign edited');
  }

  // ------------------------------------------------------------------ the relay: the real one

  #newRelay(): Relay {
    const ports = {
      takeOverdueCustomers: (limit: number) => this.#ask(() => takeOverdueCustomers(this.db, limit)),
      customersAwaiting: (after: CustomerId | null, limit: number) => this.#ask(() => customersAwaiting(this.db, after, limit)),
      clockChanges: () => this.#ask(() => { this.#clockChangesSeen = this.db.clock.changes; return this.db.clock.changes; }),
      unfinishedRuns: () => this.#ask(() => unfinishedRuns(this.db)),
      applyWaitingEvents: () => this.#applyLeftOvers(),
      // Nothing has been scored in these shops: no tier is held.
      applyWaitingNews: async () => undefined, reviewDueTiers: () => Promise.resolve([]), tellCareDays: () => Promise.resolve([]), tellShopNews: () => Promise.resolve([]), tellAgreements: () => Promise.resolve([]), tellChangedRights: () => Promise.resolve(), tellStaff: async () => undefined, startWaitingWebhooks: () => Promise.resolve(), startDueProductAdvice: () => Promise.resolve(),
      keepHouse: () => Promise.resolve(),
      pokeAll: (ids: readonly CustomerId[], kind: string) => this.#ask(() => {
        if (ids.length === 0) return;
        this.watch.saw(kind === 'clock' ? 'told of a changed clock' : 'relay poked');
        this.point('before relay poke');
        for (const id of ids) this.temporal.pokeCustomer(id);
      }),
      startCampaignRun: (id: string) => this.#ask(() => { if (!this.temporal.isLive(id)) this.watch.saw('campaign run started by the relay'); this.temporal.startCampaignRun(id); }),
      pokeCampaignRun: (id: string) => this.#ask(() => this.temporal.pokeCampaignRun(id)),
      report: (_problem: string, error: unknown) => {
        if (error instanceof Crash || error instanceof DatabaseAway || (error instanceof Error && error.message === 'Temporal is away')) return;
        this.watch.violated('the relay works', String(error));
      },
    };
    return new Relay(ports);
  }

  /** A call of the relay; after a crash in it the process does nothing more. */
  #ask<Answer>(call: () => Answer): Promise<Answer> {
    if (this.#crashInRelay !== null) return Promise.reject(this.#crashInRelay);
    try {
      if (this.#databaseAwayUntilMs > this.db.systemMs) throw new DatabaseAway('the database is away');
      return Promise.resolve(call());
    } catch (error) {
      if (error instanceof Crash) this.#crashInRelay = error;
      return Promise.reject(error);
    }
  }

  async #applyLeftOvers(): Promise<void> {
    const ids = await this.#ask(() => this.intake.leftOver(5_000));
    if (ids.length === 0) return;
    this.watch.saw('left-over events applied by the relay');
    const woken = await this.#apply(ids).catch((error: unknown) => {
      // Killed inside the relay: its process does nothing more.
      if (error instanceof Crash) this.#crashInRelay = new Crash('worker');
      throw error;
    });
    await this.#ask(() => { for (const id of woken) this.temporal.pokeCustomer(id); });
  }

  async #look(): Promise<void> {
    this.#lastLookMs = this.db.systemMs;
    this.scheduler.steps += 1;
    this.#crashInRelay = null;
    await this.#relay.look();
    const crash = this.#crashInRelay;
    this.#crashInRelay = null;
    if (crash !== null) await this.#dieOr(() => { throw crash as Crash; });
  }

  /** The relay looks every three seconds; looks that would find nothing are left out. */
  #nextLookMs(): number {
    if (this.parts.relayLooks === false) return Infinity;
    const starts = this.db.customers.where(() => true).map((row) => overdueFrom(this.db, row) ?? Infinity);
    for (const { receivedSystemMs } of this.db.events.where(({ status }) => status === 'received')) starts.push(receivedSystemMs + 5_000);
    if (this.#clockChangesSeen !== this.db.clock.changes) starts.push(0);
    if (unfinishedRuns(this.db).some(({ id, ready }) => ready || !this.temporal.isLive(id))) starts.push(0);
    return Math.max(this.#lastLookMs + RELAY_EVERY_MS, this.scheduler.upAtMs.worker, Math.min(...starts));
  }
}
