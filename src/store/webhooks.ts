import type { OutgoingWebhook } from '../contracts/webhook.ts';
import type { EpochMs } from '../domain/instant.ts';
import { MOST_TRIES, type TryOutcome, type WebhookCourse } from '../domain/webhook-course.ts';
import type { Pool, Queryable } from './pool.ts';
import { inTransaction } from './pool.ts';

export const WEBHOOK_STATES = ['waiting', 'delivered', 'failed'] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** What leaves, has left or could not leave for a system of the shop. */
export interface Webhook {
  readonly id: string;
  readonly origin: string;
  readonly type: string;
  readonly data: Readonly<Record<string, string | number>>;
  readonly atMs: EpochMs;
  readonly state: WebhookState;
  readonly tries: number;
  readonly status: number | null;
  readonly fault: string | null;
  readonly deliveredSystemMs: EpochMs | null;
  readonly nextTrySystemMs: EpochMs | null;
}

interface WebhookRow extends Omit<Webhook, 'atMs' | 'deliveredSystemMs' | 'nextTrySystemMs'> {
  at_ms: string;
  delivered_ms: string | null;
  next_ms: string | null;
}

const COLUMNS = `id, origin, type, data, epoch_ms(at) as at_ms, state, tries, status, fault, epoch_ms(delivered_system) as delivered_ms, epoch_ms(next_try_system) as next_ms`;

function webhookOf({ at_ms: atMs, delivered_ms: deliveredMs, next_ms: nextMs, ...row }: WebhookRow): Webhook {
  return { ...row, atMs: Number(atMs), deliveredSystemMs: deliveredMs === null ? null : Number(deliveredMs), nextTrySystemMs: nextMs === null ? null : Number(nextMs) };
}

/** Webhooks, the newest first; a state of null stands for all. */
export async function listWebhooks(db: Queryable, { state, limit }: { readonly state: WebhookState | null; readonly limit: number }): Promise<Webhook[]> {
  const { rows } = await db.query<WebhookRow>(`select ${COLUMNS} from webhook where $1::text is null or state = $1 order by at desc, id limit $2`, [state, limit]);
  return rows.map(webhookOf);
}

/** One webhook, or null. */
export async function readWebhook(db: Queryable, id: string): Promise<Webhook | null> {
  const { rows } = await db.query<WebhookRow>(`select ${COLUMNS} from webhook where id = $1`, [id]);
  return rows[0] === undefined ? null : webhookOf(rows[0]);
}

// The endpoint of the policy in force, and whether it has said that it wants nothing more (410).
const ENDPOINT = `
select p.definition->'webhooks'->>'url' as url, s.value is not null as gone
from policy_version p left join setting s on s.key = 'webhook-endpoint-gone' and s.value->>'url' = p.definition->'webhooks'->>'url' where p.active`;

/** Where webhooks go; url null: nowhere. gone: it has answered 410, and nothing but a test is delivered until one succeeds or the policy names another. */
export async function webhookEndpoint(db: Queryable): Promise<{ readonly url: string | null; readonly gone: boolean }> {
  const { rows } = await db.query<{ url: string | null; gone: boolean }>(ENDPOINT);
  return rows[0] ?? { url: null, gone: false };
}

const TEST_TYPE = 'touchline.test';

