import type { Purpose } from '../domain/customer.ts';
import type { NewsAddress, NewsMessage } from '../contracts/channel-news.ts';
import type { Queryable } from './pool.ts';

/** A message of ours that news speaks of. */
export interface ToldMessage {
  readonly id: string;
  readonly customerId: string;
  readonly campaign: string;
  readonly step: string;
  readonly purpose: Purpose;
  readonly state: string;
  readonly fence: number;
  /** It has arrived, or its receiver has dealt with it. */
  readonly arrived: boolean;
}

/** The message by our own key, else by the id that the provider gave it; null: we know of none. */
export async function toldMessage(db: Queryable, channel: string, { key, providerId }: NewsMessage): Promise<ToldMessage | null> {
  const { rows } = await db.query<ToldMessage>(
    `select id, customer_id as "customerId", campaign, step, purpose, state, fence, coalesce(delivered_at, opened_at, clicked_at, replied_at) is not null as arrived
     from message where channel = $1 and (id = $2 or ($3::text is not null and provider_id = $3)) order by (id = $2) desc nulls last limit 1`, [channel, key, providerId]);
  return rows[0] ?? null;
}

/** Whether a send of the channel is under way that began before so many system milliseconds: its answer may still bring us an id of the provider. */
export async function isSendUnderWay(db: Queryable, channel: string, beforeMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `select 1 from attempt a join message m on m.id = a.message_id
     where a.outcome is null and m.channel = $1 and m.state = 'sending' and a.started_system <= clock_timestamp() - make_interval(secs => $2::float8 / 1000)
       and a.started_system > clock_timestamp() - interval '2 hours' limit 1`, [channel, beforeMs]);
  return (rowCount ?? 0) > 0;
}

/**
 * The customers known by an address, whoever was written to last first. A telephone number or mail address that is known of a customer
 * counts too where no contact point has it: people write first.
 */
export async function ownersOf(db: Queryable, channel: string, { address, others }: NewsAddress): Promise<string[]> {
  const told = [address, ...others];
  const { rows } = await db.query<{ id: string }>(
    `with known as (
       select customer_id from contact_point where channel = $1 and (address = any($2) or lower(address) = any($3))
       union select customer_id from identity where kind in ('phone', 'email', 'conversation') and value = any($2)
         and not exists (select 1 from contact_point where channel = $1 and (address = any($2) or lower(address) = any($3)))
     )
     select k.customer_id as id from known k join customer c on c.id = k.customer_id where c.erased_at is null
     order by (select max(claimed_at) from message m where m.customer_id = k.customer_id and m.channel = $1) desc nulls last, k.customer_id limit 20`,
    [channel, told, told.map((one) => one.toLowerCase())]);
  return rows.map(({ id }) => id);
}
