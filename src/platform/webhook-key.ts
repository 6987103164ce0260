const PREFIX = 'whsec_';

/** The key of a secret as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64. Null when it is none. */
export function webhookKey(secret: string): Buffer | null {
  const written = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  const key = Buffer.from(written, 'base64');
  const isExact = key.toString('base64').replaceAll('=', '') === written.replaceAll('=', '');
  return isExact && key.length >= 24 && key.length <= 64 ? key : null;
}