/** Puts a test on its way, by the same way as everything else. Answers its id. */
export async function addTestWebhook(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into webhook (id, origin, type, data, at) select 'msg_test_' || key, 'test/' || key, '${TEST_TYPE}', '{}', touchline_now()
     from (select replace(gen_random_uuid()::text, '-', '')) one (key) returning id`);
  return rows[0]?.id ?? '';
}

/** Sets webhooks that failed to wait again, with all their tries; null: every one of them. Answers their ids. */
export async function retryWebhooks(db: Queryable, id: string | null): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `update webhook set state = 'waiting', tries = 0, next_try_system = null where state = 'failed' and ($1::text is null or id = $1) returning id`, [id]);
  return rows.map((row) => row.id);
}

/** How long the run of a webhook may be silent beyond its next try before it is taken for lost. */
const LOST_AFTER = `interval '2 minutes'`;

/** Webhooks that wait and have no run, or have lost it; each is marked as started. Empty while there is no endpoint for them. */
export async function takeWaitingWebhooks(db: Queryable, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `with endpoint as materialized (${ENDPOINT}), chosen as (
       select w.id from webhook w, endpoint e where w.state = 'waiting' and (w.next_try_system is null or w.next_try_system < clock_timestamp() - ${LOST_AFTER})
         and e.url is not null and (not e.gone or w.type = '${TEST_TYPE}')
       order by w.next_try_system nulls first limit $1 for update of w skip locked)
     update webhook w set next_try_system = clock_timestamp() from chosen where w.id = chosen.id returning w.id`, [limit]);
  return rows.map((row) => row.id);
}

/** A webhook that is to be tried, later, or not at all. */
export type Due =
  | { readonly kind: 'now'; readonly webhook: OutgoingWebhook; readonly triesLeft: number }
  | { readonly kind: 'later'; readonly afterMs: number }
  | { readonly kind: 'over'; readonly how: string };

/** What is to be done about a webhook now. An early repetition of its run must not come before the time it was asked to wait. */
export async function dueWebhook(db: Queryable, id: string): Promise<Due> {
  const { url, gone } = await webhookEndpoint(db);
  // The column keeps whole milliseconds, rounded: what is set to this instant may lie a fraction of one ahead.
  const { rows } = await db.query<WebhookRow & { wait_ms: number }>(
    `select ${COLUMNS}, greatest(0, floor(extract(epoch from next_try_system - clock_timestamp()) * 1000))::float8 as wait_ms from webhook where id = $1`, [id]);
  const [row] = rows;
  if (row === undefined) return { kind: 'over', how: 'there is no such webhook' };
  const webhook = webhookOf(row);
  if (webhook.state !== 'waiting') return { kind: 'over', how: webhook.state };
  if (url === null || (gone && webhook.type !== TEST_TYPE)) return { kind: 'over', how: 'waits for an endpoint' };
  if (row.wait_ms > 0) return { kind: 'later', afterMs: row.wait_ms };
  const { type, data, atMs, tries } = webhook;
  return { kind: 'now', triesLeft: type === TEST_TYPE ? 1 : Math.max(1, MOST_TRIES - tries), webhook: { id, url, body: JSON.stringify({ type, timestamp: new Date(atMs).toISOString(), data }) } };
}

/** What a try came to: how it ended, and how it goes on. */
export interface TriedWebhook {
  readonly webhook: OutgoingWebhook;
  readonly outcome: TryOutcome;
  readonly course: WebhookCourse;
}

/** Records a try. A test that arrives opens an endpoint that was gone. */
export async function recordTry(pool: Pool, { webhook: { id, url }, outcome, course }: TriedWebhook): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const state = course.kind === 'again' ? 'waiting' : course.kind;
    const status = outcome.kind === 'answered' ? outcome.status : null;
    const fault = course.kind === 'delivered' ? null : outcome.kind === 'answered' ? `answered ${outcome.status}` : outcome.fault;
    await tx.query(
      `update webhook set state = $2, tries = tries + 1, status = $3, fault = $4, tried_system = clock_timestamp(),
         delivered_system = case when $2 = 'delivered' then clock_timestamp() end,
         next_try_system = case when $2 = 'waiting' then clock_timestamp() + make_interval(secs => $5 / 1000) end
       where id = $1 and state = 'waiting'`, [id, state, status, fault, course.kind === 'again' ? course.afterMs : 0]);
    if (course.kind === 'failed' && course.gone) {
      await tx.query(
        `insert into setting (key, value) values ('webhook-endpoint-gone', jsonb_build_object('url', $1::text)) on conflict (key) do update set value = excluded.value`, [url]);
    }
    if (course.kind === 'delivered') await tx.query(`delete from setting where key = 'webhook-endpoint-gone' and value->>'url' = $1`, [url]);
  });
}
