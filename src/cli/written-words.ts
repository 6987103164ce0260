import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { faultOfWords, LONGEST_STAFF_WORDS, type StaffWords } from '../domain/staff-words.ts';
import { readSource } from './read-source.ts';
import { CliFailure } from './shell.ts';

/** A letter has at most four bytes. */
const LARGEST_FILE_BYTES = 4 * LONGEST_STAFF_WORDS;

/** Words as they are given on a command line. */
export interface WordOptions {
  readonly subject?: string;
  readonly text?: string;
  readonly file?: string;
}

/** A command to which words are given. */
export function withWords(command: Command): Command {
  return command.option('--subject <line>', 'the subject, where the channel has one').option('--text <words>', 'the words').option('--file <file>', 'a text file with the words, as UTF-8');
}

/** What stands for a subject or a text that was not given, and under which option the text stands where it is not `--text`. */
interface WordsExpected extends Partial<StaffWords> {
  readonly named?: string;
}

/** The words that were given. @throws CliFailure 2 when there are none, or they cannot be kept */
export async function wordsGiven({ subject, text, file }: WordOptions, { named = '--text', ...usual }: WordsExpected = {}): Promise<StaffWords> {
  if (text !== undefined && file !== undefined) throw usage('--text and --file exclude each other', 'one of them');
  const given = file === undefined ? text ?? usual.text : await textOf(file);
  if (given === undefined) throw usage('there are no words', 'add --text "…" or --file FILE');
  const words = { subject: subject?.trim() ?? usual.subject ?? null, text: given.replaceAll(/\r\n?/g, '\n').trim() };
  const fault = faultOfWords(words);
  if (fault !== null) throw usage(`${fault.field === 'subject' ? '--subject' : file ?? named}: ${fault.message}`, 'nothing was changed');
  return words;
}

async function textOf(file: string): Promise<string> {
  const bytes = (await stat(file).catch(() => null))?.size ?? 0;
  if (bytes > LARGEST_FILE_BYTES) throw usage(`${file}: ${bytes} bytes, at most ${LONGEST_STAFF_WORDS} characters are taken`, 'nothing was changed');
  return readSource(file);
}

function usage(message: string, wayOut: string): CliFailure {
  return new CliFailure({ exitCode: 2, code: 'usage', message, wayOut });
}
