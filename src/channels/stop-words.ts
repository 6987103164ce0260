import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { projectFile } from '../platform/project-files.ts';

/**
 * Words by which people end marketing, or ask for it again, by language and with their sources. `whole_message_only`: the word means
 * other things too and counts only when nothing else was written.
 */
const WORDS_FILE = 'src/channels/stop-words.csv';

const wordRow = z.object({
  language: z.string().min(1), keyword: z.string().min(1), action: z.enum(['stop', 'resubscribe']), whole_message_only: z.enum(['true', 'false']),
});

/** What a message asks for by its word alone; `word` is the one that was found, as the table writes it. */
export interface StopWord {
  readonly action: 'stop' | 'resubscribe';
  readonly word: string;
  /** Those whose word it is; empty: of all, such as STOP. */
  readonly languages: readonly string[];
  /** Nothing else was written: it is no answer to anything. */
  readonly isAlone: boolean;
}

interface KnownWord extends Omit<StopWord, 'isAlone'> {
  readonly wholeMessageOnly: boolean;
}

/** Nobody who wants to say more than one of these words writes so little; and a word is found in the first line only. */
const LONGEST_LINE = 200;
/** So much of what was written is looked through for one further back. */
const LONGEST_LOOK = 1_000;

let known: ReadonlyMap<string, KnownWord> | null = null;

/**
 * The word that ends marketing, or asks for it again: the whole message, or its first word, in any language. Case, accents that Unicode
 * writes in two ways, punctuation and emoji make no difference. Null: a person has to read it.
 */
export function stopWordOf(text: string): StopWord | null {
  known ??= readWords();
  const line = plain(text.trimStart().slice(0, LONGEST_LINE));
  if (line === '') return null;
  const whole = text.trim().length > LONGEST_LINE ? undefined : known.get(line);
  const found = whole ?? firstWords(line).map((word) => known?.get(word)).find((entry) => entry !== undefined && !entry.wholeMessageOnly);
  return found === undefined ? null : { action: found.action, word: found.word, languages: found.languages, isAlone: found === whole };
}

/**
 * Whether somebody may want to stop without saying it by the word alone: such a word stands further back, or is one that means other things
 * too and does not stand alone. Nobody can be sure: a person has to read it.
 */
export function mayAskToStop(text: string): boolean {
  if (stopWordOf(text) !== null) return false;
  const line = plain(text.slice(0, LONGEST_LOOK));
  return [...known ?? []].some(([word, entry]) => entry.action === 'stop' && word.length > 1 && stands(word, line, entry.wholeMessageOnly));
}

/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

function stands(word: string, line: string, onlyFirst: boolean): boolean {
  if (UNSPACED.test(word)) return line.includes(word);
  return onlyFirst ? `${line} `.startsWith(`${word} `) : ` ${line} `.includes(` ${word} `);
}

/** Some words of the table are two. */
function firstWords(line: string): readonly string[] {
  const [first = '', second] = line.split(' ');
  return second === undefined ? [first] : [`${first} ${second}`, first];
}

function readWords(): ReadonlyMap<string, KnownWord> {
  const rows = z.array(wordRow).parse(parse(readFileSync(projectFile(WORDS_FILE)), { columns: true }));
  const words = new Map<string, KnownWord>();
  for (const row of rows) {
    const key = plain(row.keyword);
    const before = words.get(key);
    const isOfAll = row.language === '*' || before?.languages.length === 0;
    const entry = { action: row.action, word: row.keyword, wholeMessageOnly: row.whole_message_only === 'true', languages: isOfAll ? [] : [...before?.languages ?? [], row.language] };
    // The same word in two languages: whichever lets it count more often.
    words.set(key, before?.wholeMessageOnly === false ? { ...before, languages: entry.languages } : entry);
  }
  return words;
}

/** Upper case first: it makes one of ß and ss, and of the two small sigmas. Turkish has its own dotted i, which is none of these letters' business. */
function plain(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replaceAll('i\u0307', 'i').replaceAll('ı', 'i')
    .replaceAll(/[\p{P}\p{S}\p{Cf}\p{Cc}\uFE0F]+/gu, ' ').replaceAll(/\s+/g, ' ').trim();
}
