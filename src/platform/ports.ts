import { connect, createServer } from 'node:net';

/** True when nothing listens on this port of 127.0.0.1. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('the system gave no port'));
        else resolve(address.port);
      });
    });
  });
}

/** The wanted port if it is free, else the next free one above it. */
export async function nextFreePort(wanted: number): Promise<number> {
  for (let port = wanted; port < wanted + 100; port += 1) {
    if (await isPortFree(port)) return port;
  }
  return anyFreePort();
}

/** True when the machine behind `host:port` says at once that nothing listens there; false when it does not say, or for any other form of address. */
export function isRefused(address: string): Promise<boolean> {
  const { hostname, port } = URL.canParse(`tcp://${address}`) ? new URL(`tcp://${address}`) : { hostname: '', port: '' };
  if (hostname === '' || port === '') return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
    const answer = (refused: boolean) => { socket.destroy(); resolve(refused); };
    socket.setTimeout(1_000, () => answer(false));
    socket.once('connect', () => answer(false));
    socket.once('error', (error) => answer('code' in error && error.code === 'ECONNREFUSED'));
  });
}
