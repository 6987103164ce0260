import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { screenOnce } from '../../../src/activities/screening.ts';
import { channelRules, createChannels, newsChannels } from '../../../src/channels/registry.ts';
import { applyPolicyFile } from '../../../src/cli/apply-files.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { DemoInquiryFeed } from '../../../src/intake/demo/demo-inquiry-feed.ts';
import { readDemoInquiries } from '../../../src/intake/demo/demo-inquiries.ts';
import { DEMO_START_MS } from '../../../src/intake/demo/demo-shop.ts';
import { loadDemoShop } from '../../../src/intake/demo/load-demo-shop.ts';
import { applyEvents } from '../../../src/intake/events/apply-events.ts';
import { pumpNews } from '../../../src/intake/news/pump-news.ts';
import { readSettings } from '../../../src/platform/env.ts';
import { screeningPorts } from '../../../src/screening-ports.ts';
import { applyChannelNews } from '../../../src/store/apply-channel-news.ts';
import { waitingNews } from '../../../src/store/channel-news.ts';
import { setClock } from '../../../src/store/domain-clock.ts';
import { leftOverEvents } from '../../../src/store/inbox.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { RulesSource } from '../../../src/store/rules.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { column } from '../../support/engine.ts';

const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } });
const source = new RulesSource(channelRules(channels));
let database: TestDatabase;

beforeAll(async () => {
  database = await freshDatabase();
  await applyPolicyFile(database.pool, 'touchline.yaml', channels);
  await loadDemoShop(database.pool, { policy: (await source.load(database.pool)).policy });
});
afterAll(() => database.drop());

async function takeIn(): Promise<void> {
  await pumpNews({
    waitingBodies: async () => [], takeApart: async () => undefined, invited: async () => null, stored: async () => undefined,
    waitingNews: (limit, after) => waitingNews(database.pool, limit, after), apply: (channel, news) => applyChannelNews(database.pool, channel, news), failed: (error) => { throw error; },
  }, newsChannels(channels));
  await applyEvents({
    applyForCustomer: (owner, events) => applyForCustomer(database.pool, owner, events), bury: () => Promise.reject(new Error('an inquiry of the demo cannot be read')), poke: async () => undefined, pokeFailed: () => undefined,
  }, await leftOverEvents(database.pool, 1_000, 0));
}

const inquiries = () => column<number>(database.pool, 'select id::int from inquiry order by id');

describe('what customers of the demo ask', () => {
  it('comes when its clock reaches it, once, by mail and by chat, from customers that the shop has', async () => {
    const all = await readDemoInquiries();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    await setClock(database.pool, { atMs: DEMO_START_MS + 5 * DAY_MS, factor: 0 });
    const feed = new DemoInquiryFeed('online-retail');
    const told = await feed.feedDueInquiries(database.pool);
    expect(told).toBeGreaterThanOrEqual(15);
    expect(await feed.feedDueInquiries(database.pool)).toBe(0);
    await takeIn();
    const entries = await column<number>(database.pool, `select count(*)::int from inquiry_entry where what = 'incoming'`);
    expect(entries).toEqual([told]);
    expect(await new DemoInquiryFeed('online-retail').feedDueInquiries(database.pool)).toBe(told);
    await takeIn();
    expect(await column<number>(database.pool, `select count(*)::int from inquiry_entry where what = 'incoming'`)).toEqual(entries);
    expect(await column(database.pool, `select distinct channel from inquiry order by 1`)).toEqual(['email', 'whatsapp']);
    expect(await column(database.pool, `select distinct level::int from customer_facts f join inquiry i on i.customer_id = f.customer_id order by 1`)).toEqual([1, 2, 3, 4]);
  });

  it('is of many kinds and languages, and what is doubtful is held for reasons', async () => {
    await setClock(database.pool, { atMs: DEMO_START_MS + 40 * DAY_MS, factor: 0 });
    await new DemoInquiryFeed('online-retail').feedDueInquiries(database.pool);
    await takeIn();
    const ports = screeningPorts({ pool: database.pool, source, channels, taskQueueOf: () => 'none', settings: readSettings({ DATABASE_URL: 'postgres://nobody@127.0.0.1/none', TEMPORAL_ADDRESS: '127.0.0.1:1' }) });
    for (const inquiry of await inquiries()) await screenOnce(ports, inquiry, AbortSignal.timeout(10_000));
    const kinds = await column<string>(database.pool, 'select distinct kind from inquiry order by 1');
    expect(kinds).toEqual(expect.arrayContaining(['complaint', 'order-tracking', 'payment', 'pre-sales', 'return', 'shipping', 'after-sales']));
    const bandOf = async (band: string) => column<string>(database.pool, `select v.value from inquiry i join identity v on v.customer_id = i.customer_id and v.kind = 'external' where i.band = $1 order by 1`, [band]);
    expect(await bandOf('hold')).toEqual(['demo-any-price', 'demo-sample-of-each', 'demo-urgent-visit']);
    expect(await bandOf('look')).toEqual(['demo-ten-thousand']);
    // Those are asked something, each in their own language.
    expect(await column(database.pool, `select count(*)::int from message where campaign = 'inquiry'`)).toEqual([3]);
  });
});
