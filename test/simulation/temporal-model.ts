import type { LifecycleAnswer, SendCommand } from '../../src/contracts/lifecycle.ts';
import type { CustomerId } from '../../src/domain/ids.ts';
import { COMMAND_LIMIT_MS } from '../../src/workflows/policies.ts';
import type { Scheduler } from './scheduler.ts';
import { campaignRun, customerLifecycle, type Waiting, type Workflow } from './workflow-models.ts';

/** One workflow run. Its place in the code is in Temporal's history: a dead worker loses nothing of it. */
interface Run {
  readonly workflowId: string;
  readonly workflow: Workflow;
  waiting: Waiting | null;
  poked: () => void;
  /** The number of what it waits for: timers and calls of an earlier one are of no use any more. */
  turn: number;
  timerFired: boolean;
  taskPending: boolean;
  callUnderWay: boolean;
  continueAs: CustomerId | null;
  closed: boolean;
}

/** One activity of a lifecycle, through all its attempts. */
export interface SendActivity {
  readonly command: SendCommand;
  readonly answered: (answer: LifecycleAnswer) => void;
  readonly failed: () => void;
  readonly firstMs: number;
  attempt: number;
  underWay: boolean;
  done: boolean;
}

/** What a worker does for Temporal; `world` of the simulation. */
export interface WorkerPorts {
  /** One `advance`; throws when the database is away, or a Crash. */
  advance(customerId: CustomerId, callKey: string): LifecycleAnswer;
  send(activity: SendActivity, attempt: number): void;
  call(runId: string, activity: Extract<Waiting, { kind: 'call' }>['activity'], done: (result: unknown) => void): void;
}

const HEARTBEAT_TIMEOUT_MS = 20_000;
const START_TO_CLOSE_MS = 75_000;
const SHORT_RETRY_MS = 200;
const CALL_RETRY_MS = 17_000;

/** Temporal as this product uses it: durable runs, timers, activities at least once, signals that start. */
export class TemporalModel {
  readonly #scheduler: Scheduler;
  readonly #ports: WorkerPorts;
  readonly #runs = new Map<string, Run>();
  #activities = new Set<SendActivity>();
  #runNumber = 0;
  #eventsOfRun = 0;

  constructor(scheduler: Scheduler, ports: WorkerPorts) {
    this.#scheduler = scheduler;
    this.#ports = ports;
  }

  isLive(workflowId: string): boolean {
    return this.#runs.has(workflowId);
  }

  /** @throws when Temporal is away */
  pokeCustomer(id: CustomerId): void {
    this.#mustBeUp();
    const run = this.#runs.get(id) ?? this.#startLifecycle(id);
    run.poked();
    this.#task(run);
  }

