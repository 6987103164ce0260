import { describe, expect, it } from 'vitest';
import { isoWeekBefore, isoWeekOf } from '../../../src/domain/iso-week.ts';

describe('weeks by ISO 8601', () => {
  it.each([
    ['2011-11-28', '2011-W48'], ['2011-12-04', '2011-W48'], ['2012-01-01', '2011-W52'], ['2012-01-02', '2012-W01'],
    ['2020-12-31', '2020-W53'], ['2021-01-03', '2020-W53'], ['2021-01-04', '2021-W01'], ['2026-11-29', '2026-W48'], ['2024-12-30', '2025-W01'],
  ])('%s lies in %s', (day, name) => expect(isoWeekOf(day).name).toBe(name));

  it('begin on Monday and end before the next', () => {
    expect(isoWeekOf('2012-01-01')).toEqual({ name: '2011-W52', monday: '2011-12-26', endsBefore: '2012-01-02' });
    expect(isoWeekBefore('2012-01-02').name).toBe('2011-W52');
    expect(isoWeekBefore('2012-01-08').name).toBe('2011-W52');
  });
});
