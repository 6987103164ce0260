import { PIECES } from '../../domain/promotion.ts';
import { bySql, type Invariant } from './invariant.ts';

/** Budgets and stock to the cent, and grants that are what became of their touch (reference: I9). */
export const PROMOTION_INVARIANTS: readonly Invariant[] = [
  bySql({
    id: 'purse-is-its-grants',
    title: 'what a promotion holds of its budget and stock is what its grants hold',
    remedy: 'stop the promotion and compare its grants with its purse: something wrote past the reservation',
    checked: 'select count(*) from promotion_purse',
    offenders: `
      select p.promotion, p.unit, p.held, coalesce(g.amount, 0) as "ofGrants"
      from promotion_purse p left join (
        select promotion, trim(currency) as unit, sum(cost) as amount from promotion_grant group by promotion, currency
        union all select promotion, '${PIECES}', sum(pieces) from promotion_grant group by promotion) g on g.promotion = p.promotion and g.unit = p.unit
      where p.held <> coalesce(g.amount, 0)`,
  }),
  bySql({
    id: 'within-budget',
    title: 'no grant was reserved beyond what its budget had left',
    remedy: 'revoke the grant: npx touchline promotion revoke',
    checked: 'select count(*) from promotion_grant where left_after is not null',
    offenders: `select id as grant, promotion, left_after as "leftAfter" from promotion_grant where left_after < 0`,
  }),
  bySql({
    id: 'grant-follows-touch',
    title: 'a grant is committed once a message that carries it was accepted, and not before',
    remedy: 'wake the customer: the next decision settles it',
    checked: 'select count(*) from promotion_grant',
    offenders: `
      select g.id as grant, g.state, count(m.id)::int as accepted
      from promotion_grant g left join message m on m.grant_id = g.id and m.state = 'accepted'
      group by g.id having (g.state in ('reserved', 'released') and count(m.id) > 0) or (g.committed_at is not null and count(m.id) = 0)`,
  }),
  bySql({
    id: 'promised-to-them',
    title: 'the code in a message belongs to its customer, and is the one of its grant',
    remedy: 'revoke the code: somebody else may have it',
    checked: 'select count(*) from message where grant_id is not null',
    offenders: `
      select m.id as message, m.grant_id as grant from message m left join customer c on c.id = m.customer_id left join promotion_grant g on g.id = m.grant_id
      where m.grant_id is not null and (g.id is null or g.customer_id <> coalesce(c.merged_into, m.customer_id)
        or (m.claimed_at is not null and m.context->'promotion'->>'code' is distinct from g.code))`,
  }),
  bySql({
    id: 'used-by-an-order',
    title: 'a used grant has its instant, and its order exists; a grant that is over holds nothing unless it was used',
    remedy: 'compare the grant with the orders of its customer',
    checked: `select count(*) from promotion_grant where state not in ('reserved', 'committed')`,
    offenders: `
      select g.id as grant, g.state, g.used_by_order as "order" from promotion_grant g
      where (g.state = 'used' and (g.ended_at is null or (g.used_by_order is not null and not exists (
          select 1 from orders o where o.shop_id || '/' || o.external_id = g.used_by_order))))
        or (g.state in ('released', 'expired', 'revoked') and g.cost <> 0)`,
  }),
  bySql({
    id: 'chances-add-up',
    title: 'the chances of every choice add up to one, and what was chosen had one',
    remedy: 'leave the choice out of what is learned from',
    checked: 'select count(*) from promotion_choice',
    offenders: `
      select c.touch, c.chosen from promotion_choice c left join lateral (
        select sum((e->>'chance')::float8) as total, max((e->>'chance')::float8) filter (where e->>'promotion' = c.chosen) as own from jsonb_array_elements(c.eligible) e) of on true
      where abs(coalesce(of.total, 0) + c.none_chance - 1) > 1e-9 or (c.chosen is not null and coalesce(of.own, 0) <= 0)
        or (c.chosen is not null and not exists (
          select 1 from promotion_grant g where starts_with(g.id, c.touch || '@') and g.promotion = c.chosen))`,
  }),
];
