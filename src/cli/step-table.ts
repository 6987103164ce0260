import pc from 'picocolors';
import type { Shell } from './shell.ts';

export interface Step {
  readonly step: string;
  readonly detail: string;
  readonly seconds: number;
}

const NAME_WIDTH = 14;
const DETAIL_WIDTH = 72;

/** The table of steps that a start prints, one line as each is done. */
export class StepTable {
  readonly #shell: Shell;
  readonly #startedMs = performance.now();
  readonly done: Step[] = [];

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Runs one step; its detail is what it says of its result. Stops before it when the start was interrupted. */
  async run<T>(name: string, work: () => Promise<T>, detailOf: (result: T) => string): Promise<T> {
    this.#shell.signal.throwIfAborted();
    const startedMs = performance.now();
    const result = await work();
    const step = { step: name, detail: detailOf(result), seconds: seconds(performance.now() - startedMs) };
    this.done.push(step);
    this.tell(`  ${pc.green('ok')}  ${name.padEnd(NAME_WIDTH)} ${step.detail.padEnd(DETAIL_WIDTH)} ${step.seconds.toFixed(1).padStart(5)} s`);
    return result;
  }

  /** A line of the table or beside it; with --json standard output belongs to the one object. */
  tell(line: string): void {
    if (this.#shell.json) this.#shell.note(line);
    else this.#shell.print(line);
  }

  /** Seconds since the start. */
  get seconds(): number {
    return seconds(performance.now() - this.#startedMs);
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
