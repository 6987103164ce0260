import type { CustomerId } from './ids.ts';
import { DAY_MS, type EpochMs } from './instant.ts';
import type { ShopPolicy } from './policy.ts';
import { regionOf } from './region.ts';
import { type CarriedOut, type HeldRight, ORDER_RIGHTS, type Right } from './rights.ts';

/** At an order, or when a right is gained, changed or lost. */
export type OccasionKind = 'order' | 'granted' | 'ended';

/** What was promised, and by what it leaves: as the policy said then. */
export interface RightTerms {
  readonly carriedOut: CarriedOut;
  readonly days?: number;
  readonly slots?: number;
}

/** One time that a right has to be carried out. */
export interface RightOccasion {
  /** Made of what it is about, so that a repeated event or a retry makes no second one. */
  readonly id: string;
  readonly customerId: CustomerId;
  /** Whose team sees to a task that names none. */
  readonly country: string | null;
  readonly right: Right;
  readonly kind: OccasionKind;
  readonly orderId: string | null;
  readonly terms: RightTerms;
}

/** Whose rights they are. */
export type RightOwner = Pick<RightOccasion, 'customerId' | 'country'>;

/** The newest word on a right that stands. */
export interface ToldRight {
  readonly right: Right;
  readonly kind: Exclude<OccasionKind, 'order'>;
  readonly terms: RightTerms;
  /** How often it was granted or ended. */
  readonly times: number;
}

/** An occasion of the past, with what became of it. */
export interface PastOccasion {
  readonly right: Right;
  readonly kind: OccasionKind;
  readonly orderId: string | null;
  readonly atMs: EpochMs;
  readonly errand: 'task' | 'webhook';
  readonly state: string;
}

/** What an occasion asks of others. */
export type Errand =
  | { readonly by: 'task'; readonly kind: 'order-tag' | 'right'; readonly what: string; readonly team: string | null }
  | { readonly by: 'webhook'; readonly type: 'order.tagged' | 'right.granted' | 'right.ended'; readonly data: Readonly<Record<string, string | number>> };

/** Older orders are history that somebody tells late: whatever was to be done about them has been done. */
const ORDER_NEWS_DAYS = 7;

/** The rights that an order brings about; none for one that is no news. */
export function orderOccasions(
  held: readonly HeldRight[], order: RightOwner & { readonly shopId: string; readonly orderId: string; readonly placedAtMs: EpochMs }, nowMs: EpochMs,
): readonly RightOccasion[] {
  if (nowMs - order.placedAtMs > ORDER_NEWS_DAYS * DAY_MS) return [];
  const { customerId, country, shopId, orderId } = order;
  return held.flatMap(({ rule }) => {
    const terms = ORDER_RIGHTS.includes(rule.right) ? termsOf(rule) : null;
    return terms === null ? [] : [{ id: `${customerId}/${rule.right}/order/${shopId}/${orderId}`, customerId, country, right: rule.right, kind: 'order', orderId, terms }];
  });
}

/** What has changed between the rights a customer has and what others were told of them: granted, granted on other terms, ended. */
export function standingOccasions({ customerId, country }: RightOwner, held: readonly HeldRight[], told: readonly ToldRight[]): readonly RightOccasion[] {
  const occasion = (kind: ToldRight['kind'], right: Right, terms: RightTerms, times: number): RightOccasion =>
    ({ id: `${customerId}/${right}/${times + 1}`, customerId, country, right, kind, orderId: null, terms });
  const due = new Map(held.flatMap(({ rule }) => {
    const terms = ORDER_RIGHTS.includes(rule.right) ? null : termsOf(rule);
    return terms === null ? [] : [[rule.right, terms] as const];
  }));
  const gained = [...due].flatMap(([right, terms]) => {
    const last = told.find((one) => one.right === right);
    return last?.kind === 'granted' && isSame(last.terms, terms) ? [] : [occasion('granted', right, terms, last?.times ?? 0)];
  });
  // Who was told of the beginning is told of the end, whatever the policy says by now.
  const lost = told.filter(({ right, kind }) => kind === 'granted' && !due.has(right)).map(({ right, terms, times }) => occasion('ended', right, terms, times));
  return [...gained, ...lost];
}

function termsOf({ carriedOut, days, slots }: HeldRight['rule']): RightTerms | null {
  return carriedOut === undefined ? null : { carriedOut, ...(days === undefined ? {} : { days }), ...(slots === undefined ? {} : { slots }) };
}

/** Another way or another wording of the task is no news to those who carry it out already. */
function isSame(one: RightTerms, other: RightTerms): boolean {
  return one.days === other.days && one.slots === other.slots;
}

/** How an occasion leaves. Without an endpoint for webhooks a person does what a system would have done: of the region's team, if there is one. */
export function errandOf(occasion: RightOccasion, policy: Pick<ShopPolicy, 'webhooks' | 'regions'>): Errand {
  const { terms: { carriedOut }, country } = occasion;
  if (carriedOut.by !== 'task' && policy.webhooks !== undefined) return webhookFor(occasion);
  const named = carriedOut.by === 'task' ? carriedOut.team : null;
  return { by: 'task', kind: carriedOut.by === 'order-tag' ? 'order-tag' : 'right', what: whatToDo(occasion), team: named ?? regionOf(country, policy)?.team ?? null };
}

function webhookFor({ customerId, right, kind, orderId, terms: { carriedOut, ...promised } }: RightOccasion): Errand {
  const about = { customerId, right, ...(orderId === null ? {} : { orderId }) };
  if (carriedOut.by === 'order-tag') return { by: 'webhook', type: 'order.tagged', data: { ...about, tag: carriedOut.tag } };
  return { by: 'webhook', type: kind === 'ended' ? 'right.ended' : 'right.granted', data: { ...about, ...promised } };
}

function whatToDo({ right, kind, orderId, terms: { carriedOut, days, slots } }: RightOccasion): string {
  const order = orderId === null ? '' : ` of order ${orderId}`;
  if (carriedOut.by === 'order-tag') return `tag order ${orderId ?? ''} "${carriedOut.tag}"`;
  if (carriedOut.by === 'task') return kind === 'ended' ? `no longer: ${carriedOut.what}` : `${carriedOut.what}${order}`;
  const promised = `${days === undefined ? '' : `, ${days} days`}${slots === undefined ? '' : `, ${slots} products`}`;
  return `${right}${order}: ${kind === 'ended' ? 'ended' : 'granted'}${promised}`;
}