  startCampaignRun(id: string): void {
    this.#mustBeUp();
    if (!this.#runs.has(id)) this.#start(id, (run) => campaignRun({ onPoke: (poked) => { run().poked = poked; } }));
  }

  pokeCampaignRun(id: string): void {
    this.#mustBeUp();
    const run = this.#runs.get(id);
    if (run === undefined) { this.startCampaignRun(id); return; }
    run.poked();
    this.#task(run);
  }

  /** The database of Temporal is lost: every run, timer and report with it. */
  loseEverything(): void {
    for (const run of this.#runs.values()) run.closed = true;
    this.#runs.clear();
    for (const activity of this.#activities) activity.done = true;
    this.#activities = new Set();
  }

  /** The worker has died: Temporal misses the heartbeats of what it was doing, and gives its workflow tasks to the next one. */
  workerDied(): void {
    for (const run of this.#runs.values()) {
      run.taskPending = false;
      if (run.callUnderWay && run.waiting?.kind === 'call') this.#retryCall(run);
      run.callUnderWay = false;
      this.#task(run);
    }
    for (const activity of this.#activities) if (activity.underWay) this.#missHeartbeat(activity, activity.attempt);
  }

  /** The process stands still: its heartbeats stop. */
  stalled(activity: SendActivity): void {
    this.#missHeartbeat(activity, activity.attempt);
  }

  /** The worker reports; what a newer attempt has overtaken is not heard. */
  completed(activity: SendActivity, attempt: number, answer: LifecycleAnswer): void {
    if (this.#isOver(activity, attempt)) return;
    this.#end(activity);
    activity.answered(answer);
  }

  /** @param afterMs null: by the retry policy */
  attemptFailed(activity: SendActivity, attempt: number, afterMs: number | null): void {
    if (this.#isOver(activity, attempt)) return;
    activity.underWay = false;
    const inMs = afterMs === null ? Math.min(120_000, 15_000 * 2 ** (attempt - 1)) : Math.max(1_000, Math.ceil(afterMs));
    if (this.#scheduler.nowMs + inMs - activity.firstMs > COMMAND_LIMIT_MS) {
      this.#end(activity);
      activity.failed();
      return;
    }
    this.#dispatch(activity, inMs);
  }

  #isOver(activity: SendActivity, attempt: number): boolean {
    return activity.done || activity.attempt !== attempt || !activity.underWay;
  }

  #end(activity: SendActivity): void {
    activity.done = true;
    this.#activities.delete(activity);
  }

  #mustBeUp(): void {
    if (!this.#scheduler.isUp('temporal')) throw new Error('Temporal is away');
  }

  #startLifecycle(id: CustomerId): Run {
    return this.#start(id, (run, runId) => customerLifecycle(id, {
      runId,
      onPoke: (poked) => { run().poked = poked; },
      continueAsNewSuggested: () => { this.#eventsOfRun += 1; return this.#eventsOfRun % 40 === 0; },
      continueAsNew: () => { run().continueAs = id; },
      perform: (command, heard) => {
        const after = () => { heard.after(); this.#task(run()); };
        const activity: SendActivity = {
          command, firstMs: this.#scheduler.nowMs, attempt: 0, underWay: false, done: false,
          answered: (answer) => { heard.answered(answer); after(); },
          failed: () => { heard.failed(); after(); },
        };
        this.#activities.add(activity);
        this.#dispatch(activity, 0);
      },
    }));
  }

  #start(workflowId: string, begin: (run: () => Run, runId: string) => Workflow): Run {
    this.#runNumber += 1;
    const runId = `run-${this.#runNumber}`;
    const run: Run = {
      workflowId, workflow: begin(() => run, runId), waiting: null, poked: () => undefined, turn: 0, timerFired: false,
      taskPending: false, callUnderWay: false, continueAs: null, closed: false,
    };
    this.#runs.set(workflowId, run);
    this.#task(run);
    return run;
  }

  /** A workflow task: durable, given to whichever worker is up. */
  #task(run: Run, inMs = this.#scheduler.short()): void {
    if (run.taskPending || run.closed) return;
    run.taskPending = true;
    this.#scheduler.push({ owner: 'worker', name: `task of ${run.workflowId}`, inMs, durable: true, run: () => { run.taskPending = false; this.#runTask(run); } });
  }

  #runTask(run: Run): void {
    if (run.closed) return;
    if (!this.#scheduler.isUp('temporal')) { this.#task(run, this.#scheduler.upAtMs.temporal - this.#scheduler.nowMs + 1_000); return; }
    const { waiting } = run;
    if (waiting === null) this.#resume(run, () => run.workflow.next());
    else if (waiting.kind === 'advance') {
      if (!run.callUnderWay) this.#advance(run, waiting, 1);
    }
    else if (waiting.kind === 'news') {
      if (waiting.news()) this.#resume(run, () => run.workflow.next(true));
      else if (run.timerFired) this.#resume(run, () => run.workflow.next(false));
    } else if (waiting.kind === 'sleep' && run.timerFired) this.#resume(run, () => run.workflow.next());
  }

