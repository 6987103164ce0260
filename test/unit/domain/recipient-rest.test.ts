import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/domain/instant.ts';
import { restAfter, type RestQuestion } from '../../../src/domain/recipient-rest.ts';

const rest = (over: Partial<RestQuestion> = {}) => restAfter({ rests: 0, restUntilMs: null, nowMs: 0, purpose: 'marketing', goodUntilMs: 72 * HOUR_MS, ...over });

describe('somebody to whom the provider lets no more marketing through', () => {
  it('rests a day, then 12, 24 and 48 hours', () => {
    expect([0, 1, 2, 3, 9].map((rests) => rest({ rests }).untilMs / HOUR_MS)).toEqual([24, 12, 24, 48, 48]);
  });

  it('is tried three times in a row by the same touch, and not again', () => {
    expect([0, 1, 2, 3].map((rests) => rest({ rests }).triesAgain)).toEqual([true, true, false, false]);
  });

  it('is not waited for by a touch that is worth nothing by then, nor by service', () => {
    expect(rest({ goodUntilMs: 24 * HOUR_MS }).triesAgain).toBe(false);
    expect(rest({ purpose: 'service' }).triesAgain).toBe(false);
  });

  it('rests no longer for what was under way when the rest began', () => {
    expect(rest({ rests: 1, restUntilMs: 20 * HOUR_MS, nowMs: HOUR_MS })).toEqual({ rests: 1, untilMs: 20 * HOUR_MS, triesAgain: true });
  });
});
