import type { FoundWords } from '../word-search.ts';
import { type CueName, type PaymentMethod, paymentsIn, type Topic, topicsIn, TRADE_WORDS_VERSION } from './cues.ts';
import { type DeliveryDemand, deliveryDemandsIn } from './delivery-demands.ts';
import { type Neatness, neatnessOf } from './neatness.ts';
import { type WantedPrice, wantedPricesIn } from './prices.ts';
import { type ProductCode, productCodesIn } from './product-codes.ts';
import { type Quantity, quantitiesIn } from './quantities.ts';
import { cuesOf, isAsked, type Reading, readText } from './reading.ts';
import { type UrgentMeeting, urgentMeetingIn } from './urgent-meeting.ts';

/** What an inquiry says, as far as its screening asks: words as they were written, numbers as values. Plain data. */
export interface InquiryFeatures {
  readonly quantities: readonly Quantity[];
  readonly wantedPrices: readonly WantedPrice[];
  readonly deliveryDemands: readonly DeliveryDemand[];
  /** Words about a product's properties, its packing, its papers or its way. */
  readonly topics: readonly { readonly topic: Topic; readonly words: string }[];
  readonly codes: readonly ProductCode[];
  /** Ways to pay that are named; asked about, or demanded. */
  readonly payments: readonly { readonly method: PaymentMethod; readonly words: string; readonly isDemanded: boolean }[];
  readonly urgentMeeting: UrgentMeeting | null;
  /** Free samples that are asked for; `ofSeveral`: the words that ask for more than one kind. */
  readonly freeSamples: { readonly words: readonly string[]; readonly ofSeveral: readonly string[] };
  /** Words of each cue, as far as screening weighs them. */
  readonly cues: Readonly<Record<WeighedCue, readonly string[]>>;
  readonly questionCount: number;
  readonly neatness: Neatness;
  /** Of the word lists it was read by. */
  readonly wordsVersion: number;
}

/** Cues that signs are made of directly. */
export type WeighedCue = Extract<CueName, 'buying' | 'credit' | 'prepayment' | 'third-party' | 'grand-claim' | 'known-already' | 'any-price' | 'lowest-price' | 'bulk-terms' | 'to-door'>;

/** An inquiry as it came. */
export interface InquiryText {
  readonly text: string;
  readonly subject: string | null;
  /** Of the customer (BCP 47): decides where the text does not tell in which language it is written. */
  readonly language: string | null;
  /** Share of the form's fields that were filled, 0 to 1; null: it came by no form. */
  readonly filledShare: number | null;
  /** What the shop calls its goods, in the languages of its customers (`*`: the rest of a word); so many of them are so many pieces. */
  readonly goods?: readonly string[];
}

/** Reads an inquiry for its screening. Only the first characters are read (`LONGEST_READ`); the same inquiry always reads the same. */
export function readInquiry({ text, subject, language, filledShare, goods = [] }: InquiryText): InquiryFeatures {
  const reading = readText(subject === null ? text : `${subject}\n\n${text}`, language, goods);
  return {
    quantities: quantitiesIn(reading),
    wantedPrices: wantedPricesIn(reading),
    deliveryDemands: deliveryDemandsIn(reading),
    topics: topicsIn(reading.text, reading.languages).map(({ topic, words }) => ({ topic, words })),
    codes: productCodesIn(reading),
    payments: paymentsIn(reading.text, reading.languages).map((found) => ({ method: found.method, words: found.words, isDemanded: !isAsked(reading, found) })),
    urgentMeeting: urgentMeetingIn(reading),
    freeSamples: freeSamplesIn(reading),
    cues: weighedCues(reading),
    questionCount: reading.sentences.filter(({ isQuestion }) => isQuestion).length,
    neatness: neatnessOf(readText(text, language), filledShare),
    wordsVersion: TRADE_WORDS_VERSION,
  };
}

function weighedCues(reading: Reading): InquiryFeatures['cues'] {
  const words = (name: WeighedCue) => wordsOf(cuesOf(reading, name));
  return {
    buying: words('buying'), credit: words('credit'), 'third-party': words('third-party'), 'grand-claim': words('grand-claim'), 'known-already': words('known-already'),
    'any-price': words('any-price'), 'lowest-price': words('lowest-price'), 'bulk-terms': words('bulk-terms'), 'to-door': words('to-door'),
    // Whoever only asks whether they may pay in advance has not said that they will.
    prepayment: wordsOf(cuesOf(reading, 'prepayment').filter((cue) => !isAsked(reading, cue))),
  };
}

function freeSamplesIn(reading: Reading): InquiryFeatures['freeSamples'] {
  const asked = cuesOf(reading, 'free-sample');
  if (asked.length === 0) return { words: [], ofSeveral: [] };
  const counted = quantitiesIn(reading).filter((quantity) => quantity.of === 'sample' && quantity.amount > 1).map((quantity) => quantity.words);
  const numbered = asked.filter(({ from }) => reading.numbers.some(({ value, until }) => value > 1 && until < from && from - until <= NEXT_TO)).map(({ words }) => words);
  return { words: wordsOf(asked), ofSeveral: [...new Set([...wordsOf(cuesOf(reading, 'several-kinds')), ...counted, ...numbered])] };
}

const NEXT_TO = 2;
const wordsOf = (found: readonly FoundWords[]): readonly string[] => [...new Set(found.map(({ words }) => words))];
