import { toCustomerId } from '../domain/ids.ts';
import type { InquiryKind } from '../domain/inquiry-kind.ts';
import type { InquiryToScreen } from '../domain/screening/inquiry-to-screen.ts';
import { MAIL_CHANNELS } from './mail-store.ts';
import type { Pool } from './pool.ts';

/**
 * SQL of whether an inquiry `i` has to be screened: nobody has looked at its words yet, or it passed and its customer has written more. What a
 * person has judged, and what waits for a person anyway, is left alone.
 */
export const TO_SCREEN = `i.state <> 'closed' and i.verdict is null and (i.band is null or (i.band = 'pass'
  and exists (select 1 from inquiry_entry e where e.inquiry_id = i.id and e.what = 'incoming' and e.id > (i.screening->>'throughEntry')::bigint)))`;

/** A first order that was paid for and is as small as a sample. */
const SAMPLE_PIECES = 3;

const ASKED = `
select i.customer_id, i.kind, coalesce(i.language, c.language) as language, c.display_name, trim(c.country) as country, trim(c.phone_country) as phone_country, c.time_zone,
  case when i.channel = any($2::text[]) then coalesce(i.address, (select p.address from contact_point p where p.customer_id = c.id and p.channel = i.channel and p.state in ('valid', 'unverified') order by p.state desc, p.id limit 1)) end as address,
  (select count(*)::int from orders o where o.customer_id = c.id and o.kind = 'order' and o.state <> 'cancelled') as orders,
  not exists (select 1 from orders o where o.customer_id = c.id) and not exists (select 1 from inquiry other where other.customer_id = c.id and other.id < i.id)
    and not exists (select 1 from inbound_message m where m.customer_id = c.id and m.at < i.opened_at) as first_contact,
  exists (select 1 from agreement a where a.customer_id = c.id and a.state = 'agreed' and touchline_now()::date between a.from_date and a.until_date)
    or exists (select 1 from contact_log l where l.customer_id = c.id)
    or exists (select 1 from level_override v where v.customer_id = c.id and v.level <= 2 and v.ended_at is null and (v.until is null or v.until > touchline_now())) as verified,
  coalesce((select o.value > 0 and (select sum(l.quantity) from order_line l where l.shop_id = o.shop_id and l.order_id = o.external_id and l.kind = 'sale') <= ${SAMPLE_PIECES}
    from orders o where o.customer_id = c.id and o.kind = 'order' and o.state <> 'cancelled' order by o.placed_at, o.external_id limit 1), false) as paid_sample,
  (select json_agg(json_build_object('id', e.id, 'text', coalesce(m.text, e.text, '')) order by e.id) from inquiry_entry e left join inbound_message m on m.id = e.inbound_id where e.inquiry_id = i.id and e.what = 'incoming') as entries,
  epoch_ms(touchline_now()) as now_ms
from inquiry i join customer c on c.id = i.customer_id where i.id = $1 and c.erased_at is null and ${TO_SCREEN}`;

interface AskedRow {
  customer_id: string;
  kind: InquiryKind;
  language: string | null;
  display_name: string | null;
  country: string | null;
  phone_country: string | null;
  time_zone: string | null;
  address: string | null;
  orders: number;
  first_contact: boolean;
  verified: boolean;
  paid_sample: boolean;
  entries: { id: number; text: string }[] | null;
  now_ms: string;
}

/** The inquiry with what the shop's own books know of who wrote it; null: there is nothing to screen, or not any more. */
export async function inquiryToScreen(pool: Pool, id: number): Promise<InquiryToScreen | null> {
  const { rows: [row] } = await pool.query<AskedRow>(ASKED, [id, MAIL_CHANNELS]);
  const [first] = row?.entries ?? [];
  if (row === undefined || first === undefined) return null;
  const entries = row.entries ?? [];
  return {
    id, customerId: toCustomerId(row.customer_id), kind: row.kind, language: row.language, address: row.address, name: row.display_name,
    country: row.country, phoneCountry: row.phone_country, timeZone: row.time_zone, nowMs: Number(row.now_ms),
    text: entries.map(({ text }) => text).toReversed().join('\n\n'), firstText: first.text, throughEntry: entries.at(-1)?.id ?? first.id,
    customer: { isFirstContact: row.first_contact, orderCount: row.orders, isVerified: row.verified, hasPaidSample: row.paid_sample },
  };
}

/** The newest mail of an inquiry, and whether it answers a message of ours; null: it came by no mail, or its bytes are not kept any more. */
export async function mailOfInquiry(pool: Pool, id: number): Promise<{ readonly raw: Buffer; readonly isAnswer: boolean } | null> {
  const { rows } = await pool.query<{ raw: Buffer; is_answer: boolean }>(
    `select mail.raw, m.message_id is not null as is_answer from inquiry i join inquiry_entry e on e.inquiry_id = i.id and e.what = 'incoming' join inbound_message m on m.id = e.inbound_id
       join inbound_mail mail on mail.customer_id = m.customer_id and mail.news_id = m.news_id
     where i.id = $1 and mail.raw is not null order by e.id desc, mail.id limit 1`, [id]);
  const [row] = rows;
  return row === undefined ? null : { raw: row.raw, isAnswer: row.is_answer };
}
