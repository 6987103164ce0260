import { askProvider, type ProviderAnswer, REQUEST_LIMIT_MS } from '../ask-provider.ts';
import type { WhatsAppSettings } from './settings.ts';

/** Talks to the Graph API of one sender. */
export class GraphClient {
  readonly #settings: WhatsAppSettings;
  readonly #limitMs: number;

  constructor(settings: WhatsAppSettings, limitMs = REQUEST_LIMIT_MS) {
    this.#settings = settings;
    this.#limitMs = limitMs;
  }

  post(path: string, body: object, signal: AbortSignal): Promise<ProviderAnswer> {
    return askProvider(this.#urlOf(path), { method: 'POST', body: JSON.stringify(body), headers: { ...this.#headers(), 'Content-Type': 'application/json' } }, signal, this.#limitMs);
  }

  /** Hands over a file; it may take longer than any other request. */
  upload(path: string, form: FormData, signal: AbortSignal, limitMs: number): Promise<ProviderAnswer> {
    return askProvider(this.#urlOf(path), { method: 'POST', body: form, headers: this.#headers() }, signal, limitMs);
  }

  get(path: string, signal: AbortSignal): Promise<ProviderAnswer> {
    return askProvider(this.#urlOf(path), { method: 'GET', headers: this.#headers() }, signal, this.#limitMs);
  }

  #urlOf(path: string): string {
    return `${this.#settings.apiUrl}/${this.#settings.version}/${path}`;
  }

  #headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.#settings.token}` };
  }
}
