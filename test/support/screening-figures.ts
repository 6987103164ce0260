import { screenInquiry } from '../../src/domain/screening/screen-inquiry.ts';
import { DEFAULT_SCREENING, SCREENING_SIGNS, type ScreeningBand, type ScreeningSign } from '../../src/domain/screening/screening-policy.ts';
import { factsOf, KNOWN_INQUIRIES, type KnownInquiry } from './screened-inquiries.ts';

/** How a part of the known inquiries is screened. Shares are of 0 to 1; null: of none. */
export interface ScreeningFigures {
  readonly inquiries: number;
  readonly honest: Readonly<Record<ScreeningBand, number>>;
  readonly doubtful: Readonly<Record<ScreeningBand, number>>;
  /** Of those that are held, those that are doubtful. */
  readonly holdPrecision: number | null;
  /** Of the doubtful, those that are held. */
  readonly holdRecall: number | null;
  /** Of the doubtful, those that are held or looked at. */
  readonly seenRecall: number | null;
  readonly honestAtLook: number | null;
}

const screened = KNOWN_INQUIRIES.map((inquiry) => ({ inquiry, screening: screenInquiry(factsOf(inquiry), DEFAULT_SCREENING) }));

/** The figures of the inquiries that are asked for. */
export function screeningFigures(isMeant: (inquiry: KnownInquiry) => boolean = () => true): ScreeningFigures {
  const meant = screened.filter(({ inquiry }) => isMeant(inquiry));
  const counted = (isHonest: boolean) => {
    const own = meant.filter(({ inquiry }) => inquiry.honest === isHonest);
    const of = (band: ScreeningBand) => own.filter(({ screening }) => screening.band === band).length;
    return { pass: of('pass'), look: of('look'), hold: of('hold') };
  };
  const [honest, doubtful] = [counted(true), counted(false)];
  const sum = ({ pass, look, hold }: typeof honest) => pass + look + hold;
  return {
    inquiries: meant.length, honest, doubtful,
    holdPrecision: shareOf(doubtful.hold, doubtful.hold + honest.hold), holdRecall: shareOf(doubtful.hold, sum(doubtful)),
    seenRecall: shareOf(doubtful.hold + doubtful.look, sum(doubtful)), honestAtLook: shareOf(honest.look, sum(honest)),
  };
}

const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const countOf = (sign: ScreeningSign, isHonest: boolean) => screened.filter(({ inquiry, screening }) => inquiry.honest === isHonest && screening.signs.some((seen) => seen.sign === sign)).length;

/** How often each sign is seen in honest and in doubtful inquiries. */
export function signCounts(): readonly { readonly sign: ScreeningSign; readonly honest: number; readonly doubtful: number }[] {
  return SCREENING_SIGNS.map((sign) => ({ sign, honest: countOf(sign, true), doubtful: countOf(sign, false) }));
}

const percent = (share: number | null) => (share === null ? '–' : `${Math.round(share * 100)} %`);

/** The figures as a table of Markdown, whole and by file. */
export function figuresTable(): string {
  const rows = [
    ['all', () => true] as const, ['written last', ({ file }: KnownInquiry) => file === 'last-written.yaml'] as const,
    ['honest twins of the five signs', ({ twin }: KnownInquiry) => twin !== undefined] as const,
  ].map(([title, isMeant]) => {
    const { inquiries, honest, doubtful, holdPrecision, holdRecall, seenRecall, honestAtLook } = screeningFigures(isMeant);
    return `| ${title} | ${inquiries} | ${honest.pass} / ${honest.look} / ${honest.hold} | ${doubtful.pass} / ${doubtful.look} / ${doubtful.hold} | ${percent(holdPrecision)} | ${percent(holdRecall)} | ${percent(seenRecall)} | ${percent(honestAtLook)} |`;
  });
  return [
    '| inquiries | count | honest: pass / look / hold | doubtful: pass / look / hold | precision of hold | recall of hold | doubtful seen by a person | honest at look |',
    '|---|---|---|---|---|---|---|---|', ...rows,
  ].join('\n');
}
