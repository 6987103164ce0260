import pino from 'pino';
import type { Logger } from 'pino';
import type { LogLevel } from './variable-shape.ts';

export type { Logger };

/** Keys whose values say who somebody is or open a door: never in a log, at any of the first levels of nesting. */
const PERSONAL = ['address', 'email', 'to', 'displayName', 'name', 'phone', 'html', 'text', 'subject', 'body', 'password', 'secret', 'token', 'authorization', 'url', 'databaseUrl', 'smtpUrl'];
const REDACTED_PATHS = PERSONAL.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

// Both begin only where a word does and take each character once: a long text must not hold the processor up.
const MAIL_ADDRESS = /(?<![^\s<>"'(),;:/@])[^\s<>"'(),;:/@]+@[^\s<>"'(),;:/@]+\.[a-z]{2,}/gi;
const PASSWORD_IN_URL = /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@]*):[^\s@/]*@/gi;

/** The text without mail addresses and without passwords in URLs: what an error of a driver or a mail server may carry. */
export function scrub(text: string): string {
  return text.replaceAll(PASSWORD_IN_URL, '$1:…@').replaceAll(MAIL_ADDRESS, '…@…');
}

/** JSON lines on stderr, one per event, without personal data: standard output belongs to answers. */
export function createLogger(part: string, level: LogLevel, destination: pino.DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      level,
      base: { part },
      redact: { paths: REDACTED_PATHS, censor: '…' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
      hooks: {
        logMethod(args, method) {
          const scrubbed = args.map((arg: unknown) => (typeof arg === 'string' ? scrub(arg) : arg));
          Reflect.apply(method, this, scrubbed);
        },
      },
    },
    destination,
  );
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: scrub(String(error)) };
  const code = 'code' in error ? { code: error.code } : {};
  return { type: error.name, ...code, message: scrub(error.message), stack: scrub(error.stack ?? '') };
}
