import type { RunStep } from '../../../src/contracts/campaign-run.ts';
import { campaignRunId } from '../../../src/contracts/lifecycle.ts';
import { inAudience } from '../../../src/domain/audience.ts';
import type { Entering } from '../../../src/domain/decision.ts';
import { after } from '../../../src/domain/duration.ts';
import { type CampaignName, type CustomerId, toMessageId } from '../../../src/domain/ids.ts';
import type { MemoryLedger, SettledAttempt } from './ledger.ts';
import { loadRules, loadSnapshot } from './snapshots.ts';
import type { MemoryDatabase, MessageRow, RunRow } from './tables.ts';

export interface PageBatch {
  readonly toSend: readonly MessageRow[];
  readonly stopped: boolean;
}

const LOOK_AGAIN_MS = 60 * 60 * 1000;
const isOver = ({ state }: RunRow) => state === 'finished' || state === 'cancelled';

/** src/store/{campaign-control,campaign-runs,page}.ts over tables in memory. */
export class MemoryCampaigns {
  readonly ledger: MemoryLedger;
  readonly db: MemoryDatabase;

  constructor(ledger: MemoryLedger) {
    this.ledger = ledger;
    this.db = ledger.db;
  }

  /** Opens a run and answers its id; null when the campaign's state does not allow it. */
  start(name: CampaignName): string | null {
    return this.db.transaction('start-campaign', () => {
      const { state, activeOrdinal } = this.db.campaigns.get(name)!;
      if (state === 'cancelled' || state === 'paused' || this.openRuns(name).length > 0) return null;
      this.db.campaigns.change(name, { state: 'running' });
      const { schedule } = this.db.versions.get(`${name}:${activeOrdinal}`)!.definition;
      const nowMs = this.db.now();
      const endsAtMs = schedule.endAfter === null ? null : after(nowMs, schedule.endAfter, this.db.policy.shop.timeZone);
      const id = campaignRunId(name, activeOrdinal, this.db.runs.where(({ campaign }) => campaign === name).length + 1);
      this.db.runs.put(id, { id, campaign: name, ordinal: activeOrdinal, state: 'scheduled', startsAtMs: nowMs, endsAtMs, frozenThrough: null });
      return id;
    });
  }

  /** Each answers the open runs to poke; null when the campaign's state does not allow it. */
  pause(name: CampaignName): string[] | null {
    return this.db.transaction('pause-campaign', () => {
      if (this.db.campaigns.get(name)!.state !== 'running') return null;
      this.db.campaigns.change(name, { state: 'paused' });
      return this.openRuns(name);
    });
  }

  resume(name: CampaignName, lateRule: 'catch-up' | 'skip'): string[] | null {
    return this.db.transaction('resume-campaign', () => {
      if (this.db.campaigns.get(name)!.state !== 'paused') return null;
      this.db.campaigns.change(name, { state: 'running', lateRule, resumedAtMs: this.db.now() });
      this.#wakeEnrolled(name);
      return this.openRuns(name);
    });
  }

  cancel(name: CampaignName): string[] | null {
    return this.db.transaction('cancel-campaign', () => {
      if (this.db.campaigns.get(name)!.state === 'cancelled') return null;
      this.db.campaigns.change(name, { state: 'cancelled' });
      this.#wakeEnrolled(name);
      return this.openRuns(name);
    });
  }

  openRuns(name: CampaignName): string[] {
    return this.db.runs.where((run) => run.campaign === name && !isOver(run)).map(({ id }) => id);
  }

