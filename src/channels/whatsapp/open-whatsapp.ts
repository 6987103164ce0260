import type { CompiledTemplate, OpenChannel, Outgoing, ProviderTemplate, Rendered, SendOutcome } from '../../contracts/channel.ts';
import type { ProviderMedia } from '../../contracts/provider-media.ts';
import type { ProviderAnswer } from '../ask-provider.ts';
import { GraphClient } from './graph-client.ts';
import { MediaUploads } from './media-uploads.ts';
import { type Draft, freeDraft, templateDraft } from './message-body.ts';
import { haltedBy, lacksMedia, mayHaveLostMedia, needsTemplate, outcomeOf } from './outcome.ts';
import { readTemplates } from './read-templates.ts';
import { recipientOf } from './recipient.ts';
import { SEND_RATE, SendRate } from './send-rate.ts';
import type { WhatsAppSettings } from './settings.ts';

const SHORTEST_PACE_MS = 1_000;

/** One sender of the Business Cloud API, at work. */
export class OpenWhatsApp implements OpenChannel {
  readonly #graph: GraphClient;
  /** Null: a command without a database looks at the channel. */
  readonly #uploads: MediaUploads | null;
  readonly #sender: string;
  // The sandbox has no limits but those that a test gives it.
  readonly #rate: SendRate;
  readonly #account: string;
  readonly #staysLocal: boolean;

  constructor(settings: WhatsAppSettings, media: ProviderMedia | null, limitMs?: number) {
    this.#graph = new GraphClient(settings, limitMs);
    this.#uploads = media === null ? null : new MediaUploads(this.#graph, media, settings.phoneNumberId);
    this.#sender = settings.phoneNumberId;
    this.#account = settings.accountId;
    this.#staysLocal = settings.staysLocal;
    this.#rate = new SendRate(settings.staysLocal ? { perSecond: Infinity, pairMs: 0 } : SEND_RATE);
  }

  async send(outgoing: Outgoing, template: CompiledTemplate, signal: AbortSignal): Promise<SendOutcome> {
    const drafts = draftsOf(outgoing, template);
    if ('outcome' in drafts) return drafts;
    const draft = drafts.free ?? drafts.template;
    if (draft === null) return { outcome: 'refused', code: 'needs-template', detail: 'nobody has written there within the day, and only free words are written for it', addressIsDead: false };
    const waitMs = this.#rate.take(outgoing.address, Date.now());
    if (waitMs > 0) return { outcome: 'deferred', code: 'pace', detail: 'the sender keeps to the rates that WhatsApp allows', retryAfterMs: Math.max(waitMs, SHORTEST_PACE_MS) };
    const first = await this.#post(draft, signal);
    // That the window has closed is certain, and nothing was taken: the template may leave at once.
    const answer = drafts.free !== null && drafts.template !== null && 'kind' in first && needsTemplate(first) ? await this.#post(drafts.template, signal) : first;
    return 'kind' in answer ? outcomeOf(answer) : answer;
  }

  /** A file that could not be fetched, or that is no longer there, is fetched or handed over once more: the refusal is certain, and often passes. */
  async #post({ file, bodyWith }: Draft, signal: AbortSignal): Promise<ProviderAnswer | SendOutcome> {
    const post = (mediaId: string) => this.#graph.post(`${this.#sender}/messages`, bodyWith(mediaId), signal);
    if (file === null) {
      const answer = await post('');
      return lacksMedia(answer) ? post('') : answer;
    }
    if (this.#uploads === null) return { outcome: 'refused', code: 'no-file', detail: `the file ${file.name} cannot be read here`, addressIsDead: false };
    const uploaded = await this.#uploads.idOf(file, signal);
    if ('outcome' in uploaded) return uploaded;
    const answer = await post(uploaded.id);
    if (!mayHaveLostMedia(answer)) return answer;
    if (!this.#uploads.suspect(file)) return lacksMedia(answer) ? post(uploaded.id) : answer;
    await this.#uploads.lost(file, uploaded.id);
    const again = await this.#uploads.idOf(file, signal);
    return 'outcome' in again ? again : post(again.id);
  }

  async probe(): Promise<string | null> {
    const answer = await this.#graph.get(`${this.#sender}?fields=id`, AbortSignal.timeout(5_000));
    // The sandbox of a running installation has a secret that only its own processes know: that it answers is enough.
    if (answer.kind === 'answered' && this.#staysLocal) return null;
    if (answer.kind === 'answered') return answer.status < 400 ? null : (haltedBy(answer) ?? `WhatsApp answers HTTP ${answer.status}`);
    return `WhatsApp cannot be reached (${answer.code})`;
  }

  /** The sandbox takes every template as long as none is registered there: nothing is read of it then. */
  async templates(signal: AbortSignal): Promise<readonly ProviderTemplate[] | null> {
    const templates = await readTemplates(this.#graph, this.#account, signal);
    return this.#staysLocal && templates?.length === 0 ? null : templates;
  }

  /** Connections belong to the process and end when they are idle. */
  async close(): Promise<void> {
    await this.#uploads?.close();
  }
}

/** Both requests, or why none can be written: nothing has left then, so the outcome is certain. */
function draftsOf(outgoing: Outgoing, template: CompiledTemplate): { readonly free: Draft | null; readonly template: Draft | null } | SendOutcome {
  const to = recipientOf(outgoing.address);
  if (to === null) return { outcome: 'refused', code: 'no-such-address', detail: 'the address is neither a telephone number of a country nor a user id', addressIsDead: true };
  try {
    const rendered: Rendered = template.render(outgoing.data, outgoing.links, outgoing.sender);
    return { free: outgoing.freeWords === true ? freeDraft(outgoing, to, rendered) : null, template: templateDraft(outgoing, to, rendered) };
  } catch (error) {
    if (error instanceof RangeError) return { outcome: 'refused', code: 'not-renderable', detail: error.message, addressIsDead: false };
    return { outcome: 'deferred', code: 'not-built', detail: error instanceof Error ? error.name : 'unknown error', retryAfterMs: null };
  }
}
