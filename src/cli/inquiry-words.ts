import { type Language, wordInstant } from '../domain/instant-words.ts';
import type { ShopPolicy } from '../domain/policy.ts';
import { wordTimeLeft } from '../domain/time-left-words.ts';
import type { InquiryThread, ThreadClock, ThreadEntry } from '../store/inquiry-thread.ts';
import { signInWords } from './handling-words.ts';
import { sentFileLines } from './sent-files.ts';
import { forTerminal } from './terminal-text.ts';

/** By which clock and in which language an inquiry is told. */
export interface InquiryScene {
  readonly policy: ShopPolicy;
  readonly nowMs: number;
  readonly language: Language;
}

/** The whole thread of an inquiry, with how it stands and what is promised. */
export function inquiryLines(thread: InquiryThread, scene: InquiryScene): readonly string[] {
  const at = (ms: number) => wordInstant(ms, scene.policy.shop.timeZone, scene.language);
  return [
    `inquiry ${thread.id}: ${stateOf(thread, at)}, opened ${at(thread.openedAtMs)} in ${scene.policy.shop.timeZone} on ${thread.channel}`,
    [`kind ${thread.kind}, ${thread.kindBy === 'person' ? 'as somebody has said' : 'by its words'}`, ...matchedWords(thread), ...(thread.mood === null ? [] : [`mood ${thread.mood}`])].join(' · '),
    `${thread.person === null ? 'nobody has it' : `with ${thread.person}`}${thread.team === null ? '' : ` · team ${thread.team}`}`,
    ...thread.clocks.map((clock) => clockLine(clock, scene)),
    ...screeningLines(thread, scene),
    '', ...thread.entries.flatMap((entry) => entryLines(entry, at)),
  ];
}

function stateOf({ state, snoozedUntilMs, snoozeReason, closedAtMs, closedBy, outcome, closeNote, mergedInto, satisfaction }: InquiryThread, at: (ms: number) => string): string {
  if (mergedInto !== null) return `part of inquiry ${mergedInto}`;
  if (state === 'snoozed' && snoozedUntilMs !== null) return `snoozed until ${at(snoozedUntilMs)} (${forTerminal(snoozeReason ?? '')})`;
  if (state !== 'closed' || closedAtMs === null) return state;
  return `closed ${at(closedAtMs)}${closedBy === null ? '' : ` by ${closedBy}`} as ${outcome ?? ''}${closeNote === null ? '' : ` (${forTerminal(closeNote)})`}${satisfaction === null ? '' : `, satisfaction ${satisfaction} of 5`}`;
}

/** What speaks for the guess, and for others. */
function matchedWords({ kindWords }: InquiryThread): readonly string[] {
  return (kindWords ?? []).map(({ kind, words }) => `${kind}: ${words.map((word) => `“${forTerminal(word)}”`).join(', ')}`);
}

function clockLine({ kind, state, level, dueAtMs, pausedAtMs }: ThreadClock, { policy, nowMs, language }: InquiryScene): string {
  const zone = policy.shop.timeZone;
  if (pausedAtMs !== null) return `${kind} waits for the customer, with ${wordTimeLeft(dueAtMs, pausedAtMs, zone, language).replace(/^in /, '')} left (level ${level})`;
  return `${kind} ${state}, due ${wordInstant(dueAtMs, zone, language)} (${wordTimeLeft(dueAtMs, nowMs, zone, language)}, level ${level})`;
}

/** What the screening came to, with every sign that was seen. */
function screeningLines({ id, band, verdict, screening }: InquiryThread, { policy, language }: InquiryScene): readonly string[] {
  if (band === null) return [];
  const signs = (screening?.signs ?? []).map(({ because = [], ...seen }) => `  ${signInWords({ ...seen, because }, { language, zone: policy.shop.timeZone })}`);
  const decides = band === 'pass' || verdict !== null ? [] : [`  a person decides: npx touchline inquiry verdict ${id} real, or not-real`];
  return [`screening: ${band}${screening === null ? '' : `, ${screening.points} points`}${verdict === null ? '' : `, found ${verdict} by a person`}`, ...signs, ...decides];
}

const TITLES = { incoming: 'the customer', answer: 'answer', note: 'note', thought: 'thought of the customer, kept', change: '' } as const;

function entryLines({ atMs, what, by, text, message, review, needsReview, files }: ThreadEntry, at: (ms: number) => string): readonly string[] {
  const words = text === null ? '(the customer has been erased)' : forTerminal(text);
  if (what === 'change') return [`${at(atMs)}  ${by ?? ''} ${words}`];
  const carrier = what !== 'answer' ? '' : message === null ? ', by word of mouth' : `, ${message.channel}: ${message.state}${message.approval === null ? '' : `, waits for approval ${message.approval}`}`;
  const noted = review !== null ? `, noted by ${review.by}` : needsReview ? ', to be looked at' : '';
  return [`${at(atMs)}  ${TITLES[what]}${by === null ? '' : ` by ${by}`}${carrier}${noted}`, ...[...words.split('\n'), ...sentFileLines(files)].map((line) => `    ${line}`)];
}
