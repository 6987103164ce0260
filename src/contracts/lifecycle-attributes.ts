import type { SearchAttributeUpdatePair } from '@temporalio/common';
import type { LifecycleCard } from './lifecycle.ts';
import { TlCampaigns, TlDueAt, TlLevel, TlNeedsPerson, TlStage, TlState, TlTier } from './search-attributes.ts';

/** The card as search attributes; null clears one. */
export function attributesOf(card: LifecycleCard): SearchAttributeUpdatePair[] {
  return [
    { key: TlStage, value: card.stage },
    { key: TlTier, value: card.tier },
    { key: TlLevel, value: card.level },
    { key: TlState, value: card.state },
    // False is the same as not there, and costs no row.
    { key: TlNeedsPerson, value: card.needsPerson === true ? true : null },
    { key: TlDueAt, value: card.dueAtMs == null ? null : new Date(card.dueAtMs) },
    { key: TlCampaigns, value: card.campaigns.length === 0 ? null : [...card.campaigns] },
  ];
}
