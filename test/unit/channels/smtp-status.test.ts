import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { SMTP_STATUS, enhancedStatus, statusClass } from '../../../src/channels/email/smtp-status.ts';

const KEPT_TABLE = new URL('smtp-status.csv', import.meta.url).pathname;
const REFERENCE_TABLE = new URL('../../../../shared/reference/smtp-status.csv', import.meta.url).pathname;

function rowsOf(file: string): readonly { readonly pattern: string; readonly class: string }[] {
  const rows: readonly Record<string, string>[] = parse(readFileSync(file), { columns: true });
  return rows.map((row) => ({ pattern: row['pattern'] ?? '', class: row['class'] ?? '' }));
}

describe('the table of enhanced status codes', () => {
  test('has exactly the rows of the kept table', () => {
    expect(SMTP_STATUS).toEqual(rowsOf(KEPT_TABLE));
  });

  test('has exactly the rows of the reference, where that lies beside the project', () => {
    const file = existsSync(REFERENCE_TABLE) ? REFERENCE_TABLE : KEPT_TABLE;
    expect(SMTP_STATUS).toEqual(rowsOf(file));
  });

  test.each([
    ['5.1.1', 'hard'], ['5.2.1', 'hard'], ['5.2.2', 'soft'], ['4.4.1', 'soft'], ['4.7.1', 'policy'], ['4.7.27', 'policy'],
    ['5.7.1', 'policy'], ['5.7.515', 'policy'], ['5.4.7', 'soft'], ['5.5.1', null], ['5.1.8', null], ['5.1.11', null],
  ])('%s is %s: the most specific pattern wins', (status, expected) => {
    expect(statusClass(status)).toBe(expected);
  });

  test.each([
    ['550 5.1.1 no', '5.1.1'], ['550-5.7.26 a\n550 5.7.26 b', '5.7.26'], ['550 no 5.1.1', null], ['550', null], ['250 2.0.0 Ok', '2.0.0'], ['550 5.1.1000 x', null],
  ])('of %j it reads %s', (reply, expected) => {
    expect(enhancedStatus(reply)).toBe(expected);
  });
});
