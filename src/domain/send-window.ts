import type { Campaign, LocalWindow } from './campaign.ts';
import type { Tier } from './customer.ts';
import { earliestInstant } from './earliest-instant.ts';
import type { EpochMs } from './instant.ts';
import { earliestWhere } from './local-window.ts';
import type { ShopPolicy } from './policy.ts';
import { because, type Reason } from './reason.ts';
import { hoursInLanguage, type Region } from './region.ts';

export interface SendWindowQuestion {
  readonly campaign: Pick<Campaign, 'purpose' | 'sendWindow'>;
  readonly policy: ShopPolicy;
  readonly tier: Tier;
  readonly region: Region | null;
  /** Of the customer, BCP 47; null: written to in the shop's fallback. */
  readonly language: string | null;
  readonly customerZone: string;
}

/** One window that binds a touch. */
interface Binding {
  readonly window: LocalWindow;
  readonly zone: string;
  readonly because: Reason;
}

/** The earliest instant from `ms` on inside all windows that bind the touch; null when there is none. */
export function insideSendWindow(ms: EpochMs, question: SendWindowQuestion): EpochMs | null {
  const [only, ...others] = bindingsOf(question);
  if (only === undefined) return ms;
  return others.length === 0 ? inside(only)(ms) : earliestInstant(ms, [only, ...others].map(inside));
}

const inside = ({ window, zone }: Binding) => (from: EpochMs) => earliestWhere(from, 'inside', window, zone);

/** The window that keeps a touch from leaving at an instant, or null. Reasons: send-window, language-hours. */
export function closedWindowAt(ms: EpochMs, question: SendWindowQuestion): Reason | null {
  return bindingsOf(question).find((binding) => inside(binding)(ms) !== ms)?.because ?? null;
}

/**
 * The campaign's own window, else the region's, else the shop's; with a region's, or the shop's, also the hours in which the region's team
 * answers in the customer's language. All but the campaign's own bind marketing only: an answer to a customer waits for no window.
 */
function bindingsOf({ campaign, policy, tier, region, language, customerZone }: SendWindowQuestion): readonly Binding[] {
  const own = campaign.sendWindow;
  const ownWindow = own === null ? null : own.byTier[tier] ?? own.otherwise;
  if (own !== null && ownWindow !== null) {
    return [{ window: ownWindow, zone: own.clock === 'shop' ? policy.shop.timeZone : customerZone, because: because('send-window', { tier }) }];
  }
  if (campaign.purpose !== 'marketing') return [];
  const { byTier, otherwise } = region?.sendWindow ?? policy.sendWindow;
  const window = byTier[tier] ?? otherwise;
  const ofRegion = region?.sendWindow === undefined ? {} : { region: region.name };
  return [
    ...(window === null ? [] : [{ window, zone: customerZone, because: because('send-window', { tier, ...ofRegion }) }]),
    ...languageHours(region, language ?? policy.languages.fallback),
  ];
}

function languageHours(region: Region | null, language: string): readonly Binding[] {
  const hours = hoursInLanguage(region, language);
  return hours === null || region === null ? [] : [{ ...hours, because: because('language-hours', { language, region: region.name }) }];
}
