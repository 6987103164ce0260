import { isoOf } from '../json-words/iso-words.ts';
import type { ApprovalRefusal, DecidedBefore } from '../store/approval-refusal.ts';
import { RequestFailure } from './problem.ts';

/** Why a word on a draft did not count, as programs are told. */
export function approvalRefused(refused: ApprovalRefusal, approval: number, by: string): RequestFailure {
  switch (refused.kind) {
    case 'no-such-approval': return new RequestFailure('not-found', { detail: `there is no approval ${approval}` });
    case 'decided-before': return decidedBefore(refused, `approval ${approval} is ${refused.state}${refused.by === null ? '' : ` by ${refused.by}`}`);
    case 'changed': return new RequestFailure('content-changed', { ...(refused.note === null ? {} : { detail: `approval ${approval} is void: ${refused.note}` }), headers: { ETag: `"${refused.contentHash}"` }, members: { approval: refused.approval } });
    case 'expired': return new RequestFailure('draft-expired');
    case 'own-work': return new RequestFailure('own-work', { detail: `${by} is among the authors of approval ${approval}` });
    case 'no-supervisor': return new RequestFailure('not-allowed', { detail: `${by} is no supervisor now` });
    case 'campaign-over': return new RequestFailure('campaign-over', { detail: `the campaign ${refused.campaign} is over` });
    default: return refused satisfies never;
  }
}

/** Somebody was faster, or there is nothing to decide any more: with what is known of why, and where it is asked about instead. */
export function decidedBefore({ state, by, atMs, note, mergedInto }: DecidedBefore, told: string): RequestFailure {
  const elsewhere = mergedInto === null ? '' : `; GET /v1/approvals?customer=${mergedInto} tells what waits for the customer now`;
  return new RequestFailure('decided-before', {
    detail: `${told}${note === null ? '' : `: ${note}`}${elsewhere}`,
    members: { state, decidedBy: by, decidedAt: isoOf(atMs), note, mergedInto },
  });
}
