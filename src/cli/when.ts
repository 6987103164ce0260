import { momentFrom } from '../campaign-file/words/moment-from.ts';
import type { EpochMs } from '../domain/instant.ts';
import { CliFailure } from './shell.ts';

/** An instant as an option says it; a day is meant from its first instant on, or to its last one. @throws CliFailure 2 */
export function momentOf(text: string, option: string, { zone, edge }: { readonly zone: string; readonly edge: 'from' | 'until' }): EpochMs {
  const atMs = momentFrom(text, zone, edge);
  if (atMs === null) throw new CliFailure({ exitCode: 2, code: 'usage', message: `${option} ${text.slice(0, 60)}: no such day or time in ${zone}`, wayOut: 'write 2011-12-20, or "2011-12-20 14:00"' });
  return atMs;
}

/** Until when something is meant that has not come yet; a day alone lasts until its end. @throws CliFailure 2 when it is none, or has passed */
export function aheadFrom(text: string, option: string, { zone, nowMs }: { readonly zone: string; readonly nowMs: EpochMs }): EpochMs {
  const atMs = momentOf(text, option, { zone, edge: 'until' });
  if (atMs <= nowMs) throw new CliFailure({ exitCode: 2, code: 'usage', message: `${option} ${text} has passed`, wayOut: 'nothing was changed' });
  return atMs;
}
