import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Where the private key of a sending domain lies, and under which selector receivers find the public one (RFC 6376). */
export interface DkimKeyFile {
  readonly domain: string;
  readonly selector: string;
  readonly file: string;
}

export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  /** Read once: reading it costs a third of signing with it. */
  readonly privateKey: KeyObject;
}

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
/** The large mailbox providers take nothing shorter. */
const FEWEST_BITS = 2_048;

/**
 * Reads `shop.example/2026a=/etc/touchline/shop.pem`, several with a space or a comma between.
 * @throws RangeError that names the entry that is none
 */
export function dkimKeyFiles(text: string): readonly DkimKeyFile[] {
  return text.split(/[\s,]+/).filter((word) => word !== '').map((word) => {
    const file = dkimKeyFile(word);
    if (file === null) throw new RangeError(`DKIM_KEYS has "${word.slice(0, 80)}": expected domain/selector=file, such as shop.example/2026a=/etc/touchline/shop.pem`);
    return file;
  });
}

function dkimKeyFile(text: string): DkimKeyFile | null {
  const [, domain = '', selector = '', file = ''] = /^([^/=\s]+)\/([^/=\s]+)=(\S+)$/.exec(text) ?? [];
  const names = [domain, selector].map((name) => name.toLowerCase());
  const areNames = names.every((name) => name !== '' && name.length <= 253 && name.split('.').every((label) => LABEL.test(label)));
  return areNames && domain.includes('.') ? { domain: names[0] ?? '', selector: names[1] ?? '', file } : null;
}

/**
 * The keys of these files.
 * @throws RangeError that names the file and what is wrong with it, never its content
 */
export async function readDkimKeys(files: readonly DkimKeyFile[]): Promise<readonly DkimKey[]> {
  return Promise.all(files.map(async ({ domain, selector, file }) => {
    const key = privateKeyOf(await textOf(file), file);
    if (key.asymmetricKeyType !== 'rsa') throw new RangeError(`${file} holds no RSA key: most receivers verify no other; make one with openssl genrsa -out ${file} 2048`);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (bits < FEWEST_BITS) throw new RangeError(`${file} holds a key of ${bits} bits: at least ${FEWEST_BITS} are needed`);
    return { domain, selector, privateKey: key };
  }));
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new RangeError(`${file} cannot be read: ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'}`);
  }
}

function privateKeyOf(pem: string, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new RangeError(`${file} holds no private key in PEM without a password`);
  }
}
