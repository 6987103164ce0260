import { setTimeout as delay } from 'node:timers/promises';
import { wordInstant } from '../domain/instant-words.ts';
import { readEnvironment } from '../platform/env.ts';
import type { Pool } from '../store/pool.ts';
import { addTestWebhook, listWebhooks, readWebhook, retryWebhooks, type Webhook, webhookEndpoint, WEBHOOK_STATES } from '../store/webhooks.ts';
import { isoOf } from '../json-words/iso-words.ts';
import { howMany } from './how-many.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';

interface ListOptions { readonly state?: string; readonly limit: string }

/** A look of the relay, a try, and room for a worker that is busy. */
const TEST_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 250;

/** `touchline webhooks list|test|retry`. */
export const registerWebhooks: RegisterCommand = (parent, shell) => {
  parent.command('list').description('what leaves for the system of the shop: what left, what waits, what failed and why; the newest first')
    .option('--state <state>', `only those in this state: ${WEBHOOK_STATES.join(', ')}`).option('--limit <count>', 'at most so many', '50')
    .addHelpText('after', '\nExamples:\n  npx touchline webhooks list --state failed\n  npx touchline webhooks list --json\n')
    .action((options: ListOptions) => list(shell, options));
  parent.command('test').description('deliver a webhook of type touchline.test, once, and tell the answer')
    .addHelpText('after', '\nExample:\n  npx touchline webhooks test\n\nAn endpoint that has answered 410 (gone) is taken up again when a test arrives.\n')
    .action(() => test(shell));
  parent.command('retry').description('let webhooks that failed be tried anew').argument('[id]', 'the id of the webhook')
    .option('--failed', 'all that failed')
    .addHelpText('after', '\nExamples:\n  npx touchline webhooks retry msg_4f1c…\n  npx touchline webhooks retry --failed\n')
    .action((id: string | undefined, options: { failed?: boolean }) => retry(shell, id, options.failed === true));
};

async function list(shell: Shell, options: ListOptions): Promise<void> {
  const state = WEBHOOK_STATES.find((known) => known === options.state) ?? null;
  if (options.state !== undefined && state === null) throw new CliFailure({ exitCode: 2, code: 'usage', message: `no state "${options.state}"`, wayOut: `one of ${WEBHOOK_STATES.join(', ')}` });
  const pool = await shell.database();
  const endpoint = await webhookEndpoint(pool);
  const webhooks = await listWebhooks(pool, { state, limit: howMany(options.limit) });
  if (shell.json) { shell.printJson({ schemaVersion: 1, endpoint, signed: isSigned(), webhooks: webhooks.map(plainly) }); return; }
  shell.note(endpointInWords(endpoint));
  if (webhooks.length === 0) { shell.print(state === null ? 'no webhook' : `no webhook is ${state}`); return; }
  const { shop } = await policyInForce(pool);
  shell.print(tableText([['id', 'tries', 'state', 'since', 'type', 'about', 'last answer'], ...webhooks.map((one) =>
    [one.id, String(one.tries), one.state, wordInstant(one.atMs, shop.timeZone, shell.language), one.type, aboutOf(one), answerOf(one)])]));
}

function endpointInWords({ url, gone }: { readonly url: string | null; readonly gone: boolean }): string {
  if (url === null) return 'no endpoint: the policy has no webhooks, and tasks stand in for them';
  if (gone) return `endpoint ${url}: it has answered 410 (gone) and nothing is delivered; npx touchline webhooks test takes it up again`;
  return `endpoint ${url}${isSigned() ? '' : ': nothing leaves unsigned, and TOUCHLINE_WEBHOOK_SECRET is not set here'}`;
}

const isSigned = () => readEnvironment().webhookKeys.length > 0;
const aboutOf = ({ data }: Webhook) => [data['right'], data['orderId'] === undefined ? undefined : `order ${data['orderId']}`].filter((part) => part !== undefined).join(', ');

function answerOf({ state, status, fault, nextTrySystemMs }: Webhook): string {
  if (state === 'delivered') return String(status ?? '');
  const next = state === 'waiting' && fault !== null && nextTrySystemMs !== null ? `; again at ${new Date(nextTrySystemMs).toISOString()}` : '';
  return `${fault ?? ''}${next}`;
}

async function test(shell: Shell): Promise<void> {
  const pool = await shell.database();
  const { url } = await webhookEndpoint(pool);
  if (url === null) throw new CliFailure({ exitCode: 4, code: 'no-endpoint', message: 'there is nowhere to send webhooks to', wayOut: 'add webhooks: { url: https://… } to touchline.yaml and apply it' });
  const id = await addTestWebhook(pool);
  const tried = await untilTried(pool, id, shell.signal);
  if (tried === null) {
    throw new CliFailure({ exitCode: 5, code: 'webhook-waits', message: `${id} was not tried within ${TEST_LIMIT_MS / 1000} s; it waits`, wayOut: 'is a worker running, and with TOUCHLINE_WEBHOOK_SECRET set? npx touchline doctor' });
  }
  if (tried.state !== 'delivered') throw new CliFailure({ exitCode: 1, code: 'webhook-failed', message: `${url}: ${tried.fault ?? ''}`, wayOut: 'what a receiver has to do stands in docs/how-to/give-rights.md' });
  if (shell.json) shell.printJson({ schemaVersion: 1, id, url, status: tried.status });
  else shell.print(`${url} took ${id} (${tried.status ?? ''})`);
}

async function untilTried(pool: Pool, id: string, signal: AbortSignal): Promise<Webhook | null> {
  const untilMs = Date.now() + TEST_LIMIT_MS;
  while (Date.now() < untilMs) {
    const webhook = await readWebhook(pool, id);
    if (webhook !== null && webhook.state !== 'waiting') return webhook;
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
  return null;
}

async function retry(shell: Shell, id: string | undefined, all: boolean): Promise<void> {
  if ((id === undefined) !== all) throw new CliFailure({ exitCode: 2, code: 'usage', message: 'say which', wayOut: 'an id, or --failed for all that failed' });
  const pool = await shell.database();
  const webhook = id === undefined ? null : await readWebhook(pool, id);
  if (id !== undefined && webhook === null) throw new CliFailure({ exitCode: 2, code: 'webhook-unknown', message: `there is no webhook ${id.slice(0, 60)}`, wayOut: 'npx touchline webhooks list' });
  const retried = await retryWebhooks(pool, id ?? null);
  if (webhook !== null && retried.length === 0) throw new CliFailure({ exitCode: 4, code: 'webhook-not-failed', message: `${webhook.id} has not failed: it is ${webhook.state}`, wayOut: 'nothing was changed' });
  if (shell.json) shell.printJson({ schemaVersion: 1, retried });
  else shell.print(retried.length === 0 ? 'no webhook has failed' : `${retried.length} to be tried anew; the worker takes them up within seconds`);
}

function plainly({ id, type, data, state, tries, status, fault, atMs, deliveredSystemMs, nextTrySystemMs, origin }: Webhook): object {
  return { id, type, data, state, tries, status, fault, at: isoOf(atMs), deliveredAt: isoOf(deliveredSystemMs), nextTryAt: state === 'waiting' ? isoOf(nextTrySystemMs) : null, origin };
}
