import { type CustomerId, toCustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import { freezeDrafts } from './ask-approvals.ts';
import { CONTENT_HASH } from './draft-content.ts';
import type { Transaction } from './pool.ts';

/** Whose word on what. */
interface Word {
  readonly approval: number;
  readonly contentHash: string;
  readonly by: string;
}

/** Somebody was faster, or there is nothing to decide any more. */
export interface DecidedBefore {
  readonly kind: 'decided-before';
  readonly state: string;
  readonly by: string | null;
  readonly atMs: EpochMs | null;
  /** What was said with it; of a void one why it is void. */
  readonly note: string | null;
  /** The customer is part of this one since: what is asked about them is asked there. */
  readonly mergedInto: CustomerId | null;
}

/** Why a word on a draft did not count; nothing was approved or rejected. */
export type ApprovalRefusal =
  | { readonly kind: 'no-such-approval' }
  | DecidedBefore
  /** What was read is not what would leave. `approval`: the one that asks about what it says now; `note`: why the one that was read is void. */
  | { readonly kind: 'changed'; readonly contentHash: string; readonly approval: number; readonly note: string | null }
  /** Nobody needs the message any more. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'own-work' }
  | { readonly kind: 'no-supervisor' }
  | { readonly kind: 'campaign-over'; readonly campaign: string };

/** SQL: the person of `$2` is a supervisor at this very instant, and stays one until the commit. */
export const IS_SUPERVISOR = `exists (select 1 from staff_role r join staff s on s.id = r.staff_id where r.staff_id = $2 and r.role = 'supervisor' and s.left_at is null and r.until_at is null for share of r)`;

interface DecidedRow {
  state: string;
  decided_by: string | null;
  decided_ms: string | null;
  note: string | null;
}

interface WhyRow extends DecidedRow {
  content_hash: string;
  /** What asks about the message in its place. */
  asks_now: { readonly approval: number; readonly contentHash: string } | null;
  is_own: boolean;
  campaign_over: string | null;
  is_supervisor: boolean;
  is_over: boolean;
  is_changed: boolean;
}

const DECIDED = 'a.state, a.decided_by, epoch_ms(a.decided_at) as decided_ms, a.note';

const ASKS_NOW = `(select jsonb_build_object('approval', n.id, 'contentHash', n.content_hash) from approval n
   where n.message_id = a.message_id and n.id > a.id and n.state in ('waiting', 'approved') and (a.state = 'void' or n.content_hash <> a.content_hash) order by n.id desc limit 1)`;

const WHY = `select ${DECIDED}, a.content_hash, ${ASKS_NOW} as asks_now, $2 = any(a.authors) as is_own,
   (select c.name from campaign c where c.name = a.campaign and c.state in ('cancelled', 'finished')) as campaign_over, ${IS_SUPERVISOR} as is_supervisor,
   coalesce(m.expires_at <= touchline_now(), false) as is_over, coalesce(m.state = 'draft' and ${CONTENT_HASH} <> a.content_hash, false) as is_changed
 from approval a left join message m on m.id = a.message_id where a.id = $1`;

/** Why a word did not count. A draft that has changed is asked about anew, and one that nobody needs any more ends; call it under the customer's lock. */
export async function whyNot(tx: Transaction, { approval, by, contentHash }: Word): Promise<ApprovalRefusal> {
  const { rows: [row] } = await tx.query<WhyRow>(WHY, [approval, by]);
  if (row === undefined) return { kind: 'no-such-approval' };
  if (row.asks_now !== null) return { kind: 'changed', ...row.asks_now, note: row.note };
  if (row.state !== 'waiting') return decidedBefore(row);
  if (row.is_own) return { kind: 'own-work' };
  if (!row.is_supervisor) return { kind: 'no-supervisor' };
  if (row.campaign_over !== null) return { kind: 'campaign-over', campaign: row.campaign_over };
  if (row.is_over) {
    await endExpired(tx, approval);
    return { kind: 'expired' };
  }
  return row.is_changed && row.content_hash === contentHash ? askAnew(tx, approval) : { kind: 'changed', contentHash: row.content_hash, approval, note: null };
}

/** Of a customer who has become part of another one nothing is decided or edited: what waited was void with the merge, and is asked about again there. */
export async function decidedBeforeMerge(tx: Transaction, approval: number, customerId: CustomerId): Promise<DecidedBefore> {
  const { rows: [row] } = await tx.query<DecidedRow & { merged_into: string | null }>(
    `select ${DECIDED}, c.merged_into from approval a join customer c on c.id = $2 where a.id = $1`, [approval, customerId]);
  if (row === undefined) return { kind: 'decided-before', state: 'void', by: null, atMs: null, note: null, mergedInto: null };
  return { ...decidedBefore(row), state: row.state === 'waiting' ? 'void' : row.state, mergedInto: row.merged_into === null ? null : toCustomerId(row.merged_into) };
}

function decidedBefore({ state, decided_by: by, decided_ms: decidedMs, note }: DecidedRow): DecidedBefore {
  return { kind: 'decided-before', state, by, atMs: decidedMs === null ? null : Number(decidedMs), note, mergedInto: null };
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
  return { kind: 'changed', contentHash: asked?.content_hash ?? '', approval: Number(asked?.id ?? approval), note: null };
}