  #wakeEnrolled(name: CampaignName): void {
    const enrolled = new Set(this.db.enrolments.where(({ campaign, open }) => campaign === name && open).map(({ customer }) => customer));
    for (const id of enrolled) this.db.changeState(id, { wakeAtMs: this.db.now(), pokes: -1, pokedSystemMs: null });
  }

  finish(runId: string): void {
    this.db.transaction('finish-run', () => {
      const run = this.db.runs.get(runId)!;
      if (isOver(run)) return;
      const isCancelled = this.db.campaigns.get(run.campaign)!.state === 'cancelled';
      this.db.runs.change(runId, { state: isCancelled ? 'cancelled' : 'finished' });
      if (isCancelled) return;
      this.db.campaigns.change(run.campaign, { state: 'finished' });
      this.#wakeEnrolled(run.campaign);
    });
  }

  /** What a run does next; moves its state on where nothing has to be done for it. */
  nextStep(runId: string): RunStep {
    const run = this.db.runs.get(runId);
    if (run === undefined) return { kind: 'over' };
    const step = this.#stepOf(run);
    if (step.kind !== 'move') return step;
    this.db.transaction('move-run', () => { this.db.runs.change(runId, { state: step.to }); });
    return this.nextStep(runId);
  }

  #stepOf(run: RunRow): RunStep | { readonly kind: 'move'; readonly to: RunRow['state'] } {
    if (isOver(run)) return { kind: 'over' };
    const { state } = this.db.campaigns.get(run.campaign)!;
    const { entry } = this.db.versions.get(`${run.campaign}:${run.ordinal}`)!.definition;
    if (state === 'cancelled' || (run.endsAtMs !== null && run.endsAtMs <= this.db.now())) return { kind: 'finish' };
    if (state === 'paused') return { kind: 'wait', waitMs: LOOK_AGAIN_MS, waitingFor: 'paused, until it is resumed' };
    if (run.state === 'scheduled') return { kind: 'move', to: entry.kind === 'audience' || entry.audienceAtStart === true ? 'freezing' : 'waiting' };
    if (run.state === 'freezing') return this.#membersIn(run.id, 'pending') ? { kind: 'freeze', pagesOn: 'bulk' } : { kind: 'freeze' };
    if (run.state === 'sending') {
      return this.#membersIn(run.id, 'pending') ? { kind: 'page', taskQueue: 'bulk' } : { kind: 'move', to: 'waiting' };
    }
    return this.#whileWaiting(run, entry.kind === 'event');
  }

  #whileWaiting(run: RunRow, byEvent: boolean): RunStep {
    if (this.#membersIn(run.id, 'entered')) return { kind: 'wake' };
    const open = this.db.enrolments.where((enrolment) => enrolment.runId === run.id && enrolment.open).length;
    if (!byEvent && open === 0) return { kind: 'finish' };
    const waitingFor = byEvent ? 'events that enter customers' : `${open} open enrolments`;
    return { kind: 'wait', waitMs: Math.min(this.db.waitMs(run.endsAtMs) ?? LOOK_AGAIN_MS, LOOK_AGAIN_MS), waitingFor };
  }

  #membersIn(run: string, state: string): boolean {
    return this.db.members.some((member) => member.runId === run && member.state === state);
  }

  freezeSlice(id: string, size: number): { frozen: number; done: boolean } {
    return this.db.transaction('freeze-audience', () => {
      const run = this.db.runs.get(id)!;
      if (run.state !== 'freezing') return { frozen: 0, done: true };
      const rules = loadRules(this.db);
      const version = this.db.versions.get(`${run.campaign}:${run.ordinal}`)!.definition;
      const slice = this.db.customers.where((row) => !row.erased && (run.frozenThrough === null || row.id > run.frozenThrough))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, size);
      const last = slice.at(-1);
      if (last === undefined) {
        this.db.runs.change(id, { state: 'sending' });
        return { frozen: 0, done: true };
      }
      let frozen = 0;
      for (const { id: customerId } of slice) {
        const { customer, nowMs } = loadSnapshot(this.db, customerId, 1);
        const key = `${id}/${customerId}`;
        if (inAudience(version, customer, rules.policy, nowMs) !== null || this.db.members.get(key) !== undefined) continue;
        this.db.members.put(key, { runId: id, customerId, state: 'pending', reason: null });
        frozen += 1;
      }
      this.db.runs.change(id, { frozenThrough: last.id });
      return { frozen, done: false };
    });
  }

  /** src/store/page.ts: decided and claimed in one transaction. */
  claimPageBatch(id: string, size: number): PageBatch {
    return this.db.transaction('claim-page', () => {
      const run = this.db.runs.get(id);
      if (run === undefined || (run.state !== 'freezing' && run.state !== 'sending') || this.db.campaigns.get(run.campaign)!.state !== 'running') return { toSend: [], stopped: true };
      const next = this.db.members.where((member) => member.runId === id && member.state === 'pending')
        .map(({ customerId }) => customerId).toSorted().slice(0, size);
      if (next.length === 0) return { toSend: [], stopped: true };
      const entering: Entering = { campaign: run.campaign, ordinal: run.ordinal, runId: id };
      const ready: string[] = [];
      for (const customerId of next) {
        const decision = this.ledger.decideCustomer(customerId, { callKey: null, entering });
        ready.push(...decision.messages.filter((message) => message.runId === id).map((message) => message.id));
        const enrolment = decision.enrolments.find(({ campaign }) => campaign === run.campaign);
        const heldOut = enrolment?.place.kind === 'ended' && enrolment.place.reason === 'holdout';
        this.db.members.change(`${id}/${customerId}`, enrolment === undefined
          ? { state: 'excluded', reason: decision.because.find(({ campaign }) => campaign === run.campaign)?.because ?? null }
          : { state: heldOut ? 'holdout' : 'entered', reason: null });
      }
      return { toSend: this.ledger.takeMessages(ready.map(toMessageId)), stopped: false };
    });
  }

  settlePageBatch(attempts: readonly (SettledAttempt & { readonly customerId: CustomerId })[]): void {
    if (attempts.length === 0) return;
    this.db.transaction('settle-page', () => {
      const settled = this.ledger.settleAttempts(attempts);
      const goingOn = new Set(attempts.filter(({ outcome }) => outcome.outcome !== 'deferred').map(({ customerId }) => customerId));
      for (const id of [...goingOn].toSorted()) this.ledger.decideCustomer(id, { callKey: null, entering: null });
      this.ledger.hearEarlyReceipts(settled);
    });
  }

  membersToWake(id: string): CustomerId[] {
    return this.db.transaction('members-to-wake', () => {
      const going: CustomerId[] = [];
      for (const { customerId } of this.db.members.where((member) => member.runId === id && member.state === 'entered')) {
        if (this.db.enrolments.some((enrolment) => enrolment.customer === customerId && enrolment.runId === id && enrolment.open)) going.push(customerId);
        else this.db.members.change(`${id}/${customerId}`, { state: 'done' });
      }
      return going.toSorted();
    });
  }

  markAwake(id: string, customers: readonly CustomerId[]): void {
    this.db.transaction('mark-awake', () => {
      for (const customerId of customers) this.db.members.change(`${id}/${customerId}`, { state: 'awake' });
    });
  }
}

