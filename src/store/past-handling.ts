import type { CustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Reason } from '../domain/reason.ts';
import type { ScreeningBand, ScreeningSign } from '../domain/screening/screening-policy.ts';
import type { EscalationStep } from '../domain/sla-clock.ts';
import { withParts } from './customer-merges.ts';
import type { Queryable } from './pool.ts';

/** A sign that a screening saw; of a customer who is erased without its reasons. */
export interface PastSign {
  readonly sign: ScreeningSign;
  readonly points: number;
  readonly because: readonly Reason[];
}

/** What people of the shop had to do with a customer: in whose charge they were, inquiries, approvals, escalations, contacts, merges. */
export type HandlingNews =
  | { readonly what: 'inquiry-opened'; readonly atMs: EpochMs; readonly inquiry: number; readonly kind: string; readonly channel: string }
  /** `points`: null of one that was not screened by signs. `verdict`: what a person has found since. */
  | { readonly what: 'inquiry-screened'; readonly atMs: EpochMs; readonly inquiry: number; readonly band: ScreeningBand; readonly points: number | null; readonly signs: readonly PastSign[]; readonly verdict: string | null; readonly verdictBy: string | null }
  | { readonly what: 'inquiry-closed'; readonly atMs: EpochMs; readonly inquiry: number; readonly outcome: string | null; readonly by: string | null; readonly mergedInto: number | null }
  | { readonly what: 'approval-asked'; readonly atMs: EpochMs; readonly approval: number; readonly about: string }
  | { readonly what: 'approval-decided'; readonly atMs: EpochMs; readonly approval: number; readonly state: string; readonly by: string | null; readonly note: string | null }
  | { readonly what: 'escalated'; readonly atMs: EpochMs; readonly clock: string; readonly subject: string; readonly step: EscalationStep; readonly dueAtMs: EpochMs }
  | { readonly what: 'charge'; readonly atMs: EpochMs; readonly person: string | null; readonly team: string | null; readonly by: string; readonly handedOver: boolean }
  | { readonly what: 'contact'; readonly atMs: EpochMs; readonly how: string; readonly by: string; readonly note: string | null }
  | { readonly what: 'merged'; readonly atMs: EpochMs; readonly customer: string; readonly into: string; readonly by: string; readonly reason: string | null };

const NEWS = `
select opened_at as at, json_build_object('what', 'inquiry-opened', 'atMs', epoch_ms(opened_at), 'inquiry', id, 'kind', kind, 'channel', channel) as news from inquiry where customer_id = $1
union all
select coalesce(instant((screening->>'atMs')::float8), opened_at), json_build_object('what', 'inquiry-screened', 'atMs', epoch_ms(coalesce(instant((screening->>'atMs')::float8), opened_at)), 'inquiry', id, 'band', band, 'points', screening->'points',
  'signs', coalesce((select json_agg(json_build_object('sign', s->'sign', 'points', s->'points', 'because', coalesce(s->'because', '[]')) order by place) from jsonb_array_elements(screening->'signs') with ordinality seen(s, place)), '[]'),
  'verdict', verdict, 'verdictBy', verdict_by) from inquiry where customer_id = $1 and band is not null
union all
select closed_at, json_build_object('what', 'inquiry-closed', 'atMs', epoch_ms(closed_at), 'inquiry', id, 'outcome', outcome, 'by', closed_by, 'mergedInto', merged_into) from inquiry where customer_id = $1 and closed_at is not null
union all
select asked_at, json_build_object('what', 'approval-asked', 'atMs', epoch_ms(asked_at), 'approval', id, 'about', coalesce(message_id, 'document ' || document_id)) from approval where customer_id = $1
union all
select decided_at, json_build_object('what', 'approval-decided', 'atMs', epoch_ms(decided_at), 'approval', id, 'state', state, 'by', decided_by, 'note', note) from approval where customer_id = $1 and decided_at is not null
union all
select at, json_build_object('what', 'escalated', 'atMs', epoch_ms(at), 'clock', kind, 'subject', subject, 'step', step, 'dueAtMs', epoch_ms(due_at)) from escalation where customer_id = $1
union all
select at, json_build_object('what', 'contact', 'atMs', epoch_ms(at), 'how', how, 'by', by, 'note', note) from contact_log where customer_id = $1
union all
select at, json_build_object('what', 'charge', 'atMs', epoch_ms(at), 'person', person, 'team', team, 'by', by, 'handedOver', handed_over) from customer_charge where customer_id = $1
union all
select at, json_build_object('what', 'merged', 'atMs', epoch_ms(at), 'customer', customer_id, 'into', into_id, 'by', by, 'reason', reason) from customer_merge
where customer_id = any(${withParts('$1::uuid')})`;

/** All of it, the oldest first; of more than `limit` the newest. */
export async function readPastHandling(db: Queryable, id: CustomerId, limit: number): Promise<HandlingNews[]> {
  const { rows } = await db.query<{ news: HandlingNews }>(`select news from (${NEWS}) one order by at desc, news->>'what' desc limit $2`, [id, limit]);
  return rows.toReversed().map(({ news }) => news);
}
