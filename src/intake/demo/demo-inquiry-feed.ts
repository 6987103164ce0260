import type { ChannelNews } from '../../contracts/channel-news.ts';
import type { CustomerTraits, TrackedEvent } from '../../contracts/tracking.ts';
import { storeNews } from '../../store/channel-news.ts';
import { chatAddresses } from '../../store/customers-demo-chats.ts';
import { demoProgress } from '../../store/customers-demo-progress.ts';
import { storeEvents } from '../../store/inbox.ts';
import type { Pool } from '../../store/pool.ts';
import { type DemoInquiry, readDemoInquiries } from './demo-inquiries.ts';

const SOURCE = 'demo';

/** Lets customers of the demo shop ask what they ask, when demo time reaches it: by the doors through which everybody asks. */
export class DemoInquiryFeed {
  readonly #shopId: string;
  #left: readonly DemoInquiry[] | null = null;

  constructor(shopId: string) {
    this.#shopId = shopId;
  }

  /** Answers how many have been told now. What a process before has told is told again, and changes nothing. */
  async feedDueInquiries(pool: Pool): Promise<number> {
    const progress = this.#left?.length === 0 ? null : await demoProgress(pool);
    if (progress === null) return 0;
    this.#left ??= await readDemoInquiries();
    const due = this.#left.filter(({ atMs }) => atMs <= progress.nowMs);
    if (due.length === 0) return 0;
    await storeEvents(pool, { source: SOURCE, shopId: this.#shopId }, due.filter(({ on }) => on === 'email').map(eventOf));
    const chats = due.filter(({ on }) => on !== 'email');
    const addresses = await chatAddresses(pool, this.#shopId, chats.map(({ customer }) => customer));
    for (const chat of chats) await storeNews(pool, chat.on, newsOf(chat, addresses.get(chat.customer), Date.now()));
    this.#left = this.#left.filter(({ atMs }) => atMs > progress.nowMs);
    return due.length;
  }
}

function eventOf({ id, atMs, customer, text, language, newcomer }: DemoInquiry): TrackedEvent {
  const told: CustomerTraits = { displayName: null, country: null, language: language ?? null, timeZone: null, addresses: [] };
  const traits = newcomer === undefined ? told
    : { ...told, displayName: newcomer.name, country: newcomer.country, language: newcomer.language, addresses: [{ channel: 'email', address: newcomer.address, sandboxOnly: true }] };
  return {
    messageId: `inquiry:${id}`, kind: 'inquiry.received', time: { ageMs: null, atMs }, ignoredBecause: null,
    payload: { customer: { kind: 'external', value: customer }, traits, properties: { channel: 'email' }, change: { does: 'inquiry', text: text.trim(), channel: 'email' }, told: { source: 'inquiry of the demo shop' } },
  };
}

/** As the provider would tell it; nothing of somebody whose chat is not known. */
function newsOf({ id, text }: DemoInquiry, address: string | undefined, systemMs: number): readonly ChannelNews[] {
  if (address === undefined) return [];
  return [{ id: `demo.${id}`, atMs: systemMs, kind: 'inbound', from: { address, others: [] }, providerId: `demo.${id}`, text: text.trim(), repliesTo: null, isAutomatic: false }];
}
