import Holidays from 'date-holidays';
import { Solar } from 'lunar-typescript';
import { describe, expect, it, test } from 'vitest';
import { isCountry } from '../../../src/campaign-file/words/place-names.ts';
import { holds } from '../../../src/domain/condition-holds.ts';
import { decide } from '../../../src/domain/decide.ts';
import { FESTIVAL_DATES, FESTIVALS, festivalNear, festivalPerhapsOn } from '../../../src/domain/festivals.ts';
import { aCampaign, aCustomer, anEnrolment, aPolicy, aRunning, aSend, aSnapshot, aStanding, at, someRules } from '../../support/builders.ts';

const of = (festival: string, country: string) => FESTIVAL_DATES.filter((dates) => dates.festival === festival && (dates.markets.includes(country) || dates.markets.includes('*')));
const firstDay = (festival: string, country: string, year: number) => of(festival, country).find(({ from }) => from.startsWith(String(year)))?.from;
const isDay = (day: string) => new Date(day).toISOString().startsWith(day);
const inPlace = (country: string | null, platform: string | null = null) => ({ country, zone: 'UTC', platform });

describe('the table of festivals', () => {
  test('every row has real days in order, markets, and a source', () => {
    const faulty = FESTIVAL_DATES.filter(({ from, to, markets, source, status, uncertainDays }) =>
      !isDay(from) || !isDay(to) || from > to || source === '' || !markets.every((code) => code === '*' || isCountry(code)) || (status === 'announced' && uncertainDays !== 0));
    expect(faulty).toEqual([]);
  });

  test('every festival is kept once a year, but for those of the moon that wander through the year', () => {
    for (const festival of FESTIVALS) {
      if (festival === 'public-holiday') continue; // many a year, not one
      for (const market of new Set(FESTIVAL_DATES.filter((dates) => dates.festival === festival).map(({ markets }) => markets.join()))) {
        const years = FESTIVAL_DATES.filter((dates) => dates.festival === festival && dates.markets.join() === market).map(({ from }) => Number(from.slice(0, 4)));
        const wanders = /^(ramadan|eid-)/.test(festival);
        expect(new Set(years).size, `${festival} ${market}`).toBe(12);
        expect(years.length, `${festival} ${market}`).toBe(wanders ? years.length : 12);
        if (wanders) expect([12, 13]).toContain(years.length);
      }
    }
  });

  it.each([
    ['spring-festival', 'HK', 2027, '2027-02-06'], // where the calendar of the runtime says the 7th
    ['spring-festival', 'KR', 2027, '2027-02-06'], // the eve: Korea keeps the 7th
    ['spring-festival', 'HK', 2030, '2030-02-03'],
    ['spring-festival', 'CN', 2026, '2026-02-15'],
    ['mothers-day', 'US', 2026, '2026-05-10'], ['mothers-day', 'GB', 2026, '2026-03-15'], ['mothers-day', 'FR', 2026, '2026-05-31'], ['mothers-day', 'MX', 2027, '2027-05-10'],
    ['mothers-day', 'FR', 2031, '2031-05-25'], ['mothers-day', 'SE', 2026, '2026-05-31'],
    ['mothers-day', 'FR', 2034, '2034-06-04'], // Whit Sunday is the last of May
    ['ramadan', 'SA', 2027, '2027-02-08'], ['eid-al-fitr', 'TR', 2026, '2026-03-20'], ['eid-al-adha', 'EG', 2027, '2027-05-16'],
    ['easter', 'DE', 2026, '2026-04-03'], ['christmas', 'BG', 2026, '2026-12-24'], ['christmas', 'UA', 2026, '2026-12-24'], ['orthodox-easter', 'GR', 2026, '2026-04-10'],
    ['black-friday', 'DE', 2026, '2026-11-27'], ['cyber-monday', 'US', 2027, '2027-11-29'], ['thanksgiving', 'CA', 2026, '2026-10-12'],
    ['dragon-boat', 'CN', 2027, '2027-06-09'], ['qixi', 'TW', 2026, '2026-08-19'], ['mid-autumn', 'VN', 2027, '2027-09-15'],
  ])('%s in %s begins in %i on %s', (festival, country, year, day) => {
    expect(firstDay(festival, country, year)).toBe(day);
  });

  // Not France: date-holidays does not know that her day yields to Whit Sunday.
  it.each(['US', 'DE', 'SE', 'ES', 'NO'])('the mothers of %s agree with an independent calendar', (country) => {
    const days = Array.from({ length: 12 }, (_, index) => 2024 + index).map((year) => {
      const found = new Holidays(country).getHolidays(year, 'en').filter(({ name }) => name.startsWith('Mother'));
      return found[0]?.date.slice(0, 10);
    });
    expect(of('mothers-day', country).map(({ from }) => from)).toEqual(days);
  });

  test('Diwali falls on the day of a new moon, or on the evening before it', () => {
    for (const { from } of of('diwali', 'IN')) {
      const day = Date.parse(from) + 2 * 86_400_000; // its third day is the main one
      const lunarDay = (offset: number) => Solar.fromDate(new Date(day + offset * 86_400_000 + 43_200_000)).getLunar().getDay();
      expect([lunarDay(0), lunarDay(1)], from).toContain(1);
    }
  });
});

