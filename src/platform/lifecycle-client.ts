import type { SearchAttributePair, SearchAttributeUpdatePair } from '@temporalio/common';
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { attributesOf } from '../contracts/lifecycle-attributes.ts';
import { CAMPAIGN_WORKFLOW, CUSTOMER_WORKFLOW, type LifecycleCard, PRODUCT_ADVICE_ID, PRODUCT_ADVICE_WORKFLOW, STAFF_WORKFLOW, TASK_QUEUE, WAKE_SIGNAL, WEBHOOK_WORKFLOW, customerWorkflowId, staffRunId, webhookRunId } from '../contracts/lifecycle.ts';
import type { CustomerId } from '../domain/ids.ts';

/** A cold sleeper costs about 30 ms of two cores: faster waking makes tasks time out in the queue (design, section 9). */
const POKES_PER_SECOND = 30;
const POKES_AT_ONCE = 8;
/** A server that is away must not hold up whoever tells: what was not told is repeated by the relay. */
const ANSWER_LIMIT_MS = 5_000;

export type ReadCards = (ids: readonly CustomerId[]) => Promise<ReadonlyMap<CustomerId, LifecycleCard>>;

/** Everything that is told to runs: pokes for customers and campaign runs. Nothing personal leaves the database by it. */
export class LifecycleClient {
  readonly #client: Client;
  readonly #readCards: ReadCards;

  constructor(client: Client, readCards: ReadCards) {
    this.#client = client;
    this.#readCards = readCards;
  }

  /** Wakes one customer's run, or starts it. `kind` says what happened, for the reader of the history. */
  async poke(id: CustomerId, kind: string): Promise<void> {
    const card = (await this.#readCards([id])).get(id);
    await this.#signal(id, kind, card);
  }

  /** Wakes many at the bounded rate; reports after each one, so that a long call can show that it lives. */
  async pokeAll(ids: readonly CustomerId[], kind: string, onProgress: () => void = () => undefined): Promise<void> {
    const cards = await this.#readCards(ids);
    const startedAt = performance.now();
    let poked = 0;
    const queue = ids.values();
    const lane = async () => {
      for (const id of queue) {
        const dueMs = (poked / POKES_PER_SECOND) * 1000;
        poked += 1;
        await pause(dueMs - (performance.now() - startedAt));
        await this.#signal(id, kind, cards.get(id));
        onProgress();
      }
    };
    await Promise.all(Array.from({ length: POKES_AT_ONCE }, lane));
  }

  /** Starts the run of a campaign unless it is under way. */
  async startCampaignRun(runId: string): Promise<void> {
    await this.#start(CAMPAIGN_WORKFLOW, { workflowId: runId, args: [runId], staticSummary: runId.replace(/^campaign:/, '') });
  }

  /** Starts the reckoning of which products fit whom, unless it is under way. */
  async startProductAdvice(): Promise<void> {
    await this.#start(PRODUCT_ADVICE_WORKFLOW, { workflowId: PRODUCT_ADVICE_ID, args: [], staticSummary: 'which products fit which customer' });
  }

  /** Starts the run that delivers a webhook, unless it is under way. */
  async startWebhook(id: string): Promise<void> {
    await this.#start(WEBHOOK_WORKFLOW, { workflowId: webhookRunId(id), args: [id], staticSummary: 'a webhook to the shop' });
  }

  /** Starts the run that tells somebody of the staff what waits for them, unless it is under way. */
  async startStaffNotices(person: string): Promise<void> {
    await this.#start(STAFF_WORKFLOW, { workflowId: staffRunId(person), args: [person], staticSummary: 'news for one of the staff' });
  }

  async #start(workflow: string, options: { workflowId: string; args: readonly string[]; staticSummary: string }): Promise<void> {
    try {
      await this.#tell(() => this.#client.workflow.start(workflow, { ...options, args: [...options.args], taskQueue: TASK_QUEUE }));
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  /** Tells a campaign run to look again; starts it when it is not under way. */
  async pokeCampaignRun(runId: string, kind: string): Promise<void> {
    try {
      await this.#tell(() => this.#client.workflow.getHandle(runId).signal(WAKE_SIGNAL, kind));
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      await this.startCampaignRun(runId);
    }
  }

  async #signal(id: CustomerId, kind: string, card: LifecycleCard | undefined): Promise<void> {
    await this.#tell(() => this.#client.workflow.signalWithStart(CUSTOMER_WORKFLOW, {
      workflowId: customerWorkflowId(id),
      taskQueue: TASK_QUEUE,
      args: [id],
      signal: WAKE_SIGNAL,
      signalArgs: [kind],
      typedSearchAttributes: card === undefined ? [] : attributesOf(card).filter(hasValue),
    }));
  }

  #tell<Result>(call: () => Promise<Result>): Promise<Result> {
    return this.#client.withDeadline(Date.now() + ANSWER_LIMIT_MS, call);
  }
}

function hasValue(pair: SearchAttributeUpdatePair): pair is SearchAttributePair {
  return pair.value !== null;
}

function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => { setTimeout(resolve, ms); });
}
