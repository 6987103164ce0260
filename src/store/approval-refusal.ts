import { freezeDrafts } from './ask-approvals.ts';
import { CONTENT_HASH } from './draft-content.ts';
import type { Transaction } from './pool.ts';

/** Whose word on what. */
interface Word {
  readonly approval: number;
  readonly contentHash: string;
  readonly by: string;
}

/** Why a word on a draft did not count; nothing was approved or rejected. */
export type ApprovalRefusal =
  | { readonly kind: 'no-such-approval' }
  /** Somebody was faster, or it is void. */
  | { readonly kind: 'decided-before'; readonly state: string; readonly by: string | null; readonly atMs: number | null }
  /** What was read is not what would leave. `approval`: the one that asks about what it says now. */
  | { readonly kind: 'changed'; readonly contentHash: string; readonly approval: number }
  /** Nobody needs the message any more. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'own-work' }
  | { readonly kind: 'no-supervisor' }
  | { readonly kind: 'campaign-over'; readonly campaign: string };

/** SQL: the person of `$2` is a supervisor at this very instant, and stays one until the commit. */
export const IS_SUPERVISOR = `exists (select 1 from staff_role r join staff s on s.id = r.staff_id where r.staff_id = $2 and r.role = 'supervisor' and s.left_at is null and r.until_at is null for share of r)`;

interface WhyRow {
  state: string;
  decided_by: string | null;
  decided_ms: string | null;
  content_hash: string;
  is_own: boolean;
  campaign_over: string | null;
  is_supervisor: boolean;
  is_over: boolean;
  is_changed: boolean;
}

const WHY = `select a.state, a.decided_by, epoch_ms(a.decided_at) as decided_ms, a.content_hash, $2 = any(a.authors) as is_own,
   (select c.name from campaign c where c.name = a.campaign and c.state in ('cancelled', 'finished')) as campaign_over, ${IS_SUPERVISOR} as is_supervisor,
   coalesce(m.expires_at <= touchline_now(), false) as is_over, coalesce(m.state = 'draft' and ${CONTENT_HASH} <> a.content_hash, false) as is_changed
 from approval a left join message m on m.id = a.message_id where a.id = $1`;

/** Why a word did not count. A draft that has changed is asked about anew, and one that nobody needs any more ends; call it under the customer's lock. */
export async function whyNot(tx: Transaction, { approval, by, contentHash }: Word): Promise<ApprovalRefusal> {
  const { rows: [row] } = await tx.query<WhyRow>(WHY, [approval, by]);
  if (row === undefined) return { kind: 'no-such-approval' };
  if (row.state !== 'waiting') return { kind: 'decided-before', state: row.state, by: row.decided_by, atMs: row.decided_ms === null ? null : Number(row.decided_ms) };
  if (row.is_own) return { kind: 'own-work' };
  if (!row.is_supervisor) return { kind: 'no-supervisor' };
  if (row.campaign_over !== null) return { kind: 'campaign-over', campaign: row.campaign_over };
  if (row.is_over) {
    await endExpired(tx, approval);
    return { kind: 'expired' };
  }
  return row.is_changed && row.content_hash === contentHash ? askAnew(tx, approval) : { kind: 'changed', contentHash: row.content_hash, approval };
}

/** An answer ends here, the message of a campaign by the decision that follows. */
async function endExpired(tx: Transaction, approval: number): Promise<void> {
  await tx.query(
    `with ended as (update message m set state = 'expired', reason = '{"code": "touch-expired", "params": {}}' from approval a where a.id = $1 and m.id = a.message_id and m.state = 'draft' and m.inquiry_id is not null returning a.id)
     update approval a set state = 'expired', decided_at = touchline_now() from ended e where a.id = e.id`, [approval]);
}

async function askAnew(tx: Transaction, approval: number): Promise<ApprovalRefusal> {
  const { rows } = await tx.query<{ message_id: string; team: string | null }>(
    `update approval set state = 'void', decided_at = touchline_now() where id = $1 returning message_id, team`, [approval]);
  const drafts = rows.map(({ message_id: id, team }) => ({ id, team }));
  await freezeDrafts(tx, drafts);
  const { rows: [asked] } = await tx.query<{ id: string; content_hash: string }>(`select id, content_hash from approval where message_id = any($1) and state = 'waiting'`, [drafts.map(({ id }) => id)]);
  return { kind: 'changed', contentHash: asked?.content_hash ?? '', approval: Number(asked?.id ?? approval) };
}
