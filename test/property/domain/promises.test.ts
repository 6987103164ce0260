import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Level } from '../../../src/domain/customer.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/domain/instant.ts';
import { keepPromises } from '../../../src/domain/keep-promises.ts';
import { type DonePromise, NO_PROMISES, type OpenInquiry, type PromiseFacts } from '../../../src/domain/promise-facts.ts';
import { LEVELS, promisedUntil } from '../../../src/domain/promised-time.ts';
import { clockKey, type Escalation, isRunning, type SlaClock } from '../../../src/domain/sla-clock.ts';
import { type PromisedTime, USUAL_SLA } from '../../../src/domain/sla-policy.ts';
import { calendarOfTeam } from '../../../src/domain/team-calendar.ts';

const calendar = calendarOfTeam({ shop: { id: 's', title: 'S', platform: 's', currency: 'EUR', timeZone: 'Europe/Berlin' } }, null);
const elsewhere = calendarOfTeam({ shop: { id: 's', title: 'S', platform: 's', currency: 'EUR', timeZone: 'Asia/Shanghai' } }, null);
const NOW_MS = Date.parse('2027-03-24T10:00:00Z'); // days before the clocks go forward
const level = fc.constantFrom<Level>(...LEVELS);
const promisedTime = fc.record({ by: fc.constantFrom('wall', 'business'), minutes: fc.integer({ min: 1, max: 20_000 }) }) satisfies fc.Arbitrary<PromisedTime>;
const byLevel = fc.record({ 1: promisedTime, 2: promisedTime, 3: promisedTime, 4: promisedTime });

describe('what is promised', () => {
  it('is never due later for a stricter level, whatever the policy says', () => {
    fc.assert(fc.property(byLevel, fc.integer({ min: 0, max: 400 * 24 * 60 }), (promised, minute) => {
      const due = LEVELS.map((one) => promisedUntil(promised, one, NOW_MS + minute * MINUTE_MS, { calendar, warnShare: 0.75 }));
      for (const [index, { dueAtMs, warnAtMs }] of due.entries()) {
        expect(warnAtMs).toBeLessThanOrEqual(dueAtMs);
        if (index > 0) expect(due[index - 1]?.dueAtMs).toBeLessThanOrEqual(dueAtMs);
      }
    }));
  });
});

/** One thing that happens to a customer with one inquiry, and how long it takes until the next look. */
type Step =
  | { readonly does: 'ask' | 'answer' | 'close' | 'take' | 'leave' | 'look'; readonly afterMinutes: number }
  /** An answer is written and waits for a second person; the oldest one that waits leaves. */
  | { readonly does: 'write' | 'approve'; readonly afterMinutes: number }
  | { readonly does: 'level'; readonly level: Level; readonly afterMinutes: number }
  /** The customer comes into the charge of another team. */
  | { readonly does: 'hand-over'; readonly team: string | null; readonly afterMinutes: number };

const afterMinutes = fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 3 * 24 * 60 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constantFrom('ask' as const, 'answer' as const, 'close' as const, 'take' as const, 'leave' as const, 'look' as const, 'write' as const, 'approve' as const), afterMinutes }),
  fc.record({ does: fc.constant('level' as const), level, afterMinutes }),
  fc.record({ does: fc.constant('hand-over' as const), team: fc.constantFrom(null, 'home', 'elsewhere'), afterMinutes }),
);

interface Course {
  nowMs: number;
  level: Level;
  clocks: Map<string, SlaClock>;
  escalations: Escalation[];
  asked: { entry: number; atMs: number }[];
  answers: { writtenAtMs: number; atMs: number | null }[];
  isTaken: boolean;
  closedAtMs: number | null;
  contactAtMs: number | null;
  team: string | null;
}

const start = (): Course => ({ nowMs: NOW_MS, level: 3, clocks: new Map(), escalations: [], asked: [{ entry: 1, atMs: NOW_MS }], answers: [], isTaken: false, closedAtMs: null, contactAtMs: null, team: null });

