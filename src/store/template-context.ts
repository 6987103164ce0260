import type { RenderData } from '../contracts/channel.ts';
import { USUAL_TIER_REVIEW } from '../domain/tier-review.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { FittingProduct } from '../domain/product-advice.ts';
import type { Queryable } from './pool.ts';

/** What a context needs of the active policy, and domain time, read once for all rows; it stands in front of the statement. */
export const SHOP_CTE = `shop as materialized (
  select definition->'shop'->>'title' as name, definition->'shop'->>'currency' as currency, definition->'shop'->>'timeZone' as zone,
    definition->'shop'->>'platform' as platform, coalesce(definition->'platforms', '{}') as platforms, definition->'tiers' as tiers, definition->'sender' as sender, coalesce(definition->'rights', '[]') as rights, coalesce(definition->'regions', '[]') as regions, coalesce(definition->'paymentMethods', '[]') as payment_methods, definition->'languages'->>'fallback' as fallback, touchline_now() as now, coalesce((definition->'tierReview'->>'keepShare')::float8, ${USUAL_TIER_REVIEW.keepShare}) as keep_share,
    (select case when coalesce(cut_points->'forDecisions'->>'by', 'net-value') = coalesce(definition->'tierReview'->>'by', 'net-value') then cut_points->'forDecisions'->'tierFromValue' end
      from score_version order by id desc limit 1) as thresholds,
    case when definition->'tierReview'->>'by' = 'margin' then nullif((definition->'promotions'->'margin'->>'usual')::float8, 0) else 1 end as per_unit
  from policy_version where active
)`;

// The tier above the customer's own: tiers stand best first. None for the best.
const BETTER_TIER = `(select better.one from jsonb_array_elements(shop.tiers) with ordinality own(one, place)
  join jsonb_array_elements(shop.tiers) with ordinality better(one, place) on better.place = own.place - 1 where own.one->>'tier' = f.tier) next`;

/**
 * SQL for what is missing to a threshold, in 1/10,000 units of what the customer has to buy: by margin, at the usual one. Null when nothing
 * is missing, and before the first scoring.
 */
const missing = (threshold: string) => `nullif(greatest(ceil((${threshold} - f.contribution * 10000) / shop.per_unit), 0), 0)::bigint`;

/** SQL for the titles of the customer's rights, as domain/rights.ts finds them: of several rules for one right the first that fits. Null without any. */
const rightsSql = (locale: string) => `(select string_agg(coalesce(one->'title'->>${locale}, one->'title'->>shop.fallback), ', ' order by place) from (
          select distinct on (one->>'right') one, place from jsonb_array_elements(shop.rights) with ordinality rule(one, place)
          where one->'tiers' ? f.tier or one->'marks' ?| f.marks order by one->>'right', place) held)`;

/** What the region of the customer's country promises from order to door, as 3–5; null where nothing is promised. */
const DELIVERY_DAYS = `(select case when days->>'from' = days->>'to' then days->>'to' else concat(days->>'from', '–', days->>'to') end
          from jsonb_array_elements(shop.regions) region(one), lateral (select one->'deliveryDays' as days) promised where one->'countries' ? trim(c.country) and days is not null)`;

/** SQL expressions of what a touch brings besides the facts of its customer; left out: nothing. */
interface TouchSql {
  /** The id of the grant that it carries. */
  readonly grant?: string;
  /** The products that it shows. */
  readonly products?: string;
  /** What the staff has written in place of a template's words. */
  readonly words?: string;
  /** The properties of the event that entered the customer. */
  readonly event?: string;
}

/** The event by which the enrolment of message `m` was entered, as the inbox keeps its properties; a run enters by none. */
export const ENTRY_EVENT = `(select e.payload->'properties' from enrolment n join event_inbox e on e.id = n.event_id where m.run_id is null and n.id = m.enrolment_id)`;

/** What else the customer may pay with: the methods of their country in the order of the policy, less the one that the event names. */
const paymentSql = (locale: string, event: string) => `(select string_agg(coalesce(one->'title'->>${locale}, one->'title'->>shop.fallback), ', ' order by place)
          from jsonb_array_elements(shop.payment_methods) with ordinality method(one, place)
          where coalesce(one->'countries' ? trim(c.country), not one ? 'countries') and lower(one->>'method') is distinct from lower(${event}->>'method'))`;

/**
 * SQL for what a template may name (contracts/template-variables.ts): facts of customer `c` with `customer_facts f` and `shop`.
 * @param locale SQL expression of the template's locale
 */
