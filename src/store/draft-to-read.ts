import type { RenderData, Sender } from '../contracts/channel.ts';
import type { Purpose } from '../domain/customer.ts';
import type { DecisionLine } from '../domain/decision.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { MessageState } from '../domain/message.ts';
import type { Reason } from '../domain/reason.ts';
import { CONTENT_HASH } from './draft-content.ts';
import type { Queryable } from './pool.ts';
import { SHOP_CTE } from './template-context.ts';
import { type TrackingFacts, trackingSql } from './tracking-word.ts';

/** A message as a second person reads it before it leaves. */
export interface DraftToRead {
  readonly message: string;
  readonly ref: string;
  readonly customerId: string;
  readonly channel: string;
  readonly purpose: Purpose;
  readonly state: MessageState;
  readonly templateHash: string;
  /** As it was frozen when a second person was asked. */
  readonly context: RenderData;
  readonly contentHash: string | null;
  /** Of what would leave now: template, context, words, promotion and address. */
  readonly hashNow: string;
  readonly sender: Sender;
  readonly address: string;
  /** The marketplace through which the address is known; null: not told. */
  readonly platform: string | null;
  /** Free words may be sent there until then; null: nobody has written there lately. */
  readonly windowUntilMs: EpochMs | null;
  readonly countries: readonly (string | null)[];
  readonly tracking: TrackingFacts;
  /** Words of the staff in place of the template's. */
  readonly words: { readonly subject: string | null; readonly text: string } | null;
  readonly expiresAtMs: EpochMs;
  readonly promotion: DraftPromotion | null;
  /** The products that it shows, each with why. */
  readonly products: readonly { readonly sku: string; readonly because: readonly Reason[] }[];
  /** What the decision that wrote it said, about the customer and about its campaign. */
  readonly reasons: readonly DecisionLine[];
}

/** What it gives away. */
export interface DraftPromotion {
  readonly promotion: string;
  readonly tool: string;
  readonly title: string | null;
  readonly code: string | null;
  /** Decimal text, as the budget counts it. */
  readonly cost: string;
  readonly mostCost: string;
  readonly currency: string;
  /** What was left of its budget after it; null: it has no limit. */
  readonly leftAfter: string | null;
  readonly endsAtMs: EpochMs;
}

const PROMOTION = `(select json_build_object('promotion', g.promotion, 'tool', g.tool, 'title', m.context->'promotion'->>'title', 'code', g.code, 'cost', g.cost::text, 'mostCost', g.most_cost::text,
  'currency', trim(g.currency), 'leftAfter', g.left_after::text, 'endsAtMs', epoch_ms(g.ends_at)) from promotion_grant g where g.id = m.grant_id)`;

const REASONS = `coalesce((select json_agg(line order by place) from (select reasons from decision where customer_id = m.customer_id and at = m.created_at order by sequence) d,
  jsonb_array_elements(d.reasons) with ordinality one(line, place) where line->>'campaign' is null or line->>'campaign' = m.campaign), '[]')`;

const READ = `with ${SHOP_CTE} select json_build_object('message', m.id, 'ref', m.ref::text, 'customerId', m.customer_id, 'channel', m.channel, 'purpose', m.purpose, 'state', m.state,
  'templateHash', m.template_hash, 'context', m.context, 'contentHash', m.content_hash, 'hashNow', ${CONTENT_HASH}, 'sender', shop.sender, 'address', p.address, 'platform', p.platform,
  'windowUntilMs', epoch_ms(p.window_until), 'countries', json_build_array(trim(c.country), trim(c.phone_country)), 'tracking', ${trackingSql('m.channel')}, 'words', m.words,
  'expiresAtMs', epoch_ms(m.expires_at), 'promotion', ${PROMOTION}, 'products', coalesce(m.products, '[]'), 'reasons', ${REASONS}) as draft
from shop, message m join customer c on c.id = m.customer_id join contact_point p on p.id = m.contact_point_id where m.id = $1`;

/** Everything about a draft that a second person has to see; null when there is no such message. */
export async function readDraft(db: Queryable, message: string): Promise<DraftToRead | null> {
  const { rows } = await db.query<{ draft: DraftToRead }>(READ, [message]);
  return rows[0]?.draft ?? null;
}
