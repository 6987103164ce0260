import type { Campaign, LocalWindow } from './campaign.ts';
import type { Tier } from './customer.ts';
import type { EpochMs } from './instant.ts';
import { earliestWhere } from './local-window.ts';
import type { ShopPolicy } from './policy.ts';

export interface SendWindowQuestion {
  readonly campaign: Pick<Campaign, 'purpose' | 'sendWindow'>;
  readonly policy: ShopPolicy;
  readonly tier: Tier;
  readonly customerZone: string;
}

/** The earliest instant from `ms` on inside the send window of the tier; null when there is none. Reason: send-window. */
export function insideSendWindow(ms: EpochMs, question: SendWindowQuestion): EpochMs | null {
  const { window, zone } = windowOf(question);
  return window === null ? ms : earliestWhere(ms, 'inside', window, zone);
}

/** The campaign's own window, else the shop's; the shop's binds marketing only: an answer to a customer waits for no window. */
function windowOf({ campaign, policy, tier, customerZone }: SendWindowQuestion): { window: LocalWindow | null; zone: string } {
  const own = campaign.sendWindow;
  const ownWindow = own === null ? null : own.byTier[tier] ?? own.otherwise;
  if (own !== null && ownWindow !== null) return { window: ownWindow, zone: own.clock === 'shop' ? policy.shop.timeZone : customerZone };
  if (campaign.purpose !== 'marketing') return { window: null, zone: customerZone };
  return { window: policy.sendWindow.byTier[tier] ?? policy.sendWindow.otherwise, zone: customerZone };
}
