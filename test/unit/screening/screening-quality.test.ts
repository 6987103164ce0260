import { expect, it } from 'vitest';
import { screeningQuality, type ScreenedCount } from '../../../src/domain/screening/screening-quality.ts';

const COUNTS: readonly ScreenedCount[] = [
  { country: 'GB', band: 'pass', verdict: null, count: 90 }, { country: 'GB', band: 'pass', verdict: 'not-real', count: 1 }, { country: 'GB', band: 'hold', verdict: 'not-real', count: 3 }, { country: 'GB', band: 'look', verdict: 'real', count: 2 },
  { country: 'NG', band: 'hold', verdict: 'real', count: 1 }, { country: 'NG', band: 'hold', verdict: null, count: 1 }, { country: 'NG', band: 'pass', verdict: null, count: 2 }, { country: null, band: 'pass', verdict: null, count: 4 },
];

it('measures by what was judged alone', () => {
  const { bands, hold, lookOrHold } = screeningQuality(COUNTS);
  expect(bands).toEqual([{ band: 'pass', screened: 97, real: 0, notReal: 1 }, { band: 'look', screened: 2, real: 2, notReal: 0 }, { band: 'hold', screened: 5, real: 1, notReal: 3 }]);
  expect(hold).toEqual({ precision: 3 / 4, recall: 3 / 4 });
  expect(lookOrHold).toEqual({ precision: 3 / 6, recall: 3 / 4 });
});

it('says nothing where nothing was judged', () => {
  expect(screeningQuality([{ country: 'GB', band: 'hold', verdict: null, count: 2 }])).toMatchObject({ hold: { precision: null, recall: null }, lookOrHold: { precision: null, recall: null } });
  expect(screeningQuality([])).toMatchObject({ countries: [] });
});

it('shows whom it holds, the highest share first', () => {
  expect(screeningQuality(COUNTS).countries).toEqual([
    { country: 'NG', screened: 4, held: 2, heldShare: 0.5, heldReal: 1 }, { country: 'GB', screened: 96, held: 3, heldShare: 3 / 96, heldReal: 0 }, { country: null, screened: 4, held: 0, heldShare: 0, heldReal: 0 },
  ]);
});
