import { CONTENT_HASH } from './draft-content.ts';
import type { DecisionToSave } from './save-decisions.ts';
import type { Queryable, Statement, Transaction } from './pool.ts';
import { contextSql, ENTRY_EVENT, SHOP_CTE } from './template-context.ts';

// What a supervisor reads is what leaves: what the template may name is frozen with the draft.
const FREEZE: Statement = { name: 'freeze-drafts', text: `
with ${SHOP_CTE}
update message m set context = ${contextSql('t.locale', { grant: 'm.grant_id', products: 'm.products', words: 'm.words', event: ENTRY_EVENT })}
from customer c, customer_facts f, template_version t, shop
where m.id = any($1::text[]) and m.state = 'draft' and c.id = m.customer_id and f.customer_id = m.customer_id and t.hash = m.template_hash` };

// Whose work it is: whoever wrote the words, or applied the campaign, and whoever had a hand in what the message said before.
const AUTHORS = `array(select e.by from inquiry_entry e where h.inquiry_id is not null and e.inquiry_id = h.inquiry_id and e.message_id = h.id and e.by is not null
  union select v.author from campaign_version v where v.campaign = h.campaign and v.ordinal = h.ordinal and v.author is not null
  union select unnest(a.authors) from approval a where a.message_id = h.id union select w.editor where w.editor is not null order by 1)`;

const ASK: Statement = { name: 'ask-approvals', text: `
with hashed as (
  update message m set content_hash = ${CONTENT_HASH} where m.id = any($1::text[]) and m.state = 'draft' returning m.id, m.customer_id, m.campaign, m.ordinal, m.inquiry_id, m.content_hash
)
insert into approval (customer_id, message_id, campaign, inquiry_id, content_hash, authors, team, asked_at)
select h.customer_id, h.id, h.campaign, h.inquiry_id, h.content_hash, ${AUTHORS}, w.team, touchline_now()
from hashed h left join jsonb_to_recordset($2::jsonb) as w(id text, team text, editor text) on w.id = h.id
on conflict (message_id) where state = 'waiting' do nothing
returning id, customer_id, message_id, team` };

const TELL = `
insert into staff_notice (origin, team, what, customer_id, about, at)
select 'approval/' || id, team, 'approval', customer_id, jsonb_build_object('draft', message_id, 'kind', 'approval'), touchline_now()
from jsonb_to_recordset($1::jsonb) as a(id bigint, customer_id uuid, message_id text, team text) on conflict (origin) do nothing`;

const SETTLE: Statement = { name: 'settle-approvals', text: `
update approval a set state = case when m.state = 'expired' then 'expired' else 'void' end, decided_at = touchline_now()
from message m where m.id = any($1::text[]) and a.message_id = m.id and a.state = 'waiting' and m.state <> 'draft'` };

/** Asks a second person about the drafts that decisions made, and takes back what was asked about drafts that are gone. */
export async function askApprovals(tx: Transaction, saving: readonly DecisionToSave[]): Promise<void> {
  const drafts = saving.flatMap(({ decision }) => [...decision.messages.flatMap(({ id, isDraft }) => (isDraft === true ? [id] : [])), ...decision.redrafted].map((id) => ({ id, team: decision.promise.team })));
  const gone = saving.flatMap(({ decision }) => [...decision.released, ...decision.voided.map(({ id }) => id)]);
  if (gone.length > 0) await tx.query({ ...SETTLE, values: [gone] });
  if (drafts.length > 0) await freezeDrafts(tx, drafts);
}

/** A draft to ask about. */
export interface DraftToAsk {
  readonly id: string;
  readonly team: string | null;
  /** Who has just changed its words; absent: nobody. */
  readonly editor?: string;
}

/** Freezes what drafts would say, and asks a second person for a yes to exactly that. */
export async function freezeDrafts(tx: Queryable, drafts: readonly DraftToAsk[]): Promise<void> {
  const ids = drafts.map(({ id }) => id);
  await tx.query({ ...FREEZE, values: [ids] });
  const { rows: asked } = await tx.query({ ...ASK, values: [ids, JSON.stringify(drafts)] });
  await tx.query(TELL, [JSON.stringify(asked)]);
}

/** An answer whose customer has come to level 1 meanwhile waits for a second person after all. */
export async function redraftAnswer(tx: Queryable, id: string): Promise<void> {
  const { rows } = await tx.query<{ team: string | null }>(
    `update message m set state = 'draft', reason = null from inquiry i where m.id = $1 and m.state = 'ready' and i.id = m.inquiry_id returning i.team`, [id]);
  if (rows[0] !== undefined) await freezeDrafts(tx, [{ id, team: rows[0].team }]);
}
