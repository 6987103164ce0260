import type { Hono } from 'hono';
import { createApp } from '../../../src/api/app.ts';
import type { ApiPorts } from '../../../src/api/api-ports.ts';
import type { NewsSource } from '../../../src/contracts/channel-news.ts';
import { createNewsPump, pumpNews } from '../../../src/intake/news/pump-news.ts';
import { applyChannelNews } from '../../../src/store/apply-channel-news.ts';
import { waitingNews } from '../../../src/store/channel-news.ts';
import { storeBodiesTogether } from '../../../src/intake/news/store-bodies.ts';
import { storeProviderBodies, takeApartBodies, waitingBodies } from '../../../src/store/provider-bodies.ts';
import { applyEvents } from '../../../src/intake/events/apply-events.ts';
import { createApplyPump } from '../../../src/intake/events/apply-pump.ts';
import { invitedPort } from '../../../src/intake/links/invitation.ts';
import type { Channels } from '../../../src/channels/registry.ts';
import { staffPorts } from '../../../src/server-staff.ts';
import { invitationPorts } from '../../../src/invitation-ports.ts';
import { inboxNews } from '../../../src/channels/onsite/inbox-news.ts';
import { openInboxToken } from '../../../src/intake/links/inbox-token.ts';
import { hearInbox, inboxKeys, readInbox } from '../../../src/store/on-site-inbox.ts';
import { createSignerCache } from '../../../src/intake/links/signer-cache.ts';
import { buryEvents, receivedEvents, storeEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { confirmConsent } from '../../../src/store/confirm-consent.ts';
import { createPixelHits } from '../../../src/intake/links/pixel-hits.ts';
import { savePreferences, unsubscribe } from '../../../src/store/links-unsubscribe.ts';
import { linkKeys, messageByRef, storeClick } from '../../../src/store/links.ts';
import { storeOpens } from '../../../src/store/opens.ts';
import { askedPreferences, readPreferences } from '../../../src/store/preferences.ts';
import type { Pool } from '../../../src/store/pool.ts';
import { mayRate, rateInquiry } from '../../../src/store/rate-inquiry.ts';
import { countSandboxMail, getSandboxMail, listSandboxMail } from '../../../src/store/sandbox-mail.ts';
import { readBacklogStatus, readCampaignStatus, readClockStatus } from '../../../src/store/status.ts';
import { createWriteKey, shopOfWriteKey } from '../../../src/store/write-keys.ts';

/** The application on a real database; only Temporal is replaced, by a list of the pokes that would have been sent. */
export interface TestApp {
  readonly app: Hono;
  readonly pokes: { customerId: string; kind: string }[];
  /** Unexpected errors that were reported. */
  readonly reports: unknown[];
  readonly ports: ApiPorts;
  /** Waits until everything stored is applied. */
  readonly applied: () => Promise<void>;
}

export function createTestApp(pool: Pool, over: { temporalDown?: boolean; databaseLimitMs?: number; changeLimitMs?: number; sources?: Readonly<Record<string, NewsSource>>; channels?: Channels; publicUrl?: string; giveBack?: NonNullable<ApiPorts['outbox']['giveBack']> } = {}): TestApp {
  const pokes: TestApp['pokes'] = [];
  const reports: unknown[] = [];
  const poke = async (customerId: string, kind: string) => {
    if (over.temporalDown === true) throw new Error('Temporal is down');
    pokes.push({ customerId, kind });
  };
  const pump = createApplyPump(async (inboxIds) => applyEvents({
    applyForCustomer: (owner, events) => applyForCustomer(pool, owner, events),
    bury: (ids, reason) => buryEvents(pool, ids, reason),
    poke,
    pokeFailed: () => undefined,
  }, await receivedEvents(pool, inboxIds)), (error) => reports.push(error));
  const newsPump = createNewsPump(() => pumpNews({
    waitingBodies: (limit) => waitingBodies(pool, limit), takeApart: (bodies) => takeApartBodies(pool, bodies), waitingNews: (limit, after) => waitingNews(pool, limit, after),
    apply: (channel, news) => applyChannelNews(pool, channel, news), invited: invitedPort(() => linkKeys(pool)), stored: pump.push, failed: (error) => reports.push(error),
  }, { sources: over.sources ?? {}, freeWordsHours: { whatsapp: 24 }, byReference: { skype: true } }), (error) => reports.push(error));
  const pixels = createPixelHits({ store: (hits) => storeOpens(pool, {}, hits), stored: pump.push, failed: (error) => reports.push(error) });
  const ports: ApiPorts = {
    events: {
      shopOfWriteKey: (key) => shopOfWriteKey(pool, key),
      store: (shopId, events) => storeEvents(pool, { source: `track:${shopId}`, shopId }, events),
      stored: pump.push,
      addressTraits: { email: 'email', onsite: 'onsite' },
      systemNowMs: Date.now,
    },
    hooks: { sources: over.sources ?? {}, store: storeBodiesTogether((bodies) => storeProviderBodies(pool, bodies)), stored: newsPump.push },
    inbox: {
      origins: [SHOP_ORIGIN],
      customerOf: async (token) => openInboxToken(await inboxKeys(pool), token, Date.now()),
      read: (customer) => readInbox(pool, customer),
      hear: async (customer, word) => {
        const heard = await hearInbox(pool, customer, word, (told) => inboxNews(told, Date.now()));
        newsPump.push();
        return heard;
      },
    },
    invitations: invitationPorts(pool, over.channels ?? {}),
    links: {
      signer: createSignerCache(() => linkKeys(pool)),
      messageByRef: (ref) => messageByRef(pool, ref),
      storeClick: (message, linkIndex) => storeClick(pool, message, linkIndex),
      stored: pump.push,
      pixelHit: pixels.push,
      unsubscribe: (message, no) => unsubscribe(pool, message, no),
      preferences: async (customerId) => readPreferences(pool, customerId, await askedPreferences(pool), ['email']),
      savePreferences: (message, wishes, word) => savePreferences(pool, message, wishes, { ...word, showingOpens: ['email'] }),
      confirm: (message, word) => confirmConsent(pool, message, word),
      mayRate: (message) => mayRate(pool, message),
      rate: (message, stars) => rateInquiry(pool, message, stars),
      nowMs: Date.now,
      channelTitles: { email: 'E-mail' },
      poke,
    },
    status: {
      parts: async () => [{ part: 'Database', state: 'up', detail: 'answers in 1 ms' }, { part: 'Worker', state: 'late', detail: 'last seen 120 s ago' }],
      facts: async () => {
        const [clock, backlog, campaigns] = await Promise.all([readClockStatus(pool), readBacklogStatus(pool), readCampaignStatus(pool)]);
        return { clock, backlog, campaigns };
      },
      temporalUiUrl: 'http://127.0.0.1:8233',
      version: '0.0.0-test',
    },
    outbox: { count: () => countSandboxMail(pool), list: (page) => listSandboxMail(pool, page), mail: (id) => getSandboxMail(pool, id), giveBack: over.giveBack ?? null },
    staff: staffPorts({ pool, channels: over.channels ?? {}, publicUrl: over.publicUrl ?? 'http://127.0.0.1:4400', localOrigins: [], poke: (customerId, kind) => pokes.push({ customerId, kind }), passwordCost: { cost: 2 ** 4, blockSize: 8, parallelization: 1 } }),
    databaseLimitMs: over.databaseLimitMs ?? 4_000,
    changeLimitMs: over.changeLimitMs ?? 20_000,
    report: (error) => reports.push(error),
  };
  return { app: createApp(ports), pokes, reports, ports, applied: async () => { await pixels.idle(); await newsPump.idle(); await pump.idle(); } };
}

/** A shop and a live write key for it. */
export async function aShopWithKey(pool: Pool, shopId = 'main'): Promise<string> {
  await pool.query(`insert into shop values ($1, 'own', 'Gift Shop', 'GBP', 'Europe/London') on conflict do nothing`, [shopId]);
  const made = await createWriteKey(pool, shopId, 'test');
  return made!.key;
}

/** Where the shop's pages stand. */
export const SHOP_ORIGIN = 'https://shop.example';

export interface Verdict {
  ok: boolean;
  stored: number;
  repeated: number;
  ignored: { index: number; messageId: string; reason: string }[];
  errors: { index: number; messageId: string | null; code: string; detail: string; pointer: string }[];
  warnings: { code: string; pointer: string }[];
}

export const basic = (key: string) => ({ Authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

export function post(app: Hono, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return Promise.resolve(app.request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body),
  }));
}

/** An order in our own form. */
export const anOrder = (over: Record<string, unknown> = {}, properties: Record<string, unknown> = {}) => ({
  event: 'order.placed', customer: 'c-1', messageId: 'm-1', occurredAt: '2011-12-01T10:00:00Z',
  ...over, properties: { orderId: '1001', value: 19.9, ...properties },
});
