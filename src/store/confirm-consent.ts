import type { ConfirmationEnd, LinkedMessage } from '../contracts/links.ts';
import { appendConsent } from './consent.ts';
import { lockOwner } from './intake-facts-owner.ts';
import { tellConsent } from './links-unsubscribe.ts';
import { inTransaction, type Pool } from './pool.ts';

/** What the customer read and pressed. */
interface ConfirmingWord {
  readonly wording: string;
  readonly language: string;
}

/**
 * Turns the yes that this message asked about into a confirmed one: a row of its own with the page's words, the message as its proof and
 * the row it confirms, and an event for campaigns. A yes that was taken back since stays taken back. Repeating it changes nothing.
 */
export async function confirmConsent(pool: Pool, message: LinkedMessage, word: ConfirmingWord): Promise<ConfirmationEnd> {
  return inTransaction(pool, async (tx) => {
    const owner = await lockOwner(tx, { shopId: message.shopId, customerId: message.customerId }, 'link');
    if (owner === null) return 'withdrawn';
    const { rows: [asked] } = await tx.query<{ id: string; granted: boolean; confirmed: boolean }>(
      `select id::text, granted, confirmed from consent where customer_id = $1 and channel = $2 and purpose = 'marketing' order by id desc limit 1`, [owner.customerId, message.channel]);
    if (asked === undefined || !asked.granted) return 'withdrawn';
    if (asked.confirmed) return 'known';
    await appendConsent(tx, {
      customerId: owner.customerId, channel: message.channel, purpose: 'marketing', granted: true, source: 'double-opt-in', ...word,
      proof: { message: message.id, confirms: asked.id }, confirmed: true, atMs: null,
    });
    await tellConsent(tx, { ...message, customerId: owner.customerId }, message.channel, true);
    return 'confirmed';
  });
}
