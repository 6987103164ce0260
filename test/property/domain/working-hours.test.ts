import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Weekday } from '../../../src/domain/campaign.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/instant.ts';
import { addBusinessMinutes, type BusinessCalendar, businessMinutesBetween, isOpen, nextOpening, type OpeningHours } from '../../../src/domain/working-hours.ts';
import { clockChange } from '../../../src/domain/zone.ts';

const ZONES = ['Europe/Berlin', 'Europe/London', 'America/New_York', 'America/Sao_Paulo', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Tehran', 'Asia/Kathmandu', 'Asia/Shanghai', 'Pacific/Apia', 'Africa/Casablanca', 'UTC'];
const FROM_MS = Date.UTC(2010, 0, 1);
const UNTIL_MS = Date.UTC(2030, 0, 1);
const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

// An oracle of its own: what the platform's calendar shows, minute by minute.
const clocks = new Map(ZONES.map((zone) => [zone, new Intl.DateTimeFormat('en-GB', {
  timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
})]));
function shown(ms: number, zone: string) {
  const part = Object.fromEntries((clocks.get(zone)?.formatToParts(ms) ?? []).map(({ type, value }) => [type, value]));
  return { date: `${part['year']}-${part['month']}-${part['day']}`, minute: Number(part['hour']) * 60 + Number(part['minute']) };
}

const crosses = ({ fromMinute, untilMinute }: OpeningHours) => untilMinute <= fromMinute;
function works({ zone, week, holidays }: BusinessCalendar, ms: number): boolean {
  const { date, minute } = shown(ms, zone);
  const startingOn = (day: Date) => {
    const text = day.toISOString().slice(0, 10);
    const isHoliday = holidays.some((holiday) => holiday === text || holiday === text.slice(5));
    return isHoliday ? [] : week[WEEKDAYS[(day.getUTCDay() + 6) % 7]!] ?? [];
  };
  const today = new Date(`${date}T00:00:00Z`);
  return startingOn(today).some((hours) => minute >= hours.fromMinute && (crosses(hours) || minute < hours.untilMinute))
    || startingOn(new Date(today.getTime() - DAY_MS)).some((hours) => crosses(hours) && minute < hours.untilMinute);
}

const CHANGES = ZONES.flatMap((zone) => {
  const changes: { zone: string; atMs: number }[] = [];
  for (let ms = FROM_MS; ms < UNTIL_MS; ms += 5 * DAY_MS) {
    const atMs = clockChange(ms, ms + 5 * DAY_MS, zone);
    if (atMs !== null) changes.push({ zone, atMs });
  }
  return changes;
});

const anywhere = fc.record({ zone: fc.constantFrom(...ZONES), ms: fc.integer({ min: FROM_MS, max: UNTIL_MS }) });
const nearAChange = fc.tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -40 * HOUR_MS, max: 6 * HOUR_MS })).map(([{ zone, atMs }, away]) => ({ zone, ms: atMs + away }));
const nearALeapDay = fc.tuple(fc.constantFrom(...ZONES), fc.integer({ min: -3 * DAY_MS, max: DAY_MS })).map(([zone, away]) => ({ zone, ms: Date.UTC(2028, 1, 29) + away }));
const wholeMinute = ({ zone, ms }: { zone: string; ms: number }) => ({ zone, ms: Math.floor(ms / MINUTE_MS) * MINUTE_MS });
const somewhen = fc.oneof(anywhere, nearAChange, nearALeapDay).map(wholeMinute);

const someHours: fc.Arbitrary<OpeningHours> = fc.record({ fromMinute: fc.integer({ min: 0, max: 1439 }), untilMinute: fc.integer({ min: 0, max: 1440 }) });
// Hours may overlap here, and cross midnight into holidays: whatever a calendar says, a minute counts once.
const aWeek = fc.tuple(...WEEKDAYS.map(() => fc.array(someHours, { maxLength: 2 }))).map((days) => Object.fromEntries(days.map((hours, index) => [index + 1, hours])));
const plainWeek = fc.constant({ 1: [{ fromMinute: 540, untilMinute: 1020 }], 2: [{ fromMinute: 540, untilMinute: 1020 }], 5: [{ fromMinute: 1320, untilMinute: 360 }] });

