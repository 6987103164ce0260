import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** What an operator can filter runs by: few, because each change of a value is dear, and nothing personal. */
export const TlStage = defineSearchAttributeKey('TlStage', SearchAttributeType.KEYWORD);
export const TlTier = defineSearchAttributeKey('TlTier', SearchAttributeType.KEYWORD);
export const TlLevel = defineSearchAttributeKey('TlLevel', SearchAttributeType.KEYWORD);
/** waiting, approval, held or late. */
export const TlState = defineSearchAttributeKey('TlState', SearchAttributeType.KEYWORD);
export const TlCampaigns = defineSearchAttributeKey('TlCampaigns', SearchAttributeType.KEYWORD_LIST);
export const TlNeedsPerson = defineSearchAttributeKey('TlNeedsPerson', SearchAttributeType.BOOL);
/** The nearest promise, not the timer. */
export const TlDueAt = defineSearchAttributeKey('TlDueAt', SearchAttributeType.DATETIME);

export const SEARCH_ATTRIBUTE_KEYS = [TlStage, TlTier, TlLevel, TlState, TlCampaigns, TlNeedsPerson, TlDueAt] as const;
