import { bestHour } from './best-hour-rule.ts';
import type { Cap } from './campaign.ts';
import { careCaps, careHold, careKindOf } from './care.ts';
import { civilFromDays } from './civil-date.ts';
import { ruleAt } from './dated.ts';
import { wordDuration } from './duration.ts';
import { earliestInstant } from './earliest-instant.ts';
import { type CapHold, capHold, laterHold } from './frequency-cap.ts';
import { dayAfterFestival, type FestivalDates, festivalPerhapsOn } from './festivals.ts';
import { goodUntil } from './good-until.ts';
import { bucketOf, BUCKETS } from './holdout.ts';
import { campaignOfMessage } from './ids.ts';
import { type EpochMs, MINUTE_MS } from './instant.ts';
import { insideLegalHours, zonesByLaw } from './legal-hours.ts';
import { outsideQuietHours } from './quiet-hours.ts';
import { because, type Reason } from './reason.ts';
import { dayOfTurn, mostOnDay, senderLimitsOf } from './sender-limits.ts';
import { closedWindowAt, insideSendWindow, type SendWindowQuestion } from './send-window.ts';
import { ownCaps } from './stated.ts';
import { likelyChannel, type TouchAtHand } from './touch-at-hand.ts';
import { countriesOf, dayNumberOf, instantOf } from './zone.ts';

/** Held until an instant; null: nothing but a fact can free it. */
export interface TouchHold {
  readonly kind: 'hold';
  readonly untilMs: EpochMs | null;
  readonly because: Reason;
}

/** Held by a cap of shop, campaign, care calendar or the customer's own, or null. Service messages answer to no cap. */
export function heldByCap(touch: TouchAtHand): TouchHold | null {
  const hold = capAt(touch, touch.snapshot.nowMs);
  return hold && heldUntilAllowed(touch, because(capReason(touch, hold.cap), { count: hold.cap.count, per: wordDuration(hold.cap.per) }));
}

function capReason({ rules: { policy }, snapshot: { customer } }: TouchAtHand, cap: Cap): 'own-cap' | 'care-cap' | 'frequency-cap' {
  if (ownCaps(customer.stated).includes(cap)) return 'own-cap';
  return careCaps(policy.care).includes(cap) ? 'care-cap' : 'frequency-cap';
}

/** Held by the law of the customer's country, or by the quiet hours that the shop keeps there, or null. */
export function heldByQuietHours(touch: TouchAtHand): TouchHold | null {
  const { snapshot: { nowMs }, where: { zones } } = touch;
  const closed = lawsOf(touch).find(({ allows }) => allows(nowMs) !== nowMs);
  if (closed !== undefined) return heldUntilAllowed(touch, because('legal-hours', { country: closed.country }));
  return afterQuietHours(touch, nowMs) === nowMs ? null : heldUntilAllowed(touch, because('quiet-hours', zones.length > 1 ? { zones: zones.length } : {}));
}

/** Held because the warm-up of the sending domain has no room left today, or null. A retry of what was counted today goes on. */
export function heldByWarmUp(touch: TouchAtHand): TouchHold | null {
  const { rules: { policy }, snapshot: { nowMs } } = touch;
  if (afterWarmUp(touch, nowMs) === nowMs) return null;
  const warmUp = senderLimitsOf(policy)?.warmUp;
  const most = warmUp === undefined ? 0 : mostOnDay(warmUp, dayNumberOf(nowMs, policy.shop.timeZone));
  return heldUntilAllowed(touch, because('sender-warm-up', { domain: policy.sender.domain, most }));
}

/** Held by a festival in which the customers who keep it hear nothing, or null. */
export function heldByFestival(touch: TouchAtHand): TouchHold | null {
  const dates = silentFestival(touch, touch.snapshot.nowMs);
  return dates && heldUntilAllowed(touch, because('festival', { festival: dates.festival }));
}

/** Held by the send window of the customer's tier, in the region where it has one of its own, or by the hours in which the customer's language is spoken there, or null. */
export function heldBySendWindow(touch: TouchAtHand): TouchHold | null {
  const closed = closedWindowAt(touch.snapshot.nowMs, windowQuestion(touch));
  return closed && heldUntilAllowed(touch, closed);
}

