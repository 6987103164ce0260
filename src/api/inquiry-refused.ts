import { isoOf } from '../json-words/iso-words.ts';
import type { InquiryRefusal } from '../store/change-inquiry.ts';
import type { Repeated } from '../store/once-per-request.ts';
import { RequestFailure } from './problem.ts';

/** Who wanted to change which inquiry. */
interface Hand {
  readonly inquiry: number;
  readonly by: string;
}

/** Why nothing was changed of an inquiry, as programs are told. */
export function inquiryRefused(refused: InquiryRefusal | Extract<Repeated, { readonly kind: 'key-reused' }>, { inquiry, by }: Hand): RequestFailure {
  switch (refused.kind) {
    case 'no-such-inquiry': return noSuchInquiry(inquiry);
    case 'no-role': return new RequestFailure('not-allowed', { detail: `${by} is of the service no more` });
    case 'closed': return new RequestFailure('inquiry-closed', { members: { closedBy: refused.by, closedAt: isoOf(refused.atMs), mergedInto: refused.mergedInto } });
    case 'changed': return new RequestFailure('inquiry-changed', { headers: { ETag: `"${refused.version}"` }, members: { changedBy: refused.by, changedAt: isoOf(refused.atMs) } });
    case 'key-reused': return new RequestFailure('key-reused');
    default: return refused satisfies never;
  }
}

/** There is none with this number. */
export const noSuchInquiry = (inquiry: number) => new RequestFailure('not-found', { detail: `there is no inquiry ${inquiry}` });
