import type { Level } from '../domain/customer.ts';
import { type CustomerId, toCustomerId, toStaffId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { StaffRole } from '../domain/staff.ts';
import { lockCustomers } from './customer-lock.ts';
import { decideCustomers } from './decide-customers.ts';
import { renewInquiryQuality } from './inquiry-quality.ts';
import { changedSince, type InquiryChanged } from './inquiry-version.ts';
import { inDecision, type Pool, type Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { LEVEL_OF_INQUIRY } from './promise-facts.ts';
import { roleInForce } from './staff.ts';

/** Who may see to inquiries. */
export const SERVICE_ROLES: readonly StaffRole[] = ['service', 'supervisor'];

/** Why nothing was changed of an inquiry. */
export type InquiryRefusal =
  | { readonly kind: 'no-such-inquiry' }
  /** `mergedInto`: the one that it is part of since. */
  | { readonly kind: 'closed'; readonly by: string | null; readonly atMs: EpochMs | null; readonly mergedInto: number | null }
  | InquiryChanged
  | { readonly kind: 'no-role' };

/** An inquiry that is open, as it stands under its customer's lock. */
export interface InquiryInHand {
  readonly id: number;
  readonly customerId: CustomerId;
  /** The strictest of the customer's and of what runs for it: what was promised stays promised. */
  readonly level: Level;
  readonly kind: string;
  readonly channel: string;
  readonly team: string | null;
  readonly person: string | null;
  /** It came to them, with a customer in their charge or by somebody else's hand; nobody has taken it yet. */
  readonly isUntaken: boolean;
  readonly nowMs: EpochMs;
}

/** A change that somebody of the staff makes to an inquiry. */
export interface InquiryHand {
  readonly inquiry: number;
  readonly by: string;
  /** Of what they have read; absent: they mean it as it stands. */
  readonly readVersion?: string | undefined;
}

interface InHandRow {
  kind: string;
  channel: string;
  state: string;
  team: string | null;
  person: string | null;
  untaken: boolean;
  level: Level;
  now_ms: string;
  closed_by: string | null;
  closed_ms: string | null;
  merged_into: string | null;
}

const IN_HAND = `select i.kind, i.channel, i.state, i.team, i.person, i.routed or i.assigned as untaken, ${LEVEL_OF_INQUIRY} as level, epoch_ms(touchline_now()) as now_ms, i.closed_by, epoch_ms(i.closed_at) as closed_ms, i.merged_into
  from inquiry i join customer_facts f on f.customer_id = i.customer_id where i.id = $1`;

/**
 * Changes an open inquiry under its customer's lock, by somebody who is of the service or a supervisor at that instant, and lets the core see it in the
 * same commit: clocks move with the facts. `change` answers with `customerId` when it has changed something.
 */
export async function changeInquiry<Done extends { readonly kind: string }>(
  pool: Pool, source: RulesSource, { inquiry: id, by, readVersion }: InquiryHand, change: (tx: Transaction, inquiry: InquiryInHand) => Promise<Done>,
): Promise<Done | InquiryRefusal> {
  return inDecision(pool, async (tx) => {
    const { rows: [owner] } = await tx.query<{ customer_id: string }>('select customer_id from inquiry where id = $1', [id]);
    if (owner === undefined) return { kind: 'no-such-inquiry' };
    const customerId = toCustomerId(owner.customer_id);
    if ((await lockCustomers(tx, [customerId])).size === 0) return { kind: 'no-such-inquiry' };
    if (!await roleInForce(tx, toStaffId(by), ...SERVICE_ROLES)) return { kind: 'no-role' };
    const { rows: [row] } = await tx.query<InHandRow>(IN_HAND, [id]);
    if (row === undefined || row.state === 'closed') return closedAs(row);
    const changed = readVersion === undefined ? null : await changedSince(tx, id, readVersion);
    if (changed !== null) return changed;
    const { kind, channel, team, person, level, untaken: isUntaken } = row;
    const done = await change(tx, { id, customerId, kind, channel, team, person, isUntaken, level, nowMs: Number(row.now_ms) });
    if ('customerId' in done) {
      await renewInquiryQuality(tx, [customerId]);
      await decideCustomers(tx, source, await lockCustomers(tx, [customerId]), { callKey: null, entering: null });
    }
    return done;
  });
}

function closedAs(row: InHandRow | undefined): InquiryRefusal {
  if (row === undefined) return { kind: 'no-such-inquiry' };
  return {
    kind: 'closed', by: row.closed_by, atMs: row.closed_ms === null ? null : Number(row.closed_ms), mergedInto: row.merged_into === null ? null : Number(row.merged_into),
  };
}

/** Keeps in the thread who did what with the inquiry. */
export async function enterChange(tx: Transaction, inquiry: number, by: string, what: string): Promise<void> {
  await tx.query(`insert into inquiry_entry (inquiry_id, at, what, by, text) values ($1, touchline_now(), 'change', $2, $3)`, [inquiry, by, what]);
}