function happen(course: Course, one: Step): void {
  course.nowMs += one.afterMinutes * MINUTE_MS + 1;
  if (course.closedAtMs === null) speak(course, one.does);
  if (one.does === 'close') course.closedAtMs ??= course.nowMs;
  if (one.does === 'take' || one.does === 'leave') course.isTaken = one.does === 'take';
  if (one.does === 'level') course.level = one.level;
  look(course);
  if (one.does === 'hand-over') handOver(course, one.team);
}

function speak(course: Course, does: Step['does']): void {
  const { nowMs, answers, asked } = course;
  if (does === 'ask') asked.push({ entry: asked.length + 1, atMs: nowMs });
  if (does === 'write' || does === 'answer') answers.push({ writtenAtMs: nowMs, atMs: does === 'answer' ? nowMs : null });
  const leaving = does === 'approve' ? answers.find(({ atMs }) => atMs === null) : undefined;
  if (leaving !== undefined) leaving.atMs = nowMs;
  if (does === 'answer' || leaving !== undefined) course.contactAtMs = nowMs;
}

function factsOf(course: Course): PromiseFacts {
  const { closedAtMs, contactAtMs } = course;
  const clocks = [...course.clocks.values()].filter(isRunning);
  const done = clocks.flatMap((clock): DonePromise[] => {
    const atMs = answerTo(course, clock);
    return (clock.kind !== 'first-reply' && clock.kind !== 'next-reply') || atMs === null ? [] : [{ kind: clock.kind, subject: clock.subject, atMs, kept: true }];
  });
  if (closedAtMs !== null) return { ...NO_PROMISES, clocks, done, contactAtMs, closed: [{ id: 7, closedAtMs }] };
  const delivered = course.answers.filter(({ atMs }) => atMs !== null);
  const waiting = course.asked.find(({ atMs }) => atMs > Math.max(0, ...delivered.map(({ writtenAtMs }) => writtenAtMs)));
  const inquiry: OpenInquiry = { id: 7, openedAtMs: NOW_MS, awaiting: waiting === undefined ? null : { entry: waiting.entry, sinceMs: waiting.atMs }, isAnswered: delivered.length > 0, team: course.team, isTaken: course.isTaken };
  return { ...NO_PROMISES, clocks, done, contactAtMs, inquiries: [inquiry] };
}

/** When the customer had the first answer to the words that a clock runs for, of those that were written after them. */
function answerTo({ asked, answers }: Course, { subject }: SlaClock): number | null {
  const askedAtMs = asked.find(({ entry }) => `7/${entry}` === subject)?.atMs ?? Number.POSITIVE_INFINITY;
  const at = answers.flatMap(({ writtenAtMs, atMs }) => (atMs !== null && writtenAtMs >= askedAtMs ? [atMs] : []));
  return at.length === 0 ? null : Math.min(...at);
}

const sceneOf = (course: Course) => ({ nowMs: course.nowMs, level: course.level, lifeCycle: 'active' as const, facts: factsOf(course), policy: USUAL_SLA, team: course.team, calendarOf: (team: string | null) => (team === 'elsewhere' ? elsewhere : calendar) });

function look(course: Course): void {
  const before = new Map(course.clocks);
  const { changed, escalations } = keepPromises(sceneOf(course));
  for (const clock of changed) {
    const known = before.get(clockKey(clock));
    if (known !== undefined && known.pausedAtMs === null) expect(clock.dueAtMs, 'a running clock never gets looser').toBeLessThanOrEqual(known.dueAtMs);
    course.clocks.set(clockKey(clock), clock);
  }
  course.escalations.push(...escalations);
}

/** Every clock goes on as it runs, with the steps it has taken, whatever hours the other team has: it only says who is in charge now. */
function handOver(course: Course, team: string | null): void {
  const before = new Map(course.clocks);
  course.team = team;
  const { changed, escalations } = keepPromises(sceneOf(course));
  expect(escalations).toEqual([]);
  for (const clock of changed) {
    expect(clock).toEqual({ ...before.get(clockKey(clock)), team });
    course.clocks.set(clockKey(clock), clock);
  }
}

