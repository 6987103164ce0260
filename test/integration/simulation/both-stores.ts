import type { CustomerId } from '../../../src/domain/ids.ts';
import { advanceCustomer } from '../../../src/store/advance.ts';
import { cancelCampaign, finishRun, pauseCampaign, resumeCampaign, startCampaign } from '../../../src/store/campaign-control.ts';
import { CampaignStateError } from '../../../src/store/campaign-control.ts';
import type { ClaimRules } from '../../../src/store/claim.ts';
import type { Pool } from '../../../src/store/pool.ts';
import { RulesSource } from '../../../src/store/rules.ts';
import { MemoryCampaigns } from '../../simulation/memory/campaigns.ts';
import { MemoryIntake } from '../../simulation/memory/intake.ts';
import { MemoryLedger } from '../../simulation/memory/ledger.ts';
import { MemoryDatabase } from '../../simulation/memory/tables.ts';
import { openShop, type Shop } from '../../simulation/shops.ts';

export const LEASE_MS = 100_000;
export const taskQueueOf = (channel: string) => `touchline-${channel}`;

/** An attempt that somebody has made and whose outcome may be told, once or again. */
export interface MadeAttempt {
  readonly messageId: string;
  readonly fence: number;
  readonly customerId: CustomerId;
}

/** The store in memory, with what the commands remember. */
export class ModelStore {
  readonly db: MemoryDatabase;
  readonly ledger: MemoryLedger;
  readonly intake: MemoryIntake;
  readonly campaigns: MemoryCampaigns;
  readonly attempts: MadeAttempt[] = [];
  readonly calls = new Map<CustomerId, string>();
  readonly shop: Shop;
  count = 0;
  /** How often both stores were compared as a whole. */
  compared = 0;
  /** States of messages and events that stood in both at one of these comparisons. */
  readonly reached = new Set<string>();

  constructor(shop: Shop) {
    this.shop = shop;
    this.db = new MemoryDatabase(shop);
    this.db.systemMs = Date.now();
    openShop(this.db, shop, 0);
    this.ledger = new MemoryLedger(this.db, LEASE_MS);
    this.intake = new MemoryIntake(this.db);
    this.campaigns = new MemoryCampaigns(this.ledger);
  }

  next(): number {
    this.count += 1;
    return this.count;
  }
}

/** The real store on a database of its own. */
export class RealStore {
  readonly pool: Pool;
  readonly rules: ClaimRules;

  constructor(pool: Pool, shop: Shop) {
    this.pool = pool;
    this.rules = { source: new RulesSource(shop.channels), taskQueueOf, leaseMs: LEASE_MS };
  }

  advance(customerId: CustomerId, callKey: string) {
    return advanceCustomer(this.pool, this.rules.source, taskQueueOf, { customerId, callKey });
  }

  /** Null where the campaign's state does not allow the command. */
  async command(name: string, command: 'start' | 'pause' | 'resume' | 'cancel', late: 'catch-up' | 'skip'): Promise<readonly string[] | null> {
    try {
      if (command === 'start') return [await startCampaign(this.pool, name)];
      if (command === 'pause') return await pauseCampaign(this.pool, name);
      return (command === 'resume' ? await resumeCampaign(this.pool, name, late, 0) : await cancelCampaign(this.pool, name)).runs;
    } catch (error) {
      if (error instanceof CampaignStateError) return null;
      throw error;
    }
  }

  finish(runId: string): Promise<void> {
    return finishRun(this.pool, runId);
  }

  /** System time passes: everything that is measured in it lies further back. */
  async passSystemTime(ms: number): Promise<void> {
    await this.pool.query(
      `with e as (update event_inbox set received_system = received_system - make_interval(secs => $1)),
       s as (update customer_state set poked_system = poked_system - make_interval(secs => $1))
       update message set lease_until_system = lease_until_system - make_interval(secs => $1)`, [ms / 1000]);
  }
}

/** Puts the shop of the model into real tables. */
export async function openRealShop(pool: Pool, shop: Shop): Promise<void> {
  const put = (sql: string, rows: readonly object[]) => pool.query(sql, [JSON.stringify(rows)]);
  await pool.query(`insert into shop (id, platform, title, currency, time_zone) values ('main', 'own', 'Gift Shop', 'GBP', 'Europe/London')`);
  await pool.query(`insert into policy_version (hash, source, definition, active, applied_at) values ('h', '', $1, true, now())`, [JSON.stringify(shop.policy)]);
  await pool.query(
    `insert into domain_clock (id, anchored_system, anchored_domain, factor, seen_system) values (1, clock_timestamp(), to_timestamp($1::float8 / 1000), 0, clock_timestamp())`, [shop.startMs]);
  await put(`insert into campaign (name, state, active_ordinal) select name, state, 1 from jsonb_to_recordset($1::jsonb) as c(name text, state text)`,
    shop.campaigns.map(({ definition: { name }, state }) => ({ name, state })));
  await put(`insert into campaign_version (campaign, ordinal, hash, source, definition, created_at) select definition->>'name', 1, definition->>'name', '', definition, now() from jsonb_to_recordset($1::jsonb) as c(definition jsonb)`,
    shop.campaigns);
  await pool.query(
    `insert into template_version (hash, channel, name, locale, content, links, created_at)
     select hash, 'any', 'hello', 'en', '{}', '{}', now() from unnest(array['hash-email', 'hash-email-de', 'hash-letter']) hash`);
  await put(
    `with c as (select * from jsonb_to_recordset($1::jsonb) as c(id uuid, external text, country text, language text, "timeZone" text, erased boolean, facts jsonb)),
     rows as (insert into customer (id, country, language, time_zone, erased_at, created_at) select id, country, language, "timeZone", case when erased then now() end, now() from c),
     named as (insert into identity (shop_id, kind, value, customer_id, source) select 'main', 'external', external, id, 'test' from c),
     states as (insert into customer_state (customer_id) select id from c)
     insert into customer_facts (customer_id, first_order_at, last_order_at, order_count, gross_value, largest_order, usual_gap_hours, stage, life_cycle, tier, level, recent_orders)
     select id, instant((facts->>'firstOrderAtMs')::float8), instant((facts->>'lastOrderAtMs')::float8), (facts->>'orderCount')::int, (facts->>'grossValue')::numeric / 10000,
       (facts->>'largestOrder')::numeric / 10000, (facts->>'usualGapHours')::float8, facts->'standing'->>'stage', facts->'standing'->>'lifeCycle', facts->'standing'->>'tier', 4, facts->'recentOrders' from c`,
    shop.customers);
  await put(`insert into contact_point (id, customer_id, channel, address, state) select id, "customerId", channel, address, state from jsonb_to_recordset($1::jsonb) as p(id uuid, "customerId" uuid, channel text, address text, state text)`, shop.points);
  await put(
    `insert into consent (customer_id, channel, purpose, granted, source, wording, at) select "customerId", channel, purpose, granted, 'test', 'test', instant("atMs") from jsonb_to_recordset($1::jsonb) as n("customerId" uuid, channel text, purpose text, granted boolean, "atMs" float8)`,
    shop.consents);
  await put(
    `insert into orders (shop_id, external_id, kind, customer_id, placed_at, currency, value, state) select 'main', "externalId", kind, "customerId", instant("placedAtMs"), 'GBP', value / 10000, state
     from jsonb_to_recordset($1::jsonb) as o("externalId" text, kind text, "customerId" uuid, "placedAtMs" float8, value numeric, state text)`, shop.orders);
}
