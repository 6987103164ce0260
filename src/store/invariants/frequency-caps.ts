import type { Cap } from '../../domain/campaign.ts';
import { capHold } from '../../domain/frequency-cap.ts';
import type { Transaction } from '../pool.ts';
import { findBreaches, type Judge } from './breaches.ts';
import type { ClaimedTouch } from './claimed-touches.ts';
import type { Invariant } from './invariant.ts';

// More than any cap allows in its window, and a bound for a customer with years of touches.
const TOUCHES_REMEMBERED = 200;

/** In every sliding window there are no more marketing touches than the caps of shop and campaign allow. */
export const FREQUENCY_CAPS: Invariant = {
  id: 'frequency-caps',
  title: 'no customer got more marketing in a window than the caps allow',
  remedy: 'npx touchline customer journey shows the touches; report the fault with the ids: the claim should have held the last one',
  look: async (tx) => findBreaches(tx, 'by-customer', capJudge(await campaignCaps(tx))),
};

async function campaignCaps(tx: Transaction): Promise<ReadonlyMap<string, readonly Cap[]>> {
  const { rows } = await tx.query<{ version: string; caps: Cap[] }>(
    `select campaign || ':' || ordinal as version, definition->'caps' as caps from campaign_version where jsonb_array_length(definition->'caps') > 0`);
  return new Map(rows.map(({ version, caps }) => [version, caps]));
}

/** Each touch is judged by those that were claimed before it, as its own claim was. */
function capJudge(capsOf: ReadonlyMap<string, readonly Cap[]>): Judge {
  let earlier: ClaimedTouch[] = [];
  return (touch, versions) => {
    if (earlier[0]?.customerId !== touch.customerId) earlier = [];
    if (touch.purpose !== 'marketing') return null;
    const own = capsOf.get(`${touch.campaign}:${touch.ordinal}`) ?? [];
    const forbiddenBy = versions
      .filter(({ policy }) => capHold(touch.atMs, [...policy.caps, ...own], earlier, touch.channel) !== null)
      .map(({ ordinal }) => ordinal);
    earlier = [...earlier.slice(-TOUCHES_REMEMBERED), touch];
    return forbiddenBy;
  };
}
