import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { MailServerAddress } from '../channels-config.ts';
import { readHeader } from './mail-header.ts';
import { isReservedAddress } from './reserved-domain.ts';
import { listenSmtp } from '../listen-smtp.ts';

/** One mail as the sandbox received it. */
export interface SandboxMail {
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  /** Header values; empty when missing. */
  readonly messageId: string;
  readonly subject: string;
  readonly raw: Buffer;
}

/** Keeps received mails; answers an id of its own for each. */
interface SandboxStore {
  add(mail: SandboxMail): Promise<string>;
}

export interface SandboxMailServerSettings extends MailServerAddress {
  readonly store: SandboxStore;
  /** True: also takes mail for domains that real people may own. It never forwards anything. */
  readonly acceptAnyDomain?: boolean;
}

export interface SandboxMailServer {
  /** The port it listens on: the one asked for, or the one it got for port 0. */
  readonly port: number;
  close(): Promise<void>;
}

const LARGEST_MAIL = 1024 * 1024;

/**
 * Starts the mail server that keeps every mail instead of delivering it. A mail is stored before it is acknowledged,
 * so an acknowledged one is never lost. Rejects when the port cannot be had.
 */
export async function startSandboxMailServer(settings: SandboxMailServerSettings): Promise<SandboxMailServer> {
  const { host, port, store, acceptAnyDomain = false } = settings;
  const server = new SMTPServer({
    banner: 'Touchline sandbox: mail stays here',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    hideDSN: true,
    size: LARGEST_MAIL,
    rejectOversized: true,
    closeTimeout: 2_000,
    onRcptTo: ({ address }, _session, answer) => answer(acceptAnyDomain || isReservedAddress(address) ? null : foreignAddress()),
    onData: (stream, session, answer) => {
      receive(stream, session, store).then((id) => answer(null, `2.0.0 Ok: queued as ${id}`), () => answer(storeFailure()));
    },
  });
  // A client that drops its connection is the client's business; without a listener it would end the process.
  server.on('error', () => undefined);
  const listening = await listenSmtp(server, host, port);
  return { port: listening, close: async () => new Promise((resolve) => server.close(resolve)) };
}

async function receive(stream: SMTPServerDataStream, session: SMTPServerSession, store: SandboxStore): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded && Buffer.isBuffer(chunk)) chunks.push(chunk);
  // The server itself answers 552 to a mail that is too large; nothing of it is kept.
  if (stream.sizeExceeded) return '';
  const raw = Buffer.concat(chunks);
  const { mailFrom, rcptTo } = session.envelope;
  return store.add({
    envelopeFrom: mailFrom === false ? '' : mailFrom.address,
    envelopeTo: rcptTo.map(({ address }) => address).join(', '),
    messageId: readHeader(raw, 'Message-ID'),
    subject: readHeader(raw, 'Subject'),
    raw,
  });
}

function foreignAddress(): Error {
  const error = new Error('5.7.1 The sandbox takes mail for reserved domains only (example, test, invalid, localhost, example.com)');
  return Object.assign(error, { responseCode: 550 });
}

function storeFailure(): Error {
  return Object.assign(new Error('4.3.0 The mail could not be stored'), { responseCode: 451 });
}
