import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createDelivery, type DeliveryPorts } from './activities/deliver.ts';
import { createActivities } from './activities/index.ts';
import type { WebhookPorts } from './activities/webhook.ts';
import { channelsConfig } from './channels/channels-config.ts';
import { returnAddressesFor } from './channels/email/return-path.ts';
import { marketingLabel } from './channels/country-labels.ts';
import { type Channels, channelRules, createChannels, newsChannels } from './channels/registry.ts';
import { trackingLaws } from './channels/tracking-laws.ts';
import type { OpenChannel } from './contracts/channel.ts';
import { TASK_QUEUE, WEBHOOK_TASK_QUEUE } from './contracts/lifecycle.ts';
import { type CustomerId, toCustomerId } from './domain/ids.ts';
import { DemoInquiryFeed } from './intake/demo/demo-inquiry-feed.ts';
import { DemoOrderFeed } from './intake/demo/demo-order-feed.ts';
import { applyEvents } from './intake/events/apply-events.ts';
import type { LinkKey } from './contracts/links.ts';
import { invitedPort } from './intake/links/invitation.ts';
import { createLinkSigner, createLinksFor } from './intake/links/link-signer.ts';
import { applyWaitingMail } from './intake/mail/apply-mail.ts';
import { type NewsPorts, pumpNews } from './intake/news/pump-news.ts';
import { invitationFor } from './invitation-ports.ts';
import { Relay } from './intake/relay.ts';
import { atMostEvery } from './platform/at-most-every.ts';
import type { Settings } from './platform/env.ts';
import { LifecycleClient } from './platform/lifecycle-client.ts';
import type { Logger } from './platform/logger.ts';
import { connectTemporal } from './platform/temporal-client.ts';
import { workflowBundle } from './platform/workflow-bundle.ts';
import { mainWorker, pageWorker, POOL_SIZE, sendWorker, webhookWorker } from './platform/worker-sizes.ts';
import { advanceCustomer } from './store/advance.ts';
import { finishRun } from './store/campaign-control.ts';
import { describeRun, freezeAudienceSlice, markAwake, membersToWake, nextRunStep } from './store/campaign-runs.ts';
import { readTemplate } from './store/campaign-versions.ts';
import { applyChannelNews } from './store/apply-channel-news.ts';
import { waitingNews } from './store/channel-news.ts';
import { forgetErasedMessages } from './store/contact-news.ts';
import { saveProviderTemplates, templatesDue, templateState } from './store/provider-templates.ts';
import { takeApartBodies, waitingBodies } from './store/provider-bodies.ts';
import { readCards } from './store/cards.ts';
import { forgetErasedWords } from './store/suggestions.ts';
import { tellAgreements } from './store/agreement-news.ts';
import { tellCareDays } from './store/care-days.ts';
import { handOverQuestions } from './store/hand-over-questions.ts';
import { tellBackInStock } from './store/tell-back-in-stock.ts';
import { tellOverdueParcels } from './store/tell-overdue-parcels.ts';
import { claimMessage } from './store/claim.ts';
import { forgetErasedStatements } from './store/statements.ts';
import { renewCustomerHours } from './store/customer-hours.ts';
import { weighOldInquiries } from './store/inquiry-quality.ts';
import { forgetErasedInquiries } from './store/erased-inquiries.ts';
import { forgetErasedStaffWords } from './store/erased-staff-words.ts';
import { ensureDecisionMonths } from './store/decision-months.ts';
import { handOutNotices } from './store/hand-out-notices.ts';
import { keepClockSeen } from './store/domain-clock.ts';
import { forgetOldMail } from './store/inbound-mail.ts';
import { buryEvents, leftOverEvents, onlyShopId, receivedEvents, type ReceivedEvent } from './store/inbox.ts';
import { applyForCustomer } from './store/intake-facts.ts';
import { linkKeys } from './store/links.ts';
import { MAIL_CHANNELS, mailStore } from './store/mail-store.ts';
import { judgeSenders, releaseAccounts } from './store/sender-state.ts';
import { forgetErasedOnSite, onSiteCarriers } from './store/on-site.ts';
import { claimPageBatch, settlePageBatch } from './store/page.ts';
import { endOverduePassing } from './store/passing-tasks.ts';
import { openPool, type Pool } from './store/pool.ts';
import { providerMedia } from './store/provider-media.ts';
import { adviseAllProducts } from './store/product-advice.ts';
import { renewPromotionRates } from './store/promotion-rates.ts';
import { recordOutcome } from './store/record-outcome.ts';
import { AdviceRenewal, productAdviceDue } from './store/renew-advice.ts';
import { clockChanges, customersAwaiting, reportWorkerAlive, takeOverdueCustomers, unfinishedRuns } from './store/relay.ts';
import { RulesSource } from './store/rules.ts';
import { markDigestSent, nextDigest } from './store/staff-notices.ts';
import { renewStatistics } from './store/table-statistics.ts';
import { tellChangedRights } from './store/tell-rights.ts';
import { reviewDueTiers } from './store/tier-reviews.ts';
import { dueWebhook, recordTry, takeWaitingWebhooks } from './store/webhooks.ts';
import { screeningPorts } from './screening-ports.ts';
import { digestSender } from './staff-mail.ts';
import { POST_LIMIT_MS, postWebhook } from './webhooks/post.ts';

/** Longer than the activity's limit, which is longer than a channel's own (contracts of src/workflows/policies.ts). */
const LEASE_MS = 100_000;
/** Three batches may be in flight, so a kill leaves at most 150 messages in doubt; larger batches are hardly faster (docs/how-to/benchmarks.md). */
const PAGE = { concurrency: 5, smallestBatch: 25, largestBatch: 50, quickBatchMs: 1_000, startLimitMs: 30_000 };
/** Some hundred thousand a day, at three seconds a look. */
const TIERS_PER_LOOK = 100;
const TEMPLATES_LIMIT_MS = 10_000;
const RIGHTS_PER_LOOK = 500;
const WEBHOOKS_PER_LOOK = 30;
/** A mail that the server has taken and not read for so long is read here. */
const LEFT_MAIL_MS = 10_000;
/** For what reads more than a few rows. */
const SELDOM_MS = 60_000;
const SLICE = { freeze: 250, wake: 300 };

type Parts = { pool: Pool; source: RulesSource; channels: Channels; open: Readonly<Record<string, OpenChannel>>; lifecycle: LifecycleClient; settings: Settings };

async function activitiesOf({ pool, source, channels, open, lifecycle, settings }: Parts, leaseMs: number) {
  const taskQueueOf = (channel: string) => channels[channel]?.taskQueue ?? TASK_QUEUE;
  const bulkQueueOf = (channel: string) => channels[channel]?.bulkTaskQueue ?? TASK_QUEUE;
  const claimRules = { source, taskQueueOf, leaseMs };
  const keys = await linkKeys(pool);
  return createActivities({
    advance: (call) => advanceCustomer(pool, source, taskQueueOf, call),
    claim: (id) => claimMessage(pool, claimRules, id),
    recordOutcome: (customerId, attempt) => recordOutcome(pool, claimRules, customerId, attempt),
    deliver: createDelivery({
      channels, open,
      readTemplate: (hash) => readTemplate(pool, hash),
      linksFor: createLinksFor(createLinkSigner(keys), settings.publicUrl),
      trackingLaws: trackingLaws(),
      returnAddressesFor: returnAddressesOf(keys, settings),
      invitationFor: invitationFor(pool, channels, keys, settings.publicUrl),
      marketingLabel: (countries, locale) => marketingLabel(countries, locale, Date.now()),
      templateState: (channel, registered) => templateState(pool, channel, registered),
    }),
    nextRunStep: async (runId) => ({ step: await nextRunStep(pool, runId, bulkQueueOf), details: await describeRun(pool, runId) }),
    freezeAudienceSlice: (runId) => freezeAudienceSlice(pool, source, runId, SLICE.freeze),
    claimPageBatch: (runId, size) => claimPageBatch(pool, claimRules, runId, size),
    settlePageBatch: (attempts) => settlePageBatch(pool, source, attempts),
    membersToWake: (runId) => membersToWake(pool, runId, SLICE.wake),
    markAwake: (runId, ids) => markAwake(pool, runId, ids),
    poke: (ids, kind, onProgress) => lifecycle.pokeAll(ids, kind, onProgress),
    finishRun: (runId) => finishRun(pool, runId),
    adviseProducts: async (from, signal, onProgress) => {
      const { policy, policyOrdinal } = await source.load(pool);
      return adviseAllProducts(pool, { asOfMs: null, policy, policyOrdinal, from, signal, onProgress });
    },
    dueWebhook: (id) => dueWebhook(pool, id),
    postWebhook: poster(settings),
    recordTry: (tried) => recordTry(pool, tried),
    nextDigest: (person) => nextDigest(pool, person),
    sendDigest: digestSender({ pool, source, open }),
    markDigestSent: (person, key) => markDigestSent(pool, person, key),
    ...screeningPorts({ pool, source, channels, settings, taskQueueOf }),
    page: PAGE,
  });
}

