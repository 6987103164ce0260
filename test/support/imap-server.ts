import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** One mail in a folder of the server. */
interface StoredMail {
  readonly uid: number;
  readonly raw: Buffer;
  readonly flags: Set<string>;
}

interface Folder {
  readonly uidValidity: number;
  next: number;
  mails: StoredMail[];
}

export interface ImapServerScript {
  /** Whether a client may make keywords of its own (PERMANENTFLAGS with \*). */
  readonly keywords?: boolean;
  /** Commands, in capitals, at which the connection is cut instead of answered: `UID STORE`. Asked each time. */
  readonly cutAt?: (command: string) => boolean;
  /** Says nothing at all to whoever connects. */
  readonly isSilent?: boolean;
}

export interface ImapServer {
  readonly port: number;
  /** Command lines as they came, passwords too: what a log must not have. */
  readonly commands: readonly string[];
  readonly connectionCount: () => number;
  /** Puts a mail into a folder and tells whoever is looking at it. */
  deliver(raw: Buffer | string, folder?: string): void;
  flagsIn(folder?: string): readonly (readonly string[])[];
  follow(script: ImapServerScript): void;
  /** Gives all mail new numbers, as after a restore. */
  renumber(folder?: string): void;
  close(): Promise<void>;
}

export const IMAP_USER = 'service@shop.test';
export const IMAP_PASSWORD = 'a "quoted" \\ secret';

/**
 * A mail server on 127.0.0.1 that knows as much of RFC 3501 (with IDLE, MOVE and keywords) as a reader of one folder needs. It was held
 * beside Dovecot, which `npm run proof:imap` runs the same scenes against.
 */
