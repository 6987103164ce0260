import type { Level } from '../domain/customer.ts';
import { type CustomerId, toStaffId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Reason } from '../domain/reason.ts';
import type { StaffRole } from '../domain/staff.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { inDecision, type Pool, type Queryable, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { roleInForce } from './staff.ts';

/** Who may say at which level a customer is handled: a level says whose yes messages need. */
export const LEVEL_ROLES: readonly StaffRole[] = ['supervisor'];

/** A person's word on the level of a customer. */
export interface LevelWord {
  readonly customerId: CustomerId;
  readonly by: string;
  /** Null: the rules of the shop policy say it again. */
  readonly says: { readonly level: Level; readonly reason: string; readonly untilMs: EpochMs | null } | null;
}

/** What became of it. `level`: the customer's from now on. */
export type LevelSaid =
  | { readonly kind: 'done'; readonly level: Level }
  | { readonly kind: 'nothing-said' }
  | { readonly kind: 'no-role' }
  | { readonly kind: 'no-such-customer' };

/** Says the level of a customer, or takes back what was said of it; the clocks that run move to a stricter promise at once, never to a looser one. */
export async function sayLevel(pool: Pool, source: RulesSource, { customerId, by, says }: LevelWord): Promise<LevelSaid> {
  return inDecision(pool, async (tx): Promise<LevelSaid> => {
    if ((await lockCustomers(tx, [customerId])).size === 0) return { kind: 'no-such-customer' };
    if (!await roleInForce(tx, toStaffId(by), ...LEVEL_ROLES)) return { kind: 'no-role' };
    const { rowCount } = await tx.query('update level_override set ended_at = touchline_now() where customer_id = $1 and ended_at is null', [customerId]);
    if (says === null && rowCount === 0) return { kind: 'nothing-said' };
    if (says !== null) {
      await tx.query('insert into level_override (customer_id, level, reason, by, at, until) values ($1, $2, $3, $4, touchline_now(), instant($5))', [customerId, says.level, says.reason, by, says.untilMs]);
    }
    await decideCustomers(tx, source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
    return { kind: 'done', level: await levelNow(tx, customerId) };
  });
}

async function levelNow(tx: Transaction, customerId: CustomerId): Promise<Level> {
  const { rows } = await tx.query<{ level: Level }>('select level from customer_facts where customer_id = $1', [customerId]);
  return rows[0]?.level ?? 4;
}

/** A change of a level, or what a person has said of one. */
export type LevelNews =
  | { readonly what: 'changed'; readonly atMs: EpochMs; readonly from: Level; readonly to: Level; readonly because: Reason }
  | { readonly what: 'said'; readonly atMs: EpochMs; readonly level: Level; readonly by: string; readonly reason: string; readonly untilMs: EpochMs | null; readonly endedAtMs: EpochMs | null };

/** What is known of the levels of a customer, the oldest first; of more than `limit` the newest. */
export async function readLevelHistory(db: Queryable, id: CustomerId, limit: number): Promise<LevelNews[]> {
  const { rows } = await db.query<{ news: LevelNews }>(
    `select news from (
       select at, 1 as place, id, json_build_object('what', 'changed', 'atMs', epoch_ms(at), 'from', from_level, 'to', to_level, 'because', reason) as news from level_change where customer_id = $1
       union all
       select at, 0, id, json_build_object('what', 'said', 'atMs', epoch_ms(at), 'level', level, 'by', by, 'reason', reason, 'untilMs', epoch_ms(until), 'endedAtMs', epoch_ms(ended_at)) from level_override where customer_id = $1
     ) one order by at desc, place desc, id desc limit $2`, [id, limit]);
  return rows.toReversed().map(({ news }) => news);
}
