import { toCustomerId, type CustomerId } from '../domain/ids.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { type ApprovalRefusal, decidedBeforeMerge, IS_SUPERVISOR, whyNot } from './approval-refusal.ts';
import { CONTENT_HASH } from './draft-content.ts';
import { inDecision, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { tellEvents } from './told-events.ts';

/** A second person's word. */
export interface ApprovalWord {
  readonly approval: number;
  /** Of what was read: nothing else is meant by it. */
  readonly contentHash: string;
  readonly by: string;
  readonly yes: boolean;
  /** Why not; for a yes it may be null. */
  readonly note: string | null;
}

/** What the word came to. */
export type ApprovalAnswer =
  | { readonly kind: 'approved' | 'rejected'; readonly customerId: CustomerId }
  | ApprovalRefusal;

// One conditional update: on the draft, its content, its state, a campaign that goes on, and the role of this very instant.
const DECIDE_MESSAGE = `
with decided as (
  update approval a set state = $4, decided_by = $2, decided_at = touchline_now(), note = $5,
    good_until = case $4 when 'approved' then touchline_now() + make_interval(mins => $6) end
  from message m left join campaign c on c.name = m.campaign
  where a.id = $1 and a.state = 'waiting' and a.content_hash = $3 and m.id = a.message_id and m.state = 'draft' and m.content_hash = a.content_hash and ($4 = 'rejected' or (${CONTENT_HASH} = a.content_hash and m.expires_at > touchline_now()))
    and not $2 = any(a.authors) and coalesce(c.state, 'running') not in ('cancelled', 'finished') and ${IS_SUPERVISOR}
  returning a.message_id
)
update message m set state = case when $4 = 'rejected' then 'rejected' when m.inquiry_id is null then 'approved' else 'ready' end,
  reason = case when $4 = 'rejected' then jsonb_build_object('code', 'draft-rejected', 'params', jsonb_build_object('by', $2::text)) end
from decided d where m.id = d.message_id returning m.id`;

const DECIDE_DOCUMENT = `
update approval a set state = $4, decided_by = $2, decided_at = touchline_now(), note = $5, good_until = case $4 when 'approved' then touchline_now() + make_interval(mins => $6) end
from document d where a.id = $1 and a.state = 'waiting' and a.content_hash = $3 and d.id = a.document_id and d.hash = a.content_hash and not $2 = any(a.authors) and ${IS_SUPERVISOR} returning a.id`;

interface ApprovalRow {
  customer_id: string;
  message_id: string | null;
  document_id: string | null;
}

/** Says yes or no to a draft or a document, once, by somebody who did not write it and is a supervisor at that instant. */
export async function decideApproval(pool: Pool, source: RulesSource, word: ApprovalWord): Promise<ApprovalAnswer> {
  return inDecision(pool, async (tx) => {
    const { rows: [row] } = await tx.query<ApprovalRow>('select customer_id, message_id, document_id from approval where id = $1', [word.approval]);
    if (row === undefined) return { kind: 'no-such-approval' };
    const customerId = toCustomerId(row.customer_id);
    // A customer who has become part of another one is written to no more.
    if ((await lockCustomers(tx, [customerId])).size === 0) return decidedBeforeMerge(tx, word.approval, customerId);
    const { sla } = (await source.load(tx)).policy;
    const state = word.yes ? 'approved' : 'rejected';
    const { rowCount } = await tx.query(row.message_id === null ? DECIDE_DOCUMENT : DECIDE_MESSAGE,
      [word.approval, word.by, word.contentHash, state, word.note, sla?.approval.goodForMinutes ?? USUAL_GOOD_FOR_MINUTES]);
    const refusal = rowCount === 0 ? await whyNot(tx, word) : null;
    if (refusal === null) await tellDecided(tx, customerId, word);
    // A draft that is asked about anew, or ends, moves clocks too.
    if (refusal === null || refusal.kind === 'changed' || refusal.kind === 'expired') await decideCustomers(tx, source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
    return refusal ?? { kind: state, customerId };
  });
}

const USUAL_GOOD_FOR_MINUTES = 24 * 60;

async function tellDecided(tx: Transaction, customerId: CustomerId, { approval, yes }: ApprovalWord): Promise<void> {
  const state = yes ? 'approved' : 'rejected';
  await tellEvents(tx, 'approval', [{ customerId, kind: `draft.${state}`, messageId: `${approval}:${state}`, properties: { approval } }]);
  if (!yes) await tellRejected(tx, approval);
}

/** Whoever has written it hears that it was rejected; what no person has written has nobody to be told. */
async function tellRejected(tx: Transaction, approval: number): Promise<void> {
  await tx.query(
    `insert into staff_notice (origin, team, what, customer_id, about, at)
     select 'rejected/' || id, team, 'rejected', customer_id, jsonb_build_object('of', coalesce(message_id, 'document/' || document_id), 'approval', id), touchline_now()
     from approval where id = $1 and authors <> '{}' on conflict (origin) do nothing`, [approval]);
}
