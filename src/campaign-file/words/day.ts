import { isDay } from '../../domain/civil-date.ts';
import { readsText } from './reads-text.ts';

/** A day of the calendar. */
export const day = readsText({
  expected: 'a day such as 2026-12-01', examples: ['2026-12-01'], pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', read: (text) => (isDay(text) ? text : null),
});
