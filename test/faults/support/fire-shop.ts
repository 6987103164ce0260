import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LifecycleClient } from '../../../src/platform/lifecycle-client.ts';
import { connectTemporal } from '../../../src/platform/temporal-client.ts';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { readCards } from '../../../src/store/cards.ts';
import { toCustomerId, type CustomerId } from '../../../src/domain/ids.ts';
import type { Pool } from '../../../src/store/pool.ts';
import { applyCampaignFile } from '../../support/engine.ts';
import type { Installation } from './installation.ts';

/** A customer of the scene: `external` is what the shop calls them. */
export interface FireCustomer {
  readonly id: CustomerId;
  readonly external: string;
  readonly country: string;
}

/** Customers with consent and an address under a reserved domain, in the shop's own time zone unless told otherwise. @param orders each has so many old ones of 100 */
export async function addCustomers(pool: Pool, count: number, over: { prefix: string; country: string; orders: 0 | 1; timeZone?: string }): Promise<FireCustomer[]> {
  const { rows } = await pool.query<{ id: string; value: string }>(
    `with moment as materialized (select touchline_now() as now, touchline_now() - interval '40 days' as ordered),
     c as (insert into customer (display_name, country, language, time_zone, created_at)
       select $1 || n, $2, 'en', $5, now from moment, generate_series(1, $4::int) n returning id, display_name),
     f as (insert into customer_facts (customer_id, order_count, first_order_at, last_order_at, gross_value, largest_order, stage, life_cycle)
       select id, $3::int, case when $3::int > 0 then ordered end, case when $3::int > 0 then ordered end,
         100 * $3::int, 100 * $3::int, case when $3::int = 0 then 'aware' else 'purchasing' end, case when $3::int = 0 then 'new' else 'active' end from c, moment),
     o as (insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value, line_count)
       select (select id from shop limit 1), display_name || '-old', 'order', id, ordered, 'GBP', 100, 1 from c, moment where $3::int > 0),
     s as (insert into customer_state (customer_id) select id from c),
     p as (insert into contact_point (customer_id, channel, address, state) select id, 'email', display_name || '@example.com', 'valid' from c),
     n as (insert into consent (customer_id, channel, purpose, granted, source, wording, at) select id, 'email', 'marketing', true, 'test', 'test', ordered from c, moment)
     insert into identity (shop_id, kind, value, customer_id, source) select (select id from shop limit 1), 'external', display_name, id, 'test' from c
     returning customer_id as id, value`, [over.prefix, over.country, over.orders, count, over.timeZone ?? 'Europe/London']);
  return rows.map(({ id, value }) => ({ id: toCustomerId(id), external: value, country: over.country }));
}

/** Two mails with a wait between them, taken in by pages: the customers of one country. */
export function twoStepCampaign(name: string, country: string, waitMinutes: number): string {
  return `apiVersion: touchline/v1
name: ${name}
title: { en: Two steps }
purpose: marketing
entry: { audience: at-start, re-entry: never }
audience: { countries: [${country}] }
steps:
  - { id: first, send: { template: second-order, channels: [email], good-for: 5 days } }
  - { id: pause, wait: ${waitMinutes} minutes }
  - { id: second, send: { template: second-order-reminder, channels: [email], good-for: 5 days } }
`;
}

/** One mail at once, taken in by pages: the customers of one country. */
export function oneMailCampaign(name: string, country: string, purpose: 'marketing' | 'service' = 'marketing'): string {
  return `apiVersion: touchline/v1
name: ${name}
title: { en: One mail }
purpose: ${purpose}
entry: { audience: at-start, re-entry: never }
audience: { countries: [${country}] }
steps:
  - { id: mail, send: { template: second-order, channels: [email], good-for: 5 days } }
`;
}

/** One mail after a wait, taken in by pages: the customers of some countries. */
export function laterCampaign(name: string, countries: readonly string[], waitMinutes: number, goodFor = '5 days'): string {
  return `apiVersion: touchline/v1
name: ${name}
title: { en: Later }
purpose: marketing
entry: { audience: at-start, re-entry: never }
audience: { countries: [${countries.join(', ')}] }
steps:
  - { id: pause, wait: ${waitMinutes} minutes }
  - { id: later, send: { template: second-order, channels: [email], good-for: ${goodFor} } }
`;
}

/** Entered by the first order of customers of one country; one mail after a wait. */
export function welcomeCampaign(name: string, country: string, waitMinutes: number): string {
  return `apiVersion: touchline/v1
name: ${name}
title: { en: Welcome }
purpose: marketing
entry: { on: [order.placed], when: { event: { first-order: true } }, re-entry: never }
audience: { countries: [${country}] }
steps:
  - { id: settle, wait: ${waitMinutes} minutes }
  - { id: welcome, send: { template: welcome, channels: [email], good-for: 5 days } }
`;
}

/** Checks, freezes and activates a campaign written here, as `touchline campaign apply` does. */
export async function applyCampaignText(installation: Pick<Installation, 'pool' | 'channels'>, source: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'touchline-campaign-'));
  try {
    const file = path.join(folder, 'campaign.yaml');
    await writeFile(file, source);
    await applyCampaignFile(installation, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts a campaign and its run at once, as `touchline campaign start` does. Answers the run's id. */
export async function startRun(installation: Pick<Installation, 'pool' | 'temporal'>, name: string): Promise<string> {
  return withLifecycle(installation, async (lifecycle) => {
    const run = await startCampaign(installation.pool, name);
    await lifecycle.startCampaignRun(run);
    return run;
  });
}

/** Wakes customers' runs, as something that happened to them would. */
export async function wakeCustomers(installation: Pick<Installation, 'pool' | 'temporal'>, ids: readonly CustomerId[]): Promise<void> {
  await withLifecycle(installation, (lifecycle) => lifecycle.pokeAll(ids, 'test'));
}

async function withLifecycle<Result>({ pool, temporal }: Pick<Installation, 'pool' | 'temporal'>, work: (lifecycle: LifecycleClient) => Promise<Result>): Promise<Result> {
  const access = await connectTemporal(temporal);
  try {
    return await work(new LifecycleClient(access.client, (ids) => readCards(pool, ids)));
  } finally {
    await access.close();
  }
}
