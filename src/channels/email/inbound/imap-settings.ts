/** A folder of a mailbox that mail is read from. */
export interface ImapSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS before the password, except to this machine itself. */
  readonly secure: boolean;
  readonly user: string;
  readonly password: string;
  readonly folder: string;
  /** Where mail goes once it is stored; null: it stays, and is marked. */
  readonly moveTo: string | null;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** Whether a password may be said in the clear there. */
export const isThisMachine = (host: string) => LOOPBACK.has(host);

/**
 * Reads `imaps://user@host:port/folder?move-to=folder`; the password comes from a variable of its own, so that the address can be shown.
 * @throws RangeError that never shows what was written
 */
export function readImapUrl(text: string, password: string): ImapSettings {
  const url = urlOf(text);
  const secure = url.protocol === 'imaps:';
  const folder = decoded(url.pathname.slice(1)) || 'INBOX';
  const moveTo = url.searchParams.get('move-to') || null;
  if (moveTo === folder) throw new RangeError('moves mail into the folder it is read from');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port) || (secure ? 993 : 143), secure,
    user: decoded(url.username), password, folder, moveTo,
  };
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['imap:', 'imaps:'].includes(url.protocol) || url.hostname === '') throw new RangeError('expected an address such as imaps://service%40shop.example@imap.shop.example/INBOX');
  if (url.password !== '') throw new RangeError('holds a password: write it into TOUCHLINE_INBOUND_IMAP_PASSWORD');
  if (url.username === '') throw new RangeError('names no user: write imaps://user@host/folder, with %40 for an @ in the name');
  if ([...url.searchParams.keys()].some((key) => key !== 'move-to')) throw new RangeError('has an unknown option: known is move-to');
  return url;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RangeError('has a % that stands for nothing: write %25');
  }
}
