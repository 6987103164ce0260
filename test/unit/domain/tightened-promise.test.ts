import { describe, expect, it } from 'vitest';
import type { Campaign, RunningCampaign } from '../../../src/domain/campaign.ts';
import type { CampaignPromises } from '../../../src/domain/campaign-promises.ts';
import { decide } from '../../../src/domain/decide.ts';
import type { Decision, Snapshot } from '../../../src/domain/decision.ts';
import type { DomainEvent } from '../../../src/domain/event.ts';
import { DAY_MS, HOUR_MS } from '../../../src/domain/instant.ts';
import { keepPromises } from '../../../src/domain/keep-promises.ts';
import { openAfter } from '../../../src/domain/lifecycle-card.ts';
import { NO_PROMISES, type OpenInquiry } from '../../../src/domain/promise-facts.ts';
import { clockKey, isRunning, type SlaClock } from '../../../src/domain/sla-clock.ts';
import { USUAL_SLA } from '../../../src/domain/sla-policy.ts';
import { calendarOfTeam } from '../../../src/domain/team-calendar.ts';
import { tightenedPromise, tighteningsOf } from '../../../src/domain/tightened-promise.ts';
import type { PromiseScene } from '../../../src/domain/wanted-clocks.ts';
import { aCampaign, anEnrolment, anEvent, aPolicy, aRunning, aSnapshot, aWait, NOW_MS, someRules } from '../../support/builders.ts';

const hours = (count: number) => ({ by: 'wall', minutes: count * 60 }) as const;
const asked: OpenInquiry = { id: 7, openedAtMs: NOW_MS, awaiting: { entry: 1, sinceMs: NOW_MS }, isAnswered: false, team: null, isTaken: false };
const ORDERED = anEvent('order.placed');

/** Weeks in which the shop takes care of whoever has ordered. */
function careful(promises: CampaignPromises, over: Partial<Omit<Campaign, 'name'>> & { readonly name?: string } = {}): Campaign {
  return aCampaign({ name: 'careful-weeks', purpose: 'service', entry: { kind: 'event', on: ['order.placed'], when: null }, exitWhen: ['order.cancelled'], steps: [aWait('weeks')], promises, ...over });
}

/** A customer of level 4 with a question, whose decisions follow each other. */
function shopWith(...campaigns: readonly Campaign[]) {
  const rules = someRules({ policy: aPolicy({ sla: USUAL_SLA }), campaigns: campaigns.map((campaign) => aRunning(campaign)) });
  let inquiry = asked;
  let snapshot: Snapshot = aSnapshot({ promises: { ...NO_PROMISES, inquiries: [inquiry] } });
  const clocks = new Map<string, SlaClock>();
  const decideAt = (atMs: number, ...events: readonly DomainEvent[]): Decision => {
    snapshot = { ...snapshot, nowMs: atMs };
    const decision = decide({ ...snapshot, events }, rules, null);
    for (const clock of decision.clocks) clocks.set(clockKey(clock), clock);
    snapshot = { ...snapshot, enrolments: openAfter(snapshot.enrolments, decision.enrolments), promises: { ...NO_PROMISES, inquiries: [inquiry], clocks: [...clocks.values()].filter(isRunning) } };
    return decision;
  };
  /** A word of the shop's: nothing is left to answer, until the customer writes again. */
  const isAwaiting = (entry: OpenInquiry['awaiting']) => {
    inquiry = { ...asked, awaiting: entry, isAnswered: true };
    snapshot = { ...snapshot, promises: { ...NO_PROMISES, inquiries: [inquiry], clocks: [...clocks.values()].filter(isRunning) } };
  };
  const hoursUntilDue = (kind: SlaClock['kind']) => {
    const running = [...clocks.values()].find((clock) => clock.kind === kind && isRunning(clock));
    return running === undefined ? null : (running.dueAtMs - NOW_MS) / HOUR_MS;
  };
  return { decideAt, isAwaiting, hoursUntilDue };
}

