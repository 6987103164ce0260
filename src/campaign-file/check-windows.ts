import type { LocalWindow } from '../domain/campaign.ts';
import type { DailyWindow } from '../domain/local-window.ts';
import { covers } from '../domain/local-window.ts';
import type { PathPart } from './reading/diagnostic.ts';
import type { Findings } from './reading/findings.ts';
import { localWindow } from './words/local-window.ts';

/** Finds a window that quiet hours leave nothing of. A window that cannot be read is not judged. */
export function checkWindow(written: unknown, path: readonly PathPart[], quiet: DailyWindow | undefined, findings: Findings): void {
  const window = localWindow.safeParse(written);
  if (quiet === undefined || !window.success || !isCovered(window.data, quiet)) return;
  findings.fault(path, 'nothing could ever leave: this window lies wholly in the quiet hours of the shop policy', 'move it into hours that are not quiet', 'key');
}

function isCovered(window: LocalWindow, quiet: DailyWindow): boolean {
  // Quiet hours that cover the first minute leave nothing before they end.
  const minutes = [window.fromMinute, quiet.untilMinute].filter((minute) => minute >= window.fromMinute && minute < window.untilMinute);
  return window.days.every((weekday) => minutes.every((minuteOfDay) => covers(quiet, { weekday, minuteOfDay })));
}
