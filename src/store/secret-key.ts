import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A key `prefix_id_secret`: looked up by its id, known by the SHA-256 of its secret, which is long enough for a fast hash. */
interface SecretKey {
  readonly id: string;
  readonly text: string;
  readonly secretSha256: Buffer;
}

/** Compared against when there is no such key, so that a wrong id costs the same work as a wrong secret. */
const NO_KEY = randomBytes(32);

export const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** A new key; its text is kept nowhere. */
export function makeSecretKey(prefix: string): SecretKey {
  const id = BigInt(`0x${randomBytes(8).toString('hex')}`).toString(36).padStart(10, '0').slice(-10);
  const secret = randomBytes(32).toString('hex');
  return { id, text: `${prefix}_${id}_${secret}`, secretSha256: sha256(secret) };
}

/** What a text says that may be a key of this prefix; of any other text both are empty. */
export function readSecretKey(prefix: string, text: string): { readonly id: string; readonly secret: string } {
  const [, told = '', id = '', secret = ''] = /^([a-z]+)_([a-z0-9]{10})_([0-9a-f]{64})$/.exec(text) ?? [];
  return told === prefix ? { id, secret } : { id: '', secret: '' };
}

/** Whether a secret is the one of a stored key; `stored` is undefined where there is none. In constant time. */
export function isSecretOf(secret: string, stored: Buffer | undefined): boolean {
  return timingSafeEqual(sha256(secret), stored ?? NO_KEY) && stored !== undefined;
}
