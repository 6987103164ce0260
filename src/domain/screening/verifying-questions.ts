import type { SeenSign } from './screen-inquiry.ts';
import type { ScreeningSign } from './screening-policy.ts';
import rows from './verifying-questions.json' with { type: 'json' };

/** Languages in which questions are asked of a sender. */
export type QuestionLanguage = keyof typeof rows.languages;
type Topic = keyof typeof rows.languages.en.questions;

/** A polite answer that asks for what a real buyer knows anyway. It never says why. */
export interface VerifyingQuestions {
  readonly language: QuestionLanguage;
  readonly opening: string;
  readonly questions: readonly string[];
  readonly closing: string;
}

/** More than so many questions are an interrogation. */
const MOST_QUESTIONS = 4;
/** What is asked of everybody: it settles most. */
const ALWAYS: readonly Topic[] = ['product', 'delivery'];

const TOPICS_OF: Readonly<Partial<Record<ScreeningSign, readonly Topic[]>>> = {
  'large-first-quantity': ['product', 'quantity'],
  'urgent-meeting': ['meeting'],
  'little-trace': ['firm', 'address'],
  'neater-than-usual': ['product'],
  'no-specifics': ['product'],
  'free-mailbox-of-firm': ['address'],
  'doubtful-domain': ['firm', 'address'],
  'sender-not-authentic': ['address'],
  'reply-elsewhere': ['address'],
  'free-samples': ['samples'],
  'early-credit': ['payment', 'firm'],
  'third-party': ['payer'],
  'same-text': ['product', 'firm'],
  'country-mismatch': ['delivery', 'firm'],
};
const TOPICS_OF_CONTRADICTION: Readonly<Record<string, Topic>> = {
  'screen-two-quantities': 'quantity', 'screen-bulk-price-for-few': 'quantity', 'screen-price-far-below': 'price', 'screen-any-and-lowest-price': 'price', 'screen-two-payments': 'payment',
  'screen-payment-not-taken': 'payment', 'screen-delivery-too-soon': 'delivery', 'screen-delivery-terms-differ': 'delivery', 'screen-not-sold-so': 'quantity', 'screen-no-such-product': 'product', 'screen-no-such-history': 'history',
};

/** The questions that settle the doubts, the heaviest doubt first, at most four. `language`: a tag of BCP 47; one that is not known is asked in English. */
export function verifyingQuestions(signs: readonly Pick<SeenSign, 'sign' | 'points' | 'because'>[], language: string | null): VerifyingQuestions {
  const doubts = signs.filter(({ points }) => points > 0).toSorted((a, b) => b.points - a.points);
  const topics = [...new Set([...doubts.flatMap(topicsOf), ...ALWAYS])].slice(0, MOST_QUESTIONS);
  const asked = questionLanguage(language);
  const { opening, closing, questions } = rows.languages[asked];
  return { language: asked, opening, closing, questions: topics.map((topic) => questions[topic]) };
}

/** The questions as they leave: plain words, the same on every channel. */
export function questionsText({ opening, questions, closing }: VerifyingQuestions): string {
  return [opening, questions.map((question, index) => `${index + 1}. ${question}`).join('\n'), closing].join('\n\n');
}

function topicsOf({ sign, because }: Pick<SeenSign, 'sign' | 'because'>): readonly Topic[] {
  if (sign !== 'contradiction') return TOPICS_OF[sign] ?? [];
  return because.flatMap(({ code }) => TOPICS_OF_CONTRADICTION[code] ?? []);
}

/** The language of a tag: its own, else that of its base; Chinese by the script its places write. */
function questionLanguage(tag: string | null): QuestionLanguage {
  const [base = '', ...rest] = (tag ?? '').toLowerCase().split(/[-_]/);
  if (base === 'zh') return rest.some((part) => ['hant', 'tw', 'hk', 'mo'].includes(part)) ? 'zh-TW' : 'zh-CN';
  return isAsked(base) ? base : 'en';
}

const isAsked = (tag: string): tag is QuestionLanguage => Object.hasOwn(rows.languages, tag);