export async function startImapServer(first: ImapServerScript = {}, port = 0): Promise<ImapServer> {
  const state = { script: first, commands: [] as string[], connections: 0, folders: new Map<string, Folder>([['INBOX', newFolder(1)]]) };
  const sessions = new Set<ImapSession>();
  const server: Server = createServer((socket) => {
    state.connections += 1;
    const session = new ImapSession(socket, state);
    sessions.add(session);
    socket.on('close', () => sessions.delete(session));
    socket.on('error', () => undefined);
    if (state.script.isSilent !== true) session.begin();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const folderOf = (name: string) => state.folders.get(name) ?? newFolder(1);
  return {
    port: (server.address() as AddressInfo).port,
    commands: state.commands,
    connectionCount: () => state.connections,
    deliver: (raw, name = 'INBOX') => {
      const folder = folderOf(name);
      folder.mails.push({ uid: folder.next, raw: Buffer.from(raw), flags: new Set() });
      folder.next += 1;
      for (const session of sessions) session.tellOfNewMail();
    },
    flagsIn: (name = 'INBOX') => folderOf(name).mails.map(({ flags }) => [...flags]),
    follow: (script) => { state.script = script; },
    renumber: (name = 'INBOX') => {
      const { uidValidity, mails } = folderOf(name);
      const renumbered = newFolder(uidValidity + 1);
      renumbered.mails = mails.map(({ raw }, index) => ({ uid: index + 100, raw, flags: new Set<string>() }));
      state.folders.set(name, { ...renumbered, next: 100 + mails.length });
      for (const session of sessions) session.cut();
    },
    close: async () => {
      for (const session of sessions) session.cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const newFolder = (uidValidity: number): Folder => ({ uidValidity, next: 1, mails: [] });

interface ImapState {
  script: ImapServerScript;
  readonly commands: string[];
  readonly folders: Map<string, Folder>;
}

class ImapSession {
  readonly #socket: Socket;
  readonly #state: ImapState;
  #selected: string | null = null;
  #idleTag: string | null = null;
  #unread = '';

  constructor(socket: Socket, state: ImapState) {
    this.#socket = socket;
    this.#state = state;
  }

  begin(): void {
    this.#say('* OK [CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS] ready');
    this.#socket.setEncoding('latin1').on('data', (chunk: string) => {
      this.#unread += chunk;
      for (let end = this.#unread.indexOf('\r\n'); end !== -1; end = this.#unread.indexOf('\r\n')) {
        const line = this.#unread.slice(0, end);
        this.#unread = this.#unread.slice(end + 2);
        this.#obey(line);
      }
    });
  }

  cut(): void {
    this.#socket.destroy();
  }

  tellOfNewMail(): void {
    if (this.#selected !== null) this.#say(`* ${this.#folder().mails.length} EXISTS`);
  }

  #say(line: string): void {
    if (!this.#socket.destroyed) this.#socket.write(`${line}\r\n`, 'latin1');
  }

  #folder(): Folder {
    return this.#state.folders.get(this.#selected ?? '') ?? newFolder(0);
  }

  #obey(line: string): void {
    if (this.#idleTag !== null) {
      this.#say(`${this.#idleTag} OK done`);
      this.#idleTag = null;
      return;
    }
    this.#state.commands.push(line);
    const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? [];
    const name = command.toUpperCase();
    if (this.#state.script.cutAt?.(name) === true) return this.cut();
    const answers: Readonly<Record<string, () => string>> = {
      CAPABILITY: () => { this.#say('* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS'); return 'OK done'; },
      LOGIN: () => (rest === `"${IMAP_USER}" "${IMAP_PASSWORD.replaceAll(/["\\]/g, '\\$&')}"` ? 'OK logged in' : `NO [AUTHENTICATIONFAILED] no such login: ${rest}`),
      SELECT: () => this.#select(rest),
      CREATE: () => this.#create(rest),
      LIST: () => { this.#say(`* LIST () "/" ${/"[^"]*"$|\S+$/.exec(rest)?.[0] ?? '""'}`); return 'OK done'; },
      'UID SEARCH': () => this.#search(rest),
      'UID FETCH': () => this.#fetch(rest),
      'UID STORE': () => this.#store(rest),
      'UID MOVE': () => this.#move(rest),
      NOOP: () => 'OK done',
      LOGOUT: () => { this.#say('* BYE'); return 'OK done'; },
    };
    if (name === 'IDLE') {
      this.#idleTag = tag;
      return this.#say('+ idling');
    }
    this.#say(`${tag} ${answers[name]?.() ?? 'BAD unknown command'}`);
  }

  #select(name: string): string {
    const folder = unquoted(name);
    if (!this.#state.folders.has(folder)) return 'NO [NONEXISTENT] no such folder';
    this.#selected = folder;
    const { uidValidity, next, mails } = this.#folder();
    this.#say(String.raw`* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)`);
    this.#say(String.raw`* OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft${this.#state.script.keywords === false ? '' : String.raw` \*`})] flags`);
    this.#say(`* ${mails.length} EXISTS`);
    this.#say(`* OK [UIDVALIDITY ${uidValidity}] valid`);
    this.#say(`* OK [UIDNEXT ${next}] next`);
    return 'OK [READ-WRITE] selected';
  }

  #create(name: string): string {
    if (this.#state.folders.has(unquoted(name))) return 'NO [ALREADYEXISTS] it is there';
    this.#state.folders.set(unquoted(name), newFolder(1));
    return 'OK created';
  }

  /** Knows UNKEYWORD, UNSEEN and SINCE, of which all mail here is young enough. */
  #search(criteria: string): string {
    const without = /UNKEYWORD (\S+)/.exec(criteria)?.[1] ?? (criteria.includes('UNSEEN') ? String.raw`\Seen` : null);
    const found = this.#folder().mails.filter(({ flags }) => without === null || !flags.has(without));
    this.#say(`* SEARCH${found.map(({ uid }) => ` ${uid}`).join('')}`);
    return 'OK done';
  }

  #fetch(rest: string): string {
    const [, set = '', from = '0', most = '0'] = /^(\S+) .*BODY\.PEEK\[\]<(\d+)\.(\d+)>/.exec(rest) ?? [];
    for (const [index, { uid, raw }] of this.#folder().mails.entries()) {
      if (!isIn(set, uid)) continue;
      const part = raw.subarray(Number(from), Number(from) + Number(most)).toString('latin1');
      this.#say(`* ${index + 1} FETCH (UID ${uid} RFC822.SIZE ${raw.length} BODY[]<${from}> {${part.length}}\r\n${part})`);
    }
    return 'OK done';
  }

  #store(rest: string): string {
    const [, set = '', words = ''] = /^(\S+) \+FLAGS(?:\.SILENT)? \(?([^)]*)\)?/.exec(rest) ?? [];
    for (const { uid, flags } of this.#folder().mails) if (isIn(set, uid)) for (const word of words.split(' ')) flags.add(word);
    return 'OK done';
  }

  #move(rest: string): string {
    const [, set = '', name = ''] = /^(\S+) (.*)$/.exec(rest) ?? [];
    const target = this.#state.folders.get(unquoted(name));
    if (target === undefined) return 'NO [TRYCREATE] no such folder';
    const folder = this.#folder();
    const gone = folder.mails.filter(({ uid }) => isIn(set, uid));
    for (const { raw, flags } of gone) {
      target.mails.push({ uid: target.next, raw, flags });
      target.next += 1;
    }
    for (const mail of gone.toReversed()) this.#say(`* ${folder.mails.indexOf(mail) + 1} EXPUNGE`);
    folder.mails = folder.mails.filter((mail) => !gone.includes(mail));
    return 'OK done';
  }
}

const unquoted = (word: string) => word.replaceAll(/^"|"$/g, '').replaceAll(/\\(.)/g, '$1');

const isIn = (set: string, uid: number) => set.split(',').some((part) => {
  const [from = '0', to = from] = part.split(':');
  return uid >= Number(from) && uid <= (to === '*' ? Infinity : Number(to));
});
