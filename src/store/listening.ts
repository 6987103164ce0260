import type { EventKind } from '../domain/event.ts';
import type { Queryable } from './pool.ts';

/** Whether a campaign that runs starts from this kind of event: what nobody waits for is not looked for. */
export async function isListenedTo(db: Queryable, kind: EventKind): Promise<boolean> {
  const { rowCount } = await db.query(
    `select 1 from campaign c join campaign_version v on v.campaign = c.name and v.ordinal = c.active_ordinal
     where c.state = 'running' and v.definition->'entry'->'on' ? $1`, [kind]);
  return rowCount !== 0;
}
