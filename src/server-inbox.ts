import type { ApiPorts } from './api/api-ports.ts';
import { inboxNews } from './channels/onsite/inbox-news.ts';
import { ShopPage } from './channels/onsite/sandbox/shop-page.ts';
import { mintInboxToken, openInboxToken } from './intake/links/inbox-token.ts';
import { keepFresh } from './intake/links/signer-cache.ts';
import type { Settings } from './platform/env.ts';
import { demoAccounts } from './store/customers-demo-on-site.ts';
import { hearInbox, inboxKeys, readInbox } from './store/on-site-inbox.ts';
import type { Pool } from './store/pool.ts';

const PAGE_TOKEN_MS = 60 * 60 * 1000;

/** Inboxes of the server: whose tokens open them, and where what is said there goes. @param stored news waits to be applied */
export function inboxPorts(pool: Pool, { inboxOrigins, sandboxShopUrl }: Settings, stored: () => void): ApiPorts['inbox'] {
  const keys = keepFresh(() => inboxKeys(pool));
  return {
    origins: [...inboxOrigins, ...(sandboxShopUrl === null ? [] : [new URL(sandboxShopUrl).origin])],
    customerOf: async (token) => openInboxToken(await keys(), token, Date.now()),
    read: (customer) => readInbox(pool, customer),
    hear: async (customer, word) => {
      const heard = await hearInbox(pool, customer, word, (told) => inboxNews(told, Date.now()));
      if (heard) stored();
      return heard;
    },
  };
}

/** A page that plays the shop's, under another origin than ours, as that would be; null: the shop has pages of its own. */
export async function startShopPage(pool: Pool, { sandboxShopUrl }: Settings, ownAddress: string): Promise<ShopPage | null> {
  if (sandboxShopUrl === null) return null;
  const { hostname, port } = new URL(sandboxShopUrl);
  const page = new ShopPage({
    host: hostname, port: Number(port), inboxUrl: `${ownAddress}/v1/inbox`, accounts: () => demoAccounts(pool),
    tokenFor: async (customer) => {
      const [newest] = await inboxKeys(pool);
      if (newest === undefined) throw new Error('there is no key for inboxes');
      return mintInboxToken(newest, customer, Date.now() + PAGE_TOKEN_MS);
    },
  });
  await page.start();
  return page;
}
