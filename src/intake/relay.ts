import { crashPoint } from '../contracts/crash-point.ts';
import type { CustomerId } from '../domain/ids.ts';

/** What the relay looks at and whom it tells. */
export interface RelayPorts {
  takeOverdueCustomers(limit: number): Promise<readonly CustomerId[]>;
  customersAwaiting(after: CustomerId | null, limit: number): Promise<readonly CustomerId[]>;
  clockChanges(): Promise<number>;
  unfinishedRuns(): Promise<readonly { id: string; ready: boolean }[]>;
  /** Applies events that were stored and answered but not taken further. */
  applyWaitingEvents(): Promise<void>;
  /** Reads and applies what providers have told and nobody has taken further. */
  applyWaitingNews(): Promise<void>;
  /** Reviews the tiers that are due; answers the customers whose tier is news to them. */
  reviewDueTiers(): Promise<readonly CustomerId[]>;
  /** Tells birthdays and anniversaries that have come; answers whom to wake. */
  tellCareDays(): Promise<readonly CustomerId[]>;
  /** Tells whose order has not come by the promised day, and who may have what they waited for; answers whom to wake. */
  tellShopNews(): Promise<readonly CustomerId[]>;
  /** Starts the reckoning of which products fit whom, once a day. */
  startDueProductAdvice(): Promise<void>;
  /** Tells what has come of long-term agreements; answers whom to wake. */
  tellAgreements(): Promise<readonly CustomerId[]>;
  /** Compares rights with what others were told of them, a part of the customers after each new policy or scoring. */
  tellChangedRights(): Promise<void>;
  /** Starts the runs of webhooks that wait and have none. */
  startWaitingWebhooks(): Promise<void>;
  /** Hands out news for the staff and starts the runs that mail them. */
  tellStaff(): Promise<void>;
  /** Rows that only time makes due: sign of life, the clock's mark, partitions. */
  keepHouse(): Promise<void>;
  pokeAll(ids: readonly CustomerId[], kind: string): Promise<void>;
  startCampaignRun(id: string): Promise<void>;
  pokeCampaignRun(id: string): Promise<void>;
  report(problem: string, error: unknown): void;
}

const EVERY_MS = 3_000;
/** About what the bounded rate of pokes gets through between two looks. */
const POKES_PER_LOOK = 90;
/** Unfinished campaign runs are started, and those with something to do told once more, every tenth time. */
const LOOKS_PER_RUN_CHECK = 10;

/**
 * Heals what a crash, a lost Temporal database or a change from outside left undone: lost wake-ups, stored events,
 * unfinished campaign runs. Several relays may run: each overdue customer is taken by one of them.
 */
export class Relay {
  readonly #ports: RelayPorts;
  readonly #stop = new AbortController();
  #clockChanges: number | null = null;
  #looks = 0;
  #readyRuns: ReadonlySet<string> = new Set();
  #done: Promise<void> = Promise.resolve();

  constructor(ports: RelayPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#done = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #loop(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.look();
      await delay(EVERY_MS, this.#stop.signal);
    }
  }

  /** One look at everything. A part that fails is reported and tried again at the next look; the others go on. */
  async look(): Promise<void> {
    const parts: [string, () => Promise<void>][] = [
      ['housekeeping', () => this.#ports.keepHouse()],
      ['news of providers', () => this.#ports.applyWaitingNews()],
      ['waiting events', () => this.#ports.applyWaitingEvents()],
      ['tier reviews', async () => this.#ports.pokeAll(await this.#ports.reviewDueTiers(), 'tier.review')],
      ['care days', async () => this.#ports.pokeAll(await this.#ports.tellCareDays(), 'care-day')],
      ['parcels and stock', async () => this.#ports.pokeAll(await this.#ports.tellShopNews(), 'shop-news')],
      ['product advice', () => this.#ports.startDueProductAdvice()],
      ['agreements', async () => this.#ports.pokeAll(await this.#ports.tellAgreements(), 'agreement')],
      ['rights', () => this.#ports.tellChangedRights()],
      ['webhooks', () => this.#ports.startWaitingWebhooks()],
      ['news for the staff', () => this.#ports.tellStaff()],
      ['campaign runs', () => this.#campaignRuns()],
      ['a changed clock', () => this.#changedClock()],
      ['overdue wake-ups', () => this.#overdueCustomers()],
    ];
    for (const [name, part] of parts) await part().catch((error: unknown) => this.#ports.report(name, error));
    this.#looks += 1;
  }

  async #overdueCustomers(): Promise<void> {
    const ids = await this.#ports.takeOverdueCustomers(POKES_PER_LOOK);
    if (ids.length > 0) crashPoint('relay-taken');
    await this.#ports.pokeAll(ids, 'relay');
  }

  /** Whoever committed a start, a resume or a cancel may have died before telling the run. */
  async #campaignRuns(): Promise<void> {
    const check = this.#looks % LOOKS_PER_RUN_CHECK === 0;
    const told = check ? new Set<string>() : this.#readyRuns;
    const runs = await this.#ports.unfinishedRuns();
    for (const { id, ready } of runs) {
      if (ready && !told.has(id)) await this.#ports.pokeCampaignRun(id);
      else if (check) await this.#ports.startCampaignRun(id);
    }
    this.#readyRuns = new Set(runs.filter(({ ready }) => ready).map(({ id }) => id));
  }

  /** Every timer was set by the old clock: all runs with a deadline look again. A telling that broke off starts over. */
  async #changedClock(): Promise<void> {
    const changes = await this.#ports.clockChanges();
    if (this.#clockChanges !== null && this.#clockChanges !== changes) await this.#tellAll();
    this.#clockChanges = changes;
  }

  async #tellAll(): Promise<void> {
    for (const { id } of await this.#ports.unfinishedRuns()) await this.#ports.pokeCampaignRun(id);
    for (let after: CustomerId | null = null; !this.#stop.signal.aborted;) {
      const ids: readonly CustomerId[] = await this.#ports.customersAwaiting(after, POKES_PER_LOOK);
      await this.#ports.pokeAll(ids, 'clock');
      after = ids.at(-1) ?? null;
      if (after === null) return;
    }
  }
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      // Else every look would leave a listener behind, for as long as the worker lives.
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
