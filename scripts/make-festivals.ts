/**
 * Makes `src/domain/festival-dates.json`: when festivals and platform events are kept from 2024 to 2035, one row each, with its source.
 * Run it when a library knows better or a platform has announced a date; the file is what counts, and it is reviewed as data.
 *
 *   node --import tsx scripts/make-festivals.ts [--today 2026-11-29]      what lies before that day has happened
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import Holidays from 'date-holidays';
import { Lunar } from 'lunar-typescript';
import type { FestivalDates } from '../src/domain/festivals.ts';
import { projectFile } from '../src/platform/project-files.ts';

const YEARS = Array.from({ length: 12 }, (_, index) => 2024 + index);
const DAY_MS = 86_400_000;

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const plus = (day: string, days: number) => iso(Date.parse(day) + days * DAY_MS);
const two = (value: number) => String(value).padStart(2, '0');
const onDay = (year: number, month: number, day: number) => `${year}-${two(month)}-${two(day)}`;

/** The n-th such weekday of a month (0: Sunday); n = -1: the last. */
function nthWeekday(year: number, month: number, { day, n }: Pick<NthWeekday, 'day' | 'n'>): string {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const firstDay = 1 + ((day - first + 7) % 7);
  const lastDay = firstDay + 7 * Math.floor((days - firstDay) / 7);
  return onDay(year, month, n === -1 ? lastDay : firstDay + 7 * (n - 1));
}

type Row = Omit<FestivalDates, 'festival' | 'markets' | 'platforms'>;
interface Spec {
  readonly festival: string;
  /** Countries; `*` for all. */
  readonly markets: string;
  readonly platforms?: string;
  readonly rows: (year: number) => readonly Row[];
}

const certain = (from: string, to: string, source: string): Row => ({ from, to, status: 'announced', uncertainDays: 0, source });
const fixed = (month: number, day: number, days = 1) => (year: number): readonly Row[] => {
  const from = onDay(year, month, day);
  return [certain(from, plus(from, days - 1), 'fixed day')];
};
interface NthWeekday {
  readonly month: number;
  /** 0: Sunday. */
  readonly day: number;
  readonly n: number;
  readonly daysAfter?: number;
}
const weekday = ({ month, day, n, daysAfter = 0 }: NthWeekday, words: string) => (year: number): readonly Row[] => {
  const from = plus(nthWeekday(year, month, { day, n }), daysAfter);
  return [certain(from, from, `rule: ${words}`)];
};

/** Days of a country in a year by the rule that date-holidays goes by. */
function byRule(country: string, rule: string, year: number): readonly string[] {
  const found = new Holidays(country).getHolidays(year).filter((holiday) => holiday.rule === rule);
  return [...new Set(found.map(({ date }) => date.slice(0, 10)))];
}

/** The moon is sighted: what lies ahead may come a day earlier or later. */
const { values: { today: TODAY } } = parseArgs({ options: { today: { type: 'string', default: new Date().toISOString().slice(0, 10) } } });
const sighted = (country: string, rule: string, days: number | 'until-eid', shift = 0) => (year: number): readonly Row[] => byRule(country, rule, year).map((found) => {
  const from = plus(found, shift);
  const to = days === 'until-eid' ? plus(nextEid(from), -1) : plus(from, days - 1);
  const isPast = from <= TODAY;
  return { from, to, status: isPast ? 'announced' : 'expected', uncertainDays: isPast ? 0 : 1, source: `date-holidays 3.37.0, ${country}: ${rule} (Umm al-Qura); by sighting a day earlier or later` };
});

function nextEid(after: string): string {
  const year = Number(after.slice(0, 4));
  const eid = [year, year + 1].flatMap((one) => byRule('AE', '1 Shawwal P3D', one)).find((day) => day > after);
  if (eid === undefined) throw new Error(`no Eid after ${after}`);
  return eid;
}

const lunar = (month: number, day: number, before: number, after: number) => (year: number): readonly Row[] => {
  const found = Lunar.fromYmd(year, month, day).getSolar().toYmd();
  return [certain(plus(found, -before), plus(found, after), `lunar-typescript 1.8.6: day ${day} of month ${month}`)];
};
const ofCountry = (country: string, rule: string, before: number, after: number) => (year: number): readonly Row[] =>
  byRule(country, rule, year).map((found) => certain(plus(found, -before), plus(found, after), `date-holidays 3.37.0, ${country}: ${rule}`));

/** Of the western Easter as the United States keep it, of the orthodox one as Greece does. */
const easter = (rule: 'easter' | 'orthodox', [from, to]: readonly [number, number], words: string) => (year: number): readonly Row[] => {
  const sunday = easterSunday(year, rule);
  return [certain(plus(sunday, from), plus(sunday, to), `date-holidays 3.37.0: ${words}`)];
};
function easterSunday(year: number, rule: 'easter' | 'orthodox'): string {
  const [sunday] = byRule(rule === 'easter' ? 'US' : 'GR', rule, year);
  if (sunday === undefined) throw new Error(`no ${rule} Sunday in ${year}`);
  return sunday;
}

/** France: the last Sunday of May, or the first of June when that is Whit Sunday. */
function frenchMothersDay(year: number): readonly Row[] {
  const last = nthWeekday(year, 5, { day: 0, n: -1 });
  const whitSunday = plus(easterSunday(year, 'easter'), 49);
  const day = last === whitSunday ? nthWeekday(year, 6, { day: 0, n: 1 }) : last;
  return [certain(day, day, 'rule: last Sunday of May, or the first of June when that is Whit Sunday')];
}

// The evening of the new moon of Kartika, as observed in India.
const DIWALI: Readonly<Record<number, string>> = {
  2024: '10-31', 2025: '10-20', 2026: '11-08', 2027: '10-29', 2028: '10-17', 2029: '11-05',
  2030: '10-26', 2031: '11-14', 2032: '11-02', 2033: '10-22', 2034: '11-10', 2035: '10-30',
};
function diwali(year: number): readonly Row[] {
  const day = `${year}-${DIWALI[year] ?? ''}`;
  const isPast = day <= TODAY;
  return [{ from: plus(day, -2), to: plus(day, 2), status: isPast ? 'announced' : 'expected', uncertainDays: isPast ? 0 : 1, source: 'new moon of Kartika, five days from Dhanteras to Bhai Dooj; checked against the astronomical new moon' }];
}

// What the platform said; later years follow its last habit.
const PRIME_DAY: Readonly<Record<number, Row>> = {
  2024: certain('2024-07-16', '2024-07-17', 'announced by Amazon'),
  2025: certain('2025-07-08', '2025-07-11', 'announced by Amazon'),
  2026: certain('2026-06-23', '2026-06-26', 'announced by Amazon; itmagazine.cc 2026-06-02'),
};
function primeDay(year: number): readonly Row[] {
  const from = nthWeekday(year, 6, { day: 2, n: 4 });
  return [PRIME_DAY[year] ?? { from, to: plus(from, 3), status: 'expected', uncertainDays: 21, source: 'not announced; as in 2026, from the fourth Tuesday of June' }];
}

const SIX_EIGHTEEN: Readonly<Record<number, Row>> = {
  2024: certain('2024-05-20', '2024-06-18', 'beyondbordergroup.com'),
  2025: certain('2025-05-13', '2025-06-18', 'kathrynread.com'),
};
const sixEighteen = (year: number): readonly Row[] =>
  [SIX_EIGHTEEN[year] ?? { from: `${year}-05-15`, to: `${year}-06-18`, status: 'expected', uncertainDays: 7, source: 'peak on 18 June; its beginning, mid May in 2025, is announced each spring' }];

const CHINESE_STATE_DAYS: Readonly<Record<string, Row>> = {
  'spring 2024': certain('2024-02-10', '2024-02-17', 'State Council notice of 2023-10-25'),
  'spring 2025': certain('2025-01-28', '2025-02-04', 'State Council notice of 2024-11-12'),
  'national 2025': certain('2025-10-01', '2025-10-08', 'State Council notice of 2024-11-12'),
  'spring 2026': certain('2026-02-15', '2026-02-23', 'State Council notice of 2025-11-04'),
  'national 2026': certain('2026-10-01', '2026-10-07', 'State Council notice of 2025-11-04'),
};
const stateOr = (name: string, rows: (year: number) => readonly Row[]) => (year: number): readonly Row[] => {
  const told = CHINESE_STATE_DAYS[`${name} ${year}`];
  if (told !== undefined) return [told];
  return rows(year).map((row) => (row.from > TODAY ? { ...row, status: 'expected', source: `${row.source}; the State Council gives the days off each November` } : row));
};

