import type { ApprovalRefusal } from '../store/approval-refusal.ts';
import { RequestFailure } from './problem.ts';

/** Why a word on a draft did not count, as programs are told. */
export function approvalRefused(refused: ApprovalRefusal, approval: number, by: string): RequestFailure {
  switch (refused.kind) {
    case 'no-such-approval': return new RequestFailure('not-found', { detail: `there is no approval ${approval}` });
    case 'decided-before': return new RequestFailure('decided-before', {
      detail: `approval ${approval} is ${refused.state}${refused.by === null ? '' : ` by ${refused.by}`}`,
      members: { state: refused.state, decidedBy: refused.by, decidedAt: refused.atMs === null ? null : new Date(refused.atMs).toISOString() },
    });
    case 'changed': return new RequestFailure('content-changed', { headers: { ETag: `"${refused.contentHash}"` }, members: { approval: refused.approval } });
    case 'expired': return new RequestFailure('draft-expired');
    case 'own-work': return new RequestFailure('own-work', { detail: `${by} is among the authors of approval ${approval}` });
    case 'no-supervisor': return new RequestFailure('not-allowed', { detail: `${by} is no supervisor now` });
    case 'campaign-over': return new RequestFailure('campaign-over', { detail: `the campaign ${refused.campaign} is over` });
    default: return refused satisfies never;
  }
}
