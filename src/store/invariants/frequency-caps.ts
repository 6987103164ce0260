import type { Campaign, Cap } from '../../domain/campaign.ts';
import { type CareKind, type CareTouch, careHold, careKindOf } from '../../domain/care.ts';
import { capHold } from '../../domain/frequency-cap.ts';
import { NOTHING_STATED, ownCaps, type StatedFrequency } from '../../domain/stated.ts';
import type { Transaction } from '../pool.ts';
import { findBreaches, type Judge } from './breaches.ts';
import type { ClaimedTouch } from './claimed-touches.ts';
import type { Invariant } from './invariant.ts';

// More than any cap allows in its window, and a bound for a customer with years of touches.
const TOUCHES_REMEMBERED = 200;

/** In every sliding window there are no more marketing touches than the caps of shop, campaign and the customer allow. */
export const FREQUENCY_CAPS: Invariant = {
  id: 'frequency-caps',
  title: 'no customer got more marketing in a window than the caps allow',
  remedy: 'npx touchline customer journey shows the touches; report the fault with the ids: the claim should have held the last one',
  look: async (tx) => findBreaches(tx, 'by-customer', capJudge(await campaignVersions(tx), await statedFrequencies(tx))),
};

interface Version {
  readonly caps: readonly Cap[];
  readonly care: CareKind | null;
}

async function campaignVersions(tx: Transaction): Promise<ReadonlyMap<string, Version>> {
  const { rows } = await tx.query<{ version: string; definition: Campaign }>(`select campaign || ':' || ordinal as version, definition from campaign_version`);
  return new Map(rows.map(({ version, definition }) => [version, { caps: definition.caps, care: careKindOf(definition) }]));
}

interface SaidFrequency {
  readonly atMs: number;
  readonly frequency: StatedFrequency;
}

/** By customer, the newest first. */
async function statedFrequencies(tx: Transaction): Promise<ReadonlyMap<string, readonly SaidFrequency[]>> {
  const { rows } = await tx.query<{ id: string; said: SaidFrequency[] }>(
    `select customer_id as id, json_agg(json_build_object('atMs', epoch_ms(at), 'frequency', value) order by id desc) as said from statement where kind = 'frequency' group by customer_id`);
  return new Map(rows.map(({ id, said }) => [id, said]));
}

/** Each touch is judged by those that were claimed before it, as its own claim was. */
function capJudge(versionsOf: ReadonlyMap<string, Version>, frequencies: ReadonlyMap<string, readonly SaidFrequency[]>): Judge {
  let earlier: (ClaimedTouch & CareTouch)[] = [];
  return (touch, versions) => {
    if (earlier[0]?.customerId !== touch.customerId) earlier = [];
    if (touch.purpose !== 'marketing') return null;
    const { caps: own, care: kind } = versionsOf.get(`${touch.campaign}:${touch.ordinal}`) ?? { caps: [], care: null };
    const said = frequencies.get(touch.customerId)?.find(({ atMs }) => atMs < touch.atMs);
    const caps = [...own, ...ownCaps({ ...NOTHING_STATED, frequency: said?.frequency ?? 'all' })];
    const forbiddenBy = versions
      .filter(({ policy }) => capHold(touch.atMs, [...policy.caps, ...caps], earlier, touch.channel) !== null || careHold(touch.atMs, { kind, care: policy.care }, earlier) !== null)
      .map(({ ordinal }) => ordinal);
    if (!touch.failed) earlier = [...earlier.slice(-TOUCHES_REMEMBERED), { ...touch, care: kind }];
    return forbiddenBy;
  };
}