function returnAddressesOf([newest]: readonly LinkKey[], { inboundMail }: Settings): DeliveryPorts['returnAddressesFor'] {
  return newest === undefined ? () => ({ bounce: null, reply: null }) : returnAddressesFor(newest, inboundMail);
}

/** Null without a secret: what cannot be signed does not leave. */
function poster({ webhookKeys: keys, webhookPrivateHosts: privateHosts }: Settings): WebhookPorts['postWebhook'] {
  return keys.length === 0 ? null : (webhook) => postWebhook(webhook, { keys, privateHosts, limitMs: POST_LIMIT_MS });
}

/** Once an hour and channel; one that cannot be read is tried again at the next look. */
async function readDueTemplates(pool: Pool, open: Parts['open']): Promise<void> {
  for (const name of await templatesDue(pool, Object.keys(open).filter((one) => open[one]?.templates !== undefined))) {
    const askedMs = Date.now();
    const templates = await open[name]?.templates?.(AbortSignal.timeout(TEMPLATES_LIMIT_MS));
    if (templates != null) await saveProviderTemplates(pool, name, templates, askedMs);
  }
}

function newsPorts(pool: Pool, log: Logger, takeUp: (events: readonly ReceivedEvent[]) => Promise<void>): NewsPorts {
  return {
    waitingBodies: (limit) => waitingBodies(pool, limit),
    takeApart: (bodies) => takeApartBodies(pool, bodies),
    waitingNews: (limit, after) => waitingNews(pool, limit, after),
    apply: (channel, news) => applyChannelNews(pool, channel, news),
    invited: invitedPort(() => linkKeys(pool)),
    stored: async (inboxIds) => takeUp(await receivedEvents(pool, inboxIds)),
    failed: (error) => log.warn({ error }, 'news of a provider cannot be applied now; it is taken up again'),
  };
}

async function keepSendersInSight(pool: Pool, open: Parts['open'], log: Logger): Promise<void> {
  await forgetOldMail(pool);
  await forgetErasedInquiries(pool);
  await forgetErasedStaffWords(pool);
  await readDueTemplates(pool, open);
  const changed = [...await judgeSenders(pool, MAIL_CHANNELS), ...await releaseAccounts(pool, async (name) => open[name]?.probe())];
  for (const { channel, sender, state, detail } of changed) log.warn({ channel, sender, state, detail }, 'a sender stands otherwise now');
}

function relayOf(pool: Pool, { source, channels, open, lifecycle, log, settings }: Omit<Parts, 'pool'> & { log: Logger }): Relay {
  const renewal = new AdviceRenewal();
  let demo: { readonly orders: DemoOrderFeed; readonly inquiries: DemoInquiryFeed } | null = null;
  const feedDemo = async () => {
    const shopId = demo === null ? await onlyShopId(pool) : null;
    if (shopId !== null) demo = { orders: new DemoOrderFeed(shopId), inquiries: new DemoInquiryFeed(shopId) };
    await demo?.orders.feedDueOrders(pool);
    await demo?.inquiries.feedDueInquiries(pool);
  };
  const takeUp = async (events: readonly ReceivedEvent[]) => {
    const woken = new Set<CustomerId>();
    await applyEvents({
      applyForCustomer: (owner, batch) => applyForCustomer(pool, owner, batch),
      bury: (inboxIds, reason) => buryEvents(pool, inboxIds, reason),
      poke: async (id) => void woken.add(toCustomerId(id)),
      pokeFailed: () => undefined,
    }, events);
    // After all of them: while Temporal is away facts are taken in as always, and these pokes are among the overdue ones later.
    await lifecycle.pokeAll([...woken], 'event');
  };
  const seldom = atMostEvery(SELDOM_MS, () => keepSendersInSight(pool, open, log));
  const handOver = atMostEvery(SELDOM_MS, async () => void await handOverQuestions(pool, source));
  return new Relay({
    takeOverdueCustomers: (limit) => takeOverdueCustomers(pool, limit),
    customersAwaiting: (after, limit) => customersAwaiting(pool, after, limit),
    clockChanges: () => clockChanges(pool),
    unfinishedRuns: () => unfinishedRuns(pool),
    applyWaitingEvents: async () => takeUp(await leftOverEvents(pool, 1_000, 5_000)),
    applyWaitingNews: async () => {
      await applyWaitingMail(mailStore(pool, LEFT_MAIL_MS));
      await pumpNews(newsPorts(pool, log, takeUp), newsChannels(channels));
    },
    reviewDueTiers: () => reviewDueTiers(pool, source, TIERS_PER_LOOK),
    tellCareDays: () => tellCareDays(pool, source),
    tellShopNews: async () => [...await tellOverdueParcels(pool, source), ...await tellBackInStock(pool)],
    startDueProductAdvice: async () => {
      if (await productAdviceDue(pool)) await lifecycle.startProductAdvice();
    },
    tellAgreements: () => tellAgreements(pool, source),
    tellChangedRights: () => tellChangedRights(pool, source, RIGHTS_PER_LOOK),
    startWaitingWebhooks: async () => {
      if (settings.webhookKeys.length === 0) return;
      for (const id of await takeWaitingWebhooks(pool, WEBHOOKS_PER_LOOK)) await lifecycle.startWebhook(id);
    },
    tellStaff: async () => {
      for (const person of await handOutNotices(pool, await source.latestPolicy(pool))) await lifecycle.startStaffNotices(person);
    },
    keepHouse: async () => {
      await Promise.all([reportWorkerAlive(pool), keepClockSeen(pool), ensureDecisionMonths(pool), renewStatistics(pool), renewPromotionRates(pool), renewCustomerHours(pool), weighOldInquiries(pool), renewal.renew(pool), forgetErasedWords(pool), forgetErasedMessages(pool), forgetErasedStatements(pool), forgetErasedOnSite(pool), endOverduePassing(pool), handOver(), seldom(), feedDemo()]);
    },
    pokeAll: (ids, kind) => lifecycle.pokeAll(ids, kind),
    startCampaignRun: (id) => lifecycle.startCampaignRun(id),
    pokeCampaignRun: (id) => lifecycle.pokeCampaignRun(id, 'relay'),
    report: (problem, error) => log.error({ error }, `the relay could not see to ${problem}; it tries again`),
  });
}