/** Held for the customer's best hour, where the campaign asks for it, or null: that hour has come, or none is left. */
export function heldForBestHour(touch: TouchAtHand): TouchHold | null {
  const { running: { campaign }, snapshot: { nowMs } } = touch;
  if (campaign.sendWindow?.hour !== 'best') return null;
  const chosen = bestHour(touch, (ms) => ALLOWING.every((allows) => allows(touch, ms) === ms));
  if (chosen === null || chosen.atMs <= nowMs) return null;
  return { kind: 'hold', untilMs: chosen.atMs, because: because(chosen.because.code, { ...chosen.because.params, untilMs: chosen.atMs }) };
}

/** What binds the hour of a touch; each answers the earliest instant that it allows. */
const ALLOWING: readonly ((touch: TouchAtHand, ms: EpochMs) => EpochMs | null)[] = [afterCaps, afterWarmUp, afterSilentFestivals, insideLaw, afterQuietHours, inSendWindow];

/** Whichever rule holds it now, it is held until the earliest instant that cap, law, quiet hours and window allow together. */
function heldUntilAllowed(touch: TouchAtHand, reason: Reason): TouchHold {
  const earliestMs = earliestInstant(touch.snapshot.nowMs, ALLOWING.map((allows) => (ms: EpochMs) => allows(touch, ms)));
  const untilMs = earliestMs === null ? null : ownMinute(touch, earliestMs);
  const params = untilMs === null ? reason.params : { ...reason.params, untilMs };
  return { kind: 'hold', untilMs, because: because(reason.code, params) };
}

/**
 * Many are held until the same opening: each has a minute of its own after it, always the same. Where the touch may not leave then, or is no
 * longer good, it is taken at half the distance, and half of that: nobody stands at the opening but who belongs there.
 */
function ownMinute(touch: TouchAtHand, openingMs: EpochMs): EpochMs {
  const { snapshot: { customer }, running, step, dueAtMs, zone } = touch;
  if (running.campaign.purpose !== 'marketing') return openingMs;
  const goodUntilMs = goodUntil(running, step, dueAtMs, zone);
  for (let minute = bucketOf(customer.id, `opening ${running.campaign.name}`) % minutesOfSpread(touch); minute > 0; minute = Math.floor(minute / 2)) {
    const atMs = openingMs + minute * MINUTE_MS;
    if (atMs < goodUntilMs && ALLOWING.every((allows) => allows(touch, atMs) === atMs)) return atMs;
  }
  return openingMs;
}

/** As the policy says, and as many as the channel needs for the audience of the campaign's run. */
function minutesOfSpread(touch: TouchAtHand): number {
  const { running: { audienceCount = 0 }, rules: { policy: { sendWindow: { spreadMinutes = 1, mostPerMinute = {} } }, channels } } = touch;
  const name = likelyChannel(touch);
  const perMinute = Math.min(mostPerMinute[name] ?? Infinity, channels[name]?.mostPerMinute ?? Infinity);
  return Math.max(spreadMinutes, Math.ceil(audienceCount / perMinute));
}

function capAt(touch: TouchAtHand, ms: EpochMs): CapHold | null {
  const { running: { campaign }, rules, snapshot, ignoring = null } = touch;
  if (campaign.purpose !== 'marketing') return null;
  const touches = snapshot.touches.filter(({ messageId }) => messageId !== ignoring);
  const hold = capHold(ms, [...rules.policy.caps, ...campaign.caps, ...ownCaps(snapshot.customer.stated)], touches, likelyChannel(touch));
  const kind = careKindOf(campaign);
  if (kind === null || rules.policy.care === undefined) return hold;
  const kinds = new Map(rules.campaigns.map((known) => [known.campaign.name, careKindOf(known.campaign)]));
  return laterHold(hold, careHold(ms, { kind, care: rules.policy.care }, touches.map((one) => ({ ...one, care: kinds.get(campaignOfMessage(one.messageId)) ?? null }))));
}

function afterCaps(touch: TouchAtHand, ms: EpochMs): EpochMs | null {
  const hold = capAt(touch, ms);
  return hold === null ? ms : hold.untilMs;
}

