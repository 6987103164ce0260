import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/instant.ts';
import type { Campaign, Cap, Duration, RunningCampaign } from '../domain/campaign.ts';
import { careCaps } from '../domain/care.ts';
import { type HourPriors, NO_HOURS } from '../domain/best-hour.ts';
import type { ChannelRule } from '../domain/channel-choice.ts';
import type { Rules } from '../domain/decision.ts';
import type { CutPoints, ShopPolicy } from '../domain/policy.ts';
import type { ShopProducts } from '../domain/product-offer.ts';
import { NO_RATES, type PromotionRates } from '../domain/promotion-preference.ts';
import { ALL_OWN_CAPS } from '../domain/stated.ts';
import { shownSkus } from '../domain/touch-products.ts';
import { LIMITS_SQL, type StoredLimits, withMessagingLimits } from './messaging-limit.ts';
import type { Queryable, Statement } from './pool.ts';
import { PURSES_SQL, toPurse } from './purses.ts';
import { LIST_VERSION_SQL } from './product-list-version.ts';
import { MAIL_CHANNELS } from './mail-store.ts';
import { HALTED_CHANNELS_SQL } from './sender-state.ts';
import { type SenderUse, senderUse } from './sender-turns.ts';
import { readShopProducts } from './shop-products.ts';
import { completePolicy, type StoredPolicy } from './stored-policy.ts';

/** The rules in force with the numbers that name them in a recorded decision. */
export interface RulesInForce extends Rules {
  readonly policyOrdinal: number;
  /** Hours of the longest frequency cap: how far back touches must be read. */
  readonly capWindowHours: number;
  /** Codes of products that campaigns name; null: none shows products at all. */
  readonly shownSkus: readonly string[] | null;
}

interface StateRow {
  policy_ordinal: number | null;
  score_id: number | null;
  rates_version: number | null;
  hours_version: number | null;
  list_version: number | null;
  purses: Parameters<typeof toPurse>[0][];
  halted: string[];
  limits: StoredLimits;
  campaigns: {
    name: string;
    ordinal: number;
    active: boolean;
    state: RunningCampaign['state'];
    lateRule: RunningCampaign['lateRule'];
    resumedAtMs: number | null;
    audienceCount: number;
  }[];
}

// Versions never change once written, so they are cached for ever; which of them are in force is read each time.
const STATE: Statement = { name: 'rules-in-force', text: `
select (select ordinal from policy_version where active) as policy_ordinal,
  (select max(id) from score_version) as score_id, (select max(version) from promotion_rates) as rates_version,
  (select max(version) from hour_priors) as hours_version, ${LIST_VERSION_SQL} as list_version, ${PURSES_SQL} as purses, ${HALTED_CHANNELS_SQL} as halted, ${LIMITS_SQL} as limits,
  coalesce((select json_agg(json_build_object('name', c.name, 'ordinal', v.ordinal, 'active', v.ordinal = c.active_ordinal,
      'state', c.state, 'lateRule', c.late_rule, 'resumedAtMs', epoch_ms(c.resumed_at), 'audienceCount', (select coalesce(max(r.audience_count), 0) from campaign_run r where r.campaign = c.name and r.ordinal = v.ordinal and r.state not in ('finished', 'cancelled'))) order by c.name, v.ordinal)
    from campaign c join campaign_version v on v.campaign = c.name
    where v.ordinal = c.active_ordinal
       -- not 'exists': that may be answered by reading all open enrolments first
       or (select true from enrolment e where e.campaign = v.campaign and e.ordinal = v.ordinal and e.open limit 1)
       or exists (select 1 from campaign_run r where r.campaign = v.campaign and r.ordinal = v.ordinal and r.state not in ('finished', 'cancelled'))), '[]')
  as campaigns` };

/** Thrown when no shop policy has been applied yet: nothing may be decided without one. */
export class NoPolicyError extends Error {
  constructor() {
    super('no shop policy is applied yet: run `npx touchline policy apply touchline.yaml`');
    this.name = 'NoPolicyError';
  }
}

/** Reads the rules in force; versions come from a cache by their immutable numbers. */
export class RulesSource {
  readonly #channels: Readonly<Record<string, ChannelRule>>;
  readonly #campaigns = new Map<string, Campaign>();
  readonly #policies = new Map<number, ShopPolicy>();
  readonly #cutPoints = new Map<number, CutPoints>();
  readonly #rates = new Map<number, PromotionRates>();
  readonly #hours = new Map<number, HourPriors>();
  #latestPolicy: ShopPolicy | null = null;
  /** Of the newest list only: every import makes another. */
  #products: { readonly of: string; readonly products: ShopProducts } | null = null;

  constructor(channels: Readonly<Record<string, ChannelRule>>) {
    this.#channels = channels;
  }

