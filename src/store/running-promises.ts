import type { Level } from '../domain/customer.ts';
import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { SlaClock } from '../domain/sla-clock.ts';
import type { Queryable } from './pool.ts';

// In whose charge the customer of clock `c` is, or was when it ended.
const IN_CHARGE = `(select h.person from customer_charge h where h.customer_id = c.customer_id and (c.ended_at is null or h.at <= c.ended_at) order by h.id desc limit 1)`;

/** SQL: who sees, or saw, to what clock `c` runs for; null: nobody is named. What nobody in particular has is with whoever is in charge of the customer. */
export const PERSON_OF_CLOCK = `case
  when c.kind in ('first-reply', 'next-reply', 'resolution') then coalesce((select i.person from inquiry i where i.id = split_part(c.subject, '/', 1)::bigint), ${IN_CHARGE})
  when c.kind = 'contact' then ${IN_CHARGE}
  when c.kind = 'approval' then (select a.decided_by from approval a where a.customer_id = c.customer_id and coalesce(a.message_id, 'document/' || a.document_id) = c.subject order by a.id desc limit 1)
  when c.kind = 'incoming-review' then (select e.reviewed_by from inquiry_entry e where e.id = c.subject::bigint)
  when c.kind = 'group-part' then (select coalesce(g.done_by, g.person) from group_part g where g.id = c.subject::bigint) end`;

/** A promise that runs, and who is to keep it. */
export interface RunningPromise extends Pick<SlaClock, 'kind' | 'subject' | 'state' | 'dueAtMs' | 'warnAtMs' | 'pausedAtMs' | 'team'> {
  readonly customerId: CustomerId;
  readonly level: Level;
  readonly person: string | null;
}

/** Every promise that runs, the nearest first. */
export async function readRunningPromises(db: Queryable): Promise<RunningPromise[]> {
  const { rows } = await db.query<{ promise: Omit<RunningPromise, 'customerId'> & { readonly customerId: string } }>(
    `select json_build_object('customerId', c.customer_id, 'kind', c.kind, 'subject', c.subject, 'level', c.level, 'state', c.state, 'dueAtMs', epoch_ms(c.due_at), 'warnAtMs', epoch_ms(c.warn_at),
       'pausedAtMs', epoch_ms(c.paused_at), 'team', c.team, 'person', ${PERSON_OF_CLOCK}) as promise from sla_clock c where c.ended_at is null order by c.due_at, c.customer_id, c.kind, c.subject`);
  return rows.map(({ promise }) => ({ ...promise, customerId: toCustomerId(promise.customerId) }));
}
