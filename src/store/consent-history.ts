import type { CustomerId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Queryable } from './pool.ts';

/** One row of a customer's consent, as it was said. */
export interface SaidConsent {
  readonly id: string;
  readonly atMs: EpochMs;
  readonly channel: string;
  readonly purpose: string;
  readonly granted: boolean;
  readonly confirmed: boolean;
  readonly source: string;
  readonly wording: string;
  readonly language: string | null;
  readonly proof: Readonly<Record<string, unknown>> | null;
}

/** Everything a customer ever said of consent, the oldest first: what proves a yes to whoever asks. */
export async function consentHistory(db: Queryable, customerId: CustomerId): Promise<readonly SaidConsent[]> {
  const { rows } = await db.query<Omit<SaidConsent, 'atMs'> & { atMs: string }>(
    `select id::text, epoch_ms(at) as "atMs", channel, purpose, granted, confirmed, source, wording, language, proof from consent where customer_id = $1 order by consent.id`, [customerId]);
  return rows.map((row) => ({ ...row, atMs: Number(row.atMs) }));
}
