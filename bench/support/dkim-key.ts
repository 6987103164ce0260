import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SIGNED_FIELDS } from '../../src/channels/email/dkim.ts';

/** A key pair in the folder of a bench, for Touchline by its file and for nodemailer by its words; both sign the same fields. */
export async function dkimKey(folder: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const file = path.join(folder, 'dkim.pem');
  await writeFile(file, pem, { mode: 0o600 });
  return { domainName: 'shop.example', keySelector: 'bench', privateKey: pem, headerFieldNames: SIGNED_FIELDS.join(':'), file };
}
