import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { mayAskToStop, stopWordOf } from '../../../src/channels/stop-words.ts';

const TABLE = new URL('../../../src/channels/stop-words.csv', import.meta.url).pathname;
const REFERENCE = new URL('../../../../shared/reference/stop-words.csv', import.meta.url).pathname;
const ROWS: readonly Record<string, string>[] = parse(readFileSync(TABLE), { columns: true });

describe('words that end marketing', () => {
  test('are those of the reference, where that lies beside the project', () => {
    expect(readFileSync(existsSync(REFERENCE) ? REFERENCE : TABLE, 'utf8')).toBe(readFileSync(TABLE, 'utf8'));
  });

  test.each(ROWS.map((row) => [row['language'], row['keyword'] ?? '', row['action'], row['whole_message_only'] === 'true'] as const))('%s: %s', (_language, word, action, wholeOnly) => {
    expect(stopWordOf(word)?.action).toBe(action);
    expect(stopWordOf(`  ${word.toUpperCase()} !! 🙏\n`)?.action).toBe(action);
    expect(stopWordOf(word.normalize('NFD'))?.action).toBe(action);
    const first = stopWordOf(`${word}, xyzzy plugh`);
    expect(first === null).toBe(wholeOnly);
  });

  test.each(['Please stop', 'I will not stop', 'Tomorrow', 'T is my size', 'The end', 'end of the month?', '', '   ', '!!!', 'stopwatch', 'STOPPING by'])('%j is for a person to read', (text) => {
    expect(stopWordOf(text)).toBeNull();
  });

  test.each([['ＳＴＯＰ', 'STOP'], ['stop.', 'STOP'], ['"Stop"', 'STOP'], ['Stop sending me this', 'STOP'], ['Từ chối nhận tin', 'từ chối'], ['İPTAL', 'iptal'], ['IPTAL', 'iptal'], ['STOP\n\nAnn', 'STOP']])(
    '%s is %s', (text, word) => {
      expect(stopWordOf(text)?.word.toLowerCase()).toBe(word.toLowerCase());
    });

  test.each<[string, boolean]>([['STOP', true], [' „Stopp!“ 🙏\n', true], ['Từ chối', true], ['T', true], ['Stop, please.', false], ['Cancel my order', false], ['STOP\n\nAnn', false]])('%j is the word alone: %s', (text, isAlone) => {
    expect(stopWordOf(text)).toMatchObject({ isAlone });
  });

  test.each<[string, readonly string[]]>([['STOP', []], ['Abmelden', ['de']], ['stopp', ['de', 'sv', 'da', 'nb']], ['停止', ['zh', 'ja']], ['start', []], ['optout', []]])('%s is a word of %j', (text, languages) => {
    expect(stopWordOf(text)?.languages).toEqual(languages);
  });

  test.each<[string, boolean]>([
    ['Please stop', true], ['end of the month?', true], ['I would like to unsubscribe, thanks', true], ['请帮我退订这些消息', true], ['Bitte von der Liste abmelden', true],
    ['The end', false], ['T is my size', false], ['A nice lamp', false], ['stopwatch', false], ['', false], ['STOP', false], ['START', false],
  ])('%j perhaps asks to stop: %s', (text, perhaps) => {
    expect(mayAskToStop(text)).toBe(perhaps);
  });

  test('no text throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => { stopWordOf(text); mayAskToStop(text); }));
  });
});
