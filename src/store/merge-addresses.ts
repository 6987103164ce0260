import type { Merging } from './merge-customers.ts';
import type { Transaction } from './pool.ts';

/** What of the row and the addresses of a customer came to the one that it is part of now. */
export interface MergedAddresses {
  readonly identities: number;
  readonly contactPoints: number;
  /** Columns of the other one's row that were empty. */
  readonly filled: readonly string[];
}

// An address that both have stays once, in the stricter of its two states; what a provider counts of it counts in full.
const SAME_ADDRESSES = `
with pair as (
  select distinct on (theirs.id) own.id as own, theirs.* from contact_point theirs join contact_point own on own.customer_id = $2 and own.channel = theirs.channel and lower(own.address) = lower(theirs.address)
  where theirs.customer_id = $1 order by theirs.id, (own.address = theirs.address) desc, own.id
), kept as (
  update contact_point p set state = case when 'gone' in (p.state, t.state) then 'gone' when 'bounced' in (p.state, t.state) then 'bounced' when 'unverified' in (p.state, t.state) then 'unverified' else p.state end,
    sandbox_only = p.sandbox_only or t.sandbox_only, soft_bounces = greatest(p.soft_bounces, t.soft_bounces), window_until = greatest(p.window_until, t.window_until),
    reference = case when 'gone' in (p.state, t.state) then null else coalesce(p.reference, t.reference) end, platform = coalesce(p.platform, t.platform),
    rest_until = greatest(p.rest_until, t.rest_until), rests = greatest(p.rests, t.rests), reached_at = greatest(p.reached_at, t.reached_at)
  from pair t where p.id = t.own
), told as (
  update message m set contact_point_id = t.own from pair t where m.customer_id = $1 and m.contact_point_id = t.id
)
delete from contact_point p using pair t where p.id = t.id`;

// Gaps are filled; what is known of the one that goes on stays.
const FILL = `
with part as (
  select c.*, array_remove(array[
    case when k.display_name is null and c.display_name is not null then 'displayName' end, case when k.country is null and c.country is not null then 'country' end,
    case when k.language is null and c.language is not null then 'language' end, case when k.time_zone is null and c.time_zone is not null then 'timeZone' end,
    case when k.phone_country is null and c.phone_country is not null then 'phoneCountry' end, case when k.preferred_channel is null and c.preferred_channel is not null then 'preferredChannel' end,
    case when k.birthday is null and c.birthday is not null then 'birthday' end], null) as filled
  from customer c join customer k on k.id = $2 where c.id = $1
)
update customer k set display_name = coalesce(k.display_name, p.display_name), country = coalesce(k.country, p.country), language = coalesce(k.language, p.language), time_zone = coalesce(k.time_zone, p.time_zone),
  phone_country = coalesce(k.phone_country, p.phone_country), preferred_channel = coalesce(k.preferred_channel, p.preferred_channel), created_at = least(k.created_at, p.created_at),
  birthday = coalesce(k.birthday, case when not exists (select 1 from statement s where s.customer_id = $2 and s.kind = 'birthday') then p.birthday end)
from part p where k.id = $2 returning p.filled`;

/** Every name and address of both leads to the one that goes on: what comes in under any of them is its own from now on. */
export async function mergeAddresses(tx: Transaction, { from, into }: Merging): Promise<MergedAddresses> {
  const identities = await tx.query('update identity set customer_id = $2 where customer_id = $1', [from, into]);
  const same = await tx.query(SAME_ADDRESSES, [from, into]);
  const moved = await tx.query('update contact_point set customer_id = $2 where customer_id = $1', [from, into]);
  const { rows: [row] } = await tx.query<{ filled: string[] }>(FILL, [from, into]);
  return { identities: identities.rowCount ?? 0, contactPoints: (same.rowCount ?? 0) + (moved.rowCount ?? 0), filled: row?.filled ?? [] };
}
