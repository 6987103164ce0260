import type { InquiryWord } from '../store/describe-inquiry.ts';
import { isoOf } from './iso-words.ts';

/** A word about an inquiry as programs read it. */
export function inquiryWordJson(word: InquiryWord): object {
  return word.says === 'snooze' ? { says: word.says, until: isoOf(word.untilMs), reason: word.reason } : word;
}
