import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { pause } from './delay.ts';
import type { Home } from './home.ts';
import { freshLog, lastLines } from './log-file.ts';
import { causeOf, PartFailure } from './part-failure.ts';
import type { Part } from './part-failure.ts';
import { PROJECT_ROOT } from './project-files.ts';
import { endProcess, identify } from './process-identity.ts';
import { endLeftOver, forgetProcess, recordProcess } from './processes.ts';

const READY_WITHIN_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran this long was healthy: its next end counts as the first. */
const HEALTHY_MS = 60_000;
/** Longer than a worker's own grace for sends under way. */
const STOP_GRACE_MS = 40_000;

export interface SupervisedStart {
  readonly part: Part;
  readonly entry: string;
  readonly home: Home;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Told when the process ended by itself, and when it is back. */
  readonly tell: (line: string) => void;
}

/** One run of the process; `ended` says how it ended. */
interface Life {
  readonly ended: Promise<string>;
}

/** A process of ours that is started again, with growing pauses, whenever it ends by itself. */
export class SupervisedProcess {
  readonly #start: SupervisedStart;
  readonly #stop = new AbortController();
  #child: ChildProcess | null = null;
  #watch: Promise<void> = Promise.resolve();

  private constructor(start: SupervisedStart) {
    this.#start = start;
  }

  /** Ends what an earlier start left behind, starts the process, and resolves when it says that it is ready. Throws PartFailure when it does not. */
  static async start(start: SupervisedStart): Promise<SupervisedProcess> {
    await endLeftOver(start.home.state, start.part, STOP_GRACE_MS);
    const supervised = new SupervisedProcess(start);
    supervised.#watch = supervised.#keepAlive(await supervised.#launch());
    return supervised;
  }

  /** Process id while it runs; null between an end and the next start. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Asks the process to finish what it does, and ends it when that takes too long. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#end();
    await this.#watch;
    await forgetProcess(this.#start.home.state, this.#start.part);
  }

  async #end(): Promise<void> {
    const identity = this.pid === null ? null : await identify(this.pid);
    if (identity !== null) await endProcess(identity, 'SIGTERM', STOP_GRACE_MS);
  }

  /** Starts the process once; resolves when it is ready. */
  async #launch(): Promise<Life> {
    const { part, entry, home, variables } = this.#start;
    const log = await freshLog(home, part);
    // Its own process group: a Ctrl-C meant for us must not reach it before its turn.
    const child = spawn(process.execPath, ['--import', 'tsx', entry], {
      stdio: ['ignore', log.fd, log.fd, 'ipc'], detached: true, env: variables, cwd: PROJECT_ROOT,
    });
    this.#child = child;
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    }).finally(() => {
      this.#child = null;
    });
    if (child.pid !== undefined) await recordProcess(home.state, part, child.pid).catch(() => undefined);
    await log.close();
    await this.#untilReady(child, ended);
    return { ended };
  }

  async #untilReady(child: ChildProcess, ended: Promise<string>): Promise<void> {
    const ready = new Promise<'ready'>((resolve) => child.on('message', (message) => { if (isReady(message)) resolve('ready'); }));
    const first = await Promise.race([ready, ended, pause(READY_WITHIN_MS, this.#stop.signal).then(() => `no sign of life within ${READY_WITHIN_MS / 1000} s`)]);
    if (first === 'ready') return;
    await this.#end();
    const { part, home } = this.#start;
    const said = (await lastLines(home, part, 40)).findLast((line) => /^\w*(Error|Failure)\b.*: /.test(line)) ?? first;
    throw new PartFailure(part, `the ${part} does not start: ${said}`, `read ${path.join(home.logs, `${part}.log`)}`);
  }

  async #keepAlive(first: Life): Promise<void> {
    const { part, tell } = this.#start;
    const { signal } = this.#stop;
    let pauseMs = FIRST_PAUSE_MS;
    for (let life = first; ; ) {
      const startedMs = performance.now();
      const how = await life.ended;
      if (signal.aborted) return;
      if (performance.now() - startedMs > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
      tell(`the ${part} ended (${how}); it starts again in ${pauseMs / 1000} s`);
      await pause(pauseMs, signal);
      if (signal.aborted) return;
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      life = await this.#launch().catch((error: unknown) => ({ ended: Promise.resolve(causeOf(error)) }));
      if (this.pid !== null) tell(`the ${part} runs again`);
    }
  }
}

function isReady(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;
}