describe('a campaign that promises more', () => {
  it('is kept at once by the decision that takes the customer in, counted from then, and by no later one again', () => {
    const shop = shopWith(careful({ 'first-reply': hours(10) }));
    shop.decideAt(NOW_MS);
    expect(shop.hoursUntilDue('first-reply')).toBe(72);
    const decision = shop.decideAt(NOW_MS + 5 * HOUR_MS, ORDERED);
    expect(shop.hoursUntilDue('first-reply')).toBe(15);
    expect(decision.promise.dueAtMs).toBe(NOW_MS + 15 * HOUR_MS);
    shop.decideAt(NOW_MS + 6 * HOUR_MS);
    expect(shop.hoursUntilDue('first-reply')).toBe(15);
    expect(shop.hoursUntilDue('resolution'), 'of which nothing is said').toBe(14 * 24);
  });

  it('holds also where the question and the entry come with one decision, and stays once the enrolment has ended', () => {
    const shop = shopWith(careful({ 'first-reply': hours(10), resolution: hours(48) }));
    shop.decideAt(NOW_MS, ORDERED);
    expect([shop.hoursUntilDue('first-reply'), shop.hoursUntilDue('resolution')]).toEqual([10, 48]);
    const { enrolments } = shop.decideAt(NOW_MS + HOUR_MS, anEvent('order.cancelled'));
    expect(enrolments).toMatchObject([{ place: { kind: 'ended' } }]);
    shop.decideAt(NOW_MS + 2 * HOUR_MS);
    expect([shop.hoursUntilDue('first-reply'), shop.hoursUntilDue('resolution')]).toEqual([10, 48]);
  });

  it('changes nothing where the level is promised as much, and of several campaigns the earliest counts', () => {
    const looser = shopWith(careful({ 'first-reply': hours(100) }));
    looser.decideAt(NOW_MS, ORDERED);
    expect(looser.hoursUntilDue('first-reply')).toBe(72);
    const several = shopWith(careful({ 'first-reply': hours(30) }, { name: 'one' }), careful({ 'first-reply': hours(20) }, { name: 'two' }));
    several.decideAt(NOW_MS, ORDERED);
    expect(several.hoursUntilDue('first-reply')).toBe(20);
  });

  it('leaves a clock that stands still no more of its time than it gives, however long that is still', () => {
    const shop = shopWith(careful({ resolution: hours(48) }));
    shop.decideAt(NOW_MS);
    shop.isAwaiting(null);
    shop.decideAt(NOW_MS + HOUR_MS);
    shop.decideAt(NOW_MS + 10 * HOUR_MS, ORDERED);
    shop.isAwaiting({ entry: 3, sinceMs: NOW_MS + 100 * HOUR_MS });
    shop.decideAt(NOW_MS + 100 * HOUR_MS);
    expect(shop.hoursUntilDue('resolution')).toBe(148);
    shop.decideAt(NOW_MS + 101 * HOUR_MS);
    expect(shop.hoursUntilDue('resolution')).toBe(148);
  });

  it('counts from the entry: what was asked before, and is told late, is not late for it', () => {
    const calendar = calendarOfTeam(aPolicy(), null);
    const { until } = tightenedPromise('first-reply', (sinceMs) => ({ warnAtMs: sinceMs, dueAtMs: sinceMs + 72 * HOUR_MS }), { tightened: [{ promises: { 'first-reply': hours(10) }, sinceMs: NOW_MS - HOUR_MS }], nowMs: NOW_MS }, { calendar, warnShare: 0.75 });
    expect(until(NOW_MS - 20 * HOUR_MS).dueAtMs).toBe(NOW_MS + 9 * HOUR_MS);
  });

  it('promises nothing to whoever is held out, or once it is over; a paused one keeps its word', () => {
    const heldOut = shopWith(careful({ 'first-reply': hours(10) }, { audience: { ...aCampaign().audience, holdoutShare: 1 } }));
    heldOut.decideAt(NOW_MS, ORDERED);
    expect(heldOut.hoursUntilDue('first-reply')).toBe(72);
    const enrolments = [anEnrolment({ campaign: 'careful-weeks' })];
    const promisedBy = (over: Partial<RunningCampaign>) => tighteningsOf(enrolments, [aRunning(careful({ 'first-reply': hours(10) }), over)]).length;
    expect([promisedBy({}), promisedBy({ state: 'paused' }), promisedBy({ state: 'cancelled' }), promisedBy({ state: 'finished' }), promisedBy({ ordinal: 2 })]).toEqual([1, 1, 0, 0, 0]);
  });
});

describe('regular contact that a campaign promises', () => {
  const contact = { by: 'wall', minutes: 3 * 24 * 60 } as const;

  it('is promised by it alone where the level has none, is kept once more when the enrolment ends, and never again', () => {
    const shop = shopWith(careful({ contact }));
    shop.decideAt(NOW_MS);
    expect(shop.hoursUntilDue('contact')).toBeNull();
    shop.decideAt(NOW_MS + HOUR_MS, ORDERED);
    expect(shop.hoursUntilDue('contact')).toBe(3 * 24 + 1);
    const { escalations } = shop.decideAt(NOW_MS + 26 * HOUR_MS, anEvent('order.cancelled'));
    expect(escalations).toMatchObject([{ kind: 'contact', step: 'prepare' }]);
    shop.decideAt(NOW_MS + 2 * DAY_MS);
    expect(shop.hoursUntilDue('contact')).toBe(3 * 24 + 1);
  });

  it('is late for nobody at the instant at which it is promised, and no later than the level has it', () => {
    const scene: PromiseScene = {
      nowMs: NOW_MS, level: 2, lifeCycle: 'active', policy: USUAL_SLA, team: null, calendarOf: () => calendarOfTeam(aPolicy(), null),
      tightened: [{ promises: { contact }, sinceMs: NOW_MS - 20 * DAY_MS }], facts: { ...NO_PROMISES, contactAtMs: NOW_MS - 5 * DAY_MS },
    };
    expect(keepPromises(scene).running).toMatchObject([{ kind: 'contact', state: 'open', dueAtMs: NOW_MS + 2 * DAY_MS }]);
    expect(keepPromises({ ...scene, level: 4 }).running).toMatchObject([{ kind: 'contact', state: 'open', dueAtMs: NOW_MS + 3 * DAY_MS }]);
  });

  it('is never closer than a touch takes to be prepared', () => {
    const shop = shopWith(careful({ contact: { by: 'wall', minutes: 24 * 60 } }));
    expect(shop.decideAt(NOW_MS, ORDERED).escalations).toEqual([]);
    expect(shop.hoursUntilDue('contact')).toBe(USUAL_SLA.contact.prepareBeforeHours + 1);
  });
});
