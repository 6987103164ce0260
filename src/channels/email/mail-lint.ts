import type { Rendered } from '../../contracts/channel.ts';

/** Gmail shows the rest of a larger mail only on a click, and with it the unsubscribe link. */
const CLIPPED_FROM_BYTES = 102 * 1024;
/** Phones show about so much of a subject. */
const LONGEST_SUBJECT = 60;
const LONGEST_PREHEADER = 140;

type Advice = (mail: Rendered) => string | null;

/** What to look at, in the order in which a reader meets it. */
const ADVICE: readonly Advice[] = [
  ({ subject = '' }) => when(subject.length > LONGEST_SUBJECT, `the subject has ${subject.length} characters: phones show about ${LONGEST_SUBJECT}`),
  ({ subject = '' }) => when(subject === subject.toUpperCase() && /\p{Lu}{4}/u.test(subject), 'the subject shouts: filters count capitals against the sender'),
  ({ subject = '' }) => when(/!{2,}|\${2,}|€{2,}/.test(subject), 'the subject has signs that filters count against the sender'),
  ({ preheader = '' }) => when(preheader.length > LONGEST_PREHEADER, `the preheader has ${preheader.length} characters: inboxes show about ${LONGEST_PREHEADER}`),
  ({ html = '' }) => when(Buffer.byteLength(html) > CLIPPED_FROM_BYTES, `the HTML part has ${Buffer.byteLength(html)} bytes: Gmail hides what comes after ${CLIPPED_FROM_BYTES}, the unsubscribe link included`),
  ({ html = '' }) => when(pictures(html).some((tag) => !/\salt="[^"]/.test(tag)), 'a picture has no words in alt: many readers see no pictures'),
  ({ html = '' }) => when(pictures(html).some((tag) => !/\swidth="/.test(tag)), 'a picture has no width: the mail jumps while it loads'),
];

/** What may leave and should be better: told by `touchline template lint`. */
export function mailAdvice(mail: Rendered): readonly string[] {
  return ADVICE.flatMap((advise) => advise(mail) ?? []);
}

const when = (holds: boolean, words: string) => (holds ? words : null);
const pictures = (html: string) => html.match(/<img\b[^>]*>/g) ?? [];