  /** @throws NoPolicyError when no policy is active. */
  async load(db: Queryable): Promise<RulesInForce> {
    const { rows } = await db.query<StateRow>(STATE);
    const state = rows[0];
    if (state === undefined || state.policy_ordinal === null) throw new NoPolicyError();
    const policy = await this.#policy(db, state.policy_ordinal);
    this.#latestPolicy = policy;
    const campaigns: RunningCampaign[] = [];
    for (const { name, ...standing } of state.campaigns) {
      campaigns.push({ campaign: await this.#campaign(db, name, standing.ordinal), ...standing });
    }
    return {
      policy,
      policyOrdinal: state.policy_ordinal,
      cutPoints: state.score_id === null ? null : await this.#cutPointsOf(db, state.score_id),
      campaigns,
      channels: await this.#channelsNow(db, policy, state),
      purses: state.purses.map(toPurse),
      hours: state.hours_version === null ? NO_HOURS : await this.#hoursOf(db, state.hours_version),
      rates: state.rates_version === null ? NO_RATES : await this.#ratesOf(db, state.rates_version),
      products: await this.#productsOf(db, policy, `${state.policy_ordinal}/${state.list_version ?? 0}`),
      shownSkus: shownSkus(campaigns),
      capWindowHours: longestCapHours([...policy.caps, ...careCaps(policy.care), ...ALL_OWN_CAPS], campaigns),
    };
  }

  /** The policy of the last rules that were read: a moment old, and free. */
  async latestPolicy(db: Queryable): Promise<ShopPolicy> {
    return this.#latestPolicy ?? (await this.load(db)).policy;
  }

  /** Halted or limited senders change what may be used of a channel; without any nothing is asked. */
  async #channelsNow(db: Queryable, policy: ShopPolicy, { halted, limits }: Pick<StateRow, 'halted' | 'limits'>): Promise<Readonly<Record<string, ChannelRule>>> {
    const limited = withMessagingLimits(this.#channels, limits);
    const standing = halted.length === 0 ? limited : withHalted(limited, halted);
    const use = await senderUse(db, policy);
    return use === null ? standing : withLimits(standing, use);
  }

  async #campaign(db: Queryable, name: string, ordinal: number): Promise<Campaign> {
    return cached(this.#campaigns, `${name}:${ordinal}`, async () => {
      const { rows } = await db.query<{ definition: Campaign }>(
        'select definition from campaign_version where campaign = $1 and ordinal = $2', [name, ordinal]);
      return rows[0]?.definition;
    });
  }

  async #policy(db: Queryable, ordinal: number): Promise<ShopPolicy> {
    return cached(this.#policies, ordinal, async () => {
      const { rows } = await db.query<{ definition: StoredPolicy }>('select definition from policy_version where ordinal = $1', [ordinal]);
      return rows[0] === undefined ? undefined : completePolicy(rows[0].definition);
    });
  }

  async #ratesOf(db: Queryable, version: number): Promise<PromotionRates> {
    return cached(this.#rates, version, async () => {
      const { rows } = await db.query<{ rates: Omit<PromotionRates, 'version'> }>('select rates from promotion_rates where version = $1', [version]);
      return rows[0] === undefined ? undefined : { version, ...rows[0].rates };
    });
  }

  async #hoursOf(db: Queryable, version: number): Promise<HourPriors> {
    return cached(this.#hours, version, async () => {
      const { rows } = await db.query<{ priors: Omit<HourPriors, 'version'> }>('select priors from hour_priors where version = $1', [version]);
      return rows[0] === undefined ? undefined : { version, ...rows[0].priors };
    });
  }

  async #productsOf(db: Queryable, policy: ShopPolicy, of: string): Promise<ShopProducts> {
    if (this.#products?.of === of) return this.#products.products;
    const products = await readShopProducts(db, policy);
    this.#products = { of, products };
    return products;
  }

  async #cutPointsOf(db: Queryable, id: number): Promise<CutPoints> {
    return cached(this.#cutPoints, id, async () => {
      const { rows } = await db.query<{ cut_points: { forDecisions: CutPoints } }>('select cut_points from score_version where id = $1', [id]);
      return rows[0]?.cut_points.forDecisions;
    });
  }
}

function withHalted(channels: Readonly<Record<string, ChannelRule>>, halted: readonly string[]): Readonly<Record<string, ChannelRule>> {
  return Object.fromEntries(Object.entries(channels).map(([name, rule]) => [name, halted.includes(name) ? { ...rule, senderHalted: true } : rule]));
}

function withLimits(channels: Readonly<Record<string, ChannelRule>>, { takenToday, mostToday, spacingMs }: SenderUse): Readonly<Record<string, ChannelRule>> {
  const limits = {
    ...(mostToday === null ? {} : { roomToday: Math.max(0, mostToday - takenToday) }),
    ...(spacingMs === 0 ? {} : { mostPerMinute: MINUTE_MS / spacingMs }),
  };
  return Object.fromEntries(Object.entries(channels).map(([name, rule]) => [name, MAIL_CHANNELS.includes(name) ? { ...rule, ...limits } : rule]));
}

async function cached<K, V>(cache: Map<K, V>, key: K, read: () => Promise<V | undefined>): Promise<V> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const value = await read();
  if (value === undefined) throw new Error(`no version ${String(key)}`);
  cache.set(key, value);
  return value;
}

function longestCapHours(policyCaps: readonly Cap[], campaigns: readonly RunningCampaign[]): number {
  const caps = [...policyCaps, ...campaigns.flatMap(({ campaign }) => campaign.caps)];
  // A calendar day may have 25 hours; one day more covers it.
  return Math.max(24, ...caps.map((cap) => hoursOf(cap.per) + 24));
}

function hoursOf(duration: Duration): number {
  const unitMs = { minutes: HOUR_MS / 60, hours: HOUR_MS, days: DAY_MS, weeks: 7 * DAY_MS }[duration.unit];
  return (duration.count * unitMs) / HOUR_MS;
}
