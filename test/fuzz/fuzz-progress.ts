import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { codeUnderProof, sized } from '../support/proof.ts';

const Counted = z.object({
  outcomes: z.record(z.string(), z.record(z.string(), z.number())),
  slowestCaseMs: z.record(z.string(), z.number()),
});
type Counted = z.infer<typeof Counted>;

const TOLD_EVERY_MS = 20_000;

/**
 * What a run has fed so far. The long form keeps it in a file, so that a run that was broken off
 * can go on, as long as the code is the same.
 */
export class FuzzProgress {
  readonly #file: string | null;
  readonly #counted: Counted;
  readonly #startedMs = performance.now();
  readonly #fedBefore: number;
  #toldMs = 0;

  private constructor(file: string | null, counted: Counted) {
    this.#file = file;
    this.#counted = counted;
    this.#fedBefore = this.fed();
  }

  static async open(part: string, seed: number): Promise<FuzzProgress> {
    const folder = path.join(tmpdir(), 'touchline-fuzz');
    const file = sized(null, path.join(folder, `progress-${part}-${seed}-${codeUnderProof()}.json`));
    if (file === null) return new FuzzProgress(null, { outcomes: {}, slowestCaseMs: {} });
    await mkdir(folder, { recursive: true });
    const kept = await readFile(file, 'utf8').catch(() => null);
    return new FuzzProgress(file, kept === null ? { outcomes: {}, slowestCaseMs: {} } : Counted.parse(JSON.parse(kept)));
  }

  count(target: string, outcome: string, tookMs: number): void {
    const { outcomes, slowestCaseMs } = this.#counted;
    const mine = (outcomes[target] ??= {});
    mine[outcome] = (mine[outcome] ?? 0) + 1;
    slowestCaseMs[target] = Math.max(slowestCaseMs[target] ?? 0, Math.round(tookMs));
  }

  /** The number of the first case of this target that nobody has fed yet. */
  fedTo(target: string): number {
    return Object.values(this.#counted.outcomes[target] ?? {}).reduce((sum, count) => sum + count, 0);
  }

  fed(): number {
    return Object.keys(this.#counted.outcomes).reduce((sum, target) => sum + this.fedTo(target), 0);
  }

  figures() {
    const casesByTarget = Object.fromEntries(Object.keys(this.#counted.outcomes).map((target) => [target, this.fedTo(target)]));
    return { casesByTarget, ...this.#counted };
  }

  async save(): Promise<void> {
    if (this.#file === null) return;
    await writeFile(`${this.#file}.new`, JSON.stringify(this.#counted));
    await rename(`${this.#file}.new`, this.#file);
  }

  /** The run is over: the next one with its seed begins anew. */
  async close(): Promise<void> {
    if (this.#file !== null) await rm(this.#file, { force: true });
  }

  tell(total: number): void {
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < TOLD_EVERY_MS) return;
    this.#toldMs = nowMs;
    const perSecond = ((this.fed() - this.#fedBefore) / (nowMs - this.#startedMs)) * 1_000;
    process.stdout.write(`fuzz: ${this.fed()} of ${total} cases, ${Math.round(perSecond)} a second\n`);
  }
}
