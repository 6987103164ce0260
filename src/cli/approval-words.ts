import type { ListedApproval } from '../store/approval-list.ts';

/** What is asked about, in a few words. */
export function subjectOf({ documentId, channel, campaign, step, inquiryId }: ListedApproval): string {
  if (documentId !== null) return `document ${documentId}`;
  return inquiryId === null ? `${channel ?? ''}: ${campaign ?? ''}/${step ?? ''}` : `${channel ?? ''}: answer to inquiry ${inquiryId}`;
}
