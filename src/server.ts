import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Client, Connection } from '@temporalio/client';
import type { ApiPorts } from './api/api-ports.ts';
import { createApp } from './api/app.ts';
import { lookAtParts, workerHealth } from './api/part-health.ts';
import { channelsConfig } from './channels/channels-config.ts';
import { type Channels, createChannels, newsChannels } from './channels/registry.ts';
import { type MailListener, startMailListener } from './channels/email/inbound/mail-listener.ts';
import { startMailPoller } from './channels/email/inbound/mail-poller.ts';
import { trackingLaws } from './channels/tracking-laws.ts';
import type { MailTaken, ReceivedMail } from './contracts/inbound-mail.ts';
import { TASK_QUEUE } from './contracts/lifecycle.ts';
import type { OpenChannel } from './contracts/channel.ts';
import type { Poke } from './contracts/tracking.ts';
import { toCustomerId } from './domain/ids.ts';
import { applyEvents } from './intake/events/apply-events.ts';
import { createApplyPump, type ApplyPump } from './intake/events/apply-pump.ts';
import { lookTogether } from './intake/events/look-together.ts';
import { createPokeQueue, type PokeQueue } from './intake/events/poke-queue.ts';
import { storeTogether } from './intake/events/store-together.ts';
import { applyWaitingMail } from './intake/mail/apply-mail.ts';
import { createNewsPump, pumpNews } from './intake/news/pump-news.ts';
import { invitedPort } from './intake/links/invitation.ts';
import { createPixelHits } from './intake/links/pixel-hits.ts';
import { storeBodiesTogether } from './intake/news/store-bodies.ts';
import { createSignerCache, keepFresh } from './intake/links/signer-cache.ts';
import { type ChannelReport, lookAtChannels, probeWithin, wordReport } from './platform/channel-health.ts';
import { invitationPorts } from './invitation-ports.ts';
import { inboxPorts, startShopPage } from './server-inbox.ts';
import { staffPorts } from './server-staff.ts';
import { giveBackTo, ownAddress, startSandboxes } from './server-sandboxes.ts';
import { armCrashPoint } from './platform/crash-at.ts';
import { delay } from './platform/delay.ts';
import { readSettings, type Settings } from './platform/env.ts';
import { LifecycleClient } from './platform/lifecycle-client.ts';
import { createLogger, type Logger } from './platform/logger.ts';
import { PartFailure, causeOf } from './platform/part-failure.ts';
import { projectFile } from './platform/project-files.ts';
import { applyChannelNews } from './store/apply-channel-news.ts';
import { waitingNews } from './store/channel-news.ts';
import { storeProviderBodies, takeApartBodies, waitingBodies } from './store/provider-bodies.ts';
import { readCards } from './store/cards.ts';
import { addInboundMail } from './store/inbound-mail.ts';
import { mailStore } from './store/mail-store.ts';
import { buryEvents, receivedEvents, storeEvents } from './store/inbox.ts';
import { applyForCustomer } from './store/intake-facts.ts';
import { confirmConsent } from './store/confirm-consent.ts';
import { savePreferences, unsubscribe } from './store/links-unsubscribe.ts';
import { linkKeys, messageByRef, storeClick } from './store/links.ts';
import { onSiteCarriers } from './store/on-site.ts';
import { storeOpens } from './store/opens.ts';
import { askedPreferences, readPreferences } from './store/preferences.ts';
import { openPool, type Pool } from './store/pool.ts';
import { mayRate, rateInquiry } from './store/rate-inquiry.ts';
import { countSandboxMail, getSandboxMail, listSandboxMail } from './store/sandbox-mail.ts';
import { pingDatabase, readBacklogStatus, readCampaignStatus, readClockStatus, readWorkerSilenceMs } from './store/status.ts';
import { shopOfWriteKey } from './store/write-keys.ts';

