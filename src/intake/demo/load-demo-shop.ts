import type { ShopPolicy } from '../../domain/policy.ts';
import { markDemoShop } from '../../store/customers-demo-progress.ts';
import type { AfterFill } from '../../store/import-orders.ts';
import { SANDBOX_BOT } from '../../channels/skype/settings.ts';
import { addDemoChats, addDemoConversations } from '../../store/customers-demo-chats.ts';
import { addDemoConsent } from '../../store/customers-demo-contacts.ts';
import { addDemoOnSite } from '../../store/customers-demo-on-site.ts';
import { addPastContacts } from '../../store/customers-demo-past.ts';
import { isDemoShop } from '../../store/demo-marker.ts';
import { setClock } from '../../store/domain-clock.ts';
import type { Pool } from '../../store/pool.ts';
import { scoreCustomers, type ScoreReport } from '../../store/score.ts';
import { orderFormat } from '../import/formats/registry.ts';
import { type ImportReport, importOrders } from '../import/import-orders.ts';
import { demoContactsFor, INVENTED_WORDING } from './demo-contacts.ts';
import { readPastContacts } from './demo-past-contacts.ts';
import { DEMO_FACTOR, DEMO_FORMAT, DEMO_HISTORY_FILE, DEMO_HOME_COUNTRY, DEMO_START_DAY, DEMO_START_MS } from './demo-shop.ts';

/** What became of the demo shop; null: it stood already. */
export type DemoShop = { readonly imported: ImportReport; readonly scored: ScoreReport } | null;

/**
 * Loads the demo shop in mid-life and starts its clock: orders up to the start, invented addresses and consent, scores, contacts of the days before.
 * Safe to repeat: a shop that stands is left alone, a half-loaded one is completed. Policy and campaigns are applied by the caller.
 */
export async function loadDemoShop(pool: Pool, { policy, signal }: { readonly policy: ShopPolicy; readonly signal?: AbortSignal }): Promise<DemoShop> {
  if (await isDemoShop(pool)) return null;
  const format = orderFormat(DEMO_FORMAT);
  if (format === null) throw new Error(`no order format ${DEMO_FORMAT}`);
  const clock = { atMs: DEMO_START_MS, factor: DEMO_FACTOR };
  await setClock(pool, clock); // the first look needs the demo's now
  const shopId = policy.shop.id;
  const imported = await importOrders(pool, {
    path: DEMO_HISTORY_FILE, format, shopId, rules: { policy, cutPoints: null }, afterFill: withAddresses(shopId), ...(signal === undefined ? {} : { signal }),
  });
  const asOfMs = Date.parse(`${DEMO_START_DAY}T00:00Z`); // London keeps winter time in November
  const scored = await scoreCustomers(pool, { asOf: DEMO_START_DAY, asOfMs, basis: 'net', rule: 'cut-points', policy });
  await addPastContacts(pool, shopId, await readPastContacts());
  await markDemoShop(pool, asOfMs);
  await setClock(pool, clock);
  return { imported, scored };
}

/** Mail addresses for most, chats for those abroad, conversations in Teams for regular buyers at home, and some who are reached on site alone. */
function withAddresses(shopId: string): AfterFill {
  const addMailAddresses = demoContactsFor(shopId);
  return async (tx) => {
    await addDemoOnSite(tx, shopId);
    await addMailAddresses(tx);
    await addDemoChats(tx, { shopId, homeCountry: DEMO_HOME_COUNTRY });
    await addDemoConversations(tx, { shopId, homeCountry: DEMO_HOME_COUNTRY, botId: `28:${SANDBOX_BOT.appId}`, tenantId: SANDBOX_BOT.tenantId });
    await addDemoConsent(tx, { shopId, channel: 'skype', wording: INVENTED_WORDING });
  };
}
