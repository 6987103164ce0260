import { type Language, wordInstant } from '../domain/instant-words.ts';
import { wordReason } from '../domain/reason-words.ts';
import type { LevelNews } from '../store/level-overrides.ts';
import type { HandlingNews, PastSign } from '../store/past-handling.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { forTerminal } from './terminal-text.ts';

/** By whose clock and in which language it is told. */
interface HandlingScene {
  readonly zone: string;
  readonly language: Language;
}

/** What somebody of the shop had to do with a customer, in a sentence. */
export function handlingInWords(news: HandlingNews, { zone, language }: HandlingScene): string {
  switch (news.what) {
    case 'inquiry-opened': return `inquiry ${news.inquiry} on ${news.channel}, ${news.kind}`;
    case 'inquiry-screened': return screenedInWords(news, { zone, language });
    case 'inquiry-closed': return closedInWords(news);
    case 'approval-asked': return `approval ${news.approval} asked about ${news.about}`;
    case 'approval-decided': return `approval ${news.approval} ${news.state}${ofWhom(news.by)}${because(news.note)}`;
    case 'escalated': return `${news.clock} ${news.subject}: ${STEPS[news.step] ?? `late, told again (${news.step.replace('again-', '')})`}, due ${wordInstant(news.dueAtMs, zone, language)}`;
    case 'charge': return `in the charge of ${chargeInWords(news)}, by ${news.by}${news.handedOver ? '; what was open went along' : ''}`;
    case 'contact': return `${news.how}${ofWhom(news.by)}${because(news.note)}`;
    case 'merged': return `customer ${news.customer} became part of customer ${news.into}, as ${news.by} said${because(news.reason)}`;
    default: return news satisfies never;
  }
}

/** Who looks after a customer, in a word or two. */
export const chargeInWords = ({ person, team }: { readonly person: string | null; readonly team: string | null }): string =>
  [person, team === null ? null : `team ${team}`].filter((part) => part !== null).join(' · ') || 'nobody in particular';

function screenedInWords(news: Extract<HandlingNews, { readonly what: 'inquiry-screened' }>, scene: HandlingScene): string {
  const found = news.verdict === null ? '' : `, found ${news.verdict}${ofWhom(news.verdictBy)}`;
  return `inquiry ${news.inquiry} screened: ${news.band}${pointsOf(news, scene)}${found}`;
}

function closedInWords({ inquiry, mergedInto, outcome, by }: Extract<HandlingNews, { readonly what: 'inquiry-closed' }>): string {
  return mergedInto === null ? `inquiry ${inquiry} closed${ofWhom(by)} as ${outcome ?? ''}` : `inquiry ${inquiry} became part of inquiry ${mergedInto}`;
}

function pointsOf({ points, signs }: Extract<HandlingNews, { readonly what: 'inquiry-screened' }>, scene: HandlingScene): string {
  if (points === null) return '';
  return `, ${points} points${signs.length === 0 ? '' : ` (${signs.map((sign) => signInWords(sign, scene)).join(' · ')})`}`;
}

/** What a screening saw, with its points and why. */
export function signInWords({ sign, points, because: reasons }: PastSign, { language, zone }: HandlingScene): string {
  return `${points > 0 ? '+' : ''}${points} ${reasons.length === 0 ? sign : reasons.map((reason) => forTerminal(wordReason(reason, language, zone))).join('; ')}`;
}

const ofWhom = (by: string | null) => (by === null ? '' : ` by ${by}`);
const because = (note: string | null) => (note === null ? '' : `: ${forTerminal(note)}`);

const STEPS: Readonly<Record<string, string>> = { prepare: 'a touch is prepared', person: 'a person is asked', warn: 'warned', breach: 'late' };

/** How a level changed, or what was said of it. */
export function levelInWords(news: LevelNews, { zone, language }: HandlingScene): string {
  if (news.what === 'changed') return wordReason(news.because, language, zone);
  const until = news.untilMs === null ? '' : ` until ${wordInstant(news.untilMs, zone, language)}`;
  const ended = news.endedAtMs === null ? '' : `, taken back ${wordInstant(news.endedAtMs, zone, language)}`;
  return `${news.by} said level ${news.level}${until}: ${forTerminal(news.reason)}${ended}`;
}

/** Both as programs read them: instants named without `Ms`. */
export function newsJson(news: HandlingNews | LevelNews): object {
  return Object.fromEntries(Object.entries(news).map(([name, value]) => (name.endsWith('Ms') && (typeof value === 'number' || value === null) ? [name.slice(0, -2), isoOf(value)] : [name, value])));
}
