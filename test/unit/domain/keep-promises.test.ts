import { describe, expect, it } from 'vitest';
import type { LifeCycle, Level } from '../../../src/domain/customer.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import { type KeptPromises, keepPromises } from '../../../src/domain/keep-promises.ts';
import { NO_PROMISES, type OpenInquiry, type PromiseFacts } from '../../../src/domain/promise-facts.ts';
import type { SlaClock } from '../../../src/domain/sla-clock.ts';
import { USUAL_SLA } from '../../../src/domain/sla-policy.ts';
import { calendarOfTeam } from '../../../src/domain/team-calendar.ts';

const NOW_MS = Date.parse('2027-03-02T10:00:00Z');
const calendar = calendarOfTeam({ shop: { id: 's', title: 'S', platform: 's', currency: 'EUR', timeZone: 'Europe/Berlin' } }, null);

interface Look {
  readonly atMs: number;
  readonly facts: Partial<PromiseFacts>;
  readonly level?: Level;
  readonly lifeCycle?: LifeCycle;
  readonly everyDays?: number;
}

const look = ({ atMs, facts, level = 3, lifeCycle = 'active', everyDays = 7 }: Look): KeptPromises => keepPromises({
  nowMs: atMs, level, lifeCycle, facts: { ...NO_PROMISES, ...facts }, team: null, calendarOf: () => calendar, policy: { ...USUAL_SLA, contact: { ...USUAL_SLA.contact, everyDays } },
});
const only = ({ running }: KeptPromises): SlaClock => {
  const [clock] = running;
  if (clock === undefined || running.length !== 1) throw new Error(`${running.length} clocks run`);
  return clock;
};

describe('a part of a working group', () => {
  const part = (dueAtMs: number) => ({ parts: [{ id: 5, askedAtMs: NOW_MS, dueAtMs, team: 'sales' }] });
  const opened = only(look({ atMs: NOW_MS, facts: part(NOW_MS + 4 * DAY_MS) }));

  it('is due on its new date, an earlier one or a later one, and what was told of the old date is told again', () => {
    const warned = only(look({ atMs: NOW_MS + 3.5 * DAY_MS, facts: { ...part(NOW_MS + 4 * DAY_MS), clocks: [opened] } }));
    expect(warned).toMatchObject({ state: 'warned', done: ['warn'] });
    for (const dueAtMs of [NOW_MS + 3.75 * DAY_MS, NOW_MS + 9 * DAY_MS]) {
      const atMs = NOW_MS + 3.5 * DAY_MS;
      const moved = look({ atMs, facts: { ...part(dueAtMs), clocks: [warned] } });
      expect(only(moved)).toMatchObject({ state: 'open', done: [], openedAtMs: atMs, dueAtMs });
      expect(look({ atMs, facts: { ...part(dueAtMs), clocks: moved.running } }).changed).toEqual([]);
    }
  });

  it('whose date has passed is late at once', () => {
    expect(look({ atMs: NOW_MS + HOUR_MS, facts: { ...part(NOW_MS + HOUR_MS / 2), clocks: [opened] } }).escalations.map(({ step }) => step)).toEqual(['warn', 'breach']);
  });
});

const promised = (level: Level) => only(look({ atMs: NOW_MS, facts: {}, level }));

describe('regular contact', () => {
  it('that was kept while nobody looked prepares nothing and asks nobody any more, but tells what was late', () => {
    const clock = promised(2);
    const inTime = look({ atMs: NOW_MS + 8 * DAY_MS, facts: { clocks: [clock], contactAtMs: NOW_MS + 6.5 * DAY_MS }, level: 2 });
    expect(inTime.escalations.map(({ step }) => step)).toEqual(['warn']);
    expect(inTime.changed[0]).toMatchObject({ state: 'met', done: ['warn'] });
    const late = look({ atMs: NOW_MS + 8 * DAY_MS, facts: { clocks: [clock], contactAtMs: NOW_MS + 7 * DAY_MS + HOUR_MS }, level: 2 });
    expect(late.escalations.map(({ step }) => step)).toEqual(['warn', 'breach']);
  });

  it('goes on from the contact that kept the last promise, however long nobody looked', () => {
    const clock = only(look({ atMs: NOW_MS, facts: {}, level: 2, everyDays: 3 }));
    const contactAtMs = NOW_MS + DAY_MS;
    const later = look({ atMs: NOW_MS + 5 * DAY_MS, facts: { clocks: [clock], contactAtMs }, level: 2, everyDays: 3 });
    expect(only(later)).toMatchObject({ openedAtMs: contactAtMs, state: 'breached' });
  });

  it('is promised to customers of level 1 who have lapsed, and to no others who have', () => {
    expect(promised(1).kind).toBe('contact');
    expect(look({ atMs: NOW_MS, facts: {}, level: 1, lifeCycle: 'lapsed' }).running).toHaveLength(1);
    expect(look({ atMs: NOW_MS, facts: {}, level: 2, lifeCycle: 'lapsed' }).running).toEqual([]);
    expect(look({ atMs: NOW_MS, facts: {}, level: 1, lifeCycle: 'left' }).running).toEqual([]);
  });
});

describe('a clock that stands still while its customer comes to a stricter level', () => {
  it('leaves no more time afterwards than the stricter promise does', () => {
    const inquiry = (awaiting: OpenInquiry['awaiting']): OpenInquiry => ({ id: 7, openedAtMs: NOW_MS, awaiting, isAnswered: true, team: null, isTaken: true });
    const asked = look({ atMs: NOW_MS, facts: { inquiries: [inquiry(null)] } });
    expect(only(asked)).toMatchObject({ kind: 'resolution', state: 'paused', dueAtMs: NOW_MS + 7 * DAY_MS });
    const atMs = NOW_MS + 9 * DAY_MS;
    const stricter = look({ atMs, facts: { clocks: asked.running, inquiries: [inquiry(null)] }, level: 1 });
    const resumed = look({ atMs: atMs + DAY_MS, facts: { clocks: stricter.running.filter(({ kind }) => kind === 'resolution'), inquiries: [inquiry({ entry: 2, sinceMs: atMs + DAY_MS })] }, level: 1 });
    expect(resumed.running.find(({ kind }) => kind === 'resolution')).toMatchObject({ level: 1, pausedAtMs: null, dueAtMs: atMs + DAY_MS + 3 * DAY_MS });
  });
});
