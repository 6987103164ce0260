import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/instant.ts';
import { type DailyWindow, earliestWhere } from '../../../src/domain/local-window.ts';
import { addCalendarDays, edgeInstants, instantOf, localTime, offsetMs } from '../../../src/domain/zone.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const FROM_MS = Date.UTC(2010, 0, 1);
const UNTIL_MS = Date.UTC(2030, 0, 1);

// An oracle of its own: the platform's calendar parts, not the core's arithmetic.
const clocks = new Map<string, Intl.DateTimeFormat>();
function wallClock(ms: number, zone: string) {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, hourCycle: 'h23', weekday: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  });
  clocks.set(zone, clock);
  const part = Object.fromEntries(clock.formatToParts(new Date(ms)).map(({ type, value }) => [type, value]));
  return {
    year: Number(part['year']), month: Number(part['month']), day: Number(part['day']),
    weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part['weekday'] ?? '') + 1,
    minuteOfDay: Number(part['hour']) * 60 + Number(part['minute']),
  };
}

/** Changes of the clocks of a zone, by bisection between days. */
function clockChanges(zone: string): number[] {
  const changes: number[] = [];
  for (let day = FROM_MS; day < UNTIL_MS; day += 5 * DAY_MS) {
    if (offsetMs(day, zone) === offsetMs(day + 5 * DAY_MS, zone)) continue;
    let early = day;
    let late = day + 5 * DAY_MS;
    while (late - early > 1) {
      const middle = Math.floor((early + late) / 2);
      if (offsetMs(middle, zone) === offsetMs(day, zone)) early = middle;
      else late = middle;
    }
    changes.push(late);
  }
  return changes;
}

const CHANGING = ['Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Tehran', 'Africa/Casablanca', 'Pacific/Apia', 'America/St_Johns', 'Asia/Gaza', 'Antarctica/Troll'];
const CHANGES = CHANGING.flatMap((zone) => clockChanges(zone).map((atMs) => ({ zone, atMs })));

const anywhere = fc.record({ zone: fc.constantFrom(...ZONES), ms: fc.integer({ min: FROM_MS, max: UNTIL_MS }) });
const nearAChange = fc.tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -30 * HOUR_MS, max: 6 * HOUR_MS }))
  .map(([{ zone, atMs }, away]) => ({ zone, ms: atMs + away }));
const somewhen = fc.oneof(anywhere, nearAChange);

const aWindow: fc.Arbitrary<DailyWindow> = fc.record({
  days: fc.oneof(fc.constant('all' as const), fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })),
  fromMinute: fc.integer({ min: 0, max: 1439 }),
  untilMinute: fc.integer({ min: 0, max: 1440 }),
});

/** The window in the words of the policy, over the oracle's clock. */
function isInside(window: DailyWindow, ms: number, zone: string): boolean {
  const { weekday, minuteOfDay: minute } = wallClock(ms, zone);
  const on = (day: number) => window.days === 'all' || window.days.includes(day === 0 ? 7 : day);
  if (window.fromMinute <= window.untilMinute) return on(weekday) && window.fromMinute <= minute && minute < window.untilMinute;
  return (on(weekday) && window.fromMinute <= minute) || (on(weekday - 1) && minute < window.untilMinute);
}

it('the zones under test do change their clocks', () => {
  expect(CHANGES.length).toBeGreaterThan(250);
});

describe('local time over all zones', () => {
  it('is what the platform’s clock shows', () => {
    fc.assert(fc.property(somewhen, ({ zone, ms }) => {
      expect(localTime(ms, zone)).toEqual(wallClock(ms, zone));
    }), { numRuns: 2000 });
  });

  it('leads back to the instant, or to the first of two that show the same time', () => {
    fc.assert(fc.property(somewhen, ({ zone, ms }) => {
      const minute = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
      if (offsetMs(minute, zone) % MINUTE_MS !== 0) return;
      const back = instantOf(localTime(minute, zone), zone);
      expect(back).toBeLessThanOrEqual(minute);
      expect(wallClock(back, zone)).toEqual(wallClock(minute, zone));
    }), { numRuns: 1000 });
  });

  it('the same time some days later is the same wall time, or moved forward out of a gap', () => {
    fc.assert(fc.property(somewhen, fc.integer({ min: 1, max: 40 }), ({ zone, ms }, days) => {
      const later = addCalendarDays(ms, days, zone);
      const wanted = ms + offsetMs(ms, zone) + days * DAY_MS;
      const shown = later + offsetMs(later, zone);
      expect(shown).toBeGreaterThanOrEqual(wanted);
      if (shown > wanted) expect(edgeInstants({ ...localTime(later, zone), ...wallOf(wanted) }, zone).every((edge) => edge <= later)).toBe(true);
    }), { numRuns: 1000 });
  });
});

function wallOf(wall: number) {
  const date = new Date(wall);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), minuteOfDay: date.getUTCHours() * 60 + date.getUTCMinutes() };
}

describe.each(['inside', 'outside'] as const)('the earliest instant %s a daily window', (side) => {
  it('is on the right side, and nothing before it is', () => {
    fc.assert(fc.property(somewhen, aWindow, ({ zone, ms }, window) => {
      const found = earliestWhere(ms, side, window, zone);
      const fits = (instant: number) => isInside(window, instant, zone) === (side === 'inside');
      if (found !== null) expect(fits(found)).toBe(true);
      const end = Math.min(found ?? ms + 7 * DAY_MS, ms + 7 * DAY_MS);
      // Every 13 minutes, and the very instant before.
      for (let instant = ms; instant < end; instant += 13 * MINUTE_MS) expect(fits(instant)).toBe(false);
      if (found !== null && found > ms) expect(fits(found - 1)).toBe(false);
    }), { numRuns: 600 });
  });
});
