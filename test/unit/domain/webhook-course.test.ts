import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_TRIES, type TryOutcome, webhookCourse } from '../../../src/domain/webhook-course.ts';
import { webhookUrlFault } from '../../../src/domain/webhook-url.ts';

const answered = (status: number, retryAfterMs: number | null = null): TryOutcome => ({ kind: 'answered', status, retryAfterMs });
const CUT: TryOutcome = { kind: 'failed', fault: 'cannot be reached' };

test('any 2xx is delivered, 410 ends it for good, everything else is tried again', () => {
  for (const status of [200, 201, 204, 299]) expect(webhookCourse(answered(status), 1)).toEqual({ kind: 'delivered' });
  expect(webhookCourse(answered(410), 1)).toEqual({ kind: 'failed', gone: true });
  for (const outcome of [answered(199), answered(301), answered(400), answered(404), answered(429), answered(500), CUT]) expect(webhookCourse(outcome, 1)).toEqual({ kind: 'again', afterMs: 5_000 });
});

test('waits grow from five seconds to six hours, some 32 hours in all, and end', () => {
  const waits: number[] = [];
  for (let tries = 1; ; tries += 1) {
    const course = webhookCourse(CUT, tries);
    if (course.kind !== 'again') {
      expect([tries, course]).toEqual([MOST_TRIES, { kind: 'failed', gone: false }]);
      break;
    }
    waits.push(course.afterMs);
  }
  expect(waits.slice(0, 4)).toEqual([5_000, 20_000, 80_000, 320_000]);
  expect(waits.every((wait, n) => wait >= (waits[n - 1] ?? 0) && wait <= 6 * 3_600_000)).toBe(true);
  expect(waits.reduce((sum, wait) => sum + wait) / 3_600_000).toBeCloseTo(31.9, 0);
});

test('nobody comes back before Retry-After, nor later than a day', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: MOST_TRIES - 1 }), fc.integer({ min: 0, max: 10 ** 12 }), fc.constantFrom(429, 503), (tries, retryAfter, status) => {
    const course = webhookCourse(answered(status, retryAfter), tries);
    expect(course).toMatchObject({ kind: 'again' });
    if (course.kind !== 'again') return;
    expect(course.afterMs).toBeGreaterThanOrEqual(Math.min(retryAfter, 24 * 3_600_000));
    expect(course.afterMs).toBeLessThanOrEqual(24 * 3_600_000);
  }));
});

test('webhooks go by https, and by http to this machine only', () => {
  for (const url of ['https://shop.example/hook', 'https://shop.example:8443/a?b=c', 'http://127.0.0.1:4500/', 'http://localhost/x', 'http://[::1]:80/', 'https://10.0.0.5/']) expect(webhookUrlFault(url), url).toBeNull();
  for (const url of ['http://shop.example/', 'http://10.0.0.5/', 'ftp://shop.example/', 'https://name:word@shop.example/', 'https://shop.example/#top', 'shop.example', 'http://127.0.0.1.shop.example/']) {
    expect(webhookUrlFault(url), url).not.toBeNull();
  }
});
