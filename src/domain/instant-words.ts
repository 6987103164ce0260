import type { EpochMs } from './instant.ts';
import { localTime } from './zone.ts';

export type Language = 'en' | 'zh';

const WEEKDAYS = { en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] } as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** The wall time of a zone in words, without the zone's name: "Tue 2 Dec 09:30". */
export function wordInstant(ms: EpochMs, zone: string, language: Language = 'en'): string {
  const { month, day, weekday, minuteOfDay } = localTime(ms, zone);
  const name = WEEKDAYS[language][weekday - 1] ?? '';
  const date = language === 'zh' ? `${month}月${day}日${name}` : `${name} ${day} ${MONTHS[month - 1] ?? ''}`;
  return `${date} ${wordMinute(minuteOfDay)}`;
}

/** Minutes after midnight as "09:30". */
export function wordMinute(minuteOfDay: number): string {
  return `${twoDigits(Math.floor(minuteOfDay / 60))}:${twoDigits(minuteOfDay % 60)}`;
}

const twoDigits = (value: number) => String(value).padStart(2, '0');

/** The city that names a zone: "Europe/Berlin" is Berlin. */
export function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}
