import type { Context } from 'hono';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/**
 * From where a request comes: the peer of the connection; where that is a proxy on this machine, what the proxy says. A header of anybody else is not
 * believed, and of a proxy's only the last entry, which it has added itself.
 */
export function clientAddress(c: Context): string {
  const peer = peerOf(c.env);
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').at(-1)?.trim() ?? '';
  return LOOPBACK.test(peer) && forwarded !== '' ? forwarded.slice(0, 100) : peer;
}

/** `env` is what the adaptor of Node hands over; a request without a connection has none. */
function peerOf(env: unknown): string {
  const incoming = typeof env === 'object' && env !== null && 'incoming' in env ? env.incoming : null;
  const socket = typeof incoming === 'object' && incoming !== null && 'socket' in incoming ? incoming.socket : null;
  const address = typeof socket === 'object' && socket !== null && 'remoteAddress' in socket ? socket.remoteAddress : null;
  return typeof address === 'string' ? address : '';
}
