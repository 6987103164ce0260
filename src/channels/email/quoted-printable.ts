import { encode, wrap } from 'nodemailer/lib/qp';

const LINE_LENGTH = 76;
/** Lines of this many different texts are kept; mails of one template share nearly all of theirs. */
const MOST_LINES = 5_000;
const encodedLines = new Map<string, string>();

/**
 * A body in quoted-printable with CRLF line ends, whatever its own are. Lines are encoded each for itself, so those that stand
 * in every mail of a template are encoded once and not once a mail.
 */
export function quotedPrintable(body: string): string {
  return body.split(/\r\n|\r|\n/).map(encodedLine).join('\r\n');
}

function encodedLine(line: string): string {
  const known = encodedLines.get(line);
  if (known !== undefined) return known;
  const encoded = wrap(encode(line), LINE_LENGTH);
  if (encodedLines.size >= MOST_LINES) encodedLines.clear();
  encodedLines.set(line, encoded);
  return encoded;
}
