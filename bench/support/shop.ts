import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { applyCampaigns, readCampaignFiles } from '../../src/cli/apply-files.ts';
import { definitionHash } from '../../src/campaign-file/campaign-hash.ts';
import { channelsConfig } from '../../src/channels/channels-config.ts';
import { createChannels, type Channels } from '../../src/channels/registry.ts';
import type { ShopPolicy } from '../../src/domain/policy.ts';
import { projectFile } from '../../src/platform/project-files.ts';
import { parsePolicy } from '../../src/policy-file/parse-policy.ts';
import { applyPolicy } from '../../src/store/policy.ts';
import { openPool, type Pool } from '../../src/store/pool.ts';

/** A shop with its policy, clock and customers, ready for a worker. */
export interface BenchShop {
  readonly pool: Pool;
  readonly policy: ShopPolicy;
  readonly channels: Channels;
}

/** Puts the example policy in force, with `change` made to its text. */
export async function openShop(databaseUrl: string, smtpUrl: string, change: (policy: string) => string = (text) => text): Promise<BenchShop> {
  const pool = openPool(databaseUrl, 4);
  const channels = createChannels(channelsConfig({ smtpUrl, sandboxSmtpUrl: null }));
  const source = change(await readFile(projectFile('touchline.yaml'), 'utf8'));
  const parsed = parsePolicy(source, 'touchline.yaml', Object.keys(channels));
  if (!('policy' in parsed)) throw new Error(`the policy of the bench is not valid: ${JSON.stringify(parsed.faults)}`);
  await applyPolicy(pool, { policy: parsed.policy, source, hash: definitionHash(parsed.policy) });
  return { pool, policy: parsed.policy, channels };
}

const PEOPLE_SQL = `
with c as (
  insert into customer (display_name, country, language, created_at)
  select $2 || n, 'GB', 'en', touchline_now() - interval '1 year' from generate_series(1, $1::int) n returning id, display_name
), f as (
  insert into customer_facts (customer_id, order_count, first_order_at, last_order_at, gross_value, largest_order, usual_gap_hours, stage, life_cycle, level)
  select id, 2, touchline_now() - interval '100 days', touchline_now() - interval '10 days', 200, 100, 2160, 'purchasing', 'active', 3 from c
), s as (insert into customer_state (customer_id) select id from c
), i as (insert into identity (shop_id, kind, value, customer_id, source) select 'online-retail', 'external', display_name, id, 'bench' from c
), p as (insert into contact_point (customer_id, channel, address, state) select id, 'email', replace(display_name, ' ', '.') || '@mail.example', 'valid' from c
), n as (insert into consent (customer_id, channel, purpose, granted, source, wording, at)
  select id, 'email', 'marketing', true, 'bench', 'bench', touchline_now() - interval '100 days' from c)
insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value, line_count)
select 'online-retail', display_name || '-' || age, 'order', id, touchline_now() - make_interval(days => age), 'GBP', 100, 1 from c, unnest(array[10, 100]) age`;

/** Adds buyers with two orders, consent and an invented address. `prefix` tells apart those of several calls. */
export async function addPeople(pool: Pool, count: number, prefix = 'person '): Promise<void> {
  await pool.query(PEOPLE_SQL, [count, prefix]);
  await pool.query('vacuum analyze');
}

/** Sets domain time; nobody is told: call it while no worker runs. */
export async function setClockQuietly(pool: Pool, iso: string, factor = 1): Promise<void> {
  await pool.query(
    `insert into domain_clock (id, anchored_system, anchored_domain, factor, seen_system) values (1, clock_timestamp(), $1, $2, clock_timestamp())
     on conflict (id) do update set anchored_system = clock_timestamp(), anchored_domain = excluded.anchored_domain, factor = excluded.factor`, [iso, factor]);
}

/** Checks, freezes and activates a campaign written in YAML, as `touchline campaign apply` does. */
export async function applyCampaignText({ pool, policy, channels }: BenchShop, folder: string, text: string): Promise<void> {
  const file = path.join(folder, 'campaign.yaml');
  await writeFile(file, text);
  await applyCampaigns(pool, await readCampaignFiles([file], { policy, channels }, projectFile('templates')));
}
