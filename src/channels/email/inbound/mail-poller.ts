import { ImapFlow, type MailboxObject, type SearchObject } from 'imapflow';
import type { MailTaken, ReceivedMail } from '../../../contracts/inbound-mail.ts';
import { pause } from '../../../platform/delay.ts';
import { type ImapSettings, isThisMachine } from './imap-settings.ts';
import { mailboxMail } from './mailbox-mail.ts';
import { MOST_BYTES_READ } from './read-raw.ts';

export interface MailPollerSettings {
  readonly imap: ImapSettings;
  /** Committed before the mail is marked or moved. */
  readonly store: (mail: ReceivedMail) => Promise<MailTaken>;
  /** What became of the connection, in words without names: `null` when mail is read again. Told when it changes. */
  readonly onState: (fault: string | null, againInMs: number) => void;
  /** Only tests want it shorter. */
  readonly times?: PollTimes;
}

export interface PollTimes {
  /** Between two looks; a server that tells of new mail is heard at once. */
  readonly everyMs: number;
  /** After the first failure; doubled with each further one. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

export interface MailPoller {
  close(): Promise<void>;
}

const TIMES: PollTimes = { everyMs: 30_000, firstWaitMs: 5_000, longestWaitMs: 5 * 60_000 };
const CONNECT_MS = 15_000;
const SILENCE_MS = 120_000;
/** Mails in memory at a time, each as much of it as is ever read. */
const BATCH = 20;
/** Older mail stays as it is: what it came to is forgotten, and so it could count twice. */
const LOOKED_BACK_DAYS = 30;
/** What stored mail is marked with, so that it stays unread for people who read the mailbox too. */
const MARK = '$Touchline';
/** While no more may come in, senders of a listener would be told to wait. */
const FULL = 'too much mail waits to be read';

/**
 * Reads mail from a folder of a mailbox: each is stored before it is marked or moved, so a crash between the two reads it again, and
 * its digest keeps it from being stored twice. Tries again for ever, further and further apart, while the server is away.
 */
export function startMailPoller(settings: MailPollerSettings): MailPoller {
  const stop = new AbortController();
  const ended = keepPolling(settings, stop.signal);
  return {
    close: async () => {
      stop.abort();
      await ended;
    },
  };
}

async function keepPolling({ times = TIMES, ...settings }: MailPollerSettings, signal: AbortSignal): Promise<void> {
  let failures = 0;
  let told: string | null | undefined;
  const tell = (fault: string | null, againInMs: number) => {
    if (fault !== told) settings.onState(fault, againInMs);
    told = fault;
  };
  const onRead = () => {
    failures = 0;
    tell(null, times.everyMs);
  };
  while (!signal.aborted) {
    const fault = await session({ ...settings, times, onRead }, signal);
    if (signal.aborted) return;
    const waitMs = Math.min(times.firstWaitMs * 2 ** failures, times.longestWaitMs);
    failures += 1;
    tell(fault, waitMs);
    await pause(waitMs, signal);
  }
}

interface Session extends MailPollerSettings {
  readonly times: PollTimes;
  readonly onRead: () => void;
}

/** One connection, for as long as it is good; answers what ended it. */
async function session(settings: Session, signal: AbortSignal): Promise<string> {
  const client = newClient(settings.imap);
  // An error that nobody listens to would end the process; what it was, the command under way tells.
  client.on('error', () => undefined);
  const close = () => client.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    await client.connect();
    if (settings.imap.moveTo !== null) await client.mailboxCreate(settings.imap.moveTo);
    const mailbox = await client.mailboxOpen(settings.imap.folder);
    for (;;) {
      await readNewMail(client, mailbox, settings);
      settings.onRead();
      await untilNextLook(client, settings.times.everyMs, signal);
      if (signal.aborted || !client.usable) return 'the connection was closed';
    }
  } catch (error) {
    return faultOf(error);
  } finally {
    signal.removeEventListener('abort', close);
    client.close();
  }
}

function newClient({ host, port, secure, user, password }: ImapSettings): ImapFlow {
  return new ImapFlow({
    host, port, secure, auth: { user, pass: password }, logger: false, clientInfo: { name: 'Touchline' },
    ...(secure ? {} : { doSTARTTLS: !isThisMachine(host) }),
    connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS,
  });
}

async function readNewMail(client: ImapFlow, mailbox: MailboxObject, { imap: { moveTo }, store }: Session): Promise<void> {
  const mark = mailbox.permanentFlags?.has('\\*') === true ? MARK : '\\Seen';
  const since = new Date(Date.now() - LOOKED_BACK_DAYS * 24 * 60 * 60 * 1_000);
  const found = await client.search({ since, ...unread(moveTo, mark) }, { uid: true });
  const uids = found === false || found === undefined ? [] : found;
  for (let from = 0; from < uids.length; from += BATCH) {
    const { stored, isFull } = await storeMails(client, uids.slice(from, from + BATCH), store);
    if (stored.length > 0) await putAway(client, stored, { moveTo, mark });
    if (isFull) throw new Error(FULL);
  }
}

function unread(moveTo: string | null, mark: string): SearchObject {
  if (moveTo !== null) return {};
  return mark === MARK ? { unKeyword: MARK } : { seen: false };
}

async function storeMails(client: ImapFlow, uids: readonly number[], store: Session['store']): Promise<{ stored: number[]; isFull: boolean }> {
  const stored: number[] = [];
  const mails = await client.fetchAll([...uids], { uid: true, size: true, source: { start: 0, maxLength: MOST_BYTES_READ } }, { uid: true });
  for (const { uid, size, source } of mails) {
    if (source === undefined) continue;
    const { taken } = await store(mailboxMail(source, size ?? source.length));
    if (taken === 'full') return { stored, isFull: true };
    stored.push(uid);
  }
  return { stored, isFull: false };
}

async function putAway(client: ImapFlow, uids: readonly number[], { moveTo, mark }: { readonly moveTo: string | null; readonly mark: string }): Promise<void> {
  const done = moveTo === null ? await client.messageFlagsAdd([...uids], [mark], { uid: true }) : await client.messageMove([...uids], moveTo, { uid: true });
  if (done === false || done === undefined) throw new Error(moveTo === null ? 'mail cannot be marked' : 'mail cannot be moved');
}

/** Until it is time, the server tells of new mail, or the connection ends. */
async function untilNextLook(client: ImapFlow, everyMs: number, signal: AbortSignal): Promise<void> {
  const news = new AbortController();
  const wake = () => news.abort();
  client.once('exists', wake).once('close', wake);
  await pause(everyMs, AbortSignal.any([signal, news.signal]));
  client.off('exists', wake).off('close', wake);
}

/** Never the words of the server: they may repeat the name, and whatever else was sent. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if ('authenticationFailed' in error && error.authenticationFailed === true) return 'the server refused the login';
  if (error.message === FULL || error.message.startsWith('mail cannot be ')) return error.message;
  if ('code' in error && typeof error.code === 'string') return `the server cannot be reached (${error.code})`;
  return 'responseStatus' in error ? 'the server refused a command: look whether the folder is there' : `the connection failed (${error.name})`;
}
