import type { RenderData, Sender } from '../contracts/channel.ts';
import type { MessageId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import { PLATFORM_RULES } from '../domain/platform-contact.ts';
import type { Statement, Transaction } from './pool.ts';
import type { Turns } from './sender-turns.ts';
import { contextSql, ENTRY_EVENT, SHOP_CTE } from './template-context.ts';
import { type TrackingFacts, trackingSql } from './tracking-word.ts';

/** A message that this transaction takes for sending: after its commit, and only then, a byte may leave. */
export interface Taken {
  readonly messageId: MessageId;
  readonly fence: number;
  readonly ref: string;
  readonly address: string;
  readonly displayName: string | null;
  readonly locale: string;
  readonly data: RenderData;
  /** Who it is from, by the shop policy in force. */
  readonly sender: Sender;
  /** Countries whose law protects the customer, as far as they are known. */
  readonly countries: readonly (string | null)[];
  /** The receiver has written lately enough for words of ours. */
  readonly freeWords: boolean;
  /** By what the receiver can be written to, where they have to open the channel first. */
  readonly reference: Readonly<Record<string, unknown>> | null;
  /** Not before this instant, by the pace of the sending domain; on the `performance.now()` scale, 0: at once. */
  readonly turnAtMs: number;
  /** The marketplace through which the receiver is known; null: the shop's own. */
  readonly marketplace: string | null;
  /** What its opens may be noticed by. */
  readonly tracking: TrackingFacts;
}

interface TakenRow {
  id: MessageId;
  fence: number;
  ref: string;
  address: string;
  display_name: string | null;
  locale: string;
  data: RenderData;
  sender: Sender;
  country: string | null;
  phone_country: string | null;
  free_words: boolean;
  reference: Readonly<Record<string, unknown>> | null;
  marketplace: string | null;
  tracking: TrackingFacts;
}

// The touch's own promotion; a later touch of the enrolment, such as a reminder, speaks of the one that is still good.
const GRANT = `coalesce(m.grant_id, (select o.id from promotion_grant o where o.customer_id = m.customer_id and o.state = 'committed'
  and starts_with(o.id, m.enrolment_id || '/') order by o.reserved_at desc limit 1))`;

// The state, the fence, the lease and the attempt row change in one commit. What the template may name is frozen with the
// message, so that what was sent can be shown later; what a second person has read stays as it was read.
const TAKE: Statement = { name: 'take-messages', text: `
with ${SHOP_CTE}, taken as (
  update message m set state = 'sending', fence = m.fence + 1, claimed_at = instant($3), reason = null,
    lease_until_system = clock_timestamp() + make_interval(secs => $2::float8 / 1000), context = case when m.content_hash is null then ${contextSql('t.locale', { grant: GRANT, products: 'm.products', words: 'm.words', event: ENTRY_EVENT })} else m.context end
  from customer c, customer_facts f, template_version t, shop
  where m.id = any($1::text[]) and m.state = 'ready'
    and c.id = m.customer_id and f.customer_id = m.customer_id and t.hash = m.template_hash
  returning m.id, m.fence, m.ref::text, m.contact_point_id, c.display_name, t.locale, m.context as data, shop.sender, trim(c.country) as country, trim(c.phone_country) as phone_country, ${trackingSql('m.channel')} as tracking
), attempted as (
  insert into attempt (message_id, fence, started_system) select id, fence, clock_timestamp() from taken
)
select taken.*, p.address, p.reference, coalesce(p.window_until > instant($3) + interval '1 minute', false) as free_words,
  coalesce(p.platform, case when shop.platform = any($4::text[]) or shop.platforms ? shop.platform then shop.platform end) as marketplace
from shop, taken join contact_point p on p.id = taken.contact_point_id` };

const MARKETPLACES = PLATFORM_RULES.map(({ platform }) => platform);

/**
 * Takes ready messages for sending, each with its turn; call it under the customers' locks. Messages that are no longer ready are absent.
 * @param judgedAtMs the instant that the rules were asked about: caps and quiet hours hold for it, not for a later one
 */
export async function takeMessages(tx: Transaction, turns: Turns, leaseMs: number, judgedAtMs: EpochMs): Promise<Taken[]> {
  const { rows } = await tx.query<TakenRow>({ ...TAKE, values: [[...turns.keys()], leaseMs, judgedAtMs, MARKETPLACES] });
  return rows.map((row) => ({
    messageId: row.id,
    fence: row.fence,
    ref: row.ref,
    address: row.address,
    displayName: row.display_name,
    locale: row.locale,
    data: row.data,
    sender: row.sender,
    countries: [row.country, row.phone_country],
    freeWords: row.free_words,
    reference: row.reference,
    turnAtMs: turns.get(row.id) ?? 0,
    marketplace: row.marketplace,
    tracking: row.tracking,
  }));
}