describe('the clocks of a customer, whatever happens and however late it is looked at', () => {
  it('are never both past their time and unescalated; each step is taken once; a second look changes nothing', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const course = start();
      look(course);
      for (const one of steps) {
        happen(course, one);
        const escalated = course.escalations.map(({ step: taken, ...clock }) => `${clockKey(clock)} ${taken}`);
        expect(new Set(escalated).size).toBe(escalated.length);
        for (const clock of course.clocks.values()) {
          const isPast = clock.pausedAtMs === null && clock.dueAtMs <= (clock.endedAtMs ?? course.nowMs);
          if (isPast) expect(escalated).toContain(`${clockKey(clock)} breach`);
          if (isRunning(clock) && clock.nextAtMs !== null) expect(clock.nextAtMs).toBeGreaterThan(course.nowMs);
          if (isRunning(clock) && clock.pausedAtMs === null && (!clock.done.includes('breach') || !clock.taken)) expect(clock.nextAtMs).not.toBeNull();
        }
        expect(keepPromises(sceneOf(course)).changed).toEqual([]);
      }
    }), { numRuns: 400 });
  });

  it('are escalated again once nobody has the matter any more: what was passed over meanwhile comes to one', () => {
    const course = start();
    happen(course, { does: 'take', afterMinutes: 60 });
    happen(course, { does: 'look', afterMinutes: 36 * 60 });
    const firstReply = () => course.escalations.filter(({ kind }) => kind === 'first-reply').map(({ step: taken }) => taken);
    expect(firstReply()).toEqual(['warn', 'breach']);
    happen(course, { does: 'leave', afterMinutes: 0 });
    expect(firstReply()).toEqual(['warn', 'breach', 'again-2']);
    happen(course, { does: 'look', afterMinutes: 24 * 60 });
    expect(firstReply()).toEqual(['warn', 'breach', 'again-2', 'again-3']);
  });

  it('end when the question is answered, at the instant of the first answer that was written after it', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const course = start();
      look(course);
      for (const one of steps) happen(course, one);
      for (const clock of course.clocks.values()) {
        if (clock.kind !== 'first-reply' && clock.kind !== 'next-reply') continue;
        const answeredAtMs = answerTo(course, clock);
        if (answeredAtMs === null) expect(clock.state).not.toBe('met');
        else expect(clock).toMatchObject({ state: 'met', endedAtMs: answeredAtMs });
      }
    }), { numRuns: 300 });
  });
});

describe('a question that comes in while the answer to the one before waits', () => {
  it('has a clock of its own, whenever that answer leaves', () => {
    const course = start();
    happen(course, { does: 'write', afterMinutes: 20 });
    happen(course, { does: 'ask', afterMinutes: 40 });
    happen(course, { does: 'approve', afterMinutes: 30 });
    expect(course.clocks.get('first-reply/7/1')).toMatchObject({ state: 'met', endedAtMs: course.nowMs });
    expect(course.clocks.get('next-reply/7/2')).toMatchObject({ state: 'open', openedAtMs: course.asked[1]?.atMs });
    happen(course, { does: 'answer', afterMinutes: 60 });
    expect(course.clocks.get('next-reply/7/2')).toMatchObject({ state: 'met', endedAtMs: course.nowMs });
  });
});

describe('regular contact', () => {
  it('is due a week after the last one, and each contact opens the next promise', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 12 * 24 }), { minLength: 1, maxLength: 12 }), (gapsHours) => {
      const course: Course = { ...start(), level: 2, asked: [], closedAtMs: NOW_MS };
      look(course);
      for (const hours of gapsHours) {
        course.nowMs += hours * HOUR_MS;
        course.contactAtMs = course.nowMs;
        look(course);
        const running = [...course.clocks.values()].filter((clock) => clock.kind === 'contact' && isRunning(clock));
        expect(running).toHaveLength(1);
        expect(running[0]).toMatchObject({ openedAtMs: course.nowMs, dueAtMs: course.nowMs + 7 * DAY_MS });
      }
    }), { numRuns: 100 });
  });
});
