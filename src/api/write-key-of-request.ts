/**
 * The write key of the Authorization header: Basic with the key as user name and no password (Segment), or Bearer.
 * Null without such a header; an unreadable one gives an empty key, which no shop has.
 */
export function writeKeyOfHeader(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  const [, scheme = '', credentials = ''] = /^(\w+) +(\S+) *$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return '';
  return Buffer.from(credentials, 'base64').toString('utf8').split(':', 1)[0] ?? '';
}

/** The write key inside a body, for senders that cannot set headers. */
export function writeKeyOfBody(body: unknown): string {
  const key: unknown = typeof body === 'object' && body !== null && 'writeKey' in body ? body.writeKey : '';
  return typeof key === 'string' ? key : '';
}
