import type { FailureClass } from '../../contracts/channel-news.ts';

/** What becomes of a send with such an error; `Held`: the touch keeps its place until the template may be sent again. */
type FailureType = 'Retryable' | 'Throttled' | 'OptedOut' | 'NeedsTemplate' | 'SenderHalted' | 'Permanent' | 'Held';

/** One code of the provider, or a range of them. */
export interface ErrorRow {
  readonly from: number;
  readonly to: number;
  readonly type: FailureType;
  /** Whom it concerns; empty: nobody in particular. */
  readonly scope: '' | 'app' | 'recipient' | 'sender' | 'step' | 'template' | 'waba';
  /** Shortest wait before the same is tried again; null: as the retry policy has it. */
  readonly waitMs: number | null;
  readonly failure: FailureClass;
}

/** Codes of the Business Cloud API, as a test holds them against test/unit/channels/whatsapp-errors.csv. Titles are never looked at: they change. */
export const ERROR_TABLE: readonly ErrorRow[] = [
  { from: 0, to: 0, type: 'SenderHalted', scope: 'sender', waitMs: null, failure: 'sender-halted' },
  { from: 1, to: 1, type: 'Retryable', scope: '', waitMs: null, failure: 'provider-in-trouble' },
  { from: 2, to: 2, type: 'Retryable', scope: '', waitMs: null, failure: 'provider-in-trouble' },
  { from: 3, to: 3, type: 'SenderHalted', scope: '', waitMs: null, failure: 'sender-halted' },
  { from: 4, to: 4, type: 'Throttled', scope: 'app', waitMs: null, failure: 'sender-throttled' },
  { from: 10, to: 10, type: 'SenderHalted', scope: '', waitMs: null, failure: 'sender-halted' },
  { from: 33, to: 33, type: 'Permanent', scope: '', waitMs: null, failure: 'message-refused' },
  { from: 100, to: 100, type: 'Permanent', scope: '', waitMs: null, failure: 'message-refused' },
  { from: 190, to: 190, type: 'SenderHalted', scope: 'sender', waitMs: null, failure: 'sender-halted' },
  { from: 200, to: 299, type: 'SenderHalted', scope: '', waitMs: null, failure: 'sender-halted' },
  { from: 368, to: 368, type: 'SenderHalted', scope: 'waba', waitMs: null, failure: 'sender-halted' },
  { from: 80_007, to: 80_007, type: 'Throttled', scope: 'waba', waitMs: null, failure: 'sender-throttled' },
  { from: 130_429, to: 130_429, type: 'Throttled', scope: 'sender', waitMs: 5_000, failure: 'sender-throttled' },
  { from: 130_472, to: 130_472, type: 'Permanent', scope: 'recipient', waitMs: null, failure: 'message-refused' },
  { from: 130_497, to: 130_497, type: 'SenderHalted', scope: '', waitMs: null, failure: 'sender-halted' },
  { from: 131_000, to: 131_000, type: 'Retryable', scope: '', waitMs: null, failure: 'provider-in-trouble' },
  { from: 131_008, to: 131_008, type: 'Permanent', scope: '', waitMs: null, failure: 'message-refused' },
  { from: 131_009, to: 131_009, type: 'Permanent', scope: '', waitMs: null, failure: 'message-refused' },
  { from: 131_016, to: 131_016, type: 'Retryable', scope: '', waitMs: null, failure: 'provider-in-trouble' },
  { from: 131_021, to: 131_021, type: 'Permanent', scope: '', waitMs: null, failure: 'message-refused' },
  { from: 131_026, to: 131_026, type: 'Permanent', scope: 'recipient', waitMs: null, failure: 'address-dead' },
  { from: 131_031, to: 131_031, type: 'SenderHalted', scope: 'waba', waitMs: null, failure: 'sender-halted' },
  { from: 131_037, to: 131_037, type: 'SenderHalted', scope: '', waitMs: null, failure: 'sender-halted' },
  { from: 131_042, to: 131_042, type: 'SenderHalted', scope: 'sender', waitMs: null, failure: 'sender-halted' },
  { from: 131_045, to: 131_045, type: 'SenderHalted', scope: '', waitMs: null, failure: 'sender-halted' },
  { from: 131_047, to: 131_047, type: 'NeedsTemplate', scope: '', waitMs: null, failure: 'needs-template' },
  { from: 131_048, to: 131_048, type: 'Throttled', scope: 'sender', waitMs: 3_600_000, failure: 'sender-throttled' },
  { from: 131_049, to: 131_049, type: 'Throttled', scope: 'recipient', waitMs: 86_400_000, failure: 'recipient-throttled' },
  { from: 131_050, to: 131_050, type: 'OptedOut', scope: 'recipient', waitMs: null, failure: 'opted-out' },
  { from: 131_051, to: 131_051, type: 'Permanent', scope: '', waitMs: null, failure: 'message-refused' },
  { from: 131_052, to: 131_052, type: 'Permanent', scope: '', waitMs: null, failure: 'media-missing' },
  { from: 131_053, to: 131_053, type: 'Permanent', scope: '', waitMs: null, failure: 'media-missing' },
  { from: 131_056, to: 131_056, type: 'Throttled', scope: 'recipient', waitMs: 6_000, failure: 'sender-throttled' },
  { from: 131_057, to: 131_057, type: 'Retryable', scope: '', waitMs: 120_000, failure: 'provider-in-trouble' },
  { from: 132_000, to: 132_000, type: 'Permanent', scope: 'template', waitMs: null, failure: 'template-held' },
  { from: 132_001, to: 132_001, type: 'Permanent', scope: 'step', waitMs: null, failure: 'template-held' },
  { from: 132_005, to: 132_005, type: 'Permanent', scope: '', waitMs: null, failure: 'message-refused' },
  { from: 132_007, to: 132_007, type: 'Permanent', scope: '', waitMs: null, failure: 'message-refused' },
  { from: 132_012, to: 132_012, type: 'Permanent', scope: 'template', waitMs: null, failure: 'template-held' },
  { from: 132_015, to: 132_015, type: 'Held', scope: 'step', waitMs: null, failure: 'template-held' },
  { from: 132_016, to: 132_016, type: 'Permanent', scope: 'step', waitMs: null, failure: 'template-held' },
  { from: 133_004, to: 133_004, type: 'Retryable', scope: '', waitMs: null, failure: 'provider-in-trouble' },
  { from: 133_010, to: 133_010, type: 'SenderHalted', scope: 'sender', waitMs: null, failure: 'sender-halted' },
];

/** The row of a code, or null for one that the table does not know: then nothing is held against anybody. */
export function errorRow(code: number): ErrorRow | null {
  return ERROR_TABLE.find(({ from, to }) => code >= from && code <= to) ?? null;
}
