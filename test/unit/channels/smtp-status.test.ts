import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { newsOf } from '../../../src/channels/email/inbound/mail-news.ts';
import { readMail } from '../../../src/channels/email/inbound/read-mail.ts';
import { failureOutcome } from '../../../src/channels/email/outcome.ts';
import type { SendOutcome } from '../../../src/contracts/channel.ts';
import { POLICY_ANSWER } from '../../../src/store/sender-state.ts';
import { BOUNCE_TO, failedWith, KEY, REF } from './inbound/mails.ts';
import { SMTP_STATUS, enhancedStatus, statusClass } from '../../../src/channels/email/smtp-status.ts';

const KEPT_TABLE = new URL('smtp-status.csv', import.meta.url).pathname;
const REFERENCE_TABLE = new URL('../../../../shared/reference/smtp-status.csv', import.meta.url).pathname;

function rowsOf(file: string): readonly { readonly pattern: string; readonly class: string }[] {
  const rows: readonly Record<string, string>[] = parse(readFileSync(file), { columns: true });
  return rows.map((row) => ({ pattern: row['pattern'] ?? '', class: row['class'] ?? '' }));
}

/** A code that only this pattern speaks of. */
const codeOf = (pattern: string) => pattern.replaceAll('x', '9');

/** What follows from an answer: as the ledger, and the brake of the sender (POLICY_ANSWER), read it. */
function doneBy(outcome: SendOutcome): string {
  if (outcome.outcome !== 'refused' && outcome.outcome !== 'deferred') return outcome.outcome;
  const done = [
    ...(outcome.outcome === 'refused' && outcome.addressIsDead ? ['suppress'] : []),
    ...(outcome.addressInTrouble === true ? ['count'] : []),
    ...(new RegExp(POLICY_ANSWER).test(outcome.code) ? ['sender'] : []),
  ];
  return done.join(' and ');
}

describe('the table of enhanced status codes', () => {
  test('has exactly the rows of the kept table', () => {
    expect(SMTP_STATUS).toEqual(rowsOf(KEPT_TABLE));
  });

  test('has exactly the rows of the reference, where that lies beside the project', () => {
    const file = existsSync(REFERENCE_TABLE) ? REFERENCE_TABLE : KEPT_TABLE;
    expect(SMTP_STATUS).toEqual(rowsOf(file));
  });

  const rows = rowsOf(existsSync(REFERENCE_TABLE) ? REFERENCE_TABLE : KEPT_TABLE).map((row) => [row.pattern, row.class] as const);
  const DONE = { hard: 'suppress', soft: 'count', policy: 'sender' } as const;

  test.each(rows)('%s, said at once: what %s codes do', (pattern, kind) => {
    const code = codeOf(pattern);
    const reply = `${code.startsWith('4') ? '450' : '550'} ${code} words`;
    for (const stage of ['envelope', 'body'] as const) {
      const outcome = failureOutcome({ stage, code: 'EENVELOPE', reply, local: false, message: reply });
      expect(outcome.outcome).toBe(code.startsWith('4') ? 'deferred' : 'refused');
      expect(doneBy(outcome)).toBe(DONE[kind as keyof typeof DONE]);
    }
    expect(doneBy(failureOutcome({ stage: 'session', code: 'EPROTOCOL', reply, local: false, message: reply })), 'whoever opens no session has judged no address').not.toMatch(/suppress|count/);
  });

  test.each(rows)('%s, reported later: what %s codes do', async (pattern, kind) => {
    const told = await readMail(failedWith(codeOf(pattern)), { from: '', to: [BOUNCE_TO] }, [KEY]);
    const { news, policyCodes } = newsOf(told, [{ id: 'm', ref: String(REF), address: 'ann@customer.test', by: 'signed' }], 0);
    const [failed] = news;
    const failure = failed?.kind === 'failed' ? failed.failure : null;
    expect({ failure, reported: policyCodes.length }).toEqual({
      hard: { failure: 'address-dead', reported: 0 }, soft: { failure: 'address-in-trouble', reported: 0 }, policy: { failure: 'sender-throttled', reported: 1 },
    }[kind]);
  });

  test('a message that hits two patterns goes by the longer one', () => {
    const told = rows.filter(([pattern]) => !pattern.includes('x')).map(([pattern]) => [statusClass(pattern), rows.find(([one]) => one === `${pattern[0]}.x.x`)?.[1]]);
    expect(told.filter(([own, general]) => general !== undefined && own !== general).length).toBeGreaterThan(0);
    expect(statusClass('4.7.99')).toBe('policy');
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
