import { Agent, request } from 'node:http';

export interface HttpTarget {
  readonly port: number;
  readonly path: string;
  readonly headersOf: (body: string) => Readonly<Record<string, string>>;
}

/** A client with kept-open connections; answers the status of each POST. */
export function httpClient({ port, path, headersOf }: HttpTarget, connections: number): { post: (body: string) => Promise<number>; close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const post = (body: string) => new Promise<number>((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...headersOf(body) };
    const call = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    call.on('error', reject).end(body);
  });
  return { post, close: () => agent.destroy() };
}

/** Posts as fast as answers come for `seconds`, `connections` at a time; answers requests per second. @throws when one is not taken */
export async function postPerSecond(target: HttpTarget, bodyOf: (n: number) => string, how: { connections: number; seconds: number }): Promise<number> {
  const client = httpClient(target, how.connections);
  const startedMs = performance.now();
  const goesOn = () => performance.now() - startedMs < how.seconds * 1000;
  let next = 0;
  const lane = async () => {
    while (goesOn()) {
      const status = await client.post(bodyOf(next++));
      if (status !== 200) throw new Error(`${target.path} answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: how.connections }, lane));
  const elapsedS = (performance.now() - startedMs) / 1000;
  client.close();
  return next / elapsedS;
}
