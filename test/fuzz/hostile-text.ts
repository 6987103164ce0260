import type { Dice } from './dice.ts';

/** Stands in every personal field of every input: where it turns up in an answer or a log, personal data has leaked. */
export const CANARY = 'Qxv7canary';
export const CANARY_ADDRESS = `${CANARY}@personal.example`;

/** Texts that have broken parsers, tables, terminals, headers, pages or spreadsheets before. */
const HOSTILE_TEXTS = [
  '', ' ', '\t', '\0', 'a\0b', '\u0001', '\u001b[2J', '\u007f', '\u0085', '\u2028', '\u2029', '\u202e', '\ufeff', '\ufffe', '\uffff',
  '\ud800', '\udfff', 'a\udc00b', '\u{1f469}\u200d\u{1f680}', 'e\u0301'.repeat(40), '\u0600'.repeat(30), 'ß', 'İ', 'ﬀ', 'K',
  '\r', '\n', '\r\n', '\r\nBcc: x@evil.example', '%0d%0aBcc:%20x@evil.example', '=?utf-8?q?=0D=0ABcc:_x?=',
  '\'', '"', '`', '\\', '\'; drop table customer; --', '" or 1=1 --', '$$', '$1', ':name', '%s%n', '{0}', '${7*7}', '{{7*7}}', '{{{constructor}}}', '#{1}',
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'javascript:alert(1)', 'data:text/html,x', '//evil.example', '\\\\evil.example', '&lt;', '&#0;', ']]>', '<!--',
  '=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'null', 'undefined', 'true', 'NaN', 'Infinity',
  '../../etc/passwd', '..%2f..%2f', '/dev/null', 'CON', '~', '*', '?', '-', '--', '--help', '0', '-0', '00', '0x10', '1e3', '1e400000', '1e-400', '9'.repeat(30), '-9'.repeat(3), '1,5', '١٢٣', '½',
  '9007199254740993', '99999999999999.9999', '0.00001', '2147483648', '-2147483649', '1e21',
  '2011-02-30T00:00:00Z', '0000-00-00T00:00:00Z', '9999-12-31T23:59:60Z', '275760-09-13', '2011-03-27T02:30:00', 'now', 'infinity', '-infinity', 'Mars/Olympus', 'Etc/GMT+14', 'utc', 'Europe/Berlin\0',
  'de', 'x-y-z', 'i-default', 'en-US-u-ca-hebrew', '𐀀', 'EUR', 'XXX', 'eur ', 'ⅤⅩ',
] as const;

/** One hostile text; now and then long, doubled, or glued to another. */
export function hostileText(dice: Dice): string {
  const text = dice.pick(HOSTILE_TEXTS);
  if (dice.chance(0.04)) return text.repeat(dice.pick([10, 64, 100, 255, 256, 1_000]));
  if (dice.chance(0.02)) return dice.pick(['a', '\ud83d\ude00', 'ä', '(', '"', '<']).repeat(dice.pick([199, 200, 201, 320, 5_000, 33_000]));
  return dice.chance(0.15) ? text + hostileText(dice) : text;
}
