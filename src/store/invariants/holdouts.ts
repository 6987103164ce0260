import { isHeldOut } from '../../domain/holdout.ts';
import type { Transaction } from '../pool.ts';
import { claimedTouches } from './claimed-touches.ts';
import { type Invariant, type Look, MOST_OFFENDERS, type Offender } from './invariant.ts';

/** The share of an audience that is deliberately not contacted is not contacted: computed anew for every message that left. */
export const HOLDOUTS: Invariant = {
  id: 'holdout',
  title: 'nobody in a holdout was written to by that campaign',
  remedy: 'the comparison with the holdout is spoiled for these customers: leave them out of it, and report the fault',
  look: findContacted,
};

async function findContacted(tx: Transaction): Promise<Look> {
  const shares = await holdoutShares(tx);
  let checked = 0;
  let count = 0;
  const offenders: Offender[] = [];
  for await (const touches of claimedTouches(tx, 'as-stored')) {
    const concerned = touches.filter(({ campaign, ordinal }) => shares.has(`${campaign}:${ordinal}`));
    const contacted = concerned.filter(({ customerId, campaign, ordinal }) => isHeldOut(customerId, campaign, shares.get(`${campaign}:${ordinal}`) ?? 0));
    checked += concerned.length;
    count += contacted.length;
    offenders.push(...contacted.slice(0, MOST_OFFENDERS - offenders.length)
      .map(({ messageId, customerId, campaign }) => ({ message: messageId, customer: customerId, campaign })));
  }
  return { checked, count, offenders };
}

async function holdoutShares(tx: Transaction): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<{ version: string; share: number }>(
    `select campaign || ':' || ordinal as version, (definition->'audience'->>'holdoutShare')::float8 as share from campaign_version
     where (definition->'audience'->>'holdoutShare')::float8 > 0`);
  return new Map(rows.map(({ version, share }) => [version, share]));
}
