import type { LocalWindow } from '../domain/campaign.ts';
import type { DailyWindow } from '../domain/local-window.ts';
import { covers } from '../domain/local-window.ts';
import type { PathPart } from './reading/diagnostic.ts';
import { listed } from './reading/did-you-mean.ts';
import type { Findings } from './reading/findings.ts';
import { localWindow } from './words/local-window.ts';

/** Finds a window that quiet hours leave nothing of: everywhere, or in a country that keeps longer ones. A window that cannot be read is not judged. */
export function checkWindow(written: unknown, path: readonly PathPart[], quiet: Readonly<Record<string, DailyWindow>>, findings: Findings): void {
  const window = localWindow.safeParse(written);
  if (!window.success) return;
  const closed = Object.entries(quiet).filter(([, hours]) => isCovered(window.data, hours)).map(([place]) => place);
  if (closed.includes('*')) findings.fault(path, 'nothing could ever leave: this window lies wholly in the quiet hours of the shop policy', 'move it into hours that are not quiet', 'key');
  else if (closed.length > 0) findings.warning(path, `nothing could ever leave to customers in ${listed(closed)}: this window lies wholly in the quiet hours there`, 'move it, or leave these countries out of the audience');
}

function isCovered(window: LocalWindow, quiet: DailyWindow): boolean {
  // Quiet hours that cover the first minute leave nothing before they end.
  const minutes = [window.fromMinute, quiet.untilMinute].filter((minute) => minute >= window.fromMinute && minute < window.untilMinute);
  return window.days.every((weekday) => minutes.every((minuteOfDay) => covers(quiet, { weekday, minuteOfDay })));
}
