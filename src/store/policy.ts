import type { ShopPolicy } from '../domain/policy.ts';
import { inTransaction, type Pool } from './pool.ts';
import { openPurses } from './purses.ts';
import { applyStaff } from './staff-of-policy.ts';

export interface AppliedPolicy {
  readonly ordinal: number;
  readonly change: 'created' | 'new-version' | 'unchanged';
}

/** Makes a policy the active one, its shop known and the staff what it says. The same content keeps its number, however often it is applied. */
export async function applyPolicy(pool: Pool, { policy, source, hash }: { policy: ShopPolicy; source: string; hash: string }): Promise<AppliedPolicy> {
  return inTransaction(pool, async (tx) => {
    await tx.query('lock table policy_version in share row exclusive mode');
    const before = await tx.query<{ hash: string }>('select hash from policy_version where active');
    await tx.query('update policy_version set active = false where active and hash <> $1', [hash]);
    const { rows } = await tx.query<{ ordinal: number }>(
      `insert into policy_version (hash, source, definition, active, applied_at) values ($1, $2, $3, true, touchline_now())
       on conflict (hash) do update set active = true, source = excluded.source returning ordinal`, [hash, source, JSON.stringify(policy)]);
    const { id, platform, title, currency, timeZone } = policy.shop;
    await tx.query(
      `insert into shop (id, platform, title, currency, time_zone) values ($1, $2, $3, $4, $5)
       on conflict (id) do update set platform = excluded.platform, title = excluded.title, currency = excluded.currency, time_zone = excluded.time_zone`,
      [id, platform, title, currency, timeZone]);
    await openPurses(tx, policy.promotions.shelf);
    await applyStaff(tx, policy.staff ?? []);
    const change = before.rows[0] === undefined ? 'created' : before.rows[0].hash === hash ? 'unchanged' : 'new-version';
    return { ordinal: rows[0]?.ordinal ?? 0, change };
  });
}