const POOL_SIZE = 10;
const DATABASE_LIMIT_MS = 4_000;
/** What changes something may wait for locks; who asked still hears of it within the time of a request. */
const CHANGE_LIMIT_MS = 20_000;
const LOOK_LIMIT_MS = 2_500;
const PROBE_LIMIT_MS = 2_000;
const POKES_PER_SECOND = 30;
/** Pokes that wait at the end are left to the relay. */
const STOP_LIMIT_MS = 3_000;
const REQUEST_LIMIT_MS = 30_000;
/** Which trait of an event holds an address of which channel. */
const ADDRESS_TRAITS = { email: 'email', whatsapp: 'whatsapp', onsite: 'onsite' };

interface Parts {
  readonly settings: Settings;
  readonly log: Logger;
  readonly pool: Pool;
  readonly client: Client;
  readonly open: Readonly<Record<string, OpenChannel>>;
  readonly channels: Channels;
}

interface Intake {
  readonly pokes: PokeQueue;
  readonly apply: ApplyPump;
  readonly news: ReturnType<typeof createNewsPump>;
  /** Reads mail that has come in. */
  readonly mail: ReturnType<typeof createNewsPump>;
  readonly pixels: ReturnType<typeof createPixelHits>;
}

function intakeOf({ pool, client, log, channels }: Parts): Intake {
  const lifecycle = new LifecycleClient(client, (ids) => readCards(pool, ids));
  const poke: Poke = (customerId, kind) => lifecycle.poke(toCustomerId(customerId), kind);
  const pokes = createPokeQueue({
    poke, perSecond: POKES_PER_SECOND,
    failed: (error, dropped) => log.warn({ cause: causeOf(error), customers: dropped }, 'Temporal could not be told; the relay repeats it'),
  });
  const ports = {
    applyForCustomer: applyForCustomer.bind(null, pool),
    bury: buryEvents.bind(null, pool),
    poke: async (customerId: string, kind: string) => pokes.push(customerId, kind),
    pokeFailed: () => undefined,
  };
  const apply = createApplyPump(
    async (inboxIds) => applyEvents(ports, await receivedEvents(pool, inboxIds)),
    (error) => log.warn({ error }, 'events are stored but not yet applied; the relay takes them up'));
  const failed = (error: unknown) => log.warn({ error }, 'news of a provider is stored but not yet applied; the relay takes it up');
  const news = createNewsPump(() => pumpNews({
    waitingBodies: waitingBodies.bind(null, pool),
    takeApart: takeApartBodies.bind(null, pool),
    waitingNews: waitingNews.bind(null, pool),
    apply: applyChannelNews.bind(null, pool),
    invited: invitedPort(() => linkKeys(pool)),
    stored: apply.push,
    failed,
  }, newsChannels(channels)), failed);
  const mail = createNewsPump(async () => {
    await applyWaitingMail(mailStore(pool, 0));
    news.push();
  }, (error) => log.warn({ error }, 'mail is stored but not yet read; the relay takes it up'));
  const laws = trackingLaws();
  const pixels = createPixelHits({
    store: (hits) => storeOpens(pool, laws, hits), stored: apply.push,
    failed: (error) => log.warn({ error }, 'opens could not be kept; they are lost, and nothing rests on them'),
  });
  return { pokes, apply, news, mail, pixels };
}

