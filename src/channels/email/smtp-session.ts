import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import type { SendFailure, SendStage } from './outcome.ts';
import type { SmtpSettings } from './smtp-settings.ts';

export interface Envelope {
  readonly from: string;
  readonly to: string;
  /** Comes back in delivery reports (ENVID, RFC 3461) where servers know of them. */
  readonly id: string;
}

/** A failure of the session or of one mail in it, with the stage that decides what it means. */
export class SmtpFailure extends Error implements SendFailure {
  readonly stage: SendStage;
  readonly code: string;
  readonly reply: string | null;
  readonly local: boolean;

  constructor(stage: SendStage, cause: unknown) {
    const error: SmtpError = cause instanceof Error ? cause : new Error(String(cause));
    super(error.message, { cause });
    this.stage = stage;
    this.code = error.code ?? 'EUNKNOWN';
    this.reply = typeof error.response === 'string' ? error.response : null;
    this.local = this.reply === null && stage === 'envelope' && (this.code === 'EENVELOPE' || this.code === 'EMESSAGE');
  }
}

/** A server that does not answer QUIT must not keep the process alive. */
const GOODBYE_MS = 1_000;

interface SmtpError extends Error {
  readonly code?: string | undefined;
  readonly response?: string | undefined;
}

/** One open, logged-in SMTP connection over nodemailer's client (TLS, AUTH, timeouts); carries one mail at a time. */
export class SmtpSession {
  sentCount = 0;
  /** On the `performance.now()` scale. */
  lastUsedAt = performance.now();
  private readonly connection: SMTPConnection;

  constructor(connection: SMTPConnection) {
    this.connection = connection;
  }

  get isOpen(): boolean {
    return !this.connection.destroyed;
  }

  /** Hands one mail over; answers the server's last reply. Rejects with SmtpFailure. An abort closes the connection. */
  async send(envelope: Envelope, message: Buffer, signal: AbortSignal): Promise<SMTPConnectionSendInfo> {
    const body = new MessageBody(message);
    const stage = (): SendStage => (body.leaving ? 'body' : 'envelope');
    this.sentCount += 1;
    this.lastUsedAt = performance.now();
    return new Promise((resolve, reject) => {
      const abort = () => {
        // Judged before closing: closing ends the body's stream without reading it.
        reject(new SmtpFailure(stage(), abortError(signal)));
        this.connection.close();
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      const dsn = { ret: 'HDRS', envid: envelope.id, notify: 'FAILURE,DELAY', orcpt: `rfc822;${envelope.to}` };
      const request = { from: envelope.from, to: [envelope.to], size: message.length, dsn };
      this.connection.send(request, body, (error, info) => {
        signal.removeEventListener('abort', abort);
        if (error !== null || info === undefined) reject(new SmtpFailure(stage(), error));
        else resolve(info);
      });
    });
  }

  /** Clears what is left of a refused mail; answers whether the connection is still good. */
  async reset(): Promise<boolean> {
    if (!this.isOpen) return false;
    return new Promise((resolve) => {
      // A connection that ends meanwhile, or stays silent until it is ended, answers nothing any more.
      const gone = () => resolve(false);
      this.connection.once('end', gone);
      this.connection.reset((error) => {
        this.connection.off('end', gone);
        resolve(error === null);
      });
    });
  }

  /** Says goodbye when nothing is under way; otherwise use `abandon`. */
  quit(): void {
    if (!this.isOpen) return;
    const patience = setTimeout(() => this.abandon(), GOODBYE_MS);
    this.connection.once('end', () => clearTimeout(patience));
    this.connection.quit();
  }

  abandon(): void {
    this.connection.close();
  }
}

/** The body as a stream that knows when its first byte was asked for: the server has said 354 then, not before. */
class MessageBody extends Readable {
  leaving = false;
  private readonly message: Buffer;

  constructor(message: Buffer) {
    super();
    this.message = message;
  }

  override _read(): void {
    this.leaving = true;
    this.push(this.message);
    this.push(null);
  }
}

/** Connects and logs in. Rejects with SmtpFailure at stage `session`. */
export async function openSession(settings: SmtpSettings, signal: AbortSignal): Promise<SmtpSession> {
  const connection = new SMTPConnection({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    requireTLS: settings.requireTls,
    connectionTimeout: settings.times.connectMs,
    greetingTimeout: settings.times.connectMs,
    dnsTimeout: settings.times.connectMs,
    socketTimeout: settings.times.silenceMs,
    socketCloseTimeout: 1_000,
  });
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      reject(new SmtpFailure('session', error));
      connection.close();
    };
    const abort = () => fail(abortError(signal));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    const ready = () => {
      signal.removeEventListener('abort', abort);
      resolve(new SmtpSession(connection));
    };
    // The listener stays for the life of the connection: an error nobody listens to would end the process.
    connection.on('error', fail);
    connection.connect((error) => {
      if (error !== undefined) return fail(error);
      if (settings.user === null) return ready();
      connection.login({ user: settings.user, pass: settings.password ?? '' }, (refused) => (refused === null ? ready() : fail(refused)));
    });
  });
}

function abortError(signal: AbortSignal): SmtpError {
  const timedOut = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  const error = new Error(timedOut ? 'the attempt took too long' : 'the attempt was aborted');
  return Object.assign(error, { code: timedOut ? 'ETIMEDOUT' : 'EABORT' });
}