const publicHolidays = (country: string) => (year: number): readonly Row[] => {
  const days = new Holidays(country).getHolidays(year, 'en').filter(({ type }) => type === 'public').map(({ date }) => date.slice(0, 10));
  return [...new Set(days)].map((day) => certain(day, day, `date-holidays 3.37.0, ${country}: public holidays`));
};

const CHRISTIAN = 'AT AU BE BG BR CA CH CL CO CY CZ DE DK EE ES FI FR GB GG GR HR HU IE IS IT JE LT LU LV MT MX NL NO NZ PE PH PL PT RO SE SI SK UA US VE ZA AR';
const ORTHODOX = 'BG CY GR RO RS RU UA';
const WESTERN_EASTER = CHRISTIAN.split(' ').filter((country) => !ORTHODOX.includes(country)).join(' ');
const MUSLIM = 'AE BD BH DZ EG ID IQ IR KW LB MA MY PK QA SA TR UZ KZ';
const CHINESE_PLATFORMS = 'jd pinduoduo taobao tmall tmall-global';

const SPECS: readonly Spec[] = [
  { festival: 'new-year', markets: '*', rows: (year) => [certain(`${year}-01-01`, `${year}-01-01`, 'fixed day')] },
  { festival: 'valentines-day', markets: '*', rows: fixed(2, 14) },
  { festival: 'womens-day', markets: '*', rows: fixed(3, 8) },
  { festival: 'halloween', markets: 'AU CA GB IE NZ US', rows: fixed(10, 31) },
  { festival: 'christmas', markets: CHRISTIAN, rows: fixed(12, 24, 3) },
  { festival: 'orthodox-christmas', markets: 'EG ET RS RU', rows: fixed(1, 6, 2) },
  { festival: 'boxing-day', markets: 'AU CA GB NZ ZA', rows: fixed(12, 26) },
  { festival: 'easter', markets: WESTERN_EASTER, rows: easter('easter', [-2, 1], 'Good Friday to Easter Monday') },
  { festival: 'orthodox-easter', markets: ORTHODOX, rows: easter('orthodox', [-2, 1], 'orthodox Good Friday to Easter Monday') },
  { festival: 'thanksgiving', markets: 'US', rows: weekday({ month: 11, day: 4, n: 4 }, 'fourth Thursday of November') },
  { festival: 'thanksgiving', markets: 'CA', rows: weekday({ month: 10, day: 1, n: 2 }, 'second Monday of October') },
  { festival: 'black-friday', markets: '*', rows: weekday({ month: 11, day: 4, n: 4, daysAfter: 1 }, 'the day after the fourth Thursday of November') },
  { festival: 'cyber-monday', markets: '*', rows: weekday({ month: 11, day: 4, n: 4, daysAfter: 4 }, 'four days after the fourth Thursday of November') },
  { festival: 'mothers-day', markets: 'AT AU BE BR CA CH CL CN CO CY CZ DE DK EE FI GR HK HR IN IT JP LV MT MY NL NZ PE PH SG SK TR TW UA US ZA', rows: weekday({ month: 5, day: 0, n: 2 }, 'second Sunday of May') },
  { festival: 'mothers-day', markets: 'GB GG IE JE', rows: easter('easter', [-21, -21], 'fourth Sunday in Lent') },
  { festival: 'mothers-day', markets: 'FR', rows: frenchMothersDay },
  { festival: 'mothers-day', markets: 'SE', rows: weekday({ month: 5, day: 0, n: -1 }, 'last Sunday of May') },
  { festival: 'mothers-day', markets: 'ES HU LT PT RO', rows: weekday({ month: 5, day: 0, n: 1 }, 'first Sunday of May') },
  { festival: 'mothers-day', markets: 'NO', rows: weekday({ month: 2, day: 0, n: 2 }, 'second Sunday of February') },
  { festival: 'mothers-day', markets: 'AR', rows: weekday({ month: 10, day: 0, n: 3 }, 'third Sunday of October') },
  { festival: 'mothers-day', markets: 'MX', rows: fixed(5, 10) },
  { festival: 'mothers-day', markets: 'PL', rows: fixed(5, 26) },
  { festival: 'mothers-day', markets: 'AE BH EG IQ KW LB QA SA', rows: fixed(3, 21) },
  { festival: 'mothers-day', markets: 'TH', rows: fixed(8, 12) },
  { festival: 'fathers-day', markets: 'CA CL CN CO FR GB GG HK IE IN JE JP MX MY NL PE PH SG US ZA', rows: weekday({ month: 6, day: 0, n: 3 }, 'third Sunday of June') },
  { festival: 'fathers-day', markets: 'DE', rows: easter('easter', [39, 39], 'Ascension Day') },
  { festival: 'fathers-day', markets: 'AU NZ', rows: weekday({ month: 9, day: 0, n: 1 }, 'first Sunday of September') },
  { festival: 'fathers-day', markets: 'ES IT PT', rows: fixed(3, 19) },
  { festival: 'fathers-day', markets: 'BR', rows: weekday({ month: 8, day: 0, n: 2 }, 'second Sunday of August') },
  { festival: 'spring-festival', markets: 'CN', rows: stateOr('spring', lunar(1, 1, 1, 6)) },
  { festival: 'spring-festival', markets: 'HK ID MY SG TW', rows: lunar(1, 1, 0, 2) },
  { festival: 'spring-festival', markets: 'VN', rows: ofCountry('VN', 'vietnamese 1-0-1', 1, 4) },
  { festival: 'spring-festival', markets: 'KR', rows: ofCountry('KR', 'korean 01-0-01 P3D', 1, 1) },
  { festival: 'dragon-boat', markets: 'CN HK TW', rows: lunar(5, 5, 0, 0) },
  { festival: 'qixi', markets: 'CN HK TW', rows: lunar(7, 7, 0, 0) },
  { festival: 'mid-autumn', markets: 'CN HK MY SG TW VN', rows: lunar(8, 15, 0, 0) },
  { festival: 'chuseok', markets: 'KR', rows: (year) => lunar(8, 15, 1, 1)(year) },
  { festival: 'national-days-cn', markets: 'CN', rows: stateOr('national', fixed(10, 1, 7)) },
  { festival: 'golden-week-jp', markets: 'JP', rows: fixed(4, 29, 7) },
  { festival: 'ramadan', markets: MUSLIM, rows: sighted('AE', '1 Ramadan', 'until-eid') },
  { festival: 'eid-al-fitr', markets: MUSLIM, rows: sighted('AE', '1 Shawwal P3D', 3) },
  { festival: 'eid-al-adha', markets: MUSLIM, rows: sighted('AE', '10 Dhu al-Hijjah P3D', 4) },
  { festival: 'diwali', markets: 'IN NP', rows: diwali },
  // Where a law closes them to marketing (src/channels/country-rules.csv).
  { festival: 'public-holiday', markets: 'ZA', rows: publicHolidays('ZA') },
  { festival: 'prime-day', markets: '*', platforms: 'amazon', rows: primeDay },
  { festival: 'midyear-618', markets: '*', platforms: CHINESE_PLATFORMS, rows: sixEighteen },
  { festival: 'double-11', markets: '*', platforms: `aliexpress lazada shopee ${CHINESE_PLATFORMS}`, rows: fixed(11, 11) },
  { festival: 'double-12', markets: '*', platforms: `aliexpress lazada shopee ${CHINESE_PLATFORMS}`, rows: fixed(12, 12) },
];

const rows = SPECS.flatMap(({ festival, markets, platforms, rows: rowsOf }) => YEARS.flatMap(rowsOf).map((row): FestivalDates => ({
  festival, markets: markets.split(' '), ...(platforms === undefined ? {} : { platforms: platforms.split(' ').toSorted() }), ...row,
})));
const lines = rows.toSorted((a, b) => a.from.localeCompare(b.from) || a.festival.localeCompare(b.festival)).map((row) => JSON.stringify(row));
await writeFile(projectFile('src/domain/festival-dates.json'), `[\n${lines.join(',\n')}\n]\n`);
console.log(`${rows.length} rows of ${new Set(rows.map(({ festival }) => festival)).size} festivals, ${YEARS[0]} to ${YEARS.at(-1)}`);