describe('a festival at a place', () => {
  it('is on from its first local day to its last', () => {
    const berlin = { country: 'DE', zone: 'Europe/Berlin', platform: null };
    expect(festivalPerhapsOn(at('2026-12-23T22:59:00'), [{ festival: 'christmas', daysBefore: 0 }], berlin)).toBeNull();
    expect(festivalPerhapsOn(at('2026-12-23T23:00:00'), [{ festival: 'christmas', daysBefore: 0 }], berlin)).toMatchObject({ festival: 'christmas' });
    expect(festivalPerhapsOn(at('2026-12-26T22:59:00'), [{ festival: 'christmas', daysBefore: 0 }], berlin)).not.toBeNull();
    expect(festivalPerhapsOn(at('2026-12-26T23:00:00'), [{ festival: 'christmas', daysBefore: 0 }], berlin)).toBeNull();
  });

  it('whose day is uncertain may be on a day earlier and later; one that is ridden is not', () => {
    const [eve, after] = [at('2027-03-08T12:00:00'), at('2027-03-12T12:00:00')];
    expect([eve, after].map((ms) => festivalPerhapsOn(ms, [{ festival: 'eid-al-fitr', daysBefore: 0 }], inPlace('SA')) !== null)).toEqual([true, true]);
    expect([eve, after].map((ms) => festivalNear(ms, [{ festival: 'eid-al-fitr', daysBefore: 0 }], inPlace('SA')) !== null)).toEqual([false, false]);
  });

  it('of a platform concerns its customers alone', () => {
    const ms = at('2026-06-24T12:00:00');
    expect(['amazon', 'jd', null].map((platform) => festivalNear(ms, [{ festival: 'prime-day', daysBefore: 0 }], inPlace('US', platform)) !== null)).toEqual([true, false, false]);
  });
});

describe('a condition on festivals', () => {
  const rides = { festivals: [{ festival: 'mothers-day', daysBefore: 10 }] };
  const on = (day: string, country: string | null) => holds(rides, { customer: aCustomer({ country }), standing: aStanding(), nowMs: at(`${day}T12:00:00`), place: { zone: 'UTC', platform: null, region: null }, event: null, segments: {} });
  it('goes by the day of the customer’s own country', () => {
    expect([on('2026-03-10', 'GB'), on('2026-03-10', 'US'), on('2026-05-05', 'US'), on('2026-05-05', 'GB'), on('2026-05-11', 'US')]).toEqual([true, false, true, false, false]);
  });
  it('stays silent where it is not known who keeps it', () => {
    expect([on('2026-03-10', null), on('2026-05-05', 'KE')]).toEqual([false, false]);
  });
});

/** What is decided at an instant about a touch that is due. */
function judged(iso: string, country: string | null, purpose: 'marketing' | 'service' = 'marketing') {
  const nowMs = at(iso);
  const campaign = aCampaign({ purpose, steps: [aSend('nudge', { exit: 'done' }, { goodFor: { unit: 'days', count: 30 } })] });
  const held = anEnrolment({ enteredAtMs: nowMs, expiresAtMs: nowMs + 1e11, place: { kind: 'held', step: campaign.steps[0]!.id, dueAtMs: nowMs, untilMs: nowMs, because: { code: 'step-reached', params: {} } } });
  const customer = aCustomer({ country, consents: [{ channel: 'email', purpose, granted: true, atMs: 0 }] });
  const policy = aPolicy({
    silentFestivals: [{ festival: 'christmas', daysBefore: 0 }, { festival: 'spring-festival', daysBefore: 2 }],
    sendWindow: { byTier: {}, otherwise: { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, untilMinute: 17 * 60 } },
    countryZones: { DE: 'Europe/Berlin', CN: 'Asia/Shanghai' },
  });
  const place = decide(aSnapshot({ nowMs, customer, enrolments: [held] }), someRules({ policy, campaigns: [aRunning(campaign)] }), null).enrolments[0]?.place;
  return place?.kind === 'held' ? [place.because.code, place.because.params['festival'], new Date(place.untilMs ?? 0).toISOString()] : place?.kind;
}

describe('a festival in which the shop is silent', () => {
  it('holds marketing until the first window after it', () => {
    // Christmas ends on Saturday 26 December; the window opens on Monday.
    expect(judged('2026-12-24T12:00:00', 'DE')).toEqual(['festival', 'christmas', '2026-12-28T08:00:00.000Z']);
  });
  it('with the days before it that the policy asks for', () => {
    expect(judged('2026-02-12T02:00:00', 'CN')).toBe('sending');
    expect(judged('2026-02-13T02:00:00', 'CN')).toEqual(['festival', 'spring-festival', '2026-02-24T01:00:00.000Z']);
  });
  it('is nothing to customers elsewhere, or of unknown country, or to an answer', () => {
    expect(judged('2026-12-24T12:00:00', 'CN')).not.toContain('festival');
    expect(judged('2026-12-24T12:00:00', null)).toBe('sending');
    expect(judged('2026-12-24T12:00:00', 'DE', 'service')).toBe('sending');
  });
});
