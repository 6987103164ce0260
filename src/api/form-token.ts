import type { LinkSigner } from '../intake/links/link-signer.ts';

const HOUR_MS = 3_600_000;
/** A page may stay open over night. */
const GOOD_FOR_HOURS = 24;

/** Says of a form that our page has made it for this customer's message, lately: no other page can send it, and no program that only looks ahead. */
export class FormTokens {
  readonly #signer: LinkSigner;
  readonly #nowMs: () => number;

  constructor(signer: LinkSigner, nowMs: () => number) {
    this.#signer = signer;
    this.#nowMs = nowMs;
  }

  make(messageRef: bigint): string {
    return this.#signer.sign('form', { messageRef, number: this.#hour() });
  }

  fits(token: string, messageRef: bigint): boolean {
    const target = this.#signer.open('form', token);
    if (target === null || target.number === null || target.messageRef !== messageRef) return false;
    const age = this.#hour() - target.number;
    return age >= 0 && age <= GOOD_FOR_HOURS;
  }

  #hour(): number {
    return Math.floor(this.#nowMs() / HOUR_MS);
  }
}
