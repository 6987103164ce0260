import { simpleParser } from 'mailparser';
import { NO_HEADERS, type SenderHeaders } from '../../../domain/screening/inquiry-to-screen.ts';
import { readAuthentication } from './authentication-results.ts';
import { readFieldBlocks } from './field-block.ts';

/** Longer heads are nobody's. */
const MOST_BYTES = 64 * 1024;

/**
 * What the head of a raw mail says of its sender. `subject` is left out of an answer to us: its words are ours. Never throws: what cannot be read is not told.
 * @param trusted names of the receiving servers whose word on the sender counts
 */
export async function readSenderHeaders(raw: Buffer, { trusted, isAnswer }: { readonly trusted: readonly string[]; readonly isAnswer: boolean }): Promise<SenderHeaders> {
  const head = headOf(raw);
  try {
    const { from, replyTo, subject } = await simpleParser(head, { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true });
    const fields = readFieldBlocks(head.toString('latin1'), 1)[0];
    return {
      from: from?.value[0]?.address ?? null, replyTo: replyTo?.value[0]?.address ?? null, subject: isAnswer ? null : subject ?? null,
      // The first field of that name stands on top: a receiving server writes above whatever came.
      authentication: readAuthentication(fields?.get('authentication-results') ?? null, trusted),
    };
  } catch {
    return NO_HEADERS;
  }
}

function headOf(raw: Buffer): Buffer {
  const bytes = raw.subarray(0, MOST_BYTES);
  const ends = ['\r\n\r\n', '\n\n'].map((gap) => bytes.indexOf(gap)).filter((at) => at >= 0);
  return ends.length === 0 ? bytes : bytes.subarray(0, Math.min(...ends));
}
