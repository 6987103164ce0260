import type { MailServerAddress } from '../channels-config.ts';

/** Where mail is handed over, and how long to wait there. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; without it STARTTLS is used where the server offers it. */
  readonly secure: boolean;
  readonly requireTls: boolean;
  readonly user: string | null;
  readonly password: string | null;
  readonly maxConnections: number;
  readonly times: SmtpTimes;
}

interface SmtpTimes {
  /** To the end of greeting, TLS and login. */
  readonly connectMs: number;
  /** Longest silence of the server. */
  readonly silenceMs: number;
  /** Longest time of one whole attempt; the send lease and the activity's limit have to be longer. */
  readonly attemptMs: number;
  /** An idle connection is closed after this. */
  readonly idleMs: number;
}

/** No attempt takes longer than 60 s, so a lease and an activity time limit above that are safe. */
const SMTP_TIMES: SmtpTimes = { connectMs: 15_000, silenceMs: 45_000, attemptMs: 60_000, idleMs: 20_000 };

const MAX_CONNECTIONS = 5;

/** The same server with no attempt longer than this; absent: as mail is used to. */
export function within(settings: SmtpSettings, attemptLimitMs: number | undefined): SmtpSettings {
  if (attemptLimitMs === undefined) return settings;
  const most = (ms: number) => Math.min(ms, attemptLimitMs);
  const { connectMs, silenceMs, attemptMs, idleMs } = settings.times;
  return { ...settings, times: { connectMs: most(connectMs), silenceMs: most(silenceMs), attemptMs: most(attemptMs), idleMs } };
}

/** A mail server on this machine: no TLS, no login. */
export function localSmtp({ host, port }: MailServerAddress): SmtpSettings {
  return { host, port, secure: false, requireTls: false, user: null, password: null, maxConnections: MAX_CONNECTIONS, times: SMTP_TIMES };
}

/** Reads `smtp[s]://user:password@host:port?requireTls=true&maxConnections=5`. Throws a RangeError that never shows the password. */
export function readSmtpUrl(text: string): SmtpSettings {
  if (!URL.canParse(text)) throw new RangeError('SMTP_URL is not an address: write smtp://user:password@host:port');
  const url = new URL(text);
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') {
    throw new RangeError(`SMTP_URL starts with ${url.protocol}//, expected smtp:// or smtps://`);
  }
  if (url.hostname === '') throw new RangeError('SMTP_URL names no host');
  const unknown = [...url.searchParams.keys()].find((key) => key !== 'requireTls' && key !== 'maxConnections');
  if (unknown !== undefined) throw new RangeError(`SMTP_URL has the unknown option ${unknown}: known are requireTls, maxConnections`);
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: url.searchParams.get('requireTls') === 'true',
    user: url.username === '' ? null : decodeURIComponent(url.username),
    password: url.password === '' ? null : decodeURIComponent(url.password),
    maxConnections: readMaxConnections(url.searchParams.get('maxConnections')),
    times: SMTP_TIMES,
  };
}

function readMaxConnections(text: string | null): number {
  if (text === null) return MAX_CONNECTIONS;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100) throw new RangeError(`SMTP_URL: maxConnections is ${text}, expected 1 to 100`);
  return count;
}
