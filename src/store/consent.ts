import type { ConsentPurpose, Purpose } from '../domain/customer.ts';
import type { Queryable } from './pool.ts';

/** One statement of the customer about one channel and purpose. */
export interface ConsentStatement {
  readonly customerId: string;
  readonly channel: string;
  readonly purpose: ConsentPurpose;
  readonly granted: boolean;
  readonly source: string;
  readonly wording: string;
  /** Of the wording (BCP 47); null: not told. */
  readonly language: string | null;
  readonly proof: object | null;
  /** Whether a yes is proven by more than the shop's word; a no needs none. */
  readonly confirmed: boolean;
  /** Epoch milliseconds of domain time; null: now. */
  readonly atMs: number | null;
}

/**
 * Appends a statement; false when a newer one is known, for the newest row counts and statements may arrive late.
 * Of two at the same instant the withdrawal stays. Call it under the customer's lock.
 */
export async function appendConsent(db: Queryable, statement: ConsentStatement): Promise<boolean> {
  const { rowCount } = await db.query(
    `with told as (select coalesce(instant($8), touchline_now()) as at),
     newest as (select granted, at from consent where customer_id = $1 and channel = $2 and purpose = $3 order by id desc limit 1)
     insert into consent (customer_id, channel, purpose, granted, source, wording, proof, at, language, confirmed)
     select $1, $2, $3, $4::boolean, $5, $6, $7::jsonb, told.at, $9, $10 or not $4::boolean from told
     where not exists (select 1 from newest where newest.at > told.at or (newest.at = told.at and (not newest.granted or $4::boolean)))`,
    [statement.customerId, statement.channel, statement.purpose, statement.granted, statement.source, statement.wording,
      statement.proof === null ? null : JSON.stringify(statement.proof), statement.atMs, statement.language, statement.confirmed]);
  return rowCount === 1;
}

/** Channels on which the customer's newest word for this purpose is yes. */
export async function grantedChannels(db: Queryable, customerId: string, purpose: Purpose): Promise<string[]> {
  const { rows } = await db.query<{ channel: string }>(
    `select channel from (select distinct on (channel) channel, granted from consent where customer_id = $1 and purpose = $2
       order by channel, id desc) newest where granted order by channel`, [customerId, purpose]);
  return rows.map((row) => row.channel);
}
