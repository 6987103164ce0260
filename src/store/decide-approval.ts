import { toCustomerId, type CustomerId } from '../domain/ids.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
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
  | { readonly kind: 'no-such-approval' }
  /** Somebody was faster, or it is void. */
  | { readonly kind: 'decided-before'; readonly state: string; readonly by: string | null; readonly atMs: number | null }
  /** What was read is not what would leave. */
  | { readonly kind: 'changed'; readonly contentHash: string }
  | { readonly kind: 'own-work' }
  | { readonly kind: 'no-supervisor' }
  | { readonly kind: 'campaign-over'; readonly campaign: string };

const IS_SUPERVISOR = `exists (select 1 from staff_role r join staff s on s.id = r.staff_id where r.staff_id = $2 and r.role = 'supervisor' and s.left_at is null and r.until_at is null for share of r)`;

// One conditional update: on the draft, its content, its state, a campaign that goes on, and the role of this very instant.
const DECIDE_MESSAGE = `
with decided as (
  update approval a set state = $4, decided_by = $2, decided_at = touchline_now(), note = $5,
    good_until = case $4 when 'approved' then touchline_now() + make_interval(mins => $6) end
  from message m left join campaign c on c.name = m.campaign
  where a.id = $1 and a.state = 'waiting' and a.content_hash = $3 and m.id = a.message_id and m.state = 'draft' and m.content_hash = a.content_hash and ${CONTENT_HASH} = a.content_hash
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
    await lockCustomers(tx, [customerId]);
    const { sla } = (await source.load(tx)).policy;
    const state = word.yes ? 'approved' : 'rejected';
    const { rowCount } = await tx.query(row.message_id === null ? DECIDE_DOCUMENT : DECIDE_MESSAGE,
      [word.approval, word.by, word.contentHash, state, word.note, sla?.approval.goodForMinutes ?? USUAL_GOOD_FOR_MINUTES]);
    if (rowCount === 0) return whyNot(tx, word);
    await tellEvents(tx, 'approval', [{ customerId, kind: word.yes ? 'draft.approved' : 'draft.rejected', messageId: `${word.approval}:${state}`, properties: { approval: word.approval } }]);
    await decideCustomers(tx, source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
    return { kind: state, customerId };
  });
}

const USUAL_GOOD_FOR_MINUTES = 24 * 60;

interface WhyRow {
  state: string;
  decided_by: string | null;
  decided_ms: string | null;
  content_hash: string;
  is_own: boolean;
  campaign_over: string | null;
  is_supervisor: boolean;
}

async function whyNot(tx: Transaction, { approval, by, contentHash }: ApprovalWord): Promise<ApprovalAnswer> {
  const { rows: [row] } = await tx.query<WhyRow>(
    `select a.state, a.decided_by, epoch_ms(a.decided_at) as decided_ms, a.content_hash, $2 = any(a.authors) as is_own,
       (select c.name from campaign c where c.name = a.campaign and c.state in ('cancelled', 'finished')) as campaign_over, ${IS_SUPERVISOR} as is_supervisor
     from approval a where a.id = $1`, [approval, by]);
  if (row === undefined) return { kind: 'no-such-approval' };
  if (row.state !== 'waiting') return { kind: 'decided-before', state: row.state, by: row.decided_by, atMs: row.decided_ms === null ? null : Number(row.decided_ms) };
  if (row.is_own) return { kind: 'own-work' };
  if (!row.is_supervisor) return { kind: 'no-supervisor' };
  if (row.campaign_over !== null) return { kind: 'campaign-over', campaign: row.campaign_over };
  return { kind: 'changed', contentHash: row.content_hash === contentHash ? '' : row.content_hash };
}
