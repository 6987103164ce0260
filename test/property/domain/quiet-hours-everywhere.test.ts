import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/domain/decide.ts';
import type { Rules } from '../../../src/domain/decision.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/instant.ts';
import { clockChange } from '../../../src/domain/zone.ts';
import { Chance } from '../../simulation/random.ts';
import { aCampaign, aCustomer, anEnrolment, aPolicy, aRunning, aSend, aSnapshot, someRules } from '../../support/builders.ts';
import { proofSeed, sized } from '../../support/proof.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
/** Half-hour steps, a date line that moved, a month without daylight saving in the middle of summer, two hours at once, offsets of 45 minutes. */
const ODD = ['Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'Antarctica/Troll', 'Asia/Kathmandu', 'Pacific/Chatham', 'Pacific/Kiritimati', 'America/Caracas', 'Asia/Pyongyang', 'America/Santiago', 'Europe/Dublin', 'Asia/Tehran', 'Pacific/Fakaofo', 'Europe/Istanbul'];
const NIGHTS = [
  { fromMinute: 20 * 60, untilMinute: 8 * 60, days: 'all' as const },
  // Both edges inside the hour that daylight saving takes or repeats.
  { fromMinute: 2 * 60 + 15, untilMinute: 2 * 60 + 45, days: 'all' as const },
  { fromMinute: 23 * 60 + 30, untilMinute: 3 * 60, days: [6, 7] },
];

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether the platform's own clock stands in the quiet hours. */
function isQuiet(ms: number, zone: string, night: (typeof NIGHTS)[number]): boolean {
  const clock = clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', weekday: 'short', hour: '2-digit', minute: '2-digit' });
  clocks.set(zone, clock);
  const part = Object.fromEntries(clock.formatToParts(ms).map(({ type, value }) => [type, value]));
  const minute = Number(part['hour']) * 60 + Number(part['minute']);
  const today = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part['weekday'] ?? '') + 1;
  const on = (day: number) => night.days === 'all' || night.days.includes(day === 0 ? 7 : day);
  if (night.fromMinute <= night.untilMinute) return on(today) && minute >= night.fromMinute && minute < night.untilMinute;
  return (on(today) && minute >= night.fromMinute) || (on(today - 1) && minute < night.untilMinute);
}

const rulesOf = (zone: string, night: (typeof NIGHTS)[number]): Rules => someRules({
  policy: aPolicy({ quietHours: { '*': night }, countryZones: { DE: zone } }), campaigns: [aRunning(aCampaign({ steps: [aSend('nudge', { exit: 'done' }, { goodFor: { unit: 'days', count: 30 } })] }))],
});

/** Decides a marketing touch that is due at `ms`: whether it leaves, else until when it is held. */
function touchAt(ms: number, rules: Rules): 'leaves' | number | null {
  const enrolment = anEnrolment({ enteredAtMs: ms, expiresAtMs: ms + 60 * DAY_MS, place: { kind: 'held', step: aSend('nudge').id, dueAtMs: ms - 1, untilMs: ms, because: { code: 'step-reached', params: {} } } });
  const customer = aCustomer({ country: 'DE', consents: [{ channel: 'email', purpose: 'marketing', granted: true, atMs: ms - DAY_MS }] });
  const decision = decide(aSnapshot({ nowMs: ms, customer, enrolments: [enrolment] }), rules, null);
  if (decision.messages.length > 0) return 'leaves';
  const place = decision.enrolments[0]?.place ?? enrolment.place;
  return place.kind === 'held' ? place.untilMs : null;
}

function judge(ms: number, zone: string, night: (typeof NIGHTS)[number]): void {
  const rules = rulesOf(zone, night);
  const where = `${zone} at ${new Date(ms).toISOString()}, quiet ${JSON.stringify(night)}`;
  const answer = touchAt(ms, rules);
  expect(answer === 'leaves', where).toBe(!isQuiet(ms, zone, night));
  if (answer === 'leaves') return;
  expect(answer, where).toEqual(expect.any(Number));
  expect(touchAt(answer as number, rules), `${where}: held until then, and then it leaves`).toBe('leaves');
  expect(isQuiet((answer as number) - 1, zone, night), `${where}: a moment before it was quiet`).toBe(true);
}

/** Changes of a zone's clock between two years. */
function changesOf(zone: string, fromYear: number, untilYear: number): number[] {
  const changes: number[] = [];
  for (let day = Date.UTC(fromYear, 0, 1); day < Date.UTC(untilYear, 0, 1); day += 7 * DAY_MS) {
    const change = clockChange(day, day + 7 * DAY_MS, zone);
    if (change !== null) changes.push(change);
  }
  return changes;
}

describe('no touch in quiet hours', () => {
  it(`in any of the ${ZONES.length} zones, and none later than need be`, { timeout: sized(60_000, 600_000) }, () => {
    const chance = new Chance(proofSeed());
    for (const zone of ZONES) {
      for (let count = 0; count < sized(4, 300); count += 1) {
        judge(Date.UTC(2005, 0, 1) + Math.floor(chance.next() * 30 * 365 * DAY_MS), zone, chance.among(NIGHTS));
      }
    }
  });

  it('around every change of the clocks, in both hemispheres and in odd places', { timeout: sized(60_000, 600_000) }, () => {
    const chance = new Chance(proofSeed());
    let changes = 0;
    for (const zone of sized([...ODD, 'Europe/Berlin', 'America/New_York', 'Australia/Sydney'], ZONES)) {
      const own = changesOf(zone, sized(2009, 1990), sized(2016, 2035));
      changes += own.length;
      for (const change of own) {
        for (const away of [-1, 0, 1, ...Array.from({ length: 4 }, () => Math.floor((chance.next() - 0.5) * 30 * HOUR_MS))]) judge(change + away, zone, chance.among(NIGHTS));
        for (const minutes of [-30, 15, 45]) judge(change + minutes * MINUTE_MS, zone, NIGHTS[1]!);
      }
    }
    expect(changes).toBeGreaterThan(100);
  });
});
