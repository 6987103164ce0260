import type { EpochMs } from './instant.ts';
import { type DailyWindow, earliestWhere } from './local-window.ts';

/** Local hours in which a country's law allows marketing on a channel, by country; where none stand, the law leaves the hours free. */
export type LegalHours = Readonly<Partial<Record<string, readonly DailyWindow[]>>>;

/** The earliest instant from `ms` on inside one of the windows; null when a week has none. Reason: legal-hours. */
export function insideLegalHours(ms: EpochMs, windows: readonly DailyWindow[], zone: string): EpochMs | null {
  const openings = windows.flatMap((window) => earliestWhere(ms, 'inside', window, zone) ?? []);
  return openings.length === 0 ? null : Math.min(...openings);
}
