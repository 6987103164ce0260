import type { FoundWords } from '../word-search.ts';
import { cuesOf, type Reading } from './reading.ts';

/** A demand to meet that is made urgent, with the words for both and for the ground that is given, if any. */
export interface UrgentMeeting {
  readonly words: readonly string[];
  readonly ground: readonly string[];
}

/** Meeting and hurry belong together when they stand so close: two or three sentences. */
const TOGETHER = 220;

/** The closest pair of a meeting and a hurry; null without both, or when they stand far apart. */
export function urgentMeetingIn(reading: Reading): UrgentMeeting | null {
  const pairs = cuesOf(reading, 'meeting').flatMap((meeting) => cuesOf(reading, 'urgency').map((urgency) => ({ meeting, urgency, apart: apart(meeting, urgency) })));
  const [closest] = pairs.filter((pair) => pair.apart <= TOGETHER).toSorted((a, b) => a.apart - b.apart);
  if (closest === undefined) return null;
  const ground = cuesOf(reading, 'ground').filter((cue) => Math.min(apart(cue, closest.meeting), apart(cue, closest.urgency)) <= TOGETHER);
  return { words: [closest.meeting.words, closest.urgency.words], ground: ground.map(({ words }) => words) };
}

const apart = (one: FoundWords, other: FoundWords): number => Math.max(one.from - other.until, other.from - one.until, 0);
