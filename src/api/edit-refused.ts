import { decidedBefore } from './approval-refused.ts';
import { notPossible } from './not-possible.ts';
import { RequestFailure } from './problem.ts';
import type { ApiEditedDraft } from './staff-ports.ts';

/** Why a draft keeps its words, as programs are told. */
export function editRefused(refused: Exclude<ApiEditedDraft, { readonly kind: 'edited' }>, approval: number, by: string): RequestFailure {
  switch (refused.kind) {
    case 'no-such-approval': return new RequestFailure('not-found', { detail: `there is no approval ${approval}` });
    case 'no-editor': return new RequestFailure('not-allowed', { detail: `${by} may edit no drafts now` });
    case 'document': return new RequestFailure('not-editable', { detail: `approval ${approval} is about a document` });
    case 'window-closed': return new RequestFailure('not-editable', { detail: `on ${refused.channel} only approved templates may leave now: nobody has written there within the day` });
    case 'decided-before': return decidedBefore(refused, `what approval ${approval} asked about is ${refused.state}`);
    case 'changed': return new RequestFailure('content-changed', { headers: { ETag: `"${refused.contentHash}"` }, members: { approval: refused.approval, authors: refused.authors } });
    case 'not-words': return notPossible(`/${refused.field}`, 'not-words', refused.message);
    case 'not-renderable': return notPossible('/text', 'not-renderable', `these words cannot leave on the channel: ${refused.why}`);
    default: return refused satisfies never;
  }
}
