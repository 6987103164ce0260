import path from 'node:path';
import type { Environment } from './env.ts';
import type { TemporalSearch } from './temporal-binary.ts';

const DOWNLOAD_SITE = 'https://temporal.download';

/** The search as this machine wants it: its PATH, the cache of its account, the official site, its Python. */
export function temporalSearch({ searchPath, cacheRoot }: Environment, tell: (line: string) => void, signal: AbortSignal): TemporalSearch {
  return {
    pathFolders: searchPath,
    cacheFolder: path.join(cacheRoot, 'touchline', 'bin'),
    downloadSite: DOWNLOAD_SITE,
    python: 'python3',
    tell,
    signal,
  };
}
