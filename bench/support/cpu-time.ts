import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts processor time in ticks of a hundredth of a second. */
const TICK_MS = 10;
const PAGE_BYTES = 4_096;

interface ProcessLine {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/** Processor milliseconds that a process and all its children have used, those that have ended included. */
export function cpuMsOf(pid: number): number {
  return treeOf(pid).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

/** Resident bytes of one process. Shared pages count in full, so it is not for sums over the backends of a database. */
export function rssBytesOf(pid: number): number {
  return readProcess(pid)?.rssBytes ?? 0;
}

function treeOf(pid: number): readonly ProcessLine[] {
  const all = readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? [readProcess(Number(entry))] : []));
  const lines = all.filter((line) => line !== null);
  const tree = lines.filter((line) => line.pid === pid);
  for (let from = 0; from < tree.length; from += 1) tree.push(...lines.filter(({ parent }) => parent === tree[from]?.pid));
  return tree;
}

/** Fields of /proc/<pid>/stat after the name, which may itself contain spaces and brackets; null when the process is gone. */
function readProcess(pid: number): ProcessLine | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
    const [parent = 0, utime = 0, stime = 0, cutime = 0, cstime = 0, rss = 0] = [1, 11, 12, 13, 14, 21].map((at) => fields[at]);
    return { pid, parent, cpuMs: (utime + stime + cutime + cstime) * TICK_MS, rssBytes: rss * PAGE_BYTES };
  } catch {
    return null;
  }
}
