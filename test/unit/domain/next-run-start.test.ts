import { expect, test } from 'vitest';
import { nextRunStart } from '../../../src/domain/next-run-start.ts';
import { at } from '../../support/builders.ts';

const london = (iso: string, repeat: Parameters<typeof nextRunStart>[1]) => new Date(nextRunStart(at(iso), repeat, 'Europe/London')).toISOString();

test.each([
  ['2011-12-12T09:00', 'yearly', '2012-12-12T09:00:00.000Z'],
  ['2011-12-12T09:00', 'monthly', '2012-01-12T09:00:00.000Z'],
  // 09:00 on the wall stays 09:00 on the wall when summer time begins in between.
  ['2012-03-12T09:00', 'monthly', '2012-04-12T08:00:00.000Z'],
  ['2012-03-21T09:00', 'weekly', '2012-03-28T08:00:00.000Z'],
  ['2012-02-29T09:00', 'yearly', '2013-03-01T09:00:00.000Z'],
] as const)('a run that started at %s and repeats %s starts again at %s', (iso, repeat, next) => {
  expect(london(iso, repeat)).toBe(next);
});
