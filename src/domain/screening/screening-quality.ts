import type { Verdict } from '../inquiry.ts';
import type { ScreeningBand } from './screening-policy.ts';

/** So many inquiries of a country, of a band, with what people found of them. */
export interface ScreenedCount {
  /** Two letters; null: not known. */
  readonly country: string | null;
  readonly band: ScreeningBand;
  /** Null: nobody has judged them. */
  readonly verdict: Verdict | null;
  readonly count: number;
}

export interface BandQuality {
  readonly band: ScreeningBand;
  readonly screened: number;
  readonly real: number;
  readonly notReal: number;
}

/** How good a line of points is, by verdicts alone: what nobody has judged counts on neither side. Shares from 0 to 1; null: there is nothing to divide. */
export interface LineQuality {
  /** Of the judged inquiries from this line on, so many were not real. */
  readonly precision: number | null;
  /** Of the inquiries that were not real, so many stood at or above this line. */
  readonly recall: number | null;
}

/** To be looked through for a country that is held more often than others. */
export interface CountryQuality {
  readonly country: string | null;
  readonly screened: number;
  readonly held: number;
  readonly heldShare: number;
  /** Of the held ones, so many turned out to be real. */
  readonly heldReal: number;
}

export interface ScreeningQuality {
  readonly bands: readonly BandQuality[];
  readonly hold: LineQuality;
  readonly lookOrHold: LineQuality;
  /** The highest share of holds first; of the same share the one with more inquiries. */
  readonly countries: readonly CountryQuality[];
}

const BANDS: readonly ScreeningBand[] = ['pass', 'look', 'hold'];

/** What verdicts say of the screening, and whom it holds. */
export function screeningQuality(counts: readonly ScreenedCount[]): ScreeningQuality {
  const bands = BANDS.map((band) => ({ band, screened: total(counts, { band }), real: total(counts, { band, verdict: 'real' }), notReal: total(counts, { band, verdict: 'not-real' }) }));
  return { bands, hold: lineOf(bands, ['hold']), lookOrHold: lineOf(bands, ['look', 'hold']), countries: countriesOf(counts) };
}

function total(counts: readonly ScreenedCount[], wanted: Partial<ScreenedCount>): number {
  const fits = (one: ScreenedCount) => (wanted.band === undefined || one.band === wanted.band) && (wanted.verdict === undefined || one.verdict === wanted.verdict) && (wanted.country === undefined || one.country === wanted.country);
  return counts.filter(fits).reduce((sum, { count }) => sum + count, 0);
}

function lineOf(bands: readonly BandQuality[], above: readonly ScreeningBand[]): LineQuality {
  const sum = (of: (band: BandQuality) => number, among = BANDS) => bands.filter(({ band }) => among.includes(band)).reduce((so, band) => so + of(band), 0);
  const caught = sum(({ notReal }) => notReal, above);
  return { precision: share(caught, sum(({ real, notReal }) => real + notReal, above)), recall: share(caught, sum(({ notReal }) => notReal)) };
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function countriesOf(counts: readonly ScreenedCount[]): readonly CountryQuality[] {
  return [...new Set(counts.map(({ country }) => country))].map((country) => {
    const [screened, held] = [total(counts, { country }), total(counts, { country, band: 'hold' })];
    return { country, screened, held, heldShare: share(held, screened) ?? 0, heldReal: total(counts, { country, band: 'hold', verdict: 'real' }) };
  }).toSorted((a, b) => b.heldShare - a.heldShare || b.screened - a.screened);
}
