import type { CustomerId } from '../domain/ids.ts';
import { changeInquiry, enterChange, type InquiryHand, type InquiryRefusal, SERVICE_ROLES } from './change-inquiry.ts';
import type { Pool, Transaction } from './pool.ts';
import type { RulesSource } from './rules.ts';
import { readStaffMember } from './staff.ts';

/** Into whose hands an inquiry goes; null: nobody's. */
export interface InquiryHandOver extends InquiryHand {
  readonly toPerson: string | null;
  /** Null: the team stays. */
  readonly toTeam: string | null;
}

/** What became of it. */
export type Assigned =
  | { readonly kind: 'assigned'; readonly customerId: CustomerId; readonly person: string | null; readonly team: string | null }
  /** Whoever is to have it answers no customers. */
  | { readonly kind: 'cannot-answer'; readonly person: string }
  | InquiryRefusal;

/** Hands an inquiry over. Its clock goes on as it ran. */
export async function assignInquiry(pool: Pool, source: RulesSource, { toPerson, toTeam, ...hand }: InquiryHandOver): Promise<Assigned> {
  return changeInquiry(pool, source, hand, async (tx, { id, customerId, team }): Promise<Assigned> => {
    if (toPerson !== null && !await answersCustomers(tx, toPerson)) return { kind: 'cannot-answer', person: toPerson };
    await tx.query('update inquiry set person = $2, team = coalesce($3, team), routed = false where id = $1', [id, toPerson, toTeam]);
    await enterChange(tx, id, hand.by, `handed over to ${[toPerson, ...(toTeam === null ? [] : [`team ${toTeam}`])].filter((part) => part !== null).join(' of ')}`);
    return { kind: 'assigned', customerId, person: toPerson, team: toTeam ?? team };
  });
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
  return changeInquiry(pool, source, hand, async (tx, { id, customerId, person, isRouted }): Promise<TakenInquiry> => {
    if (person !== null && person !== hand.by) return { kind: 'has-person', person };
    if (person === null || isRouted) {
      await tx.query('update inquiry set person = $2, routed = false where id = $1', [id, hand.by]);
      await enterChange(tx, id, hand.by, 'took it');
    }
    return { kind: 'taken', customerId };
  });
}
