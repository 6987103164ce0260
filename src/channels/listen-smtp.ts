import type { SMTPServer } from 'smtp-server';

/** Resolves with the port once the server listens; 0 takes a free one. Rejects when the port cannot be had. */
export async function listenSmtp(server: SMTPServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => {
      server.server.off('error', reject);
      const address = server.server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
