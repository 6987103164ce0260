import { type Day, dayNumber } from './civil-date.ts';
import type { ChannelRule } from './channel-choice.ts';
import type { PlannedMessage } from './message.ts';
import type { ShopPolicy } from './policy.ts';

/** What a sending domain may send, whatever the number of workers. Absent parts: no limit. */
export interface SenderLimits {
  readonly pace?: Pace;
  readonly warmUp?: WarmUp;
}

/** The most in each stretch of so long; sent evenly, so that the tightest of them is the distance between two mails. */
export interface Pace {
  readonly perSecond?: number;
  readonly perMinute?: number;
  readonly perHour?: number;
}

/** A domain that nobody knows yet sends a little more each day, or receivers take it for a spammer's. */
export interface WarmUp {
  /** Its first day, by the shop's clock; nothing but service leaves before. */
  readonly from: Day;
  /** Messages of the first day, the second …; after the last there is no limit. */
  readonly perDay: readonly number[];
}

/** The limits of the domain that the shop sends from now; null: none are stated. */
export function senderLimitsOf({ sender, sending }: Pick<ShopPolicy, 'sender' | 'sending'>): SenderLimits | null {
  return sending?.[sender.domain] ?? null;
}

/** System milliseconds between two mails at this pace; 0 without one. */
export function spacingMs({ perSecond = Infinity, perMinute = Infinity, perHour = Infinity }: Pace = {}): number {
  return Math.max(1_000 / perSecond, 60_000 / perMinute, 3_600_000 / perHour);
}

/** Messages of a day of the shop, counted from 1970: Infinity when the domain is warm, 0 before it begins. */
export function mostOnDay({ from, perDay }: WarmUp, day: number): number {
  const index = day - dayNumber(from);
  return index < 0 ? 0 : perDay[index] ?? Infinity;
}

/**
 * The day on which somebody's turn comes, once today's room is used up: as far away as all who stand before them fill the days between.
 * An estimate, which spares those far behind being looked at every morning; the count of the day decides.
 */
export function dayOfTurn(warmUp: WarmUp, today: number, peopleBefore: number): number {
  let day = today + 1;
  for (let room = mostOnDay(warmUp, day); room <= peopleBefore; room += mostOnDay(warmUp, day)) day += 1;
  return day;
}

/** What is left of the day for the next customer of a batch, after these messages. */
export function afterPlanned(channels: Readonly<Record<string, ChannelRule>>, planned: readonly PlannedMessage[]): Readonly<Record<string, ChannelRule>> {
  const counted = planned.filter(({ channel }) => channels[channel]?.roomToday !== undefined);
  if (counted.length === 0) return channels;
  return Object.fromEntries(Object.entries(channels).map(([name, rule]) => (
    [name, rule.roomToday === undefined ? rule : { ...rule, roomToday: rule.roomToday - counted.length }])));
}
