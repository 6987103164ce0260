import type { ShopPolicy } from '../domain/policy.ts';
import type { Queryable } from './pool.ts';
import { NoPolicyError } from './rules.ts';

/** Who mail is from, by the active shop policy. */
export async function readSender(db: Queryable): Promise<ShopPolicy['sender']> {
  const { rows } = await db.query<{ sender: ShopPolicy['sender'] }>(`select definition->'sender' as sender from policy_version where active`);
  if (rows[0] === undefined) throw new NoPolicyError();
  return rows[0].sender;
}
