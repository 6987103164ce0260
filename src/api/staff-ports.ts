import type { ApiScope } from '../domain/api-scope.ts';
import type { StaffWords } from '../domain/staff-words.ts';
import type { SlaReport } from '../json-words/sla-json.ts';
import type { ApprovalFilter } from '../store/approval-list.ts';
import type { ApprovalAnswer, ApprovalWord } from '../store/decide-approval.ts';
import type { DocumentToRead } from '../store/documents.ts';
import type { DraftEdit, EditedDraft } from '../store/edit-draft.ts';
import type { SignedIn, SignInAttempt } from '../store/sign-in.ts';
import type { SlaBoard } from '../store/sla-board.ts';
import type { SlaGroup } from '../store/sla-report.ts';
import type { PersonAtWork } from '../store/staff-sessions.ts';
import type { InquiryPorts } from './inquiry-ports.ts';

/** Who of the staff gives a request, and what they may do by it. */
export interface Caller {
  readonly person: PersonAtWork;
  /** Of their key; null: they have signed in, and may do what their roles may. */
  readonly scopes: readonly ApiScope[] | null;
}

/** An approval as programs read it, with exactly what would leave. */
export interface ApprovalToRead {
  readonly contentHash: string;
  readonly json: object;
}

/** Other words for a draft: what is left out stays as it is said now. */
export type ApiDraftEdit = Pick<DraftEdit, 'approval' | 'contentHash' | 'by'> & Partial<StaffWords>;

/** `contentHash`: of the new words. `not-words`: these can never be kept; `not-renderable`: they cannot leave on the channel. */
export type ApiEditedDraft =
  | Extract<EditedDraft, { readonly kind: 'edited' }> & { readonly contentHash: string }
  | Exclude<EditedDraft, { readonly kind: 'edited' }>
  | { readonly kind: 'not-words'; readonly field: keyof StaffWords; readonly message: string }
  | { readonly kind: 'not-renderable'; readonly why: string };

/** A report on promises, as it is asked for: days or times of the shop's clock; null: as usual. */
export interface AskedReport {
  readonly by: SlaGroup;
  readonly from: string | null;
  readonly until: string | null;
}

/** What is promised to customers, and what became of it. */
interface SlaPorts {
  readonly board: (team: string | null) => Promise<SlaBoard>;
  readonly report: (asked: AskedReport) => Promise<{ readonly kind: 'report'; readonly report: SlaReport } | { readonly kind: 'no-moment'; readonly which: 'from' | 'until'; readonly zone: string } | { readonly kind: 'ends-before' } | { readonly kind: 'no-policy' }>;
}

/** What people of the staff do by HTTP: by the same functions as on the command line. */
export interface StaffPorts {
  /** Of this server: pages of these may act for somebody who has signed in. */
  readonly ownOrigins: readonly string[];
  /** Browsers reach it by https, and only so. */
  readonly isSecure: boolean;
  readonly signIn: (attempt: SignInAttempt) => Promise<SignedIn>;
  readonly personOfSession: (token: string) => Promise<PersonAtWork | null>;
  readonly endSession: (token: string, address: string) => Promise<void>;
  readonly callerOfKey: (key: string) => Promise<Caller | null>;
  readonly inquiries: InquiryPorts;
  /** Whether a team or a campaign has this name: a slip in a query would be answered as if nothing were there. */
  readonly isKnown: (what: 'team' | 'campaign', name: string) => Promise<boolean>;
  readonly approvals: (filter: ApprovalFilter) => Promise<readonly object[]>;
  readonly approval: (id: number) => Promise<ApprovalToRead | null>;
  /** A paper with its bytes; null: there is none. */
  readonly document: (id: number) => Promise<Pick<DocumentToRead, 'fileName' | 'mediaType' | 'bytes'> | null>;
  readonly decide: (word: ApprovalWord) => Promise<ApprovalAnswer>;
  readonly edit: (edit: ApiDraftEdit) => Promise<ApiEditedDraft>;
  readonly sla: SlaPorts;
}
