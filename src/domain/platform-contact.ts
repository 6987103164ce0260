import type { ContactPoint, Purpose } from './customer.ts';
import rows from './platform-contacts.json' with { type: 'json' };
import type { ShopPolicy } from './policy.ts';

/** What a marketplace allows of contact with its buyers: only about their order, or marketing too. */
export const PLATFORM_CONTACTS = ['platform-only', 'open'] as const;
export type PlatformContact = (typeof PLATFORM_CONTACTS)[number];

/** The rule of one marketplace, with where it stands; null: nobody has looked it up, and the stricter one is taken. */
export interface PlatformRule {
  readonly platform: string;
  readonly title: string;
  readonly contact: PlatformContact;
  readonly source: string | null;
  readonly checkedOn: string | null;
}

/** Marketplaces that are known; data, so that a rule is corrected without a line of code. A shop policy may say otherwise. */
export const PLATFORM_RULES: readonly PlatformRule[] = rows.map((row) => ({ ...row, contact: row.contact === 'open' ? 'open' : 'platform-only' }));

type PlatformPolicy = Pick<ShopPolicy, 'shop' | 'platforms'>;

/** The marketplace through which a contact point is known: its own, else that of the shop where it is one; null: the shop's own pages. */
export function marketplaceOf({ platform = null }: Pick<ContactPoint, 'platform'>, policy: PlatformPolicy): string | null {
  return platform ?? (isMarketplace(policy.shop.platform, policy) ? policy.shop.platform : null);
}

function isMarketplace(platform: string, { platforms = {} }: PlatformPolicy): boolean {
  return Object.hasOwn(platforms, platform) || PLATFORM_RULES.some((rule) => rule.platform === platform);
}

/** What holds for a marketplace: the word of the shop policy, else the data. One that nobody knows allows no more than the strictest. */
export function contactOn(marketplace: string, { platforms = {} }: Pick<ShopPolicy, 'platforms'>): PlatformContact {
  const own = Object.hasOwn(platforms, marketplace) ? platforms[marketplace] : undefined;
  return own?.contact ?? PLATFORM_RULES.find(({ platform }) => platform === marketplace)?.contact ?? 'platform-only';
}

/** Whether the marketplace behind a contact point lets it be used for this; the shop's own is open. */
export function platformAllows(point: Pick<ContactPoint, 'platform'>, purpose: Purpose, policy: PlatformPolicy): boolean {
  const marketplace = marketplaceOf(point, policy);
  return marketplace === null || purpose === 'service' || contactOn(marketplace, policy) === 'open';
}