/** A calendar, an instant, and holidays near it. */
const situation = fc.tuple(somewhen, fc.oneof(aWeek, plainWeek), fc.array(fc.integer({ min: -2, max: 12 }), { maxLength: 3 }), fc.boolean()).map(([{ zone, ms }, week, away, yearly]) => {
  const holidays = away.map((days) => new Date(ms + days * DAY_MS).toISOString().slice(yearly ? 5 : 0, 10));
  return { ms, calendar: { zone, week, holidays } satisfies BusinessCalendar };
});
const opening = situation.filter(({ calendar: { week } }) => Object.values(week).flat().length > 0);

function added(calendar: BusinessCalendar, ms: number, minutes: number): number {
  const found = addBusinessMinutes(calendar, ms, minutes);
  if (found === 'never-opens') throw new Error('it never opens');
  return found;
}

describe('the business clock', () => {
  it('counts exactly the minutes that the wall clock shows within the hours', () => {
    fc.assert(fc.property(situation, fc.integer({ min: 0, max: 4 * 1440 }), ({ ms, calendar }, length) => {
      let counted = 0;
      for (let minute = 0; minute < length; minute += 1) counted += works(calendar, ms + minute * MINUTE_MS) ? 1 : 0;
      expect(businessMinutesBetween(calendar, ms, ms + length * MINUTE_MS)).toBe(counted);
      expect(isOpen(calendar, ms)).toBe(works(calendar, ms));
    }), { numRuns: 120 });
  });

  it('opens next at the first such minute', () => {
    fc.assert(fc.property(opening, ({ ms, calendar }) => {
      const next = nextOpening(calendar, ms);
      if (next === 'never-opens') throw new Error('it never opens');
      expect(works(calendar, next.fromMs)).toBe(true);
      expect(works(calendar, next.untilMs - MINUTE_MS)).toBe(true);
      for (let at = ms; at < Math.min(next.fromMs, ms + 3 * DAY_MS); at += 7 * MINUTE_MS) expect(works(calendar, at)).toBe(false);
      if (next.fromMs > ms) expect(works(calendar, next.fromMs - MINUTE_MS)).toBe(false);
    }), { numRuns: 150 });
  });

  it('is the earliest instant by which so much has passed: counting undoes adding', () => {
    fc.assert(fc.property(opening, fc.integer({ min: 0, max: 9_000 }), ({ ms, calendar }, minutes) => {
      const due = added(calendar, ms, minutes);
      expect(businessMinutesBetween(calendar, ms, due)).toBe(minutes);
      if (minutes > 0) expect(businessMinutesBetween(calendar, ms, due - MINUTE_MS)).toBe(minutes - 1);
    }), { numRuns: 400 });
  });

  it('adds in parts as at once, and counts in parts as at once', () => {
    fc.assert(fc.property(opening, fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 4_000 }), ({ ms, calendar }, a, b) => {
      const middle = added(calendar, ms, a);
      const end = added(calendar, ms, a + b);
      expect(added(calendar, middle, b)).toBe(end);
      const between = ms + Math.floor((end - ms) / (3 * MINUTE_MS)) * MINUTE_MS;
      expect(businessMinutesBetween(calendar, ms, between) + businessMinutesBetween(calendar, between, end)).toBe(a + b);
    }), { numRuns: 400 });
  });

  it('is never earlier for more minutes, nor for a later start', () => {
    fc.assert(fc.property(opening, fc.nat(5_000), fc.nat(500), fc.nat(3 * 1440), ({ ms, calendar }, minutes, more, later) => {
      expect(added(calendar, ms, minutes)).toBeLessThanOrEqual(added(calendar, ms, minutes + more));
      expect(added(calendar, ms, minutes)).toBeLessThanOrEqual(added(calendar, ms + later * MINUTE_MS, minutes));
    }), { numRuns: 300 });
  });
});
