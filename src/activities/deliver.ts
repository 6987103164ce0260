import type { Channel, CompiledTemplate, MarketingLabel, OpenChannel, OutgoingLinks, ProviderTemplate, RegisteredName, ReturnAddresses, SendOutcome } from '../contracts/channel.ts';
import { mayTrackOpens, type TrackingLaws } from '../domain/open-tracking.ts';
import { pause } from '../platform/delay.ts';
import type { MessageRow } from '../store/message-rows.ts';
import type { Taken } from '../store/take-messages.ts';

/** What delivering needs: the open shelf, frozen templates, signed links. */
export interface DeliveryPorts {
  readonly channels: Readonly<Record<string, Channel>>;
  readonly open: Readonly<Record<string, OpenChannel>>;
  readTemplate(hash: string): Promise<{ content: Readonly<Record<string, string>>; locale: string } | null>;
  linksFor(messageRef: bigint, trackOpens: boolean): OutgoingLinks;
  /** What laws ask before opens are noticed; absent: none is known, and each counts as the strictest. */
  readonly trackingLaws?: TrackingLaws;
  returnAddressesFor(messageRef: bigint): ReturnAddresses;
  /** Where a customer is invited to a channel that they have to open first; null: they have, or there is none. Absent: nobody is invited. */
  invitationFor?(customerId: string): Promise<string | null>;
  /** The mark that a law wants on marketing to somebody of these countries; absent: none is known. */
  marketingLabel?(countries: readonly (string | null)[], locale: string): MarketingLabel | null;
  /** How a template stands that a provider has to approve; null: nothing is known, and the provider will say. Absent: never. */
  templateState?(channel: string, registered: RegisteredName): Promise<Pick<ProviderTemplate, 'status' | 'detail'> | null>;
}

/** News of the template, or an hourly reading, may let it go on. */
const HELD_TEMPLATE_WAIT_MS = 15 * 60 * 1000;

export type Deliver = (message: MessageRow, taken: Taken, signal: AbortSignal) => Promise<SendOutcome>;

/**
 * Renders and hands over one claimed message. Trouble before the channel was asked is certain: nothing has left, so the
 * outcome is `deferred` (passing) or `refused` (lasting). What the channel throws is not certain: `unknown`.
 */
export function createDelivery(ports: DeliveryPorts): Deliver {
  const compiled = new Map<string, CompiledTemplate>();

  async function templateOf(channel: Channel, hash: string): Promise<CompiledTemplate | null> {
    const known = compiled.get(hash);
    if (known !== undefined) return known;
    const frozen = await ports.readTemplate(hash);
    const template = frozen === null ? null : channel.compile(frozen.content, hash, frozen.locale);
    if (template === null || 'faults' in template) return null;
    compiled.set(hash, template);
    return template;
  }

  return async (message, taken, signal) => {
    const channel = ports.channels[message.channel];
    const transport = ports.open[message.channel];
    if (channel === undefined || transport === undefined) return refused('no-channel', `no channel "${message.channel}" on the shelf`);
    let template: CompiledTemplate | null;
    let held: SendOutcome | null = null;
    let invitation: Pick<OutgoingLinks, 'invitationUrl'>;
    try {
      template = await templateOf(channel, message.templateHash);
      held = await heldTemplate(ports, channel.name, template, taken);
      invitation = await invitationIn(ports, template, message, taken);
    } catch {
      return { outcome: 'deferred', code: 'not-prepared', detail: 'the template could not be read', retryAfterMs: null };
    }
    if (template === null) return refused('no-template', 'the frozen template does not compile');
    if (held !== null) return held;
    if (taken.turnAtMs > 0) await pause(taken.turnAtMs - performance.now(), signal);
    const label = message.purpose === 'marketing' ? ports.marketingLabel?.(taken.countries, taken.locale) ?? null : null;
    if (signal.aborted) return { outcome: 'deferred', code: 'no-turn', detail: 'the worker stopped before its turn', retryAfterMs: null };
    try {
      return await transport.send({
        messageId: message.id,
        contactPoint: message.contactPointId,
        address: taken.address,
        displayName: taken.displayName,
        locale: taken.locale,
        templateHash: message.templateHash,
        data: taken.data,
        links: { ...ports.linksFor(BigInt(taken.ref), tracksOpens(ports, taken)), ...invitation },
        sender: taken.sender,
        returnAddresses: ports.returnAddressesFor(BigInt(taken.ref)),
        purpose: message.purpose,
        campaign: message.campaign,
        freeWords: taken.freeWords,
        reference: taken.reference,
        ...(label === null ? {} : { label }),
        marketplace: taken.marketplace,
        goodUntilMs: message.expiresAtMs,
      }, template, signal);
    } catch {
      return { outcome: 'unknown', code: 'channel-failed', detail: 'the channel failed without an answer of the provider' };
    }
  };
}

/** A template that is paused there keeps its touch, one that was refused ends it with the reason; free words need none. */
async function heldTemplate(ports: DeliveryPorts, channel: string, template: CompiledTemplate | null, { freeWords }: Taken): Promise<SendOutcome | null> {
  if (template?.registered === undefined || freeWords) return null;
  const state = await ports.templateState?.(channel, template.registered);
  if (state == null || state.status === 'approved') return null;
  const detail = `the template ${template.registered.name} (${template.registered.locale}) is ${state.status}: ${state.detail}`.slice(0, 300);
  if (state.status === 'rejected' || state.status === 'disabled') return refused(`template-${state.status}`, detail);
  return { outcome: 'deferred', code: `template-${state.status}`, detail, retryAfterMs: HELD_TEMPLATE_WAIT_MS };
}

/** Of a template that invites. Marketplaces do not let their buyers be led elsewhere. */
async function invitationIn(ports: DeliveryPorts, template: CompiledTemplate | null, { customerId }: MessageRow, { marketplace }: Taken): Promise<Pick<OutgoingLinks, 'invitationUrl'>> {
  const invitationUrl = template?.invites === true && marketplace === null ? await ports.invitationFor?.(customerId) : null;
  return invitationUrl == null ? {} : { invitationUrl };
}

function tracksOpens({ trackingLaws = {} }: DeliveryPorts, { tracking }: Taken): boolean {
  return tracking !== null && mayTrackOpens(tracking, trackingLaws);
}

function refused(code: string, detail: string): SendOutcome {
  return { outcome: 'refused', code, detail, addressIsDead: false };
}
