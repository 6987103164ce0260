import type { Level } from '../domain/customer.ts';
import type { WaitingMatter } from '../domain/inbox-order.ts';
import type { CustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import { PERSON_IN_CHARGE } from './charge.ts';
import type { Queryable } from './pool.ts';
import { LEVEL_OF_INQUIRY, UNANSWERED } from './promise-facts.ts';

/** An inquiry that is open, or a draft that waits for a second person. */
export interface InboxLine extends WaitingMatter {
  readonly what: 'inquiry' | 'approval';
  /** Of the inquiry, or of the approval. */
  readonly id: number;
  readonly level: Level;
  /** Of an inquiry; null: it is a draft. */
  readonly kind: string | null;
  readonly channel: string | null;
  readonly customerId: CustomerId;
  readonly team: string | null;
  /** Who sees to it; of a draft null. */
  readonly person: string | null;
  /** In whose charge the customer is; null: nobody in particular. */
  readonly inCharge: string | null;
  /** Of a draft: who may not approve it. */
  readonly authors: readonly string[];
  /** Everything was answered and looked at: it is the customer's turn. */
  readonly isWithCustomer: boolean;
  /** Out of sight until then; null: it is not. */
  readonly snoozedUntilMs: EpochMs | null;
  /** Doubted, and not judged by a person yet. */
  readonly isDoubted: boolean;
}

// What nobody of the shop has looked at, though somebody should.
const UNSEEN = `from inquiry_entry unseen where unseen.inquiry_id = i.id and unseen.needs_review and unseen.reviewed_at is null`;

// What is owed is due by its reply or by its look, whichever is first; an inquiry whose customer is to answer, by its resolution.
const INQUIRIES = `
select 'inquiry' as what, i.id, ${LEVEL_OF_INQUIRY} as level, i.kind, i.channel, i.customer_id, i.team, i.person, '{}'::text[] as authors, i.opened_at as since, not exists (select 1 ${UNANSWERED}) and not exists (select 1 ${UNSEEN}) as with_customer,
  case when i.state = 'snoozed' then i.snoozed_until end as snoozed_until, i.band = 'hold' and i.verdict is null as doubted,
  (select due_at from sla_clock c where c.customer_id = i.customer_id and c.ended_at is null and ((c.kind in ('first-reply', 'next-reply', 'resolution') and split_part(c.subject, '/', 1) = i.id::text)
    or (c.kind = 'incoming-review' and c.subject in (select unseen.id::text ${UNSEEN}))) order by c.kind = 'resolution', due_at limit 1) as due
from inquiry i join customer_facts f on f.customer_id = i.customer_id where i.state <> 'closed'`;

const DRAFTS = `
select 'approval', a.id, f.level, null, m.channel, a.customer_id, a.team, null, a.authors, a.asked_at, false, null, false, k.due_at
from approval a join customer_facts f on f.customer_id = a.customer_id left join message m on m.id = a.message_id
  left join sla_clock k on k.customer_id = a.customer_id and k.kind = 'approval' and k.subject = coalesce(a.message_id, 'document/' || a.document_id) and k.ended_at is null
where a.state = 'waiting'`;

/** Everything that waits for a person, in no order. */
export async function readWaitingMatters(db: Queryable): Promise<InboxLine[]> {
  const { rows } = await db.query<{ line: InboxLine }>(
    `select json_build_object('what', what, 'id', id, 'level', level, 'kind', kind, 'channel', channel, 'customerId', customer_id, 'team', team, 'person', person, 'inCharge', ${PERSON_IN_CHARGE('waiting.customer_id')}, 'authors', authors,
       'sinceMs', epoch_ms(since), 'isWithCustomer', with_customer, 'snoozedUntilMs', epoch_ms(snoozed_until), 'isDoubted', coalesce(doubted, false), 'dueAtMs', epoch_ms(due)) as line
     from (${INQUIRIES} union all ${DRAFTS}) waiting`);
  return rows.map(({ line }) => line);
}
