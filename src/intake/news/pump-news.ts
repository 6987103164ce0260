import type { NewsChannels } from '../../contracts/channel-news.ts';
import type { AppliedNews, NewsChannel } from '../../store/apply-channel-news.ts';
import type { NewsPlace, WaitingNews } from '../../store/channel-news.ts';
import type { ProviderBody, ReadBody } from '../../store/provider-bodies.ts';

/** What reading and applying news needs from outside. */
export interface NewsPorts {
  readonly waitingBodies: (limit: number) => Promise<readonly ProviderBody[]>;
  readonly takeApart: (bodies: readonly ReadBody[]) => Promise<void>;
  readonly waitingNews: (limit: number, after: NewsPlace | null) => Promise<readonly WaitingNews[]>;
  readonly apply: (channel: NewsChannel, news: WaitingNews) => Promise<AppliedNews>;
  /** The customer whom the token of an invitation names; null: it is not real, or has ended. */
  readonly invited: (token: string) => Promise<string | null>;
  /** Takes up events that applying has put into the inbox. */
  readonly stored: (inboxIds: readonly number[]) => void | Promise<void>;
  /** Told of a piece of news that cannot be applied now, without its content; it waits on. */
  readonly failed: (error: unknown) => void;
}

const BODIES = 100;
const NEWS = 500;

/**
 * Reads the bodies that providers have left and applies what they say, one piece after the other. A body or a piece that fails holds up no
 * other; both stay as they are and are taken up again. Several processes may do this at once.
 */
export async function pumpNews(ports: NewsPorts, { sources, freeWordsHours, byReference }: NewsChannels): Promise<void> {
  while (await readBodies(ports, sources));
  const inboxIds: number[] = [];
  for (let page = await ports.waitingNews(NEWS, null); page.length > 0;) {
    for (const waiting of page) {
      const applied = await invitedBy(waiting, ports).then((invited) => ports.apply({
        freeWordsHours: freeWordsHours[waiting.channel] ?? 0, byReference: byReference[waiting.channel] ?? false, invited,
      }, waiting)).catch((error: unknown) => {
        ports.failed(error);
        return null;
      });
      inboxIds.push(...applied?.inboxIds ?? []);
    }
    page = page.length < NEWS ? [] : await ports.waitingNews(NEWS, page.at(-1)?.place ?? null);
  }
  if (inboxIds.length > 0) await ports.stored(inboxIds);
}

/** Reads the bodies that have waited longest; answers whether more may wait: none is asked for twice while the tables cannot take it. */
async function readBodies(ports: NewsPorts, sources: NewsChannels['sources']): Promise<boolean> {
  const bodies = await ports.waitingBodies(BODIES);
  const read = bodies.map(({ id, channel, body }) => {
    // The shelf is the same for every process of one version: a body of a channel that is gone is told, and kept.
    return { id, channel, ...sources[channel]?.parse(body) ?? { news: [], unread: ['no channel of this name tells news'] } };
  });
  const isTaken = await ports.takeApart(read).then(() => true, (error: unknown) => {
    ports.failed(error);
    return false;
  });
  return isTaken && bodies.length === BODIES;
}

async function invitedBy({ news }: WaitingNews, ports: NewsPorts): Promise<string | null> {
  return news.kind === 'reachable' && news.invitation !== null ? ports.invited(news.invitation) : null;
}

/** Pumps again and again while it is asked to: calls that come meanwhile share the next round. */
export function createNewsPump(round: () => Promise<void>, failed: (error: unknown) => void): { readonly push: () => void; readonly idle: () => Promise<void> } {
  let asked = false;
  let draining = false;
  let running = Promise.resolve();
  const drain = async () => {
    draining = true;
    while (asked) {
      asked = false;
      await round().catch(failed);
    }
    draining = false;
  };
  return {
    push: () => {
      asked = true;
      if (!draining) running = drain();
    },
    idle: () => running,
  };
}
