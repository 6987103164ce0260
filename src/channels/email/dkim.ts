import DKIM from 'nodemailer/lib/dkim';
import type { DkimKey } from './dkim-keys.ts';

/**
 * What the signature covers. RFC 8058 wants List-Unsubscribe and List-Unsubscribe-Post in it, which nodemailer leaves out by default; a
 * field that a mail has not is left out of the signature, too.
 */
const SIGNED_FIELDS = ['from', 'reply-to', 'subject', 'date', 'message-id', 'to', 'mime-version', 'content-type', 'content-transfer-encoding', 'content-language',
  'list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'feedback-id'].join(':');

/** Signs mails of the domains for which there is a key (RFC 6376, RSA with SHA-256, relaxed/relaxed). */
export class DkimSigner {
  readonly #signers: ReadonlyMap<string, DKIM>;

  constructor(keys: readonly DkimKey[]) {
    const domains = [...new Set(keys.map(({ domain }) => domain))];
    this.#signers = new Map(domains.map((domain) => [domain, new DKIM({
      keys: keys.filter((key) => key.domain === domain).map((key) => ({ domainName: key.domain, keySelector: key.selector, privateKey: key.privateKey })),
      headerFieldNames: SIGNED_FIELDS,
    })]));
  }

  /** True when mail from this address is signed so that DMARC finds it aligned. */
  signs(fromAddress: string): boolean {
    return this.#signerOf(fromAddress) !== null;
  }

  /** The message with its signatures in front: one for each key of the domain, or of the nearest domain above it; as it is without any. */
  async sign(message: Buffer, fromAddress: string): Promise<Buffer> {
    const signer = this.#signerOf(fromAddress);
    return signer === null ? message : Buffer.concat(await signer.sign(message).toArray());
  }

  #signerOf(fromAddress: string): DKIM | null {
    const labels = (fromAddress.split('@').at(-1) ?? '').toLowerCase().split('.');
    for (let from = 0; from < labels.length - 1; from += 1) {
      const signer = this.#signers.get(labels.slice(from).join('.'));
      if (signer !== undefined) return signer;
    }
    return null;
  }
}
