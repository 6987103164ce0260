import { isWindowOpen } from '../domain/free-words.ts';
import { type CustomerId, toCustomerId, toStaffId } from '../domain/ids.ts';
import type { StaffRole } from '../domain/staff.ts';
import type { StaffTemplate } from './answer-inquiry.ts';
import { type DecidedBefore, decidedBeforeMerge } from './approval-refusal.ts';
import { freezeDrafts } from './ask-approvals.ts';
import { freezeTemplates } from './campaign-versions.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { inDecision, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { roleInForce } from './staff.ts';

/** Who may change the words of a draft. */
export const EDITOR_ROLES: readonly StaffRole[] = ['service', 'marketer', 'supervisor'];

/** Other words for a draft. */
export interface DraftEdit {
  readonly approval: number;
  /** Of what the editor has read. */
  readonly contentHash: string;
  readonly by: string;
  readonly subject: string | null;
  readonly text: string;
}

/** What became of an edit. */
export type EditedDraft =
  /** The old question is void; `approval` asks about the new words, and the editor is one of their authors. */
  | { readonly kind: 'edited'; readonly approval: number; readonly customerId: CustomerId }
  | { readonly kind: 'no-such-approval' }
  | { readonly kind: 'document' }
  | { readonly kind: 'no-editor' }
  /** It is no draft any more. */
  | DecidedBefore
  /** Somebody else has changed it meanwhile. `approval`: the one that asks about what it says now, with its authors. */
  | { readonly kind: 'changed'; readonly contentHash: string; readonly approval: number; readonly authors: readonly string[] }
  /** There only approved templates may leave now. */
  | { readonly kind: 'window-closed'; readonly channel: string };

interface EditableRow {
  message_id: string | null;
  customer_id: string;
  approval_state: string;
  content_hash: string;
  team: string | null;
  message_state: string;
  channel: string;
  locale: string;
  window_ms: string | null;
  now_ms: string;
  decided_by: string | null;
  decided_ms: string | null;
  note: string | null;
  /** What asks about the message now. */
  asks_now: { readonly approval: number; readonly contentHash: string; readonly authors: readonly string[] } | null;
}

const EDITABLE = `select a.message_id, a.customer_id, a.state as approval_state, a.content_hash, a.team, m.state as message_state, m.channel, t.locale, epoch_ms(p.window_until) as window_ms, epoch_ms(touchline_now()) as now_ms,
    a.decided_by, epoch_ms(a.decided_at) as decided_ms, a.note, (select jsonb_build_object('approval', n.id, 'contentHash', n.content_hash, 'authors', n.authors) from approval n where n.message_id = a.message_id and n.state in ('waiting', 'approved') order by n.id desc limit 1) as asks_now
  from approval a left join message m on m.id = a.message_id left join template_version t on t.hash = m.template_hash left join contact_point p on p.id = m.contact_point_id where a.id = $1`;

/** Puts words of a person in place of what a draft says: a new content, so that another person has to approve it. */
export async function editDraft(pool: Pool, source: RulesSource, templateOf: StaffTemplate, edit: DraftEdit): Promise<EditedDraft> {
  return inDecision(pool, async (tx) => {
    const { rows: [found] } = await tx.query<{ customer_id: string }>('select customer_id from approval where id = $1', [edit.approval]);
    if (found === undefined) return { kind: 'no-such-approval' };
    const customerId = toCustomerId(found.customer_id);
    if ((await lockCustomers(tx, [customerId])).size === 0) return decidedBeforeMerge(tx, edit.approval, customerId);
    if (!await roleInForce(tx, toStaffId(edit.by), ...EDITOR_ROLES)) return { kind: 'no-editor' };
    const { rows: [row] } = await tx.query<EditableRow>(EDITABLE, [edit.approval]);
    if (row === undefined) return { kind: 'no-such-approval' };
    const { channels } = await source.load(tx);
    const refusal = refusalOf(row, edit, channels[row.channel]?.freeWordsHours !== undefined);
    const template = templateOf(row.channel, row.locale);
    if (refusal !== null || row.message_id === null || template === null) return refusal ?? { kind: 'document' };
    await freezeTemplates(tx, [template]);
    const approval = await putWords(tx, edit, { id: row.message_id, team: row.team, templateHash: template.hash });
    await decideCustomers(tx, source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
    return { kind: 'edited', approval, customerId };
  });
}

function refusalOf(row: EditableRow, { approval, contentHash }: DraftEdit, wantsTemplates: boolean): EditedDraft | null {
  const { message_id: message, approval_state: approvalState, message_state: messageState, asks_now: asksNow, channel } = row;
  if (message === null) return { kind: 'document' };
  const isAsked = ['waiting', 'approved'].includes(approvalState);
  // What is ready has not left: its claim takes the same lock.
  const isUnsent = ['draft', 'approved', 'ready'].includes(messageState);
  if (asksNow !== null && isUnsent && (asksNow.approval !== approval || row.content_hash !== contentHash)) return { kind: 'changed', ...asksNow };
  if (!isAsked || !isUnsent) return { kind: 'decided-before', state: isAsked ? messageState : approvalState, by: row.decided_by, atMs: row.decided_ms === null ? null : Number(row.decided_ms), note: row.note, mergedInto: null };
  const windowUntilMs = row.window_ms === null ? null : Number(row.window_ms);
  return wantsTemplates && !isWindowOpen({ windowUntilMs }, Number(row.now_ms)) ? { kind: 'window-closed', channel } : null;
}

/** Answers the approval that asks about the new words. */
async function putWords(tx: Transaction, { by, subject, text }: DraftEdit, { id, team, templateHash }: { readonly id: string; readonly team: string | null; readonly templateHash: string }): Promise<number> {
  await tx.query(`update message set state = 'draft', words = $2, template_hash = $3, reason = null where id = $1`, [id, JSON.stringify({ subject, text }), templateHash]);
  await tx.query('update inquiry_entry set text = $2 where message_id = $1', [id, text]);
  await tx.query(`update approval set state = 'void', decided_at = touchline_now() where message_id = $1 and state = 'waiting'`, [id]);
  await freezeDrafts(tx, [{ id, team, editor: by }]);
  const { rows: [asked] } = await tx.query<{ id: string }>(`select id from approval where message_id = $1 and state = 'waiting'`, [id]);
  return Number(asked?.id);
}
