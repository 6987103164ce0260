import type { SendOutcome } from '../../src/contracts/channel.ts';
import type { LifecycleAnswer } from '../../src/contracts/lifecycle.ts';
import type { CustomerId } from '../../src/domain/ids.ts';
import type { Claim } from './memory/ledger.ts';
import type { MessageRow } from './memory/tables.ts';
import type { Simulation } from './simulation.ts';
import { DatabaseAway, type SendActivity, type WorkerPorts } from './temporal-model.ts';
import type { Waiting } from './workflow-models.ts';

/** src/activities/until-recorded.ts */
const RECORD_WAITS_MS = [200, 1_000, 2_000, 5_000, 10_000, 15_000, 15_000, 20_000] as const;
const PAGE = { batchSize: 2, startLimitMs: 30_000, freezeSlice: 2, slicesPerCall: 20, batchesPerCall: 40 };
const TOO_LATE = { outcome: 'deferred', code: 'page-too-slow', detail: 'not handed over within the lease', retryAfterMs: null } as const;

type Activity = Extract<Waiting, { kind: 'call' }>['activity'];

/** src/activities, step by step: between two steps time passes, and the worker may die. */
export class WorkerModel implements WorkerPorts {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  advance(customerId: CustomerId, callKey: string): LifecycleAnswer {
    const { db, ledger, watch } = this.#simulation;
    if (db.customers.get(customerId)!.state.lastCallKey === callKey) watch.saw('call key repeated');
    const answer = this.#simulation.committed(ledger.advance({ customerId, callKey }));
    watch.decided();
    this.#simulation.point('after advance');
    return answer;
  }

  /** sendMessage: claim (committed), provider, outcome (committed). */
  send(activity: SendActivity, attempt: number): void {
    this.#then('claim', this.#short(), () => this.#claim(activity, attempt));
  }

  #claim(activity: SendActivity, attempt: number): void {
    const { ledger, watch, parts, provider, db } = this.#simulation;
    const { messageId } = activity.command;
    this.#simulation.point('before claim');
    let early: SendOutcome | null = null;
    if (parts.sendsFirst === true) {
      const message = db.messages.get(messageId);
      if (message?.state === 'ready') early = this.#deliver({ ...message, fence: message.fence + 1 }, provider);
    }
    let claim: Claim;
    try {
      claim = this.#simulation.committed(ledger.claim(messageId));
    } catch (error) {
      this.#failUnlessCrash(error, activity, attempt);
      return;
    }
    watch.claimed(messageId, claim);
    if (claim.kind === 'not-now') { this.#report(() => this.#simulation.temporal.completed(activity, attempt, claim.answer)); return; }
    if (claim.kind === 'leased') { this.#report(() => this.#simulation.temporal.attemptFailed(activity, attempt, claim.leftMs)); return; }
    this.#simulation.point('after claim');
    const stallMs = this.#simulation.takeStall();
    if (stallMs > 0) { watch.saw('worker stood still'); this.#simulation.temporal.stalled(activity); }
    this.#then('provider', stallMs + this.#short(), () => {
      const outcome = early ?? this.#deliver(claim.message, provider);
      this.#simulation.point('after provider');
      this.#then('record', this.#slow(), () => this.#record(activity, attempt, { message: claim.message, outcome, tries: 0 }));
    });
  }

