import { writeSync } from 'node:fs';
import { suggestWord } from '../channels/nearest-word.ts';
import { CRASH_POINTS, type CrashPoint, watchCrashPoints } from '../contracts/crash-point.ts';

/** Where this process ends itself, and at which hit. */
export interface CrashAt {
  readonly point: CrashPoint;
  readonly hit: number;
}

/** Reads `<point>` or `<point>:<hit>`. Throws RangeError with a suggestion for what is neither. */
export function readCrashAt(text: string): CrashAt {
  const [, name = '', hit = '1'] = /^([a-z-]+)(?::([1-9]\d{0,5}))?$/.exec(text) ?? [];
  const point = isCrashPoint(name) ? name : null;
  if (point !== null) return { point, hit: Number(hit) };
  const suggestion = suggestWord(text.replace(/:.*$/, ''), Object.keys(CRASH_POINTS));
  throw new RangeError(`expected a crash point such as page-claimed or page-claimed:2; ${suggestion ?? 'src/contracts/crash-point.ts lists them'}`);
}

function isCrashPoint(name: string): name is CrashPoint {
  return Object.hasOwn(CRASH_POINTS, name);
}

/** Arms this process: at its crash point it ends by SIGKILL, with nothing tidied up. The last line on stderr proves the hit. */
export function armCrashPoint(crashAt: CrashAt | null, warn: (line: string) => void): void {
  if (crashAt === null) return;
  let hits = 0;
  watchCrashPoints((point) => {
    if (point !== crashAt.point || (hits += 1) < crashAt.hit) return;
    writeSync(2, `crash point ${point}, hit ${hits}\n`);
    process.kill(process.pid, 'SIGKILL');
  });
  warn(`armed for a test: this process kills itself at ${crashAt.point}, hit ${crashAt.hit}`);
}
