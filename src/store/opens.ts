import type { PixelHit } from '../contracts/pixel-hit.ts';
import { mayTrackOpens, type TrackingLaws } from '../domain/open-tracking.ts';
import type { Queryable } from './pool.ts';
import { type TrackingFacts, trackingSql } from './tracking-word.ts';

/** No person opens a mail so soon after its server has taken it. */
const TOO_SOON_SECONDS = 5;
/** Whoever follows every link of a mail within so long reads none of them. */
const SWEEP_SECONDS = 10;

interface HitRow {
  readonly ref: string;
  readonly id: string;
  readonly customer_id: string;
  readonly shop_id: string;
  readonly campaign: string;
  readonly step: string;
  readonly machine: boolean;
  readonly marked: boolean;
  readonly tracking: TrackingFacts;
}

// A message that is still on its way, or was taken a moment ago, is opened by whoever checks mail for its reader; so is one all of whose links were just followed.
const HITS_SQL = `
select m.ref::text, m.id, c.id as customer_id, m.campaign, m.step, m.machine_opened_at is not null as marked, ${trackingSql('m.channel')} as tracking,
  coalesce((select i.shop_id from identity i where i.customer_id = m.customer_id order by i.shop_id limit 1), '') as shop_id,
  h.by_machine or m.state = 'sending'
    or exists (select 1 from attempt a where a.message_id = m.id and a.ended_system > clock_timestamp() - interval '${TOO_SOON_SECONDS} seconds')
    or (cardinality(t.links) > 1 and cardinality(t.links) = (select count(distinct e.payload->'properties'->'link') from event_inbox e
      where e.source = 'link' and e.received_system > clock_timestamp() - interval '${SWEEP_SECONDS} seconds' and e.message_id = any(array(
        select 'click.' || m.ref || '.' || link || '.' || minute from generate_series(0, cardinality(t.links) - 1) link,
          generate_series(floor(extract(epoch from clock_timestamp()) / 60)::bigint - 1, floor(extract(epoch from clock_timestamp()) / 60)::bigint) minute)))) as machine
from unnest($1::bigint[], $2::boolean[]) h(ref, by_machine) join message m on m.ref = h.ref left join template_version t on t.hash = m.template_hash,
  lateral (
    with recursive owner as (
      select id, merged_into, 0 as merges from customer where id = m.customer_id
      union all select n.id, n.merged_into, owner.merges + 1 from owner join customer n on n.id = owner.merged_into where owner.merges < 20
    ) select id from owner where merged_into is null limit 1) living join customer c on c.id = living.id
where m.opened_at is null and c.erased_at is null`;

const STORE_SQL = `
with marked as (
  update message set machine_opened_at = touchline_now() where ref = any($1::bigint[]) and machine_opened_at is null
)
insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload)
select 'link', 'open.' || o.ref, o.shop_id, o.customer_id, 'opened', touchline_now(), clock_timestamp(), jsonb_build_object('customer', null, 'traits', null,
  'properties', jsonb_build_object('campaign', o.campaign, 'step', o.step), 'change', jsonb_build_object('does', 'receipt', 'stamp', 'opened', 'message', o.id), 'told', '{}'::jsonb)
from jsonb_to_recordset($2::jsonb) as o(ref text, id text, shop_id text, customer_id uuid, campaign text, step text)
on conflict (source, message_id) do nothing returning id`;

/**
 * Keeps what pixels tell, many at once: the first opening of each message becomes an event like a click, a machine's only a mark on the message.
 * Whether the customer still lets it be noticed is asked again now; of whoever does not, nothing is kept. Answers the new rows of the inbox.
 */
export async function storeOpens(db: Queryable, laws: TrackingLaws, hits: readonly PixelHit[]): Promise<number[]> {
  const { rows } = await db.query<HitRow>(HITS_SQL, [hits.map(({ ref }) => ref), hits.map(({ byMachine }) => byMachine)]);
  const allowed = rows.filter(({ tracking }) => tracking !== null && mayTrackOpens(tracking, laws));
  const [machines, people] = [allowed.filter(({ machine, marked }) => machine && !marked), allowed.filter(({ machine }) => !machine)];
  if (machines.length === 0 && people.length === 0) return [];
  const { rows: stored } = await db.query<{ id: string }>(STORE_SQL, [machines.map(({ ref }) => ref), JSON.stringify(people)]);
  return stored.map(({ id }) => Number(id));
}
