import { applyComplaint, applyFailure, applyReceipt } from './apply-message-news.ts';
import { applyInbound, applyMove, applyPreference } from './apply-person-news.ts';
import { noteLimit, noteSender, noteTemplate, noteTemplateTrait } from './apply-provider-news.ts';
import { applyReachable } from './apply-reach-news.ts';
import { closeNews, lockNews, type WaitingNews } from './channel-news.ts';
import type { End, Scene } from './news-scene.ts';
import { inTransaction, isDataFault, type Pool } from './pool.ts';

/** What applying came to: events that intake has to take up now, in the inbox as every other event. */
export interface AppliedNews {
  readonly state: 'applied' | 'set-aside' | 'waiting';
  readonly inboxIds: readonly number[];
}

/** What the store may know of a channel here. */
export interface NewsChannel {
  /** Hours for which free words may be sent after somebody wrote; 0: the channel has no such window. */
  readonly freeWordsHours: number;
  /** Its receivers are written to by a reference that only they can open: an address alone is none. */
  readonly byReference: boolean;
  /** The customer whom an invitation in this news names; null: there is none, or it is not real. */
  readonly invited: string | null;
}

/** How long news of a message may wait for our own record of it. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/**
 * Applies one piece of news in one transaction under the locks of the customers concerned: what only it changes (window, address, words,
 * suppression) at once, everything else as an event in the inbox, which intake applies like any other. Repeating it changes nothing.
 */
export async function applyChannelNews(pool: Pool, channel: NewsChannel, waiting: WaitingNews): Promise<AppliedNews> {
  return applyOnce(pool, channel, waiting).catch(async (error: unknown) => {
    if (!isDataFault(error)) throw error;
    await closeNews(pool, waiting.channel, waiting.news.id, { state: 'set-aside', reason: 'it holds a value that cannot be stored' });
    return { state: 'set-aside', inboxIds: [] };
  });
}

async function applyOnce(pool: Pool, told: NewsChannel, waiting: WaitingNews): Promise<AppliedNews> {
  const { channel, news } = waiting;
  return inTransaction(pool, async (tx): Promise<AppliedNews> => {
    if (!await lockNews(tx, channel, news.id)) return { state: 'waiting', inboxIds: [] };
    const scene: Scene = { ...told, tx, channel, news, ageMs: waiting.ageMs, inboxIds: [] };
    const end = await apply(scene);
    if (end === 'not-yet' && waiting.ageMs < LONGEST_WAIT_MS) return { state: 'waiting', inboxIds: [] };
    const reason = end === 'not-yet' ? 'unknown-message' : end;
    const state = reason === null || !SET_ASIDE.has(reason) ? 'applied' : 'set-aside';
    await closeNews(tx, channel, news.id, { state, reason });
    return { state, inboxIds: scene.inboxIds };
  });
}

/** Ends after which somebody may want to look: all others are what often happens. */
const NOT_USED = 'not-used';
const SET_ASIDE: ReadonlySet<string> = new Set(['unknown-message', 'unknown-sender', NOT_USED]);

async function apply(scene: Scene): Promise<End> {
  const { news } = scene;
  switch (news.kind) {
    case 'receipt': return applyReceipt(scene, news);
    case 'failed': return applyFailure(scene, news);
    case 'inbound': return applyInbound(scene, news);
    case 'preference': return applyPreference(scene, news);
    case 'complaint': return applyComplaint(scene, news);
    case 'address-changed': return applyMove(scene, news);
    case 'sender': return noteSender(scene, news);
    case 'template': return noteTemplate(scene, news);
    case 'template-trait': return noteTemplateTrait(scene, news);
    case 'messaging-limit': return noteLimit(scene, news);
    case 'reachable': return applyReachable(scene, news);
    // What a newer version has stored.
    default: return NOT_USED;
  }
}
