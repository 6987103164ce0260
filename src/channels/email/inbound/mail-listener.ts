import { createHash } from 'node:crypto';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { MailTaken, ReceivedMail } from '../../../contracts/inbound-mail.ts';
import type { LinkKey } from '../../../contracts/links.ts';
import { readReturnPath } from '../return-path.ts';
import { MOST_BYTES_READ } from './read-raw.ts';
import { listenSmtp } from '../../listen-smtp.ts';

export interface MailListenerSettings {
  readonly host: string;
  readonly port: number;
  /** Mail for every other domain is refused: nothing is ever passed on. */
  readonly domains: readonly string[];
  /** Keys that return paths may be signed with. */
  readonly keys: () => Promise<readonly LinkKey[]>;
  /** Committed before the sender hears yes. */
  readonly store: (mail: ReceivedMail) => Promise<MailTaken>;
}

export interface MailListener {
  readonly port: number;
  close(): Promise<void>;
}

/** Answers come with pictures; only their first part is kept. */
const LARGEST_MAIL = 10 * 1024 * 1024;
const MOST_RECIPIENTS = 20;
const MOST_CLIENTS = 100;
const SILENT_CLIENT_MS = 60_000;
/** A mail that takes longer is somebody holding the line. */
const MAIL_LIMIT_MS = 5 * 60_000;

/**
 * Takes mail for the domains that bounces, complaints and answers come to. Whoever has no signed return path of ours cannot bounce
 * anything: `bounce+…` with a wrong token is refused before a byte of the mail is sent, which ends most forged reports and the backscatter
 * of forged mail. Every other address of the domains is taken, since answers, reports of mailbox providers and mail to postmaster bear no
 * token, and an answer to a mail whose key is no longer alive still has to be read. Rejects when the port cannot be had.
 */
export async function startMailListener(settings: MailListenerSettings): Promise<MailListener> {
  const { host, port, store } = settings;
  const server = new SMTPServer({
    banner: 'Touchline',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    hideDSN: true,
    size: LARGEST_MAIL,
    rejectOversized: true,
    maxClients: MOST_CLIENTS,
    socketTimeout: SILENT_CLIENT_MS,
    closeTimeout: 2_000,
    onRcptTo: ({ address }, session, answer) => {
      refusalOf(address, session, settings).then(answer, () => answer(replied(451, '4.3.0 Try again later')));
    },
    onData: (stream, session, answer) => {
      receive(stream, session).then((mail) => (mail === null ? { taken: 'known' as const, id: '' } : store(mail)))
        .then(({ taken, id }) => answer(taken === 'full' ? replied(451, '4.3.1 Too much mail waits here, try again later') : null, `2.0.0 Ok: taken ${taken === 'stored' ? `as ${id}` : 'before'}`), () => answer(replied(451, '4.3.0 The mail could not be stored')));
    },
  });
  // A client that drops its connection is the client's business; without a listener it would end the process.
  server.on('error', () => undefined);
  const listening = await listenSmtp(server, host, port);
  return { port: listening, close: async () => new Promise((resolve) => server.close(resolve)) };
}

async function refusalOf(address: string, { envelope }: SMTPServerSession, { domains, keys }: MailListenerSettings): Promise<Error | null> {
  if (!domains.includes(address.slice(address.lastIndexOf('@') + 1).toLowerCase())) return replied(550, '5.7.1 No mail for that domain is taken here');
  if (envelope.rcptTo.length >= MOST_RECIPIENTS) return replied(452, '4.5.3 Too many recipients');
  const isReturnPath = address.toLowerCase().startsWith('bounce+');
  return isReturnPath && readReturnPath(address, await keys()) === null ? replied(550, '5.1.1 No such return path') : null;
}

/** Null for a mail that is too large: the server itself answers 552 to it, and nothing of it is kept. */
async function receive(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<ReceivedMail | null> {
  const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
  const to = envelope.rcptTo.map(({ address }) => address);
  const hash = createHash('sha256').update(JSON.stringify([from, to]));
  const kept: Buffer[] = [];
  let bytes = 0;
  const tooLong = setTimeout(() => stream.destroy(new Error('the mail took too long')), MAIL_LIMIT_MS);
  try {
    for await (const chunk of stream) {
      if (stream.sizeExceeded || !Buffer.isBuffer(chunk)) continue;
      hash.update(chunk);
      if (bytes < MOST_BYTES_READ) kept.push(chunk.subarray(0, MOST_BYTES_READ - bytes));
      bytes += chunk.length;
    }
  } finally {
    clearTimeout(tooLong);
  }
  return stream.sizeExceeded ? null : { digest: hash.digest('hex'), envelopeFrom: from, envelopeTo: to, bytes, raw: Buffer.concat(kept) };
}

const replied = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });
