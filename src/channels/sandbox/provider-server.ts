import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

const LARGEST_BODY = 1024 * 1024;

/** A provider's HTTP server on this machine, and what it still has under way. */
export class ProviderServer {
  readonly #answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly #under = new Set<Promise<unknown>>();
  readonly #stop = new AbortController();
  #server: Server | null = null;

  constructor(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
    this.#answer = answer;
  }

  /** Rejects when the port cannot be had; answers the address. */
  async start(host: string, port: number): Promise<string> {
    const server = createServer((request, response) => { this.keep(this.#answer(request, response).catch(() => response.destroy())); });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    this.#server = server;
    return `http://${host}:${this.port}`;
  }

  /** The port it listens on; 0 before the start. */
  get port(): number {
    const address = this.#server?.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Aborted when the server ends. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#server?.closeAllConnections();
    await new Promise<void>((resolve) => { if (this.#server === null) resolve(); else this.#server.close(() => resolve()); });
    await Promise.allSettled(this.#under);
  }

  /** Resolves when everything that was kept so far has ended. */
  async idle(): Promise<void> {
    while (this.#under.size > 0) await Promise.allSettled(this.#under);
  }

  /** Work that goes on beside an answer. */
  keep(work: Promise<unknown>): void {
    this.#under.add(work);
    work.finally(() => this.#under.delete(work)).catch(() => undefined);
  }
}

/** Null: it is larger than the provider takes there. */
export async function readBody(request: IncomingMessage, largest = LARGEST_BODY): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= largest) chunks.push(chunk);
  }
  return size > largest ? null : Buffer.concat(chunks);
}

export function parsedJson(raw: Buffer | null): unknown {
  try {
    return JSON.parse(raw?.toString('utf8') ?? '');
  } catch {
    return null;
  }
}

export function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

/** Posts again after these pauses until it is taken; false: given up. */
const RETRY_AFTER_MS = [0, 500, 2_000, 5_000, 15_000];

export async function postUntilTaken(post: (signal: AbortSignal) => Promise<Response>, signal: AbortSignal): Promise<boolean> {
  for (const waitMs of RETRY_AFTER_MS) {
    if (waitMs > 0) await new Promise<void>((resolve) => { const timer = setTimeout(resolve, waitMs); signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true }); });
    if (signal.aborted) return false;
    const taken = await post(AbortSignal.any([signal, AbortSignal.timeout(10_000)])).then(({ ok }) => ok, () => false);
    if (taken) return true;
  }
  return false;
}