/** One worker for workflows and decisions, one for each channel's single touches, one for each channel's pages. */
function workerOptions(channels: Channels, workflows: { readonly code: string }): Omit<WorkerOptions, 'connection' | 'namespace' | 'activities'>[] {
  return [
    { taskQueue: TASK_QUEUE, workflowBundle: workflows, ...mainWorker },
    { taskQueue: WEBHOOK_TASK_QUEUE, ...webhookWorker },
    ...Object.values(channels).flatMap(({ taskQueue, bulkTaskQueue }) => [{ taskQueue, ...sendWorker }, { taskQueue: bulkTaskQueue, ...pageWorker }]),
  ];
}

/** What a worker process runs; `stop` drains it. */
export interface Engine {
  /** Resolves when every worker has ended; rejects when one has failed. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
  readonly relay: Relay;
}

/** Starts workers and relay of one installation. @param leaseMs only tests of dead workers want it short */
export async function startEngine(settings: Settings, log: Logger, leaseMs = LEASE_MS): Promise<Engine> {
  const pool = openPool(settings.databaseUrl, POOL_SIZE);
  const { client, close } = await connectTemporal(settings.temporal);
  const connection = await NativeConnection.connect(settings.temporal.connectionOptions);
  const channels = createChannels(channelsConfig({ ...settings, onSite: onSiteCarriers(pool), media: providerMedia(pool) }));
  const open = Object.fromEntries(await Promise.all(Object.entries(channels).map(async ([name, channel]) => [name, await channel.open()] as const)));
  const lifecycle = new LifecycleClient(client, (ids) => readCards(pool, ids));
  const source = new RulesSource(channelRules(channels));
  const activities = await activitiesOf({ pool, source, channels, open, lifecycle, settings }, leaseMs);
  const workers = await Promise.all(workerOptions(channels, await workflowBundle(settings.home)).map((options) => Worker.create({
    connection, namespace: settings.temporal.namespace, activities, ...options,
  })));
  const relay = relayOf(pool, { source, channels, open, lifecycle, log, settings });
  const shutDown = () => workers.forEach((worker) => { if (worker.getState() === 'RUNNING') worker.shutdown(); });
  // One worker that fails takes the others with it: a process that serves only some queues looks healthy and is not.
  const ended = Promise.all(workers.map((worker) => worker.run().finally(shutDown))).then(async () => {
    await relay.stop();
    await Promise.all(Object.values(open).map((channel) => channel.close()));
    await Promise.all([connection.close(), close(), pool.end()]);
  });
  relay.start();
  return { ended, relay, stop: () => { shutDown(); return ended; } };
}
