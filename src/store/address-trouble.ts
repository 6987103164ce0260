import type { ChannelNews } from '../contracts/channel-news.ts';
import type { MessageId } from '../domain/ids.ts';
import { storeNews } from './channel-news.ts';
import type { Queryable } from './pool.ts';

interface TroubleRow {
  id: string;
  ref: string;
  channel: string;
  code: string;
}

/**
 * Of messages that are given up: those whose last answer was that the address is in trouble are told like any other news, under the id of
 * a report by mail. So an address counts once a message, whether the server said it at once or sent it back later.
 */
export async function tellAddressTrouble(db: Queryable, ids: readonly MessageId[]): Promise<void> {
  const { rows } = await db.query<TroubleRow>(
    `select id, ref::text, channel, reason->'params'->>'code' as code from message where id = any($1::text[]) and reason->'params'->>'about' = 'address'`, [ids]);
  const atMs = Date.now();
  for (const { id, ref, channel, code } of rows) {
    const news: ChannelNews = {
      id: `bounce.${ref}.address-in-trouble`, atMs, kind: 'failed', message: { key: id, providerId: null }, to: null, failure: 'address-in-trouble', code, detail: '',
      // The ledger knows already what became of the touch: only the address is spoken of, and no other channel is tried once more.
      isProven: false,
    };
    await storeNews(db, channel, [news]);
  }
}
