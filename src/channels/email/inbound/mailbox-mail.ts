import { createHash } from 'node:crypto';
import type { ReceivedMail } from '../../../contracts/inbound-mail.ts';
import { readFieldBlocks } from './field-block.ts';

/** Fields in which servers that put mail into mailboxes keep whom it was for; the names of the letter itself come last. */
const RECIPIENT_FIELDS = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to', 'cc'];
const MOST_RECIPIENTS = 20;

/**
 * A mail out of a mailbox, with the envelope that its server wrote on top. Whoever sends a mail may write such fields too: addresses of
 * ours among them count by their signature alone. The digest is that of the bytes, so that a mail is stored once however often it is read.
 */
export function mailboxMail(raw: Buffer, bytes: number): ReceivedMail {
  const fields = readFieldBlocks(raw.toString('latin1'), 1)[0] ?? new Map<string, string>();
  const returnPath = fields.get('return-path');
  const to = RECIPIENT_FIELDS.flatMap((name) => addressesIn(fields.get(name)));
  return {
    digest: createHash('sha256').update('mailbox\n').update(raw).digest('hex'),
    // Without the field nobody says that it is from a machine.
    envelopeFrom: returnPath === undefined ? addressesIn(fields.get('from'))[0] ?? 'unknown' : addressesIn(returnPath)[0] ?? '',
    envelopeTo: [...new Set(to)].slice(0, MOST_RECIPIENTS),
    bytes,
    raw,
  };
}

function addressesIn(value: string | undefined): readonly string[] {
  return [...(value ?? '').matchAll(/[^\s<>,;:"()]{1,64}@[^\s<>,;:"()]{1,255}/g)].map(([address]) => address).slice(0, MOST_RECIPIENTS);
}
