import type { EpochMs } from '../domain/instant.ts';
import type { CustomerId, MessageId } from '../domain/ids.ts';
import type { Queryable } from './pool.ts';

export const APPROVAL_STATES = ['waiting', 'approved', 'rejected', 'expired', 'void'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/** What a second person is, or was, asked about. */
export interface ListedApproval {
  readonly id: number;
  readonly customerId: CustomerId;
  readonly level: number;
  /** The message that waits; null: it is about a document. */
  readonly message: MessageId | null;
  readonly documentId: number | null;
  readonly channel: string | null;
  readonly campaign: string | null;
  readonly step: string | null;
  readonly inquiryId: number | null;
  /** Of exactly what is asked about. */
  readonly contentHash: string;
  /** Whose work it is: none of them may approve it. */
  readonly authors: readonly string[];
  readonly team: string | null;
  readonly state: ApprovalState;
  readonly askedAtMs: EpochMs;
  /** By when a word is promised; null: it is not. */
  readonly dueAtMs: EpochMs | null;
  readonly decidedBy: string | null;
  readonly decidedAtMs: EpochMs | null;
  readonly note: string | null;
  /** A yes is good until then. */
  readonly goodUntilMs: EpochMs | null;
}

/** SQL: an approval `a` with its message `m`, its customer's facts `f` and its clock `k`, as `ListedApproval`. */
const LISTED = `json_build_object('id', a.id, 'customerId', a.customer_id, 'level', f.level, 'message', a.message_id, 'documentId', a.document_id, 'channel', m.channel,
  'campaign', case when a.inquiry_id is null then a.campaign end, 'step', case when a.inquiry_id is null then m.step end, 'inquiryId', a.inquiry_id, 'contentHash', a.content_hash,
  'authors', a.authors, 'team', a.team, 'state', a.state, 'askedAtMs', epoch_ms(a.asked_at), 'dueAtMs', epoch_ms(k.due_at), 'decidedBy', a.decided_by,
  'decidedAtMs', epoch_ms(a.decided_at), 'note', a.note, 'goodUntilMs', epoch_ms(a.good_until)) as listed`;

const FROM = `from approval a left join message m on m.id = a.message_id join customer_facts f on f.customer_id = a.customer_id
  left join sla_clock k on a.state = 'waiting' and k.ended_at is null and k.customer_id = a.customer_id and k.kind = 'approval' and k.subject = coalesce(a.message_id, 'document/' || a.document_id)`;

/** Which approvals; null leaves a question out. */
export interface ApprovalFilter {
  readonly state: ApprovalState | null;
  readonly campaign: string | null;
  readonly team: string | null;
  readonly customerId: CustomerId | null;
  readonly limit: number;
}

/** Approvals: those that are due first, then the newest. */
export async function listApprovals(db: Queryable, { state, campaign, team, customerId, limit }: ApprovalFilter): Promise<ListedApproval[]> {
  const { rows } = await db.query<{ listed: ListedApproval }>(
    `select ${LISTED} ${FROM} where ($1::text is null or a.state = $1) and ($2::text is null or a.campaign = $2) and ($3::text is null or a.team = $3)
       and ($4::uuid is null or a.customer_id = $4) order by k.due_at nulls last, a.asked_at desc, a.id limit $5`, [state, campaign, team, customerId, limit]);
  return rows.map(({ listed }) => listed);
}

/** How many of a campaign wait. */
export async function countWaiting(db: Queryable, campaign: string): Promise<number> {
  const { rows: [row] } = await db.query<{ count: number }>(`select count(*)::int as count from approval where state = 'waiting' and campaign = $1`, [campaign]);
  return row?.count ?? 0;
}

/** One approval, or null. */
export async function readApproval(db: Queryable, id: number): Promise<ListedApproval | null> {
  const { rows } = await db.query<{ listed: ListedApproval }>(`select ${LISTED} ${FROM} where a.id = $1`, [id]);
  return rows[0]?.listed ?? null;
}