/** Once today's room is used up: the day of the customer's turn, sooner where the touch is no longer good then. */
function afterWarmUp(touch: TouchAtHand, ms: EpochMs): EpochMs {
  const { rules: { policy, channels }, snapshot: { nowMs }, running: { campaign: { purpose } } } = touch;
  const room = channels[likelyChannel(touch)]?.roomToday ?? Infinity;
  const warmUp = senderLimitsOf(policy)?.warmUp;
  if (room > 0 || warmUp === undefined || purpose !== 'marketing' || isCountedToday(touch)) return ms;
  const { timeZone } = policy.shop;
  const today = dayNumberOf(nowMs, timeZone);
  const turnMs = (peopleBefore: number) => instantOf({ ...civilFromDays(dayOfTurn(warmUp, today, peopleBefore)), minuteOfDay: 0 }, timeZone);
  const place = placeInAudience(touch);
  const ownTurnMs = turnMs(place);
  return Math.max(ms, ownTurnMs < goodUntil(touch.running, touch.step, touch.dueAtMs, touch.zone) ? ownTurnMs : turnMs(0));
}

/** How many of the campaign's audience stand before the customer: always the same. */
function placeInAudience({ snapshot: { customer }, running: { campaign, audienceCount = 0 } }: TouchAtHand): number {
  return Math.floor((bucketOf(customer.id, `turn ${campaign.name}`) / BUCKETS) * audienceCount);
}

function isCountedToday({ snapshot: { messages, nowMs }, rules: { policy: { shop } }, ignoring = null }: TouchAtHand): boolean {
  const claimedAtMs = messages.find(({ id }) => id === ignoring)?.claimedAtMs ?? null;
  return claimedAtMs !== null && dayNumberOf(claimedAtMs, shop.timeZone) === dayNumberOf(nowMs, shop.timeZone);
}

function afterQuietHours(touch: TouchAtHand, ms: EpochMs): EpochMs | null {
  const { rules, snapshot: { customer }, running: { campaign }, where: { zones } } = touch;
  const channelObeys = rules.channels[likelyChannel(touch)]?.obeysQuietHours ?? true;
  const after = (from: EpochMs, country: string | null, zone: string) => outsideQuietHours(from, { policy: rules.policy, country, zone, purpose: campaign.purpose, channelObeys });
  const countries = countriesOf(customer);
  if (zones.length === 1 && countries.length === 1) return after(ms, countries[0], zones[0]);
  // Nobody knows in which zone of several, and by which country's hours: it must be a decent hour in all.
  return earliestInstant(ms, countries.flatMap((country) => zones.map((zone) => (from: EpochMs) => after(from, country, zone))));
}

function silentFestival({ rules: { policy }, snapshot: { customer: { country } }, running: { campaign }, zone }: TouchAtHand, ms: EpochMs): FestivalDates | null {
  if (campaign.purpose !== 'marketing' || policy.silentFestivals === undefined) return null;
  return festivalPerhapsOn(ms, policy.silentFestivals, { country, zone, platform: policy.shop.platform });
}

/** One festival may follow the other: the rules are asked again until none of them moves the instant. */
function afterSilentFestivals(touch: TouchAtHand, ms: EpochMs): EpochMs {
  const dates = silentFestival(touch, ms);
  return dates === null ? ms : dayAfterFestival(dates, touch.zone);
}

function insideLaw(touch: TouchAtHand, ms: EpochMs): EpochMs | null {
  const [only, ...others] = lawsOf(touch);
  if (only === undefined) return ms;
  return others.length === 0 ? only.allows(ms) : earliestInstant(ms, [only, ...others].map(({ allows }) => allows));
}

interface Law {
  readonly country: string;
  /** The earliest instant that it allows. */
  readonly allows: (ms: EpochMs) => EpochMs | null;
}

/** The laws that bind the touch: of every country whose rules protect the customer and that has one for the channel. */
function lawsOf(touch: TouchAtHand): readonly Law[] {
  const { rules, snapshot: { customer }, running: { campaign }, where } = touch;
  const byCountry = campaign.purpose === 'marketing' ? rules.channels[likelyChannel(touch)]?.legalHours : undefined;
  if (byCountry === undefined) return [];
  return countriesOf(customer).flatMap((country) => {
    const versions = country === null ? undefined : byCountry[country];
    if (country === null || versions === undefined) return [];
    return [{ country, allows: (ms: EpochMs) => {
      const law = ruleAt(versions, ms);
      return insideLegalHours(ms, law, { country, zones: zonesByLaw(law, country, customer, where) });
    } }];
  });
}

function inSendWindow(touch: TouchAtHand, ms: EpochMs): EpochMs | null {
  return insideSendWindow(ms, windowQuestion(touch));
}

function windowQuestion({ running: { campaign }, rules: { policy }, standing: { tier }, snapshot: { customer: { language } }, region, zone }: TouchAtHand): SendWindowQuestion {
  return { campaign, policy, tier, region, language, customerZone: zone };
}
