import type { Money } from './customer.ts';
import type { EpochMs } from './instant.ts';
import type { Promotion } from './promotion.ts';
import type { Reason } from './reason.ts';

/**
 * reserved at the decision → committed by the first acceptance → used | expired | revoked;
 * reserved → released when its touch ends without an acceptance (design: the send ledger).
 */
export const GRANT_STATES = ['reserved', 'committed', 'released', 'used', 'expired', 'revoked'] as const;
export type GrantState = (typeof GRANT_STATES)[number];

/** An open grant of the customer: reserved or committed. Its id is the key of its touch and the instant of its decision. */
export interface OpenGrant {
  readonly id: string;
  readonly promotion: string;
  readonly tool: string;
  readonly state: 'reserved' | 'committed';
  readonly endsAtMs: EpochMs;
  /** Null: no reminder, or it has been given. */
  readonly remindAtMs: EpochMs | null;
  /** True while a message that carries it is in flight or of unknown outcome: it may be in the customer's hands. */
  readonly mayHaveLeft: boolean;
}

/** What became of the customer's earlier grants of one promotion; released and revoked ones never were. */
export interface PastGrants {
  readonly promotion: string;
  readonly tool: string;
  readonly lastAtMs: EpochMs;
  /** Used or expired. */
  readonly ended: number;
  readonly used: number;
}

/** A promotion that the decision wants to give with a touch. */
export interface GrantWish {
  readonly id: string;
  readonly promotion: Promotion;
  readonly currency: string;
  readonly mostCost: Money;
  readonly endsAtMs: EpochMs;
  readonly remindAtMs: EpochMs | null;
  /** The last local day on which it is good: `2011-12-20`. */
  readonly endsOn: string;
}

/** What else the decision does to grants. */
export type GrantMove =
  | { readonly id: string; readonly to: 'released' | 'expired'; readonly because: Reason }
  | { readonly id: string; readonly to: 'reminded' };

/** The key of the touch for which a grant was chosen. */
export function touchOfGrant(id: string): string {
  return id.slice(0, id.lastIndexOf('@'));
}

/** The key of a grant: a touch whose grant ended before it left may get another one later. */
export function grantId(touch: string, nowMs: EpochMs): string {
  return `${touch}@${nowMs}`;
}

/** What one decision does to grants. */
export interface GrantChanges {
  readonly wishes: readonly GrantWish[];
  readonly moves: readonly GrantMove[];
}

/** The open grants of the customer once a decision is written. */
export function openGrantsAfter(open: readonly OpenGrant[], { wishes, moves }: GrantChanges): readonly OpenGrant[] {
  const ended = new Set(moves.flatMap((move) => (move.to === 'reminded' ? [] : [move.id])));
  const reminded = new Set(moves.flatMap((move) => (move.to === 'reminded' ? [move.id] : [])));
  const kept = open.filter(({ id }) => !ended.has(id)).map((grant) => (reminded.has(grant.id) ? { ...grant, remindAtMs: null } : grant));
  return [...kept, ...wishes.map(asReserved)];
}

function asReserved({ id, promotion: { name, tool }, endsAtMs, remindAtMs }: GrantWish): OpenGrant {
  return { id, promotion: name, tool, state: 'reserved', endsAtMs, remindAtMs, mayHaveLeft: false };
}