  /** A local activity: between its commit and the end of the workflow task the worker may die, then it is done again under its key. */
  #advance(run: Run, { customerId, callKey }: Extract<Waiting, { kind: 'advance' }>, attempt: number): void {
    const { turn } = run;
    run.callUnderWay = true;
    const later = (name: string, inMs: number, then: () => void) =>
      this.#scheduler.push({ owner: 'worker', name, inMs, run: () => { if (!run.closed && run.turn === turn) then(); } });
    let answer: LifecycleAnswer;
    try {
      answer = this.#ports.advance(customerId, callKey);
    } catch (error) {
      if (!(error instanceof DatabaseAway)) throw error;
      if (attempt < 2) later('advance again', SHORT_RETRY_MS, () => this.#advance(run, { kind: 'advance', customerId, callKey }, attempt + 1));
      else later('advance given up', 1, () => this.#resume(run, () => run.workflow.throw(error)));
      return;
    }
    later('advance answered', this.#scheduler.chance.between(0, 60), () => {
      if (this.#scheduler.isUp('temporal')) { this.#resume(run, () => run.workflow.next(answer)); return; }
      // The workflow task cannot be completed: it is given out again when Temporal is back.
      run.callUnderWay = false;
      this.#task(run);
    });
  }

  /** Lets the code run to its next wait, and sets up what ends that wait. */
  #resume(run: Run, go: () => IteratorResult<Waiting, void>): void {
    const { value, done } = go();
    run.turn += 1;
    run.timerFired = false;
    run.callUnderWay = false;
    if (done === true || value === undefined) { this.#close(run); return; }
    run.waiting = value;
    if (value.kind === 'advance') this.#task(run, 0);
    if (value.kind === 'sleep') this.#timer(run, value.ms);
    if (value.kind === 'news') {
      if (value.timerMs !== null) this.#timer(run, value.timerMs);
      if (value.news()) this.#task(run, 0);
    }
    if (value.kind === 'call') this.#call(run, value.activity, 0);
  }

  #close(run: Run): void {
    run.closed = true;
    this.#runs.delete(run.workflowId);
    if (run.continueAs !== null) this.#startLifecycle(run.continueAs);
  }

  /** Timers fire a little late, now and then a little early. */
  #timer(run: Run, ms: number): void {
    const { turn } = run;
    const { chance } = this.#scheduler;
    const inMs = chance.oneIn(15) ? ms - Math.min(ms, chance.between(1, 400)) : ms + chance.between(0, 300);
    this.#scheduler.push({ owner: 'temporal', name: `timer of ${run.workflowId}`, inMs, run: () => {
      if (run.closed || run.turn !== turn) return;
      run.timerFired = true;
      this.#task(run);
    } });
  }

  #call(run: Run, activity: Extract<Waiting, { kind: 'call' }>['activity'], inMs: number): void {
    const { turn } = run;
    const isOver = () => run.closed || run.turn !== turn;
    this.#scheduler.push({ owner: 'worker', name: `${activity} of ${run.workflowId}`, inMs, durable: true, run: () => {
      if (isOver()) return;
      run.callUnderWay = true;
      try {
        this.#ports.call(run.workflowId, activity, (result) => { if (!isOver()) this.#resume(run, () => run.workflow.next(result)); });
      } catch (error) {
        if (!(error instanceof DatabaseAway)) throw error;
        this.#retryCall(run);
      }
    } });
  }

  /** An activity of a campaign run goes on where its rows stand. Of two beside each other the first to fail has both tried again. */
  #retryCall(run: Run): void {
    if (!run.callUnderWay) return;
    run.callUnderWay = false;
    if (run.waiting?.kind === 'call') this.#call(run, run.waiting.activity, CALL_RETRY_MS);
  }

  callFailed(workflowId: string): void {
    const run = this.#runs.get(workflowId);
    if (run !== undefined) this.#retryCall(run);
  }

  #dispatch(activity: SendActivity, inMs: number): void {
    this.#scheduler.push({ owner: 'worker', name: `send ${activity.command.messageId}`, inMs: inMs + this.#scheduler.short(), durable: true, run: () => {
      if (activity.done) return;
      activity.attempt += 1;
      activity.underWay = true;
      const { attempt } = activity;
      this.#scheduler.push({ owner: 'temporal', name: 'start-to-close', inMs: START_TO_CLOSE_MS, run: () => this.attemptFailed(activity, attempt, null) });
      this.#ports.send(activity, attempt);
    } });
  }

  #missHeartbeat(activity: SendActivity, attempt: number): void {
    this.#scheduler.push({ owner: 'temporal', name: 'heartbeat missed', inMs: HEARTBEAT_TIMEOUT_MS, run: () => this.attemptFailed(activity, attempt, null) });
  }
}

/** What every transaction throws while the database is away, or when its answer is lost. */
export class DatabaseAway extends Error {}
