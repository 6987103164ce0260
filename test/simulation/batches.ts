import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { play } from './play.ts';

/** What runs add up to. Plain JSON: slices come from processes of their own. */
export interface Batch {
  runs: number;
  steps: number;
  customerDays: number;
  sent: number;
  seen: Record<string, number>;
  /** The first seed that broke an invariant; nothing was played after it. */
  faultAt: number | null;
}

const SLICE = 2_500;
const nothing = (): Batch => ({ runs: 0, steps: 0, customerDays: 0, sent: 0, seen: {}, faultAt: null });

function add(batch: Batch, more: Batch): void {
  batch.runs += more.runs;
  batch.steps += more.steps;
  batch.customerDays += more.customerDays;
  batch.sent += more.sent;
  batch.faultAt ??= more.faultAt;
  for (const [situation, times] of Object.entries(more.seen)) batch.seen[situation] = (batch.seen[situation] ?? 0) + times;
}

/** Plays seeds one after the other, until one breaks an invariant. */
export async function playSlice(from: number, count: number): Promise<Batch> {
  const batch = nothing();
  for (let seed = from; seed < from + count && batch.faultAt === null; seed += 1) {
    const { steps, customerDays, sent, seen, fault } = await play(seed);
    add(batch, { runs: 1, steps, customerDays, sent, seen: Object.fromEntries(seen), faultAt: fault === null ? null : seed });
  }
  return batch;
}

/** Plays `count` seeds from `from` on: here, or in so many processes beside each other, with a line of progress now and then. */
export async function playAll(from: number, count: number, lanes: number): Promise<Batch> {
  if (lanes === 0) return playSlice(from, count);
  const batch = nothing();
  const starts = Array.from({ length: Math.ceil(count / SLICE) }, (_, index) => from + index * SLICE).values();
  const lane = async () => {
    for (const start of starts) {
      if (batch.faultAt !== null) return;
      add(batch, await inProcess(start, Math.min(SLICE, from + count - start)));
      console.log(`simulation: ${batch.runs} of ${count} runs, ${batch.steps} steps, ${Math.round(batch.customerDays)} customer-days`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return batch;
}

async function inProcess(from: number, count: number): Promise<Batch> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./slice-process.ts', import.meta.url)), String(from), String(count)]);
  return JSON.parse(stdout) as Batch;
}
