import type { Channel, CompiledTemplate, OpenChannel, Outgoing, Rendered, SendOutcome } from '../../contracts/channel.ts';
import type { ChannelsConfig } from '../channels-config.ts';
import { activityBody } from './activity-body.ts';
import { compileSkype, SKYPE_PARTS } from './compile-skype.ts';
import { ConnectorClient } from './connector-client.ts';
import { invitationLink } from './invitation-words.ts';
import { outcomeOf } from './outcome.ts';
import { addressOf, isAddress, readReference, type Reference } from './reference.ts';
import { CONNECTOR_RATE, ConnectorRate } from './send-rate.ts';
import { sandboxSettings, type SkypeSettings } from './settings.ts';
import { createSkypeNews } from './webhook.ts';

/** Where the sandbox of an installation that does not run is looked for. */
const SANDBOX_ADDRESS = 'http://127.0.0.1:2727';
const SHORTEST_PACE_MS = 1_000;

/**
 * What Skype's bots spoke, the Bot Connector protocol: it reaches people in Microsoft Teams who have added the shop's bot, and nobody else.
 * Without a bot of the shop its messages go to the sandbox of this installation.
 */
export function createSkypeChannel(config: ChannelsConfig): Channel {
  const settings = config.skype ?? sandboxSettings(SANDBOX_ADDRESS);
  return {
    name: 'skype',
    title: 'Skype (delivered to Microsoft Teams)',
    rule: { obeysQuietHours: true, staysLocal: settings.localUrl !== null },
    reach: 'pocket',
    taskQueue: 'skype',
    bulkTaskQueue: 'skype-bulk',
    templateParts: SKYPE_PARTS,
    staffWords: { text: '{{#if words.text}}{{words.text}}{{/if}}' },
    compile: compileSkype,
    news: createSkypeNews(settings),
    opensByReference: true,
    // An installation without a bot has nobody to answer.
    ...(config.skype == null ? {} : { invitation: { app: 'Microsoft Teams', linkOf: (token: string) => invitationLink(settings, token) } }),
    sender: settings.appId,
    open: async () => new OpenSkype(settings, config.attemptLimitMs),
  };
}

class OpenSkype implements OpenChannel {
  readonly #client: ConnectorClient;
  readonly #rate: ConnectorRate;
  readonly #staysLocal: boolean;

  constructor(settings: SkypeSettings, limitMs?: number) {
    this.#client = new ConnectorClient(settings, limitMs);
    this.#staysLocal = settings.localUrl !== null;
    // The sandbox has no limits but those that a test gives it.
    this.#rate = new ConnectorRate(this.#staysLocal ? { conversation: [], tenant: [] } : CONNECTOR_RATE);
  }

  async send(outgoing: Outgoing, template: CompiledTemplate, signal: AbortSignal): Promise<SendOutcome> {
    const prepared = this.#prepare(outgoing, template);
    if ('outcome' in prepared) return prepared;
    const { reference, rendered } = prepared;
    const waitMs = this.#rate.take({ conversation: outgoing.address, tenant: reference.tenantId ?? reference.channelId }, Date.now());
    if (waitMs > 0) return { outcome: 'deferred', code: 'pace', detail: 'the bot keeps to the rates that the Bot Connector allows', retryAfterMs: Math.max(waitMs, SHORTEST_PACE_MS) };
    const conversation = await this.#client.conversationOf(reference, signal);
    if (typeof conversation !== 'string') return conversation;
    const answer = await this.#client.post(reference, `v3/conversations/${encodeURIComponent(conversation)}/activities`, activityBody(outgoing, reference, conversation, rendered), signal);
    return outcomeOf(answer, conversation);
  }

  async probe(): Promise<string | null> {
    const given = await this.#client.tokens.token();
    if ('token' in given) return null;
    const answer = given.refused;
    if (answer.kind !== 'answered') return `no token can be had for the bot (${answer.code})`;
    // The sandbox of a running installation has a secret that only its own processes know: that it answers is enough.
    return this.#staysLocal ? null : `no token is given to the bot (HTTP ${answer.status}): app id, password or tenant are not right`;
  }

  async close(): Promise<void> {
    // Connections belong to the process and end when they are idle.
  }

  /** To whom and what, or why not: nothing has left then, so the outcome is certain. */
  #prepare(outgoing: Outgoing, template: CompiledTemplate): { readonly reference: Reference; readonly rendered: Rendered } | SendOutcome {
    if (!isAddress(outgoing.address)) return refused('no-such-address', 'the address names nobody at the Bot Connector', true);
    const reference = readReference(outgoing.reference ?? null);
    if (reference === null || addressOf(reference) !== outgoing.address) return refused('no-reference', 'this person has not added the bot, or nothing is known of it', false);
    if (this.#client.baseOf(reference) === null) return refused('host-not-allowed', 'the service address of this person is not among those that may see the token of the bot', false);
    try {
      return { reference, rendered: template.render(outgoing.data, outgoing.links, outgoing.sender) };
    } catch (error) {
      if (error instanceof RangeError) return refused('not-renderable', error.message, false);
      return { outcome: 'deferred', code: 'not-built', detail: error instanceof Error ? error.name : 'unknown error', retryAfterMs: null };
    }
  }
}

function refused(code: string, detail: string, addressIsDead: boolean): SendOutcome {
  return { outcome: 'refused', code, detail, addressIsDead };
}