export function contextSql(locale: string, { grant = 'null::text', products = 'null::jsonb', words = 'null::jsonb', event = 'null::jsonb' }: TouchSql): string {
  return `jsonb_build_object(
      'customer', jsonb_build_object('name', c.display_name, 'country', trim(c.country), 'orderCount', f.order_count,
        'tierTitle', (select coalesce(one->'title'->>${locale}, one->'title'->>'en') from jsonb_array_elements(shop.tiers) one where one->>'tier' = f.tier),
        'tierBadge', (select coalesce(one->'badge'->>${locale}, one->'badge'->>shop.fallback) from jsonb_array_elements(shop.tiers) one where one->>'tier' = f.tier),
        'firstOrderOn', to_char(f.first_order_at at time zone shop.zone, 'YYYY-MM-DD'),
        'lastOrderOn', to_char(f.last_order_at at time zone shop.zone, 'YYYY-MM-DD')),
      'tier', jsonb_build_object('currency', shop.currency,
        'nextTitle', (select coalesce(one->'title'->>${locale}, one->'title'->>'en') from ${BETTER_TIER}),
        'missingToNext', (select ${missing("(shop.thresholds->>(one->>'tier'))::float8")} from ${BETTER_TIER}),
        'rights', ${rightsSql(locale)},
        'missingToKeep', ${missing('(shop.thresholds->>f.tier)::float8 * shop.keep_share')}),
      'shop', jsonb_build_object('name', shop.name, 'currency', shop.currency, 'deliveryDays', ${DELIVERY_DAYS}, 'paymentMethods', ${paymentSql(locale, event)}),
      'order', coalesce((select jsonb_build_object('number', o.external_id, 'value', (o.value * 10000)::bigint, 'currency', trim(o.currency),
          'placedOn', to_char(o.placed_at at time zone shop.zone, 'YYYY-MM-DD'), 'shippedOn', to_char(o.shipped_at at time zone shop.zone, 'YYYY-MM-DD'),
          'deliveredOn', to_char(o.delivered_at at time zone shop.zone, 'YYYY-MM-DD'))
        from orders o where o.customer_id = c.id and o.kind = 'order' and o.placed_at <= shop.now order by o.placed_at desc limit 1),
        '{"number": null, "value": null, "currency": null, "placedOn": null, "shippedOn": null, "deliveredOn": null}'),
      'event', (select jsonb_build_object('orderNumber', told->>'orderId', 'carrier', told->>'carrier', 'trackingUrl', told->>'trackingUrl', 'promisedOn', told->>'promisedOn',
          'labelUrl', told->>'labelUrl', 'payUrl', told->>'payUrl') from (select ${event} as told) entered),
      'agreement', coalesce((select jsonb_build_object('discountPercent', (a.discount_share * 100)::float8, 'rebatePercent', (a.rebate_share * 100)::float8,
          'missingToRebate', nullif(greatest((a.rebate_from_value - a.term_value) * 10000, 0), 0)::bigint, 'currency', trim(a.currency), 'endsOn', a.until_date::text)
        from agreement a where a.customer_id = c.id and a.state = 'agreed' and (shop.now at time zone shop.zone)::date between a.from_date and a.until_date limit 1),
        '{"discountPercent": null, "rebatePercent": null, "missingToRebate": null, "currency": null, "endsOn": null}'),
      'suggestion', coalesce((select jsonb_build_object('idea', s.idea, 'note', s.note) from suggestion s where s.customer_id = c.id order by coalesce(s.answered_at, s.at) desc, s.id desc limit 1),
        '{"idea": null, "note": null}'),
      'products', (select jsonb_build_object('count', nullif(count(*), 0), 'list', coalesce(jsonb_agg(jsonb_build_object('title', coalesce(p.title, p.sku), 'price', (p.price * 10000)::bigint,
          'currency', coalesce(trim(p.currency), shop.currency), 'url', p.url, 'picture', p.pictures[1],
          'review', (select review from jsonb_array_elements(p.reviews) review order by (review->>'rating')::float8 desc limit 1)) order by chosen.place), '[]'))
        from jsonb_array_elements(coalesce(${products}, '[]')) with ordinality chosen(one, place) join product p on p.shop_id = chosen.one->>'shopId' and p.sku = chosen.one->>'sku'),
      'words', coalesce(${words}, '{"subject": null, "text": null}'),
      'promotion', coalesce((select jsonb_build_object('title', coalesce(g.terms->'title'->>${locale}, g.terms->'title'->>'en'), 'code', g.code,
          'percent', g.terms->'percent', 'amount', g.terms->'amount', 'minimumSpend', g.terms->'minimumSpend', 'currency', trim(g.currency),
          'product', g.terms->'products'->>0, 'endsOn', g.terms->>'endsOn') from promotion_grant g where g.id = ${grant}),
        '{"title": null, "code": null, "percent": null, "amount": null, "minimumSpend": null, "currency": null, "product": null, "endsOn": null}'))`;
}

/** What the template of a touch that shows these products would be given now; for previews. */
export async function readTemplateContext(
  db: Queryable, { id, locale, products }: { id: CustomerId; locale: string; products: readonly FittingProduct[] },
): Promise<{ data: RenderData; displayName: string | null } | null> {
  const { rows } = await db.query<{ data: RenderData; displayName: string | null }>(
    `with ${SHOP_CTE} select ${contextSql('$2', { products: '$3::jsonb' })} as data, c.display_name as "displayName"
     from shop, customer c join customer_facts f on f.customer_id = c.id where c.id = $1`, [id, locale, JSON.stringify(products)]);
  return rows[0] ?? null;
}
