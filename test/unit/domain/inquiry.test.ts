import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { inInboxOrder, type WaitingMatter } from '../../../src/domain/inbox-order.ts';
import { objectionToClosing } from '../../../src/domain/inquiry.ts';
import type { Level } from '../../../src/domain/customer.ts';
import { faultOfWords, LONGEST_STAFF_WORDS } from '../../../src/domain/staff-words.ts';

describe('closing an inquiry', () => {
  it.each([
    [{ outcome: 'answered', level: 3, hasAnswer: true, isOwed: false, hasReason: false }, null], [{ outcome: 'answered', level: 3, hasAnswer: false, isOwed: true, hasReason: true }, 'needs-answer'],
    [{ outcome: 'solved', level: 4, hasAnswer: false, isOwed: true, hasReason: true }, 'needs-answer'], [{ outcome: 'solved', level: 1, hasAnswer: true, isOwed: false, hasReason: false }, null],
    [{ outcome: 'solved', level: 2, hasAnswer: true, isOwed: true, hasReason: false }, 'needs-reason'], [{ outcome: 'solved', level: 2, hasAnswer: true, isOwed: true, hasReason: true }, null],
    [{ outcome: 'unanswered', level: 3, hasAnswer: true, isOwed: true, hasReason: true }, 'answer-promised'], [{ outcome: 'unanswered', level: 1, hasAnswer: false, isOwed: true, hasReason: true }, 'answer-promised'],
    [{ outcome: 'unanswered', level: 4, hasAnswer: false, isOwed: true, hasReason: false }, 'needs-reason'], [{ outcome: 'unanswered', level: 4, hasAnswer: false, isOwed: true, hasReason: true }, null],
    [{ outcome: 'duplicate', level: 1, hasAnswer: false, isOwed: true, hasReason: true }, 'answer-promised'], [{ outcome: 'duplicate', level: 4, hasAnswer: false, isOwed: true, hasReason: true }, null],
    [{ outcome: 'duplicate', level: 1, hasAnswer: true, isOwed: false, hasReason: false }, null], [{ outcome: 'not-real', level: 2, hasAnswer: false, isOwed: true, hasReason: false }, null],
  ] as const)('like %j: %s', (closing, objection) => {
    expect(objectionToClosing(closing)).toBe(objection);
  });
});

describe('the inbox', () => {
  const NOW = 1_000;
  const aMatter: fc.Arbitrary<WaitingMatter> = fc.record({ level: fc.constantFrom<Level>(1, 2, 3, 4), dueAtMs: fc.option(fc.integer({ min: 0, max: 2_000 })), sinceMs: fc.integer({ min: 0, max: NOW }) });

  test('has levels 1 to 3 by deadline, and level 4 behind them until its longest time is over', () => {
    fc.assert(fc.property(fc.array(aMatter, { maxLength: 12 }), (matters) => {
      const ordered = inInboxOrder(matters, NOW);
      expect(new Set(ordered)).toEqual(new Set(matters));
      expect(ordered).toHaveLength(matters.length);
      const firstBehind = ordered.findIndex(({ level, dueAtMs }) => level === 4 && (dueAtMs === null || dueAtMs > NOW));
      const [front, behind] = firstBehind < 0 ? [ordered, []] : [ordered.slice(0, firstBehind), ordered.slice(firstBehind)];
      expect(behind.every(({ level }) => level === 4)).toBe(true);
      for (const part of [front, behind]) expect(part.map(({ dueAtMs }) => dueAtMs ?? Infinity)).toEqual(part.map(({ dueAtMs }) => dueAtMs ?? Infinity).toSorted((a, b) => a - b));
    }));
  });

  test('has the stricter level first among what is due at once, then who has waited longer', () => {
    const matters = [{ level: 3, dueAtMs: 5_000, sinceMs: 1 }, { level: 4, dueAtMs: 900, sinceMs: 1 }, { level: 1, dueAtMs: 5_000, sinceMs: 3 }, { level: 1, dueAtMs: 5_000, sinceMs: 2 }, { level: 4, dueAtMs: 1_001, sinceMs: 0 }] as const;
    expect(inInboxOrder(matters, NOW).map((matter) => matters.indexOf(matter))).toEqual([1, 3, 2, 0, 4]);
  });
});

test.each([
  ['', null, 'text'], [' \n', null, 'text'], ['x'.repeat(LONGEST_STAFF_WORDS + 1), null, 'text'], ['x'.repeat(LONGEST_STAFF_WORDS), null, null], ['a\u0000b', null, 'text'], ['one\n\ttwo', null, null],
  ['one', ' ', 'subject'], ['one', 'two\nlines', 'subject'], ['one', 'x'.repeat(201), 'subject'], ['one', 'A subject', null],
])('words %j with the subject %j have a fault in %s', (text, subject, field) => {
  expect(faultOfWords({ text, subject })?.field ?? null).toBe(field);
});
