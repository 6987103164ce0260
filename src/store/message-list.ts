import type { EpochMs } from '../domain/instant.ts';
import type { Reason } from '../domain/reason.ts';
import type { Queryable } from './pool.ts';

export interface ListedMessage {
  readonly id: string;
  readonly customerId: string;
  readonly campaign: string;
  readonly step: string;
  readonly channel: string;
  readonly state: string;
  readonly claimedAtMs: EpochMs | null;
  readonly reason: Reason | null;
}

/** Messages in a state (all of them when null), the newest first. No address is read. */
export async function listMessages(db: Queryable, filter: { readonly state: string | null; readonly campaign: string | null; readonly limit: number }): Promise<ListedMessage[]> {
  const { rows } = await db.query<{ message: ListedMessage }>(
    `select json_build_object('id', id, 'customerId', customer_id, 'campaign', campaign, 'step', step, 'channel', channel, 'state', state,
       'claimedAtMs', epoch_ms(claimed_at), 'reason', reason) as message
     from message where ($1::text is null or state = $1) and ($2::text is null or campaign = $2) order by ref desc limit $3`,
    [filter.state, filter.campaign, filter.limit]);
  return rows.map(({ message }) => message);
}
