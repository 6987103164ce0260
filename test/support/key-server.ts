import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A place that names keys and publishes them; tests change what it says. */
export interface TestKeys {
  keys: readonly object[];
  isAway: boolean;
  /** How often the keys were asked for. */
  asked: number;
  /** Where it says that they are. */
  keysUrl: string;
  readonly openIdUrl: string;
  readonly close: () => Promise<void>;
}

export async function startServer(): Promise<TestKeys> {
  const server = createServer((request, response) => {
    if (request.url === '/v1/keys' && !told.isAway) told.asked += 1;
    if (told.isAway) response.writeHead(503).end('<html>away</html>');
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(request.url === '/v1/keys' ? { keys: told.keys } : { jwks_uri: told.keysUrl }));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const told: TestKeys = {
    keys: [], isAway: false, asked: 0, keysUrl: `${base}/keys`, openIdUrl: `${base}/openidconfiguration`,
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
  return told;
}
