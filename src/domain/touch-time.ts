import { bestHour } from './best-hour-rule.ts';
import { wordDuration } from './duration.ts';
import { earliestInstant } from './earliest-instant.ts';
import { type CapHold, capHold } from './frequency-cap.ts';
import type { EpochMs } from './instant.ts';
import { outsideQuietHours } from './quiet-hours.ts';
import { because, type Reason } from './reason.ts';
import { insideSendWindow } from './send-window.ts';
import { likelyChannel, type TouchAtHand } from './touch-at-hand.ts';

/** Held until an instant; null: nothing but a fact can free it. */
export interface TouchHold {
  readonly kind: 'hold';
  readonly untilMs: EpochMs | null;
  readonly because: Reason;
}

/** Held by a frequency cap, or null. Service messages answer to no cap. */
export function heldByCap(touch: TouchAtHand): TouchHold | null {
  const hold = capAt(touch, touch.snapshot.nowMs);
  return hold && heldUntilAllowed(touch, because('frequency-cap', { count: hold.cap.count, per: wordDuration(hold.cap.per) }));
}

/** Held by the quiet hours of the customer's country, or null. */
export function heldByQuietHours(touch: TouchAtHand): TouchHold | null {
  const { nowMs } = touch.snapshot;
  if (afterQuietHours(touch, nowMs) === nowMs) return null;
  return heldUntilAllowed(touch, because('quiet-hours', touch.zones.length > 1 ? { zones: touch.zones.length } : {}));
}

/** Held by the send window of the customer's tier, or null. */
export function heldBySendWindow(touch: TouchAtHand): TouchHold | null {
  const { nowMs } = touch.snapshot;
  return inSendWindow(touch, nowMs) === nowMs ? null : heldUntilAllowed(touch, because('send-window', { tier: touch.standing.tier }));
}

/** Held for the customer's best hour, where the campaign asks for it, or null: that hour has come, or none is left. */
export function heldForBestHour(touch: TouchAtHand): TouchHold | null {
  const { running: { campaign }, snapshot: { nowMs } } = touch;
  if (campaign.sendWindow?.hour !== 'best') return null;
  const chosen = bestHour(touch, (ms) => afterCaps(touch, ms) === ms && afterQuietHours(touch, ms) === ms && inSendWindow(touch, ms) === ms);
  if (chosen === null || chosen.atMs <= nowMs) return null;
  return { kind: 'hold', untilMs: chosen.atMs, because: because(chosen.because.code, { ...chosen.because.params, untilMs: chosen.atMs }) };
}

/** Whichever rule holds it now, it is held until the earliest instant that cap, quiet hours and window allow together. */
function heldUntilAllowed(touch: TouchAtHand, reason: Reason): TouchHold {
  const untilMs = earliestInstant(touch.snapshot.nowMs, [
    (ms) => afterCaps(touch, ms),
    (ms) => afterQuietHours(touch, ms),
    (ms) => inSendWindow(touch, ms),
  ]);
  const params = untilMs === null ? reason.params : { ...reason.params, untilMs };
  return { kind: 'hold', untilMs, because: because(reason.code, params) };
}

function capAt(touch: TouchAtHand, ms: EpochMs): CapHold | null {
  const { running: { campaign }, rules, snapshot, ignoring = null } = touch;
  if (campaign.purpose !== 'marketing') return null;
  const touches = snapshot.touches.filter(({ messageId }) => messageId !== ignoring);
  return capHold(ms, [...rules.policy.caps, ...campaign.caps], touches, likelyChannel(touch));
}

function afterCaps(touch: TouchAtHand, ms: EpochMs): EpochMs | null {
  const hold = capAt(touch, ms);
  return hold === null ? ms : hold.untilMs;
}

function afterQuietHours(touch: TouchAtHand, ms: EpochMs): EpochMs | null {
  const { rules, snapshot: { customer }, running: { campaign }, zone, zones } = touch;
  const channelObeys = rules.channels[likelyChannel(touch)]?.obeysQuietHours ?? true;
  const within = (one: string) => (from: EpochMs) => outsideQuietHours(from, { policy: rules.policy, country: customer.country, zone: one, purpose: campaign.purpose, channelObeys });
  // Nobody knows in which of them: it must be a decent hour in all.
  return zones.length === 1 ? within(zone)(ms) : earliestInstant(ms, zones.map(within));
}

function inSendWindow({ running: { campaign }, rules: { policy }, standing: { tier }, zone }: TouchAtHand, ms: EpochMs): EpochMs | null {
  return insideSendWindow(ms, { campaign, policy, tier, customerZone: zone });
}
