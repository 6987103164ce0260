import { failureOutcome, acceptedOutcome } from './outcome.ts';
import type { SendOutcome } from '../../contracts/channel.ts';
import { SmtpFailure, openSession } from './smtp-session.ts';
import type { Envelope, SmtpSession } from './smtp-session.ts';
import type { SmtpSettings } from './smtp-settings.ts';

/** Mails over one connection before it is renewed; long-lived connections are cut by many servers at about this. */
const MAILS_PER_SESSION = 200;

/** A few kept-open SMTP sessions. It never tries a mail twice: every try is the ledger's own attempt. */
export class SmtpPool {
  private readonly settings: SmtpSettings;
  private readonly idle: SmtpSession[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly closing = new AbortController();
  private inUse = 0;
  private sweep: NodeJS.Timeout | null = null;

  constructor(settings: SmtpSettings) {
    this.settings = settings;
  }

  /** Makes one attempt and says what it came to; rejects never. */
  async send(envelope: Envelope, message: Buffer, signal: AbortSignal): Promise<SendOutcome> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.settings.times.attemptMs)]);
    try {
      const session = await this.acquire(limit);
      return await this.sendOver(session, envelope, message, limit);
    } catch (error) {
      return failureOutcome(error instanceof SmtpFailure ? error : new SmtpFailure('session', error));
    }
  }

  /** Null when a session can be opened, else what is wrong. */
  async probe(): Promise<string | null> {
    try {
      this.release(await this.acquire(AbortSignal.timeout(this.settings.times.connectMs)));
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Ends the idle connections, refuses new mails and waits for those under way. */
  async close(): Promise<void> {
    this.closing.abort(new Error('the channel is closing'));
    for (const session of this.idle.splice(0)) session.quit();
    for (const wake of this.waiting.splice(0)) wake();
    while (this.inUse > 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private async sendOver(session: SmtpSession, envelope: Envelope, message: Buffer, signal: AbortSignal): Promise<SendOutcome> {
    try {
      const info = await session.send(envelope, message, signal);
      this.release(session);
      return acceptedOutcome(info.response, info.serverMessageId ?? null);
    } catch (error) {
      const answered = error instanceof SmtpFailure && error.reply !== null && session.isOpen;
      // After a refusal the session goes on with the next mail; after anything else nobody knows its state.
      if (answered) void session.reset().then((good) => (good ? this.release(session) : this.discard(session)));
      else this.discard(session);
      throw error;
    }
  }

  private async acquire(signal: AbortSignal): Promise<SmtpSession> {
    for (;;) {
      if (this.closing.signal.aborted) throw new SmtpFailure('session', this.closing.signal.reason);
      const session = this.takeIdle();
      if (session !== null) return session;
      if (this.inUse + this.idle.length < this.settings.maxConnections) return this.open(signal);
      await this.turn(signal);
    }
  }

  private takeIdle(): SmtpSession | null {
    for (let session = this.idle.pop(); session !== undefined; session = this.idle.pop()) {
      if (!session.isOpen) continue;
      this.inUse += 1;
      return session;
    }
    return null;
  }

  private async open(signal: AbortSignal): Promise<SmtpSession> {
    this.inUse += 1;
    try {
      return await openSession(this.settings, signal);
    } catch (error) {
      this.free();
      throw error;
    }
  }

  private async turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        const at = this.waiting.indexOf(wake);
        if (at !== -1) this.waiting.splice(at, 1);
        reject(new SmtpFailure('session', signal.reason));
      };
      const wake = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      this.waiting.push(wake);
    });
  }

  private release(session: SmtpSession): void {
    if (!session.isOpen || session.sentCount >= MAILS_PER_SESSION || this.closing.signal.aborted) {
      session.quit();
      this.free();
      return;
    }
    this.idle.push(session);
    this.sweepLater();
    this.free();
  }

  /** One timer for all idle sessions; a timer for each mail would be thousands. */
  private sweepLater(): void {
    if (this.sweep !== null || this.idle.length === 0) return;
    this.sweep = setTimeout(() => {
      this.sweep = null;
      const oldest = performance.now() - this.settings.times.idleMs;
      const stale = this.idle.filter((session) => session.lastUsedAt <= oldest);
      for (const session of stale) {
        this.idle.splice(this.idle.indexOf(session), 1);
        session.quit();
      }
      this.sweepLater();
    }, this.settings.times.idleMs / 2).unref();
  }

  private discard(session: SmtpSession): void {
    session.abandon();
    this.free();
  }

  private free(): void {
    this.inUse -= 1;
    this.waiting.shift()?.();
  }
}