function portsOf(parts: Parts, { pokes, apply, news, pixels }: Intake): ApiPorts {
  const { pool, log, settings } = parts;
  const asked = keepFresh(() => askedPreferences(pool));
  const showingOpens = Object.entries(parts.channels).flatMap(([name, channel]) => (channel.showsOpens === true ? [name] : []));
  return {
    events: {
      shopOfWriteKey: lookTogether((key) => shopOfWriteKey(pool, key)),
      store: storeTogether((shopId, events) => storeEvents(pool, { source: `track:${shopId}`, shopId }, events)),
      stored: apply.push,
      addressTraits: ADDRESS_TRAITS,
      systemNowMs: Date.now,
    },
    hooks: { sources: newsChannels(parts.channels).sources, store: storeBodiesTogether((bodies) => storeProviderBodies(pool, bodies)), stored: news.push },
    inbox: inboxPorts(pool, settings, news.push),
    invitations: invitationPorts(pool, parts.channels),
    links: {
      signer: createSignerCache(() => linkKeys(pool)),
      messageByRef: (ref) => messageByRef(pool, ref),
      storeClick: (message, linkIndex) => storeClick(pool, message, linkIndex),
      stored: apply.push,
      pixelHit: pixels.push,
      unsubscribe: (message, no) => unsubscribe(pool, message, no),
      preferences: async (customerId) => readPreferences(pool, customerId, await asked(), showingOpens),
      savePreferences: (message, wishes, word) => savePreferences(pool, message, wishes, { ...word, showingOpens }),
      confirm: (message, word) => confirmConsent(pool, message, word),
      mayRate: (message) => mayRate(pool, message),
      rate: (message, stars) => rateInquiry(pool, message, stars),
      nowMs: Date.now,
      channelTitles: Object.fromEntries(Object.entries(parts.channels).map(([name, { title }]) => [name, title])),
      poke: async (customerId, kind) => pokes.push(customerId, kind),
    },
    status: {
      parts: () => lookAtParts(looksAt(parts), LOOK_LIMIT_MS),
      facts: async () => {
        const [clock, backlog, campaigns] = await Promise.all([readClockStatus(pool), readBacklogStatus(pool), readCampaignStatus(pool)]);
        return { clock, backlog, campaigns };
      },
      temporalUiUrl: settings.temporalUiUrl,
      version: versionOfPackage(),
    },
    outbox: { count: () => countSandboxMail(pool), list: (page) => listSandboxMail(pool, page), mail: (id) => getSandboxMail(pool, id), giveBack: giveBackTo(settings) },
    staff: staffPorts({ pool, channels: parts.channels, publicUrl: settings.publicUrl, localOrigins: [ownAddress(settings), `http://localhost:${settings.port}`], poke: pokes.push }),
    databaseLimitMs: DATABASE_LIMIT_MS,
    changeLimitMs: CHANGE_LIMIT_MS,
    report: (error, route) => log.error({ error, route }, 'a request failed'),
  };
}

function looksAt({ pool, client, settings, open, channels }: Parts): Parameters<typeof lookAtParts>[0] {
  // All channels are looked at together, once for each look at the parts.
  let asked: Promise<readonly ChannelReport[]> | null = null;
  const reports = () => (asked ??= lookAtChannels(pool, channels, async (name) => { const one = open[name]; return one === undefined ? 'it is not open' : probeWithin(one, PROBE_LIMIT_MS); }));
  return {
    Database: async () => {
      const startedMs = performance.now();
      await pingDatabase(pool);
      return { state: 'up', detail: `answers in ${Math.ceil(performance.now() - startedMs)} ms` };
    },
    Temporal: async () => {
      const { pollers } = await client.workflowService.describeTaskQueue({
        namespace: settings.temporal.namespace, taskQueue: { name: TASK_QUEUE }, taskQueueType: 1,
      });
      const polling = pollers?.length ?? 0;
      return { state: polling > 0 ? 'up' : 'late', detail: `answers; ${polling} ${polling === 1 ? 'worker polls' : 'workers poll'}` };
    },
    Worker: async () => workerHealth(await readWorkerSilenceMs(pool)),
    ...Object.fromEntries(Object.keys(channels).map((name) => [`Channel: ${name}`, async () => {
      const report = (await reports()).find(({ channel }) => channel === name);
      if (report === undefined) return { state: 'down' as const, detail: 'it is not on the shelf' };
      // A halted sender is a matter of its own: the server can do its work.
      return { state: report.isReachable ? (report.state === 'ok' ? 'up' as const : 'late' as const) : 'down' as const, detail: report.state === 'ok' ? 'reachable' : `${report.state}: ${wordReport(report)}` };
    }])),
  };
}

function versionOfPackage(): string {
  const text: unknown = JSON.parse(readFileSync(projectFile('package.json'), 'utf8'));
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : 'unknown';
}

async function listen(server: Server, { host, port }: Settings): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new PartFailure('server', `cannot listen on ${host}:${port}: ${causeOf(cause)}`,
      'end the program that uses the port, or set TOUCHLINE_PORT to another one', { cause })));
    server.listen(port, host, () => resolve());
  });
}

/** Bounces, complaints and answers, as they are sent here or lie in a mailbox: stored before they are acknowledged or put away, read beside. */
async function startInboundMail({ settings, pool, log }: Parts, { mail }: Intake): Promise<() => Promise<void>> {
  const { imap } = settings.inboundMail;
  const store = async (received: ReceivedMail) => {
    const taken = await addInboundMail(pool, received);
    if (taken.taken === 'stored') mail.push();
    return taken;
  };
  const listener = await startListener(settings, pool, store);
  const poller = imap === null ? null : startMailPoller({
    imap, store,
    onState: (fault, againInMs) => {
      if (fault === null) log.info({ folder: imap.folder }, 'mail is read from its folder');
      else log.warn({ folder: imap.folder, fault, againInMs }, 'mail cannot be read from its folder; it is tried again');
    },
  });
  return async () => { await Promise.all([listener?.close(), poller?.close()]); };
}

async function startListener({ inboundMail: { smtpUrl, bounceDomain, replyDomain } }: Settings, pool: Pool, store: (mail: ReceivedMail) => Promise<MailTaken>): Promise<MailListener | null> {
  if (smtpUrl === null) return null;
  const { hostname: host, port } = new URL(smtpUrl);
  const domains = [bounceDomain, replyDomain].filter((domain) => domain !== null);
  return startMailListener({ host, port: Number(port === '' ? 25 : port), domains, keys: keepFresh(() => linkKeys(pool)), store })
    .catch((cause: unknown) => {
      throw new PartFailure('mail', `cannot take mail on ${host}:${port}: ${causeOf(cause)}`, 'end the program that uses the port, or set TOUCHLINE_INBOUND_SMTP to another one', { cause });
    });
}

async function main(): Promise<void> {
  const settings = readSettings();
  const log = createLogger('server', settings.logLevel);
  armCrashPoint(settings.crashAt, (line) => log.warn(line));
  const pool = openPool(settings.databaseUrl, POOL_SIZE);
  // Lazy: events are taken also while Temporal is down.
  const connection = Connection.lazy(settings.temporal.connectionOptions);
  const client = new Client({ connection, namespace: settings.temporal.namespace });
  const config = channelsConfig({ ...settings, onSite: onSiteCarriers(pool) });
  const sandboxes = await startSandboxes(settings, config, pool);
  const channels = createChannels(config);
  const open = Object.fromEntries(await Promise.all(Object.entries(channels).map(async ([name, channel]) => [name, await channel.open()] as const)));
  const parts: Parts = { settings, log, pool, client, open, channels };
  const intake = intakeOf(parts);
  const closeInbound = await startInboundMail(parts, intake);
  const shopPage = await startShopPage(pool, settings, ownAddress(settings));
  const app = createApp(portsOf(parts, intake));
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: { requestTimeout: REQUEST_LIMIT_MS, headersTimeout: REQUEST_LIMIT_MS / 2 } });
  if (!('closeIdleConnections' in server)) throw new Error('expected a plain HTTP server');
  await listen(server, settings);

  const stop = async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
    await closeInbound();
    await intake.pixels.idle();
    await intake.mail.idle();
    await intake.news.idle();
    await intake.apply.idle();
    await Promise.race([intake.pokes.idle(), delay(STOP_LIMIT_MS)]);
    await Promise.all([...sandboxes.map((one) => one.close()), shopPage?.close(), ...Object.values(open).map((channel) => channel.close())]);
    await Promise.all([connection.close(), pool.end()]);
  };
  const stopOnce = () => { stop().then(() => process.disconnect?.(), (error: unknown) => log.error({ error }, 'stopping failed')); };
  process.once('SIGTERM', stopOnce).once('SIGINT', stopOnce);
  process.send?.({ ready: true });
  log.info({ port: settings.port }, 'listening');
}

await main();
