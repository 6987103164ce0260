import type { LinkKey } from '../../../contracts/links.ts';
import { readFieldBlocks, withoutType } from './field-block.ts';
import { type MessageSigns, refOfAddresses, signsOfReturnedMail } from './message-signs.ts';
import { returnedMailOf } from './read-bounce.ts';
import type { ReadMail } from './read-raw.ts';

/** A report of a mailbox provider (RFC 5965) about a mail of ours. */
export interface ReportedFeedback {
  /** `abuse`: somebody called it spam. `opt-out`: wants no more of it. */
  readonly feedback: string;
  readonly signs: MessageSigns;
}

/** What a feedback report tells; null when the mail is none. */
export function readComplaint(mail: ReadMail, envelopeTo: readonly string[], keys: readonly LinkKey[]): ReportedFeedback | null {
  const report = mail.parts.find(({ type }) => type === 'message/feedback-report');
  if (report === undefined) return null;
  const fields = readFieldBlocks(report.text, 1)[0] ?? new Map<string, string>();
  const signs = signsOfReturnedMail(returnedMailOf(mail), keys);
  const mailFrom = withoutType(fields.get('original-mail-from'));
  return {
    feedback: fields.get('feedback-type')?.trim().toLowerCase().slice(0, 40) ?? 'abuse',
    signs: { ...signs, ref: refOfAddresses([mailFrom, ...envelopeTo], keys) ?? signs.ref, recipient: withoutType(fields.get('original-rcpt-to')) },
  };
}

/** Reports about login fraud, viruses or a mail that was wrongly taken for spam say nothing about the customer's wish. */
export function isComplaint({ feedback }: ReportedFeedback): boolean {
  return ['abuse', 'opt-out', 'opt-out-list', 'fraud', 'miscategorized', 'other'].includes(feedback);
}
