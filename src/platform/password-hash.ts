import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What one look at a password costs: N, r and p of scrypt. */
export interface ScryptCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** OWASP ASVS 5.0, appendix C: 128 MiB and nearly a second of one core. */
export const SCRYPT_COST: ScryptCost = { cost: 2 ** 17, blockSize: 8, parallelization: 1 };

const [SALT_BYTES, KEY_BYTES] = [16, 32];
const STORED = /^scrypt\$(\d{1,8})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;

/** `scrypt$N$r$p$salt$key`: all that is needed to look at the password again, and nothing that tells it. */
export async function hashPassword(password: string, cost: ScryptCost = SCRYPT_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  return ['scrypt', cost.cost, cost.blockSize, cost.parallelization, salt.toString('base64'), key.toString('base64')].join('$');
}

/** What a look at a password said. */
export interface PasswordVerdict {
  readonly fits: boolean;
  /** It was stored at another cost than passwords are now. */
  readonly isOutdated: boolean;
}

/** Compares in constant time; where nothing is stored it takes as long, and fits nothing. */
export async function checkPassword(password: string, stored: string | null, now: ScryptCost = SCRYPT_COST): Promise<PasswordVerdict> {
  const [, cost = now.cost, blockSize = now.blockSize, parallelization = now.parallelization, salt = '', key = ''] = STORED.exec(stored ?? '') ?? [];
  const made: ScryptCost = { cost: Number(cost), blockSize: Number(blockSize), parallelization: Number(parallelization) };
  const found = await derive(password, Buffer.from(salt, 'base64'), made);
  const wanted = Buffer.alloc(KEY_BYTES);
  Buffer.from(key, 'base64').copy(wanted);
  return { fits: timingSafeEqual(found, wanted) && key !== '', isOutdated: made.cost !== now.cost || made.blockSize !== now.blockSize || made.parallelization !== now.parallelization };
}

/** The same letters may be typed as different code points: one form counts. */
function derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const maxmem = 2 * 128 * cost.cost * cost.blockSize;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, KEY_BYTES, { ...cost, maxmem }, (error, key) => { if (error === null) resolve(key); else reject(error); });
  });
}
