import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, editDistance, nearest } from '../../../src/campaign-file/reading/did-you-mean.ts';
import { capFrom } from '../../../src/campaign-file/words/cap.ts';
import { durationFrom, proposeDuration } from '../../../src/campaign-file/words/duration.ts';
import { localMomentFrom } from '../../../src/campaign-file/words/local-moment.ts';
import { hourRangeFrom, weekdaysFrom } from '../../../src/campaign-file/words/local-window.ts';
import { isName } from '../../../src/campaign-file/words/names.ts';
import { isCountry, isLocale, isTimeZone } from '../../../src/campaign-file/words/place-names.ts';
import { shareFrom } from '../../../src/campaign-file/words/share.ts';
import { wordDuration } from '../../../src/domain/duration.ts';
import { localTime } from '../../../src/domain/zone.ts';

const two = (value: number) => String(value).padStart(2, '0');
const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

describe('durations', () => {
  const durations = fc.record({ unit: fc.constantFrom('minutes' as const, 'hours' as const, 'days' as const, 'weeks' as const), count: fc.integer({ min: 1, max: 500 }) });

  test('what is written is read back', () => {
    fc.assert(fc.property(durations, (duration) => {
      expect(durationFrom(wordDuration(duration))).toEqual(duration);
    }));
  });

  test('one slip in the unit is understood as a proposal, never as a duration', () => {
    fc.assert(fc.property(durations, fc.nat(), (duration, at) => {
      const text = wordDuration(duration);
      const unitAt = text.indexOf(' ') + 1;
      const place = unitAt + 1 + (at % (text.length - unitAt - 2));
      const swapped = text.slice(0, place) + text.charAt(place + 1) + text.charAt(place) + text.slice(place + 2);
      if (swapped === text) return;
      expect(durationFrom(swapped)).toBeNull();
      expect(proposeDuration(swapped)).toBe(`did you mean "${text}"?`);
    }));
  });

  test.each(['', '3', 'days', '0 days', '-1 days', '1.5 days', '3days', '3  days', ' 3 days', '3 days ', '3 Days', '3 months', '03 days', '100000 minutes', '4000 days', '1e3 days', '٣ days'])('"%s" is none', (text) => {
    expect(durationFrom(text)).toBeNull();
  });
});

describe('hours and weekdays', () => {
  test('every range of two different minutes of a day is read back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 1440 }), (fromMinute, untilMinute) => {
      expect(hourRangeFrom(`${clock(fromMinute)}-${clock(untilMinute)}`)).toEqual(fromMinute === untilMinute ? null : { fromMinute, untilMinute });
    }));
  });

  test.each(['9:00-10:00', '09:00', '09:00-09:00', '24:00-08:00', '09:60-10:00', '25:00-26:00', '09:00 - 10:00', '23:00-24:30'])('"%s" is no range', (text) => {
    expect(hourRangeFrom(text)).toBeNull();
  });

  test.each([['Mon', [1]], ['Tue-Thu', [2, 3, 4]], ['Fri-Mon', [1, 5, 6, 7]], ['Sun, Mon', [1, 7]], ['every day', [1, 2, 3, 4, 5, 6, 7]], ['Mon-Fri, Mon', [1, 2, 3, 4, 5]], ['monday', null], ['', null], ['Mon-Wed-Fri', null], ['Mon,', null]])('"%s"', (text, days) => {
    expect(weekdaysFrom(text)).toEqual(days);
  });
});

describe('caps and shares', () => {
  test.each([['3 per 7 days', { count: 3, per: { unit: 'days', count: 7 } }], ['1 per day', { count: 1, per: { unit: 'days', count: 1 } }], ['0 per 7 days', null], ['101 per 7 days', null], ['3 per 60 weeks', null], ['3 per', null], ['per 7 days', null]])('cap "%s"', (text, cap) => {
    expect(capFrom(text)).toEqual(cap);
  });

  test.each([['10%', 0.1], ['0%', 0], ['100%', 1], ['2.5%', 0.025], ['0.07%', 0.0007], ['101%', null], ['-1%', null], ['10', null], ['1.234%', null], ['%', null]])('share "%s"', (text, share) => {
    expect(shareFrom(text)).toBe(share);
  });
});

describe('names of the world', () => {
  test.each(['GB', 'NO', 'HK', 'AE', 'ZA', 'JE'])('%s is a country', (code) => expect(isCountry(code)).toBe(true));
  test.each(['UK', 'EU', 'ZZ', 'QQ', 'gb', 'GBR', '', 'YU', 'AA'])('"%s" is none', (code) => expect(isCountry(code)).toBe(false));
  test.each(['Europe/London', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'UTC'])('%s is a zone', (zone) => expect(isTimeZone(zone)).toBe(true));
  test.each(['Europe/Lundon', '+02:00', 'europe/london', '', 'GMT+1', 'Mars/Olympus'])('"%s" is none', (zone) => expect(isTimeZone(zone)).toBe(false));
  test.each([['en', true], ['zh-CN', true], ['pt-BR', true], ['zh_CN', false], ['EN', false], ['zh-cn', false], ['', false], ['x', false], ['english', false]])('locale "%s": %s', (tag, is) => expect(isLocale(tag)).toBe(is));
  test.each([['second-order', true], ['a1', true], ['A', false], ['1a', false], ['a--b', false], ['-a', false], ['a-', false], ['a_b', false], ['a'.repeat(61), false]])('name "%s": %s', (name, is) => expect(isName(name)).toBe(is));
});

describe('local moments', () => {
  test('an instant written in any zone is read back', () => {
    const zones = fc.constantFrom('Europe/London', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca');
    const minutes = fc.integer({ min: Date.UTC(2000, 0, 1) / 60_000, max: Date.UTC(2040, 0, 1) / 60_000 });
    fc.assert(fc.property(minutes, zones, (minute, zone) => {
      const { year, month, day, minuteOfDay } = localTime(minute * 60_000, zone);
      const moment = localMomentFrom(`${year}-${two(month)}-${two(day)} ${clock(minuteOfDay)} ${zone}`);
      // Of a time shown twice the first is meant: an hour (or half of one) before the second.
      const isFirst = moment?.atMs === minute * 60_000;
      expect(isFirst || (moment?.isRepeated === true && minute * 60_000 > moment.atMs)).toBe(true);
    }));
  });
});

describe('did you mean', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), maxLength: 8 });

  test('the distance is one of a metric: none to itself, the same both ways, at most the longer word', () => {
    fc.assert(fc.property(words, words, (a, b) => {
      expect(editDistance(a, a)).toBe(0);
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(editDistance(a, b) === 0).toBe(a === b);
    }));
  });

  test.each([['clicked', 'clcked', 1], ['clicked', 'clikced', 1], ['clicked', 'cliked', 1], ['clicked', 'clicked!', 1], ['order', 'ordre', 1], ['a', '', 1], ['kitten', 'sitting', 3]])('%s and %s are %i apart', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test('what is far from everything is answered with what there is', () => {
    expect(nearest('zebra', ['email', 'sandbox'])).toBeNull();
    expect(didYouMean('zebra', ['email', 'sandbox'])).toBe('known: email, sandbox');
    expect(didYouMean('zebra', [])).toBeNull();
  });

  test('of several near names the nearest is taken', () => {
    expect(nearest('win-bak', ['win-back-last-call', 'win-back', 'win'])).toBe('win-back');
  });
});
