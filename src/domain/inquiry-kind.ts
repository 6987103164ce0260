import type { Purpose } from './customer.ts';
import { denialsIn, isDenied } from './denial.ts';
import { foldText } from './folded-text.ts';
import { type KindMention, mentionsOf, type NamedKind, WORDS_VERSION } from './inquiry-kind-words.ts';
import { because, type Reason } from './reason.ts';
import { languagesToRead } from './text-language.ts';

/** What an inquiry is about. */
export const INQUIRY_KINDS = ['pre-sales', 'after-sales', 'complaint', 'return', 'shipping', 'payment', 'order-tracking', 'other'] as const;
export type InquiryKind = (typeof INQUIRY_KINDS)[number];

/** What the kind is guessed from; what is absent or null is not known. */
export interface InquiryToGuess {
  readonly text: string;
  readonly subject?: string | null;
  /** Of the customer (BCP 47): decides where the text does not tell in which language it is written. */
  readonly language?: string | null;
  /** Of the message that it answers. */
  readonly aboutMessagePurpose?: Purpose | null;
  /** Whether an order has been placed and not delivered. */
  readonly hasOpenOrder?: boolean | null;
  readonly hasOrdered?: boolean | null;
}

/** Words that speak for one kind, as they were written. */
export interface MatchedKind {
  readonly kind: NamedKind;
  readonly words: readonly string[];
  readonly points: number;
}

/** The guess, to be corrected by a person. `matched`: every kind that words speak for, the strongest first. */
export interface KindGuess {
  readonly kind: InquiryKind;
  readonly matched: readonly MatchedKind[];
  readonly because: readonly Reason[];
  /** Of the word lists it was guessed by. */
  readonly wordsVersion: number;
}

/** Which of two kinds with equal points: the one that bears waiting least. */
const TIE_ORDER: readonly NamedKind[] = ['complaint', 'return', 'payment', 'order-tracking', 'shipping', 'after-sales', 'pre-sales'];
/** What is known of the customer decides between kinds and never makes one: less than the weakest word. */
const LEAN = 0.5;
/** Who writes a subject sums up what follows. */
const SUBJECT_WEIGHT = 2;

/** What an inquiry is about, by the words in it. The same inquiry always gets the same guess; without words that speak for a kind it is `other`. */
export function guessKind(inquiry: InquiryToGuess): KindGuess {
  const { spoken, denied } = readMentions(inquiry);
  const leans = leansOf(inquiry);
  const matched = TIE_ORDER.map((kind) => matchOf(kind, spoken, leans)).filter(({ words }) => words.length > 0).toSorted((a, b) => b.points - a.points);
  const [first] = matched;
  const reasons = denied.length === 0 ? [] : [because('inquiry-kind-denied', { words: listed(denied) })];
  if (first === undefined) return { kind: 'other', matched, because: [because('inquiry-kind-unknown'), ...reasons], wordsVersion: WORDS_VERSION };
  return { kind: first.kind, matched, because: [...reasonsOf(first, matched, leans), ...reasons], wordsVersion: WORDS_VERSION };
}

function readMentions({ text, subject, language, hasOpenOrder }: InquiryToGuess): { readonly spoken: readonly KindMention[]; readonly denied: readonly KindMention[] } {
  const parts = [{ folded: foldText(subject ?? ''), weight: SUBJECT_WEIGHT }, { folded: foldText(text), weight: 1 }];
  const languages = languagesToRead({ folded: parts.map(({ folded }) => folded.folded).join('\n') }, language ?? null);
  const mentions = parts.flatMap(({ folded, weight }) => {
    const denials = denialsIn(folded, languages);
    return mentionsOf(folded, languages, hasOpenOrder === true)
      .map((mention) => ({ ...mention, points: mention.points * weight, isTakenBack: isDenied(folded, mention, denials) }));
  });
  return { spoken: mentions.filter(({ isTakenBack }) => !isTakenBack), denied: mentions.filter(({ isTakenBack }) => isTakenBack) };
}

/** A word counts once, however often it is written. */
function matchOf(kind: NamedKind, mentions: readonly KindMention[], leans: Leans): MatchedKind {
  const once = new Map<string, KindMention>();
  for (const mention of mentions) {
    if (mention.kind === kind && !once.has(mention.plain)) once.set(mention.plain, mention);
  }
  const points = [...once.values()].reduce((sum, mention) => sum + mention.points, leans[kind] === undefined ? 0 : LEAN);
  return { kind, words: [...once.values()].map(({ words }) => words), points };
}

type Leans = Readonly<Partial<Record<NamedKind, Reason>>>;

function leansOf({ hasOpenOrder, hasOrdered, aboutMessagePurpose }: InquiryToGuess): Leans {
  const isNew = hasOrdered === false && hasOpenOrder !== true;
  return {
    ...(hasOpenOrder === true ? { 'order-tracking': because('inquiry-kind-order-open') } : {}),
    ...(hasOrdered === true ? { 'after-sales': because('inquiry-kind-has-ordered') } : {}),
    ...(aboutMessagePurpose === 'marketing' ? { 'pre-sales': because('inquiry-kind-answers-marketing') } : {}),
    ...(isNew ? { 'pre-sales': because('inquiry-kind-never-ordered') } : {}),
  };
}

function reasonsOf(first: MatchedKind, matched: readonly MatchedKind[], leans: Leans): readonly Reason[] {
  const tied = matched.filter(({ kind, points }) => kind !== first.kind && points === first.points);
  const lean = leans[first.kind];
  return [
    because('inquiry-kind-words', { kind: first.kind, words: listed(first.words.map((words) => ({ words }))) }),
    ...(lean === undefined ? [] : [lean]),
    ...(tied.length === 0 ? [] : [because('inquiry-kind-tie', { kind: first.kind, others: tied.map(({ kind }) => kind).join(', ') })]),
  ];
}

const listed = (mentions: readonly { readonly words: string }[]): string => [...new Set(mentions.map(({ words }) => words))].join(', ');
