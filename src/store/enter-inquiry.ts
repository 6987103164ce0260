import { randomUUID } from 'node:crypto';
import { type CustomerId, toStaffId } from '../domain/ids.ts';
import type { InquiryKind } from '../domain/inquiry-kind.ts';
import { SERVICE_ROLES } from './change-inquiry.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { inDecision, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { roleInForce } from './staff.ts';
import { takeInquiry } from './take-inquiry.ts';
import { tellEvents } from './told-events.ts';

/** What a customer has asked somebody of the staff. */
export interface AskedInPerson {
  readonly customerId: CustomerId;
  /** Where they are to be answered. */
  readonly channel: string;
  readonly text: string;
  /** Null: it is guessed by the words. */
  readonly kind: InquiryKind | null;
  readonly by: string;
}

/** What became of it. */
export type Entered = { readonly kind: 'entered'; readonly inquiry: number } | { readonly kind: 'no-role' } | { readonly kind: 'no-such-customer' };

/** Enters what a customer has asked somebody, into their open inquiry on the channel or as a new one: facts, run and clocks see it like a letter. */
export async function enterInquiry(pool: Pool, source: RulesSource, asked: AskedInPerson): Promise<Entered> {
  const { customerId, by } = asked;
  return inDecision(pool, async (tx): Promise<Entered> => {
    if ((await lockCustomers(tx, [customerId])).size === 0) return { kind: 'no-such-customer' };
    if (!await roleInForce(tx, toStaffId(by), ...SERVICE_ROLES)) return { kind: 'no-role' };
    const { rows: [now] } = await tx.query<{ ms: string }>('select epoch_ms(touchline_now()) as ms');
    const origin = `person/${randomUUID()}`;
    const inquiry = await takeInquiry(tx, { ...asked, atMs: Number(now?.ms), origin, address: null, inboundId: null, purpose: null });
    if (inquiry === null) throw new Error('an origin that was made now is known');
    await knowInquiry(tx, inquiry, customerId);
    await tellEvents(tx, 'inquiry', [{ customerId, kind: 'inquiry.received', messageId: origin, properties: { inquiry, channel: asked.channel } }]);
    await decideCustomers(tx, source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
    return { kind: 'entered', inquiry };
  });
}

/** The facts that an inquiry changes, however it came. */
async function knowInquiry(tx: Transaction, inquiry: number, customerId: CustomerId): Promise<void> {
  await tx.query(
    `update customer_facts f set inquiry_count = f.inquiry_count + 1, unanswered_touches = 0, last_inquiry_at = greatest(f.last_inquiry_at, touchline_now()),
       last_complaint_at = case when i.kind = 'complaint' then greatest(f.last_complaint_at, touchline_now()) else f.last_complaint_at end
     from inquiry i where i.id = $1 and f.customer_id = $2`, [inquiry, customerId]);
}
