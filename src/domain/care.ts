import type { Campaign, Cap } from './campaign.ts';
import { CARE_DAY_KINDS, type YearDay } from './care-day.ts';
import { type CapHold, capHold, laterHold } from './frequency-cap.ts';
import type { EpochMs } from './instant.ts';
import type { CountedTouch } from './message.ts';

/** Reasons to think of a customer that lie in the calendar. Festivals have no event of their own: campaigns ride them. */
export const CARE_KINDS = [...CARE_DAY_KINDS, 'festival'] as const;
export type CareKind = (typeof CARE_KINDS)[number];

/** What the shop policy says about the care calendar; campaigns say with which template and steps. */
export interface CarePolicy {
  /** Over touches of all kinds and campaigns together; null: none of its own. */
  readonly cap: Cap | null;
  /** Days of the year; empty: there is no member day. */
  readonly memberDays: readonly YearDay[];
  readonly kinds: Readonly<Partial<Record<CareKind, CareRule>>>;
}

export interface CareRule {
  /** Over touches of this kind in all campaigns. */
  readonly cap: Cap | null;
  /** A promotion that is a right on this day: it needs no draw and passes what rights pass. */
  readonly gift: string | null;
}

/** Which kind of care a campaign is: what its file says, else the day from which it starts; null for all others. */
export function careKindOf({ care, entry }: Pick<Campaign, 'care' | 'entry'>): CareKind | null {
  if (care !== undefined) return care;
  return entry.kind === 'event' ? CARE_DAY_KINDS.find((kind) => entry.on.includes(kind)) ?? null : null;
}

/** A touch with the kind of care that its campaign is. */
export interface CareTouch extends CountedTouch {
  readonly care: CareKind | null;
}

/** The caps of the care calendar over a touch of this kind: that of the kind, and the one over all kinds. */
export function careHold(ms: EpochMs, { kind, care }: { readonly kind: CareKind | null; readonly care: CarePolicy | undefined }, touches: readonly CareTouch[]): CapHold | null {
  if (kind === null || care === undefined) return null;
  const within = (cap: Cap | null, counted: readonly CareTouch[]) => (cap === null ? null : capHold(ms, [cap], counted, ''));
  return laterHold(
    within(care.cap, touches.filter((touch) => touch.care !== null)),
    within(care.kinds[kind]?.cap ?? null, touches.filter((touch) => touch.care === kind)),
  );
}

/** All caps of the care calendar. */
export function careCaps(care: CarePolicy | undefined): readonly Cap[] {
  return care === undefined ? [] : [care.cap, ...Object.values(care.kinds).map(({ cap }) => cap)].filter((cap) => cap !== null);
}
