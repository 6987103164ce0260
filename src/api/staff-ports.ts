import type { ApiScope } from '../domain/api-scope.ts';
import type { Answered, StaffAnswer } from '../store/answer-inquiry.ts';
import type { ApprovalFilter } from '../store/approval-list.ts';
import type { ApprovalAnswer, ApprovalWord } from '../store/decide-approval.ts';
import type { SignedIn, SignInAttempt } from '../store/sign-in.ts';
import type { PersonAtWork } from '../store/staff-sessions.ts';

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

/** What people of the staff do by HTTP: by the same functions as on the command line. */
export interface StaffPorts {
  /** Of this server: pages of these may act for somebody who has signed in. */
  readonly ownOrigins: readonly string[];
  /** Browsers reach it by https, and only so. */
  readonly isSecure: boolean;
  readonly signIn: (attempt: SignInAttempt) => Promise<SignedIn>;
  readonly personOfSession: (token: string) => Promise<PersonAtWork | null>;
  readonly endSession: (token: string) => Promise<void>;
  readonly callerOfKey: (key: string) => Promise<Caller | null>;
  readonly inquiries: (limit: number) => Promise<readonly object[]>;
  /** `not-renderable`: the words cannot leave on the channel, such as that they are too long for it. */
  readonly reply: (answer: StaffAnswer) => Promise<Answered | { readonly kind: 'not-renderable'; readonly why: string }>;
  readonly approvals: (filter: ApprovalFilter) => Promise<readonly object[]>;
  readonly approval: (id: number) => Promise<ApprovalToRead | null>;
  readonly decide: (word: ApprovalWord) => Promise<ApprovalAnswer>;
}
