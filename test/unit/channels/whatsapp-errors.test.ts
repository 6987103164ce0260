import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { ERROR_TABLE, errorRow } from '../../../src/channels/whatsapp/error-table.ts';
import { outcomeOf, shortDetail } from '../../../src/channels/whatsapp/outcome.ts';
import { readNews } from '../../../src/channels/whatsapp/read-news.ts';

const KEPT_TABLE = new URL('whatsapp-errors.csv', import.meta.url).pathname;
const REFERENCE_TABLE = new URL('../../../../shared/reference/whatsapp-errors.csv', import.meta.url).pathname;
const WAITS: Readonly<Record<string, number | null>> = { '': null, '1-5 s': 5_000, '6 s': 6_000, minutes: 120_000, hours: 3_600_000, '24 h': 86_400_000 };

function rowsOf(file: string) {
  const rows: readonly Record<string, string>[] = parse(readFileSync(file), { columns: true });
  return rows.map((row) => ({
    from: Number(row['code_from']), to: Number(row['code_to']), type: row['failure_type'] === '' ? 'Held' : row['failure_type'], scope: row['scope'], waitMs: WAITS[row['min_wait'] ?? ''],
  }));
}

describe('the table of WhatsApp errors', () => {
  const told = ERROR_TABLE.map(({ from, to, type, scope, waitMs }) => ({ from, to, type, scope, waitMs }));

  test('has exactly the rows of the kept table', () => {
    expect(told).toEqual(rowsOf(KEPT_TABLE));
  });

  test('has exactly the rows of the reference, where that lies beside the project', () => {
    expect(told).toEqual(rowsOf(existsSync(REFERENCE_TABLE) ? REFERENCE_TABLE : KEPT_TABLE));
  });

  const EXPECTED: Readonly<Record<string, string>> = { Retryable: 'deferred', Throttled: 'deferred', SenderHalted: 'deferred', Held: 'deferred', OptedOut: 'refused', NeedsTemplate: 'refused', Permanent: 'refused' };

  test.each(ERROR_TABLE.map((row) => [row.from, row] as const))('code %d is handled by its class', (code, row) => {
    const outcome = outcomeOf({ kind: 'answered', status: 400, body: { error: { code, error_data: { details: 'words' } } }, retryAfterMs: null });
    expect(outcome.outcome).toBe(EXPECTED[row.type]);
    expect('recipientRests' in outcome).toBe(code === 131_049);
    if (outcome.outcome === 'refused') expect(outcome.addressIsDead).toBe(code === 131_026);
    if (outcome.outcome === 'refused') expect(outcome.optedOut).toBe(code === 131_050 ? true : undefined);
    if (outcome.outcome === 'deferred' && row.waitMs !== null && code !== 131_049) expect(outcome.retryAfterMs).toBeGreaterThanOrEqual(Math.min(row.waitMs, 900_000));
  });

  const referred = rowsOf(existsSync(REFERENCE_TABLE) ? REFERENCE_TABLE : KEPT_TABLE);

  /** What the core does about a class of the reference, in its own words. */
  function failureOf({ from, type, scope }: (typeof referred)[number]): string {
    if ([131_052, 131_053].includes(from)) return 'media-missing';
    if (type === 'Permanent') return from === 131_026 ? 'address-dead' : ['step', 'template'].includes(scope ?? '') ? 'template-held' : 'message-refused';
    if (type === 'Throttled') return from === 131_049 ? 'recipient-throttled' : 'sender-throttled';
    return { Retryable: 'provider-in-trouble', SenderHalted: 'sender-halted', OptedOut: 'opted-out', NeedsTemplate: 'needs-template', Held: 'template-held' }[type ?? ''] ?? '';
  }

  test.each(referred.flatMap((row) => [...new Set([row.from, row.to])].map((code) => [code, row] as const)))('code %d of the reference means the same when a status tells it later', (code, row) => {
    const { news, unread } = readNews(Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', time: 1_739_321_024, changes: [{ field: 'messages', value: {
      statuses: [{ id: 'wamid.x', status: 'failed', timestamp: '1739321024', recipient_id: '12025550123', errors: [{ code, title: 'a title', error_data: { details: 'words' } }] }] } }] }] })));
    expect(unread).toEqual([]);
    expect(news).toMatchObject([{ kind: 'failed', code: String(code), failure: failureOf(row) }]);
  });

  test('a code that it does not know is refused and held against nobody', () => {
    expect(errorRow(999_999)).toBeNull();
    expect(outcomeOf({ kind: 'answered', status: 400, body: { error: { code: 999_999 } }, retryAfterMs: null })).toEqual({ outcome: 'refused', code: '999999', detail: 'code 999999', addressIsDead: false });
  });
});

const answered = (status: number, body: unknown, retryAfterMs: number | null = null) => outcomeOf({ kind: 'answered', status, body, retryAfterMs });

describe('an answer', () => {

  test('of another kind than JSON is certain only where the status says no', () => {
    expect([200, 302, 500, 502].map((status) => answered(status, null).outcome)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
    expect([400, 404].map((status) => answered(status, null).outcome)).toEqual(['refused', 'refused']);
    expect(answered(429, null, 7_000)).toMatchObject({ outcome: 'deferred', retryAfterMs: 7_000 });
    expect(answered(401, null).outcome).toBe('deferred');
  });

  test.each([[{}], [{ messages: [] }], [{ messages: [{}] }], [{ messages: [{ id: '' }] }], [{ messages: { id: 'x' } }], [[]], ['text'], [{ messages: [{ id: 'x'.repeat(400) }] }]])(
    'that names no message leaves the outcome open: %j', (body) => {
      expect(answered(200, body).outcome).toBe('unknown');
    });

  test('is kept without numbers and user ids', () => {
    expect(shortDetail('recipient +1 (202) 555-0123 or 12025550123 or US.13491208655302741918 is not known')).toBe('recipient [address] or [address] or [address] is not known');
  });
});
