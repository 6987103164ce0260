import type { Channel, CompiledTemplate, OpenChannel, Outgoing, ProviderTemplate, Rendered, SendOutcome } from '../../contracts/channel.ts';
import type { ChannelsConfig } from '../channels-config.ts';
import { gapsOf } from './availability.ts';
import { compileWhatsApp, WHATSAPP_PARTS } from './compile-whatsapp.ts';
import { GraphClient } from './graph-client.ts';
import { freeBody, templateBody } from './message-body.ts';
import { lacksMedia, needsTemplate, outcomeOf, haltedBy } from './outcome.ts';
import { readPrices } from './prices.ts';
import { readTemplates } from './read-templates.ts';
import { recipientOf } from './recipient.ts';
import { SEND_RATE, SendRate } from './send-rate.ts';
import { sandboxSettings, type WhatsAppSettings } from './settings.ts';
import { createWhatsAppNews } from './webhook.ts';

/** Where the sandbox of an installation that does not run is looked for. */
const SANDBOX_ADDRESS = 'http://127.0.0.1:2626';
const SHORTEST_PACE_MS = 1_000;

/** WhatsApp over the Business Cloud API; without a sender of the shop its messages go to the sandbox of this installation. */
export function createWhatsAppChannel(config: ChannelsConfig): Channel {
  const settings = config.whatsApp ?? sandboxSettings(SANDBOX_ADDRESS);
  return {
    name: 'whatsapp',
    title: 'WhatsApp',
    rule: {
      obeysQuietHours: true, staysLocal: settings.staysLocal, needsOptIn: true, gaps: gapsOf(config.whatsAppReach?.unreachable ?? []),
      ...(config.whatsAppReach?.messagingLimit == null ? {} : { messagingLimit: config.whatsAppReach.messagingLimit }),
    },
    reach: 'pocket',
    taskQueue: 'whatsapp',
    bulkTaskQueue: 'whatsapp-bulk',
    templateParts: WHATSAPP_PARTS,
    staffWords: { text: '{{#if words.text}}{{words.text}}{{/if}}' },
    compile: compileWhatsApp,
    news: createWhatsAppNews(settings),
    freeWordsHours: 24,
    prices: () => readPrices(config.whatsAppReach?.pricesFile ?? null),
    sender: settings.phoneNumberId,
    open: async () => new OpenWhatsApp(settings, config.attemptLimitMs),
  };
}

class OpenWhatsApp implements OpenChannel {
  readonly #graph: GraphClient;
  readonly #sender: string;
  // The sandbox has no limits but those that a test gives it.
  readonly #rate: SendRate;
  readonly #account: string;
  readonly #staysLocal: boolean;

  constructor(settings: WhatsAppSettings, limitMs?: number) {
    this.#graph = new GraphClient(settings, limitMs);
    this.#sender = settings.phoneNumberId;
    this.#account = settings.accountId;
    this.#staysLocal = settings.staysLocal;
    this.#rate = new SendRate(settings.staysLocal ? { perSecond: Infinity, pairMs: 0 } : SEND_RATE);
  }

  async send(outgoing: Outgoing, template: CompiledTemplate, signal: AbortSignal): Promise<SendOutcome> {
    const built = buildBodies(outgoing, template);
    if ('outcome' in built) return built;
    const body = built.free ?? built.template;
    if (body === null) return { outcome: 'refused', code: 'needs-template', detail: 'nobody has written there within the day, and only free words are written for it', addressIsDead: false };
    const waitMs = this.#rate.take(outgoing.address, Date.now());
    if (waitMs > 0) return { outcome: 'deferred', code: 'pace', detail: 'the sender keeps to the rates that WhatsApp allows', retryAfterMs: Math.max(waitMs, SHORTEST_PACE_MS) };
    const post = (one: object) => this.#graph.post(`${this.#sender}/messages`, one, signal);
    const answer = await post(body);
    // A file that could not be fetched is fetched once more: the refusal is certain, and often passes.
    const first = lacksMedia(answer) ? await post(body) : answer;
    // That the window has closed is certain, and nothing was taken: the template may leave at once.
    return outcomeOf(built.free !== null && built.template !== null && needsTemplate(first) ? await post(built.template) : first);
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

  async close(): Promise<void> {
    // Connections belong to the process and end when they are idle.
  }
}

/** Both requests, or why none can be written: nothing has left then, so the outcome is certain. */
function buildBodies(outgoing: Outgoing, template: CompiledTemplate): { readonly free: object | null; readonly template: object | null } | SendOutcome {
  const to = recipientOf(outgoing.address);
  if (to === null) return { outcome: 'refused', code: 'no-such-address', detail: 'the address is neither a telephone number of a country nor a user id', addressIsDead: true };
  try {
    const rendered: Rendered = template.render(outgoing.data, outgoing.links, outgoing.sender);
    return { free: outgoing.freeWords === true ? freeBody(outgoing, to, rendered) : null, template: templateBody(outgoing, to, rendered) };
  } catch (error) {
    if (error instanceof RangeError) return { outcome: 'refused', code: 'not-renderable', detail: error.message, addressIsDead: false };
    return { outcome: 'deferred', code: 'not-built', detail: error instanceof Error ? error.name : 'unknown error', retryAfterMs: null };
  }
}
