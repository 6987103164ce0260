import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from './shell.ts';

const QUIET_STEP_MS = 10_000;

/** A moving bar on a terminal; elsewhere a line every ten seconds. Both on standard error. */
export function openProgress(title: string, total: number | null, isTerminal: boolean): Progress {
  return isTerminal ? movingBar(title, total) : plainLines(title, total);
}

function movingBar(title: string, total: number | null): Progress {
  const format = total === null ? `${title}  {value}` : `${title}  {bar}  {percentage} %  {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: false }, Presets.shades_classic);
  bar.start(total ?? 0, 0);
  return {
    update: (done, newTotal) => {
      if (newTotal !== undefined) bar.setTotal(newTotal);
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}

function plainLines(title: string, total: number | null): Progress {
  let whole = total;
  let lastMs = performance.now();
  return {
    update: (done, newTotal) => {
      whole = newTotal ?? whole;
      if (performance.now() - lastMs < QUIET_STEP_MS) return;
      lastMs = performance.now();
      process.stderr.write(`${title}  ${whole === null || whole === 0 ? done : `${Math.floor((100 * done) / whole)} %`}\n`);
    },
    stop: () => undefined,
  };
}
