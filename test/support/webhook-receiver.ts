import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a shop's system was sent. */
export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly atMs: number;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** How the next requests are answered, one after the other; the last way stays. */
  answer(...ways: ((response: ServerResponse) => void)[]): void;
  close(): Promise<void>;
}

/** An answer of this status. */
export const withStatus = (status: number, headers: Record<string, string> = {}) => (response: ServerResponse) => { response.writeHead(status, headers).end('received'); };
/** No answer at all. */
export const hangs = () => undefined;

/** A real HTTP server on 127.0.0.1 in the place of the shop's system. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let ways: ((response: ServerResponse) => void)[] = [withStatus(204)];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body, atMs: Date.now() });
      const [way = withStatus(204)] = ways.length > 1 ? ways.splice(0, 1) : ways;
      way(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/touchline`,
    received,
    answer: (...next) => { ways = next; },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
