import { toStaffId } from '../domain/ids.ts';
import type { Verdict } from '../domain/inquiry.ts';
import type { InquiryInHand } from './change-inquiry.ts';
import type { Transaction } from './pool.ts';
import { roleInForce } from './staff.ts';

/**
 * Writes down what a person found an inquiry to be. With it the look that its screening asked for is done; what customers of level 1 write is
 * noted by a supervisor all the same. Call it under the customer's lock.
 */
export async function writeVerdict(tx: Transaction, { id, level }: Pick<InquiryInHand, 'id' | 'level'>, { by, verdict }: { readonly by: string; readonly verdict: Verdict }): Promise<void> {
  await tx.query('update inquiry set verdict = $2, verdict_by = $3 where id = $1', [id, verdict, by]);
  if (level === 1 && !await roleInForce(tx, toStaffId(by), 'supervisor')) return;
  await tx.query(`update inquiry_entry set reviewed_by = $2, reviewed_at = touchline_now(), review = $3 where inquiry_id = $1 and needs_review and reviewed_at is null`, [id, by, `verdict: ${verdict}`]);
}
