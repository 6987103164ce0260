import { type CustomerId, toStaffId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { StaffRole } from '../domain/staff.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { inDecision, type Pool } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { roleInForce } from './staff.ts';

/** How people meet where no channel of ours carries it. */
export const CONTACT_WAYS = ['meeting', 'call', 'fair', 'visit', 'other'] as const;
export type ContactWay = (typeof CONTACT_WAYS)[number];

/** Who speaks with customers for the shop. */
export const CONTACT_ROLES: readonly StaffRole[] = ['service', 'supervisor', 'marketer'];

/** A contact with a customer. */
export interface LoggedContact {
  readonly customerId: CustomerId;
  readonly how: ContactWay;
  readonly by: string;
  /** Null: now. */
  readonly atMs: EpochMs | null;
  readonly note: string | null;
}

/** What became of it. */
export type ContactKept = { readonly kind: 'kept' } | { readonly kind: 'no-role' } | { readonly kind: 'no-such-customer' };

/** Keeps a contact; it counts for the promise of regular contact, and nothing that was written before it is unanswered any more. */
export async function logContact(pool: Pool, source: RulesSource, { customerId, how, by, atMs, note }: LoggedContact): Promise<ContactKept> {
  return inDecision(pool, async (tx): Promise<ContactKept> => {
    if ((await lockCustomers(tx, [customerId])).size === 0) return { kind: 'no-such-customer' };
    if (!await roleInForce(tx, toStaffId(by), ...CONTACT_ROLES)) return { kind: 'no-role' };
    await tx.query(
      `with kept as (insert into contact_log (customer_id, at, how, by, note) values ($1, coalesce(instant($2), touchline_now()), $3, $4, $5) returning at)
       update customer_facts f set last_personal_contact_at = greatest(f.last_personal_contact_at, kept.at), unanswered_touches = case when kept.at >= coalesce(f.last_contact_at, '-infinity') then 0 else f.unanswered_touches end
       from kept where f.customer_id = $1`, [customerId, atMs, how, by, note]);
    await decideCustomers(tx, source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
    return { kind: 'kept' };
  });
}
