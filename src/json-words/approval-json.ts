import type { ListedApproval } from '../store/approval-list.ts';
import { isoOf } from './iso-words.ts';

/** An approval as programs read it. */
export function approvalJson({ id, customerId, askedAtMs, dueAtMs, decidedAtMs, goodUntilMs, documentId, inquiryId, ...rest }: ListedApproval): object {
  return { id, customer: customerId, document: documentId, inquiry: inquiryId, ...rest, askedAt: isoOf(askedAtMs), dueAt: isoOf(dueAtMs), decidedAt: isoOf(decidedAtMs), goodUntil: isoOf(goodUntilMs) };
}
