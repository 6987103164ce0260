import { type Day, dayNumber } from '../domain/civil-date.ts';
import { lastPromisedDay, longestPromiseDays } from '../domain/delivery-promise.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import { dayOf } from '../domain/zone.ts';
import { lockCustomers } from './customer-lock.ts';
import { isListenedTo } from './listening.ts';
import { inTransaction, type Pool, type Transaction } from './pool.ts';
import { type RulesInForce, type RulesSource } from './rules.ts';
import { takeTurn } from './take-turn.ts';
import { tellEvents, type ToldEvent } from './told-events.ts';

const DUTY = 'overdue-parcels';
/** A day that passed longer ago is no news: nobody looked, or the campaign began later. */
const NEWS_FOR_DAYS = 3;

interface Candidate {
  shop_id: string;
  order_id: string;
  customer_id: string;
  country: string | null;
  placed_ms: string;
  tracking_url: string | null;
  carrier: string | null;
}

/** A shop that has told of no delivery for so long tells of none: nobody can say what has not come. */
const TELLS_WITHIN_DAYS = 30;

// Orders on their way of which nobody has said that they are late. Where they are, the newest word about the parcel tells.
const CANDIDATES_SQL = `
with telling as materialized (
  select distinct shop_id from orders where delivered_at between touchline_now() - interval '${TELLS_WITHIN_DAYS} days' and touchline_now()
)
select o.shop_id, o.external_id as order_id, o.customer_id, trim(c.country) as country, epoch_ms(o.placed_at) as placed_ms, told.tracking_url, told.carrier
from telling t join orders o on o.shop_id = t.shop_id join customer c on c.id = o.customer_id left join lateral (
  select payload->'properties'->>'trackingUrl' as tracking_url, payload->'properties'->>'carrier' as carrier from event_inbox
  where customer_id = o.customer_id and kind = 'parcel.shipped' and payload->'properties'->>'orderId' = o.external_id order by id desc limit 1) told on true
where o.kind = 'order' and o.delivered_at is null and o.held_up_at is null and o.state = 'placed' and c.erased_at is null and c.merged_into is null
  and o.placed_at > touchline_now() - make_interval(days => $1) and o.placed_at < touchline_now() - interval '1 day'
order by o.customer_id, o.placed_at`;

/**
 * Tells customers whose order has not come by the day that their region promises, once for each order: the event `parcel-overdue`. Once a day by the shop's
 * clock, as long as a campaign that runs starts from it and the shop tells of deliveries at all; no run is held open for it. Answers the customers who are to be woken.
 */
export async function tellOverdueParcels(pool: Pool, source: RulesSource): Promise<CustomerId[]> {
  if (!await isListenedTo(pool, 'parcel-overdue')) return [];
  return inTransaction(pool, async (tx) => {
    const rules = await source.load(tx);
    const { rows: [clock] } = await tx.query<{ now_ms: string }>('select epoch_ms(touchline_now()) as now_ms');
    const today = dayOf(Number(clock?.now_ms), rules.policy.shop.timeZone);
    return await takeTurn(tx, DUTY, today) ? tell(tx, await overdueOn(tx, rules, today)) : [];
  });
}

async function overdueOn(tx: Transaction, { policy }: RulesInForce, today: Day): Promise<ToldEvent[]> {
  const { rows } = await tx.query<Candidate>(CANDIDATES_SQL, [longestPromiseDays(policy) + NEWS_FOR_DAYS]);
  return rows.flatMap((row) => {
    const promisedOn = lastPromisedDay({ placedAtMs: Number(row.placed_ms), country: row.country }, policy);
    if (promisedOn === null || promisedOn >= today || dayNumber(today) - dayNumber(promisedOn) > NEWS_FOR_DAYS) return [];
    return [{ customerId: toCustomerId(row.customer_id), kind: 'parcel-overdue' as const, messageId: `${row.shop_id}:${row.order_id}`, properties: propertiesOf(row, promisedOn) }];
  });
}

function propertiesOf({ order_id: orderId, tracking_url: trackingUrl, carrier }: Candidate, promisedOn: Day): ToldEvent['properties'] {
  return { orderId, promisedOn, ...(trackingUrl === null ? {} : { trackingUrl }), ...(carrier === null ? {} : { carrier }) };
}

async function tell(tx: Transaction, due: readonly ToldEvent[]): Promise<CustomerId[]> {
  if (due.length === 0) return [];
  const locked = await lockCustomers(tx, due.map(({ customerId }) => customerId));
  return tellEvents(tx, 'delivery', due.filter(({ customerId }) => locked.has(customerId)));
}