  #deliver(message: MessageRow, provider: Simulation['provider']): SendOutcome {
    const outcome = provider.send(message, message.fence);
    this.#simulation.watch.delivered(message);
    return outcome;
  }

  #record(activity: SendActivity, attempt: number, told: { readonly message: MessageRow; readonly outcome: SendOutcome; readonly tries: number }): void {
    const { message, outcome, tries } = told;
    const { ledger, temporal, watch, db } = this.#simulation;
    const late = db.messages.get(message.id)!.state !== 'sending';
    let answer: LifecycleAnswer;
    try {
      answer = this.#simulation.committed(ledger.recordOutcome(message.customerId, { messageId: message.id, fence: message.fence, outcome }));
    } catch (error) {
      const waitMs = RECORD_WAITS_MS[tries];
      if (!(error instanceof DatabaseAway) || waitMs === undefined) this.#failUnlessCrash(error, activity, attempt);
      else this.#then('record again', waitMs, () => this.#record(activity, attempt, { ...told, tries: tries + 1 }));
      return;
    }
    watch.decided();
    watch.saw(`outcome ${outcome.outcome}${late ? ' after the lease' : ''}`);
    if (outcome.outcome === 'accepted' && db.messages.get(message.id)!.fence > message.fence) watch.saw('accepted although a later attempt was made');
    this.#simulation.point('after outcome');
    this.#report(() => {
      if (outcome.outcome === 'deferred') temporal.attemptFailed(activity, attempt, outcome.retryAfterMs);
      else temporal.completed(activity, attempt, answer);
    });
  }

  #failUnlessCrash(error: unknown, activity: SendActivity, attempt: number): void {
    if (!(error instanceof DatabaseAway)) throw error;
    this.#report(() => this.#simulation.temporal.attemptFailed(activity, attempt, null));
  }

  // ------------------------------------------------------------------ the activities of a campaign run

  call(runId: string, activity: Activity, done: (result: unknown) => void): void {
    const { campaigns } = this.#simulation;
    const finish = (result?: unknown) => this.#report(() => done(result));
    switch (activity) {
      case 'nextRunStep': finish(this.#simulation.committed(campaigns.nextStep(runId))); return;
      case 'freezeAudience': this.#freeze(runId, PAGE.slicesPerCall, false, finish); return;
      case 'freezeBesidePages': this.#freezeBesidePages(runId, finish); return;
      case 'sendPage': this.#page(runId, PAGE.batchesPerCall, finish); return;
      case 'wakeEntered': this.#again(runId, 'wake', () => this.#wake(runId, finish)); return;
      case 'finishRun': campaigns.finish(runId); finish();
    }
  }

  #freeze(runId: string, slices: number, besidePages: boolean, finish: () => void): void {
    if (slices === 0) { finish(); return; }
    this.#again(runId, 'freeze', () => {
      const { frozen, done } = this.#simulation.campaigns.freezeSlice(runId, PAGE.freezeSlice);
      if (done || (frozen > 0 && !besidePages)) finish();
      else this.#freeze(runId, slices - 1, besidePages, finish);
    });
  }

  /** Two activities; when one fails, both are tried again: what an activity repeats may do no harm. */
  #freezeBesidePages(runId: string, finish: () => void): void {
    this.#simulation.watch.saw('pages beside freezing');
    let underWay = 2;
    const oneIsDone = () => { underWay -= 1; if (underWay === 0) finish(); };
    this.#freeze(runId, PAGE.slicesPerCall, true, oneIsDone);
    this.#page(runId, PAGE.batchesPerCall, oneIsDone);
  }

  #wake(runId: string, finish: () => void): void {
    const { campaigns, temporal, scheduler } = this.#simulation;
    const ids = campaigns.membersToWake(runId);
    if (ids.length === 0) { finish(); return; }
    if (!scheduler.isUp('temporal')) { temporal.callFailed(runId); return; }
    for (const id of ids) temporal.pokeCustomer(id);
    this.#again(runId, 'mark awake', () => {
      campaigns.markAwake(runId, ids);
      this.#again(runId, 'wake', () => this.#wake(runId, finish));
    });
  }

  #page(runId: string, batches: number, finish: () => void): void {
    if (batches === 0) { finish(); return; }
    this.#again(runId, 'claim page', () => {
      const batch = this.#simulation.committed(this.#simulation.campaigns.claimPageBatch(runId, PAGE.batchSize));
      if (batch.stopped) { finish(); return; }
      this.#simulation.watch.saw('page batch');
      for (const message of batch.toSend) this.#simulation.watch.claimed(message.id, { kind: 'taken', message, fence: message.fence });
      this.#simulation.point('after page claim');
      const claimedAtMs = this.#simulation.scheduler.nowMs;
      this.#sendOne(runId, { messages: batch.toSend, attempts: [], claimedAtMs }, () => this.#page(runId, batches - 1, finish));
    });
  }

  #sendOne(
    runId: string,
    batch: { readonly messages: readonly MessageRow[]; readonly attempts: readonly PageAttempt[]; readonly claimedAtMs: number },
    settled: () => void,
  ): void {
    const [message, ...rest] = batch.messages;
    if (message === undefined) { this.#settlePage(runId, batch.attempts, 0, settled); return; }
    const stallMs = this.#simulation.takeStall();
    this.#then('page send', stallMs + this.#short(), () => {
      const isLate = this.#simulation.scheduler.nowMs - batch.claimedAtMs > PAGE.startLimitMs;
      if (isLate) this.#simulation.watch.saw('page too slow');
      const outcome = isLate ? TOO_LATE : this.#deliver(message, this.#simulation.provider);
      this.#simulation.point('after provider');
      const attempt = { messageId: message.id, fence: message.fence, customerId: message.customerId, outcome };
      this.#sendOne(runId, { ...batch, messages: rest, attempts: [...batch.attempts, attempt] }, settled);
    });
  }

  #settlePage(runId: string, attempts: readonly PageAttempt[], tries: number, settled: () => void): void {
    this.#then('settle page', this.#short(), () => {
      try {
        this.#simulation.campaigns.settlePageBatch(attempts);
        this.#simulation.committed(null);
      } catch (error) {
        const waitMs = RECORD_WAITS_MS[tries];
        if (!(error instanceof DatabaseAway)) throw error;
        if (waitMs === undefined) this.#simulation.temporal.callFailed(runId);
        else this.#then('settle page again', waitMs, () => this.#settlePage(runId, attempts, tries + 1, settled));
        return;
      }
      this.#simulation.watch.decided();
      this.#simulation.point('after page');
      settled();
    });
  }

  // ------------------------------------------------------------------ time

  /** A step of a campaign run's activity; when the database is away the activity fails and is tried again. */
  #again(runId: string, name: string, run: () => void): void {
    this.#then(name, this.#short(), () => {
      try {
        run();
      } catch (error) {
        if (!(error instanceof DatabaseAway)) throw error;
        this.#simulation.temporal.callFailed(runId);
      }
    });
  }

  #then(name: string, inMs: number, run: () => void): void {
    this.#simulation.scheduler.push({ owner: 'worker', name, inMs, run });
  }

  /** What a worker tells Temporal waits while Temporal is away. */
  #report(run: () => void): void {
    const { scheduler } = this.#simulation;
    scheduler.push({ owner: 'worker', name: 'report', inMs: this.#short(), run: () => {
      if (scheduler.isUp('temporal')) run();
      else this.#report(run);
    } });
  }

  #short(): number {
    return this.#simulation.scheduler.short();
  }

  #slow(): number {
    return this.#simulation.scheduler.chance.oneIn(10) ? this.#simulation.scheduler.chance.between(1_000, 58_000) : this.#short();
  }
}

interface PageAttempt {
  readonly messageId: MessageRow['id'];
  readonly fence: number;
  readonly customerId: CustomerId;
  readonly outcome: SendOutcome;
}
