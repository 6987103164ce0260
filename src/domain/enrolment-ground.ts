import type { Campaign } from './campaign.ts';
import type { Scene } from './decision-scene.ts';
import type { Ground } from './enrolment-arrival.ts';
import { windowsOf } from './free-words.ts';
import { nextOrderDueAtMs } from './life-cycle.ts';

/** The ground on which the customer of a decision walks through a campaign. */
export function groundOf(campaign: Campaign, { snapshot, rules, zone }: Pick<Scene, 'snapshot' | 'rules' | 'zone'>): Ground {
  return {
    campaign, zone, windows: windowsOf(snapshot.customer.contactPoints, snapshot.nowMs),
    orderDueAtMs: Math.max(nextOrderDueAtMs(snapshot.customer, rules.policy, snapshot.nowMs), snapshot.nowMs),
  };
}
