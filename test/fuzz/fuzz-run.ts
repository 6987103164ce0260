import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { proofSeed, sized, writeEvidence } from '../support/proof.ts';
import { Dice } from './dice.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { MemoryWatch } from './memory-watch.ts';
import { FuzzProgress } from './fuzz-progress.ts';

/** No input may keep the processor busy for longer: system time would also count the machine's other work. */
const LONGEST_CASE_CPU_MS = 4_000;
const WARM_UP_SHARE = sized(0.5, 0.1);
const SLICE_CASES = sized(500, 5_000);

export interface FuzzFigures {
  readonly cases: number;
  readonly casesByTarget: Readonly<Record<string, number>>;
  /** target → what came of a case → how often */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly slowestCaseMs: Readonly<Record<string, number>>;
  readonly heapGrowthMiB: number;
  readonly rssGrowthMiB: number;
  readonly peakRssMiB: number;
}

/** The seed of this run: FUZZ_SEED, else that of the proof. */
export function fuzzSeed(): number {
  const given = process.env['FUZZ_SEED'];
  return given === undefined || given === '' ? proofSeed() : Number(given);
}

/** How many cases this run feeds: FUZZ_CASES for a try, else those of its size. */
export function fuzzCases(short: number, long: number): number {
  return Number(process.env['FUZZ_CASES'] ?? sized(short, long));
}

/** Writes the evidence of a whole run; a try and a replayed case are none. */
export async function writeFuzzEvidence(part: string, seed: number, figures: Readonly<Record<string, unknown>>): Promise<void> {
  if (process.env['FUZZ_CASES'] === undefined && replayedCase() === null) await writeEvidence(part, seed, figures);
}

/**
 * Feeds so many cases to the targets, in slices that take turns, so that every stretch of the run is a mixture.
 * A long run that was broken off goes on where it stood when it is started with its seed again.
 * @throws at the first broken promise, with seed, case number and the file that keeps the input
 */
export async function runFuzz(part: string, targets: readonly FuzzTarget[], cases: number, seed: number): Promise<FuzzFigures> {
  const replayed = replayedCase();
  if (replayed !== null) return replay(targets, seed, replayed);
  const progress = await FuzzProgress.open(part, seed);
  const memory = new MemoryWatch();
  const total = targets.reduce((sum, { share }) => sum + Math.round((cases * share) / 1_000), 0);
  let warm = false;
  for (let slice = 0; ; slice += 1) {
    let fed = 0;
    for (const target of targets) fed += await feedSlice({ target, cases, seed, slice, progress });
    if (fed === 0) break;
    if (!warm && progress.fed() >= total * WARM_UP_SHARE) { memory.begin(); warm = true; }
    else memory.look();
    await progress.save();
    progress.tell(total);
  }
  await progress.close();
  return { cases: progress.fed(), ...progress.figures(), ...memory.growth() };
}

interface Slice {
  readonly target: FuzzTarget;
  readonly cases: number;
  readonly seed: number;
  readonly slice: number;
  readonly progress: FuzzProgress;
}

async function feedSlice({ target, cases, seed, slice, progress }: Slice): Promise<number> {
  const mine = Math.round((cases * target.share) / 1_000);
  const size = Math.max(1, Math.round((SLICE_CASES * target.share) / 1_000));
  const from = Math.max(slice * size, progress.fedTo(target.name));
  const to = Math.min(mine, (slice + 1) * size);
  for (let number = from; number < to; number += 1) {
    const startedMs = performance.now();
    progress.count(target.name, await feedCase(target, seed, number), performance.now() - startedMs);
  }
  // Slices that an earlier run has fed count as work: the loop has to come to the ones that are left.
  return Math.max(0, to - slice * size);
}

async function feedCase(target: FuzzTarget, seed: number, number: number): Promise<string> {
  const input = target.make(new Dice(`${seed}/${target.name}/${number}`), number);
  const cpuBefore = process.cpuUsage();
  try {
    const outcome = await target.feed(input as never);
    const { user, system } = process.cpuUsage(cpuBefore);
    if ((user + system) / 1_000 > LONGEST_CASE_CPU_MS) throw new Error(`kept the processor busy for ${Math.round((user + system) / 1_000)} ms`);
    return outcome;
  } catch (error) {
    const file = await keepInput(`${target.name}-${seed}-${number}`, input);
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Error(`${target.name}, case ${number}: ${what}\n  input: ${file}\n  replay: FUZZ_SEED=${seed} FUZZ_CASE=${target.name}/${number}`, { cause: error });
  }
}

async function keepInput(name: string, input: unknown): Promise<string> {
  const folder = path.join(tmpdir(), 'touchline-fuzz');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  const plain = typeof input === 'string' || Buffer.isBuffer(input);
  await writeFile(file, plain ? input : JSON.stringify(input, (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value), 2));
  return file;
}

/** `FUZZ_CASE=<target>/<number>` feeds this case alone. */
function replayedCase(): { target: string; number: number } | null {
  const [target = '', number = ''] = (process.env['FUZZ_CASE'] ?? '').split('/');
  return target === '' ? null : { target, number: Number(number) };
}

async function replay(targets: readonly FuzzTarget[], seed: number, { target: name, number }: { target: string; number: number }): Promise<FuzzFigures> {
  const target = targets.find((one) => one.name === name);
  const none = { slowestCaseMs: {}, heapGrowthMiB: 0, rssGrowthMiB: 0, peakRssMiB: 0 };
  if (target === undefined) return { cases: 0, casesByTarget: {}, outcomes: {}, ...none };
  const outcome = await feedCase(target, seed, number);
  process.stdout.write(`${name}/${number}: ${outcome}\n`);
  return { cases: 1, casesByTarget: { [name]: 1 }, outcomes: { [name]: { [outcome]: 1 } }, ...none };
}
