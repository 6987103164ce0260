import { expect, test } from 'vitest';
import { promiseStanding } from '../../../src/domain/promise-standing.ts';

const CLOCK = { warnAtMs: 75, dueAtMs: 100, pausedAtMs: null };

test.each([[0, 'on-track'], [74, 'on-track'], [75, 'soon'], [99, 'soon'], [100, 'late'], [1_000, 'late']] as const)('at %i it is %s', (nowMs, standing) => {
  expect(promiseStanding(CLOCK, nowMs)).toBe(standing);
  expect(promiseStanding({ ...CLOCK, pausedAtMs: 10 }, nowMs)).toBe('with-customer');
});
