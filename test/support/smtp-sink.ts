import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Places in an SMTP dialogue where the sink can misbehave; `body-start` is the first piece of the body, `body` the final dot. */
type SinkPlace = 'greeting' | 'ehlo' | 'mail' | 'rcpt' | 'data' | 'body-start' | 'body' | 'rset';

/** A reply line (several joined by CRLF), `cut` to drop the connection, `silence` to say nothing ever again. */
export interface SinkScript {
  readonly at?: Partial<Readonly<Record<SinkPlace, string>>>;
  readonly pipelining?: boolean;
  /** Each reply waits this long. */
  readonly replyDelayMs?: number;
  /** What is different from its RCPT on for one recipient; asked once for each RCPT. */
  readonly forRecipient?: (address: string) => Pick<SinkScript, 'at' | 'replyDelayMs'>;
}

interface ReceivedMail {
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

export interface SmtpSink {
  readonly port: number;
  /** Mails whose body the sink has in full, acknowledged or not: what a receiver may get. */
  readonly received: readonly ReceivedMail[];
  /** Of these, the acknowledged ones. */
  readonly accepted: readonly ReceivedMail[];
  readonly connectionCount: () => number;
  /** Every command line the sink read. */
  readonly commands: readonly string[];
  follow(script: SinkScript): void;
  /** Drops every connection, also the idle ones that a client keeps. */
  hangUp(): void;
  close(): Promise<void>;
}

/**
 * A mail server on 127.0.0.1 that answers by script and keeps a journal; without a script it takes everything.
 * @param onReceived called with each mail that the sink has in full, before it is acknowledged
 */
export async function startSmtpSink(first: SinkScript = {}, onReceived: (mail: ReceivedMail) => void = () => undefined, port = 0): Promise<SmtpSink> {
  const state = { script: first, onReceived, received: [] as ReceivedMail[], accepted: [] as ReceivedMail[], commands: [] as string[], connections: 0 };
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    state.connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    new SinkDialogue(socket, state).begin();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received: state.received,
    accepted: state.accepted,
    commands: state.commands,
    connectionCount: () => state.connections,
    follow: (script) => { state.script = script; },
    hangUp: () => { for (const socket of sockets) socket.destroy(); },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port of this machine on which nothing listens. */
export async function closedPort(): Promise<number> {
  const sink = await startSmtpSink();
  await sink.close();
  return sink.port;
}

interface SinkState {
  script: SinkScript;
  readonly onReceived: (mail: ReceivedMail) => void;
  readonly received: ReceivedMail[];
  readonly accepted: ReceivedMail[];
  readonly commands: string[];
}

const addressIn = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? '';

class SinkDialogue {
  private readonly socket: Socket;
  private readonly state: SinkState;
  private buffer = Buffer.alloc(0);
  private inBody = false;
  private from = '';
  private to = '';
  private replies: Promise<unknown> = Promise.resolve();
  private mute = false;
  private own: Pick<SinkScript, 'at' | 'replyDelayMs'> = {};

  constructor(socket: Socket, state: SinkState) {
    this.socket = socket;
    this.state = state;
  }

  begin(): void {
    this.answer('greeting', '220 sink.test ESMTP');
    this.socket.on('data', (chunk) => {
      this.buffer = Buffer.concat([this.buffer, chunk]);
      this.read();
    });
  }

  private read(): void {
    while (!this.mute) {
      const end = this.inBody ? this.buffer.indexOf('\r\n.\r\n') : this.buffer.indexOf('\r\n');
      if (this.inBody && this.buffer.length > 0 && this.scripted('body-start')) return;
      if (end === -1) return;
      if (this.inBody) this.bodyEnded(end);
      else this.command(end);
    }
  }

  private command(end: number): void {
    const line = this.buffer.toString('utf8', 0, end);
    this.buffer = this.buffer.subarray(end + 2);
    this.state.commands.push(line);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') this.answer('ehlo', this.capabilities());
    else if (verb === 'MAIL') this.mail(line);
    else if (verb === 'RCPT') this.rcpt(line);
    else if (verb === 'DATA') this.data();
    else if (verb === 'RSET') this.answer('rset', '250 2.0.0 Ok');
    else if (verb === 'QUIT') this.reply('221 2.0.0 Bye', () => this.socket.end());
    else this.reply('250 2.0.0 Ok');
  }

  private capabilities(): string {
    return this.state.script.pipelining === false ? '250 sink.test' : '250-sink.test\r\n250 PIPELINING';
  }

  private mail(line: string): void {
    this.own = {};
    this.from = this.answer('mail', '250 2.1.0 Ok') ? addressIn(line) : '';
    this.to = '';
  }

  private rcpt(line: string): void {
    this.own = this.state.script.forRecipient?.(addressIn(line)) ?? {};
    this.to = this.answer('rcpt', '250 2.1.5 Ok') ? addressIn(line) : '';
  }

  private lineAt(place: SinkPlace): string | undefined {
    return this.own.at?.[place] ?? this.state.script.at?.[place];
  }

  private data(): void {
    if (this.to === '' || this.from === '') return this.reply('503 5.5.1 No valid recipients');
    this.inBody = this.answer('data', '354 Go ahead');
  }

  private bodyEnded(end: number): void {
    const raw = Buffer.from(this.buffer.toString('latin1', 0, end + 2).replaceAll(/^\./gm, ''), 'latin1');
    this.buffer = this.buffer.subarray(end + 5);
    this.inBody = false;
    const mail = { from: this.from, to: this.to, raw };
    const scripted = this.lineAt('body');
    if (scripted === undefined || /^(2|cut|silence)/.test(scripted)) {
      this.state.onReceived(mail);
      this.state.received.push(mail);
    }
    if (this.answer('body', `250 2.0.0 Ok: queued as SINK${this.state.received.length}`)) this.state.accepted.push(mail);
  }

  /** Does what the script says at this place, if anything; answers whether it said something. */
  private scripted(place: SinkPlace): boolean {
    if (this.lineAt(place) === undefined) return false;
    this.answer(place, '');
    return true;
  }

  /** Answers the scripted line or the usual one; true when the dialogue goes on well. */
  private answer(place: SinkPlace, usual: string): boolean {
    const line = this.lineAt(place) ?? usual;
    if (line === 'cut' || line === 'silence') {
      this.mute = true;
      if (line === 'cut') void this.replies.then(() => this.socket.destroy());
      return false;
    }
    const closing = line.startsWith('421');
    this.reply(line, closing ? () => this.socket.end() : undefined);
    return /^[23]/.test(line);
  }

  private reply(line: string, then: () => void = () => undefined): void {
    const replyDelayMs = this.own.replyDelayMs ?? this.state.script.replyDelayMs ?? 0;
    this.replies = this.replies
      .then(async () => { if (replyDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, replyDelayMs)); })
      .then(() => { if (this.socket.writable) this.socket.write(`${line}\r\n`, then); });
  }
}
