import { type CustomerId, toStaffId } from '../domain/ids.ts';
import { changeInquiry, enterChange, type InquiryHand, type InquiryInHand, type InquiryRefusal, SERVICE_ROLES } from './change-inquiry.ts';
import { receiverAt } from './charge.ts';
import type { Pool, Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { listStaff, readStaffMember } from './staff.ts';

/** Into whose hands an inquiry goes; null: nobody's. */
export interface InquiryHandOver extends InquiryHand {
  readonly toPerson: string | null;
  /** Null: the team stays. */
  readonly toTeam: string | null;
}

/** What became of it. */
export type Assigned =
  | {
    readonly kind: 'assigned';
    readonly customerId: CustomerId;
    readonly person: string | null;
    readonly team: string | null;
    /** Who sees to it now, in the person's place while they are away; null: the team, or nobody in particular. */
    readonly receiver: string | null;
  }
  /** Whoever is to have it answers no customers. */
  | { readonly kind: 'cannot-answer'; readonly person: string }
  | { readonly kind: 'empty-team'; readonly team: string }
  | InquiryRefusal;

/** Hands an inquiry over, and tells whoever has it now. Its clock goes on as it ran; that it came to somebody is no word of theirs, so it is escalated until they take it. */
export async function assignInquiry(pool: Pool, source: RulesSource, { toPerson, toTeam, ...hand }: InquiryHandOver): Promise<Assigned> {
  return changeInquiry(pool, source, hand, async (tx, { id, customerId, team, level, nowMs }): Promise<Assigned> => {
    if (toPerson !== null && !await answersCustomers(tx, toPerson)) return { kind: 'cannot-answer', person: toPerson };
    if (toTeam !== null && (await listStaff(tx, { team: toTeam })).length === 0) return { kind: 'empty-team', team: toTeam };
    const isOwn = toPerson === hand.by;
    await tx.query('update inquiry set person = $2, team = coalesce($3, team), routed = false, assigned = $4 where id = $1', [id, toPerson, toTeam, toPerson !== null && !isOwn]);
    await enterChange(tx, id, hand.by, `handed over to ${[toPerson, ...(toTeam === null ? [] : [`team ${toTeam}`])].filter((part) => part !== null).join(' of ')}`);
    if (!isOwn) await tellReceiver(tx, { id, customerId, level, team: toTeam ?? team });
    const receiver = toPerson === null ? null : await receiverAt(tx, { person: toStaffId(toPerson), team: toTeam ?? team }, nowMs);
    return { kind: 'assigned', customerId, person: toPerson, team: toTeam ?? team, receiver };
  });
}

async function tellReceiver(tx: Transaction, { id, customerId, level, team }: Pick<InquiryInHand, 'id' | 'customerId' | 'level' | 'team'>): Promise<void> {
  await tx.query(
    `insert into staff_notice (origin, team, what, customer_id, about, at)
     select 'assigned/' || max(e.id), $2, 'assigned', $3, jsonb_build_object('inquiry', $1::bigint, 'level', $4::int), touchline_now() from inquiry_entry e where e.inquiry_id = $1`, [id, team, customerId, level]);
}

/** Whether somebody is of the staff and may see to inquiries. */
export async function answersCustomers(tx: Transaction, person: string): Promise<boolean> {
  const member = await readStaffMember(tx, person);
  return member !== null && member.leftAtMs === null && member.roles.some((role) => SERVICE_ROLES.includes(role));
}

/** What became of taking one. */
export type TakenInquiry =
  | { readonly kind: 'taken'; readonly customerId: CustomerId }
  /** Somebody else has it. */
  | { readonly kind: 'has-person'; readonly person: string }
  | InquiryRefusal;

/** Takes an inquiry that nobody has, or that came to oneself with a customer in one's charge: of two at once one gets it, and it is not escalated any further. */
export async function takeOverInquiry(pool: Pool, source: RulesSource, hand: InquiryHand): Promise<TakenInquiry> {
  return changeInquiry(pool, source, hand, async (tx, { id, customerId, person, isUntaken }): Promise<TakenInquiry> => {
    if (person !== null && person !== hand.by) return { kind: 'has-person', person };
    if (person === null || isUntaken) {
      await tx.query('update inquiry set person = $2, routed = false, assigned = false where id = $1', [id, hand.by]);
      await enterChange(tx, id, hand.by, 'took it');
    }
    return { kind: 'taken', customerId };
  });
}
