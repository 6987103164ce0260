import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { LifecycleCard } from '../contracts/lifecycle.ts';
import { attributesOf } from '../contracts/lifecycle-attributes.ts';

/** Shows the card to operators; search attributes are written only when a value changes, for each costs an index row. */
export function showCard(card: LifecycleCard): void {
  setCurrentDetails(card.details);
  const current = workflowInfo().typedSearchAttributes;
  const changed = attributesOf(card).filter(({ key, value }) => JSON.stringify(current.get(key) ?? null) !== JSON.stringify(value));
  if (changed.length > 0) upsertSearchAttributes(changed);
}
