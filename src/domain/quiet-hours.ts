import type { Purpose } from './customer.ts';
import type { EpochMs } from './instant.ts';
import { earliestWhere } from './local-window.ts';
import type { ShopPolicy } from './policy.ts';

/** Whose quiet hours are asked for: they protect from marketing, on channels that disturb. */
export interface QuietHoursQuestion {
  readonly policy: ShopPolicy;
  readonly country: string | null;
  readonly zone: string;
  readonly purpose: Purpose;
  readonly channelObeys: boolean;
}

/** The earliest instant from `ms` on outside the quiet hours; null when there is none in a week. Reason: quiet-hours. */
export function outsideQuietHours(ms: EpochMs, question: QuietHoursQuestion): EpochMs | null {
  const { policy, country, zone, purpose, channelObeys } = question;
  if (purpose !== 'marketing' || !channelObeys) return ms;
  const quiet = (country === null ? undefined : policy.quietHours[country]) ?? policy.quietHours['*'];
  return quiet === undefined ? ms : earliestWhere(ms, 'outside', quiet, zone);
}
