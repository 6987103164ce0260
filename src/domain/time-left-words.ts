import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from './instant.ts';
import { type Language, wordInstant } from './instant-words.ts';

/** How a deadline stands, in words: "in 2 h", "late since Tue 29 Nov 12:00"; the zone says whose clock is meant. */
export function wordTimeLeft(dueAtMs: EpochMs, nowMs: EpochMs, zone: string, language: Language = 'en'): string {
  if (dueAtMs <= nowMs) return language === 'zh' ? `已于${wordInstant(dueAtMs, zone, 'zh')}逾期` : `late since ${wordInstant(dueAtMs, zone)}`;
  const span = wordSpan(dueAtMs - nowMs, language);
  return language === 'zh' ? `还剩${span}` : `in ${span}`;
}

const UNITS = { en: [' d', ' h', ' min'], zh: ['天', '小时', '分钟'] } as const;

/** A stretch of time by its largest unit, rounded down, never nothing: what is left of it may be relied on. */
function wordSpan(ms: number, language: Language): string {
  const [days, hours, minutes] = UNITS[language];
  if (ms >= 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)}${days}`;
  if (ms >= 2 * HOUR_MS) return `${Math.floor(ms / HOUR_MS)}${hours}`;
  return `${Math.max(1, Math.floor(ms / MINUTE_MS))}${minutes}`;
}
