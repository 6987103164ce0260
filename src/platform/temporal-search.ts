import { homedir } from 'node:os';
import path from 'node:path';
import type { TemporalSearch } from './temporal-binary.ts';

const DOWNLOAD_SITE = 'https://temporal.download';

/** The search as this machine wants it: its PATH, the cache of its account, the official site, its Python. */
export function temporalSearch(variables: Readonly<Record<string, string | undefined>>, tell: (line: string) => void, signal: AbortSignal): TemporalSearch {
  const cacheRoot = variables['XDG_CACHE_HOME'] || path.join(homedir(), '.cache');
  return {
    pathFolders: (variables['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== ''),
    cacheFolder: path.join(cacheRoot, 'touchline', 'bin'),
    downloadSite: DOWNLOAD_SITE,
    python: 'python3',
    tell,
    signal,
  };
}
