import type { StaffNoticePorts } from './activities/staff-notices.ts';
import { staffMailWords } from './channels/staff-mail-words.ts';
import type { OpenChannel } from './contracts/channel.ts';
import { toMessageId } from './domain/ids.ts';
import { wordInstant } from './domain/instant-words.ts';
import type { Pool } from './store/pool.ts';
import type { RulesSource } from './store/rules.ts';

/** By which channel the staff hears from Touchline. */
const STAFF_CHANNEL = 'email';

/** Sends news to people of the staff by the shop's own mail, outside the ledger of customers. Never throws: trouble is an outcome. */
export function digestSender({ pool, source, open }: {
  readonly pool: Pool; readonly source: RulesSource; readonly open: Readonly<Record<string, OpenChannel>>;
}): StaffNoticePorts['sendDigest'] {
  return async ({ key, email: address, name, notices }, signal) => {
    const transport = open[STAFF_CHANNEL];
    if (transport?.tell === undefined) return { outcome: 'refused', code: 'no-mail', detail: 'there is no mail channel', addressIsDead: false };
    try {
      const { policy: { sender, shop: { timeZone } } } = await source.load(pool);
      const words = staffMailWords(notices, (ms) => `${wordInstant(ms, timeZone)} ${timeZone}`);
      return await transport.tell({ id: toMessageId(`${key}/mail/1/${STAFF_CHANNEL}`), address, name, ...words, sender }, signal);
    } catch (error) {
      return { outcome: 'deferred', code: 'not-prepared', detail: error instanceof Error ? error.message : '', retryAfterMs: null };
    }
  };
}
