import type { StatementWish } from '../contracts/preferences.ts';
import type { Queryable, Transaction } from './pool.ts';
import { markAdviceStale } from './product-interest.ts';

/** How something was said: stored beside it. */
export interface SaidHow {
  readonly source: string;
  readonly wording: string;
  readonly language: string;
  readonly proof: object | null;
}

/**
 * Appends what a customer states of themselves, and puts language and birthday in place of what was known; false when it is what they have said
 * before. Call it under the customer's lock.
 */
export async function state(tx: Transaction, customerId: string, { kind, value }: StatementWish, how: SaidHow): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into statement (customer_id, kind, value, source, wording, language, proof, at)
     select $1, $2, $3::jsonb, $4, $5, $6, $7::jsonb, touchline_now()
     where (select value from statement where customer_id = $1 and kind = $2 order by id desc limit 1) is distinct from $3::jsonb`,
    [customerId, kind, JSON.stringify(value), how.source, how.wording, how.language, how.proof === null ? null : JSON.stringify(how.proof)]);
  if (rowCount !== 1) return false;
  if (kind === 'language') await tx.query('update customer set language = $2 where id = $1', [customerId, value]);
  if (kind === 'birthday') await tx.query('update customer set birthday = $2 where id = $1', [customerId, value]);
  if (kind === 'interests') await markAdviceStale(tx, customerId);
  return true;
}

/** Something that a customer has said, with how and when: a consent, or a statement about themselves; and what others have told that stands against writing to them. */
export interface Said {
  readonly atMs: number;
  /** frequency, language, …; of a consent its purpose; of what stands against it `no marketing`, `no service` or `nothing`. */
  readonly about: string;
  /** Of a consent, and of what stands against it; else null. */
  readonly channel: string | null;
  readonly value: unknown;
  readonly source: string;
  readonly language: string | null;
}

/** What a customer has said, or others have told of them and still stands, the oldest first; of more than `limit` the newest. */
export async function readSaid(db: Queryable, customerId: string, limit: number): Promise<Said[]> {
  const { rows } = await db.query<{ said: Said }>(
    `select json_build_object('atMs', epoch_ms(at), 'about', about, 'channel', channel, 'value', value, 'source', source, 'language', language) as said from (
       select at, purpose as about, channel, to_jsonb(granted) as value, source, language, 0 as sort, id from consent where customer_id = $1
       union all select at, kind, null, value, source, language, 1, id from statement where customer_id = $1
       union all select at, case purpose when '*' then 'nothing' else 'no ' || purpose end, channel, to_jsonb(reason), 'suppression', null, 2, id from suppression
         where customer_id = $1 and lifted_at is null and reason <> 'unsubscribed'
     ) one order by at desc, sort desc, id desc limit $2`, [customerId, limit]);
  return rows.toReversed().map(({ said }) => said);
}

/** Takes out what erased customers have said of themselves: it may not remain anywhere. */
export async function forgetErasedStatements(db: Queryable): Promise<void> {
  await db.query('delete from statement s using customer c where c.id = s.customer_id and c.erased_at is not null');
}
