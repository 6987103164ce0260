import { createOnSiteChannel } from '../../src/channels/onsite/onsite-channel.ts';
import type { Channel, Outgoing, SendOutcome, TemplateContent } from '../../src/contracts/channel.ts';
import type { OnSiteCarriers, OnSiteMessage } from '../../src/contracts/on-site.ts';
import { toMessageId } from '../../src/domain/ids.ts';
import { anOutgoing } from './mail-fixtures.ts';

export const ON_SITE_TEMPLATE: TemplateContent = {
  title: 'News from {{shop.name}}',
  text: '{{#if customer.name}}Hello {{customer.name}}{{else}}Hello{{/if}}\n\nSee https://shop.example/new',
};

/** A message for somebody's account in the shop. */
export const toAccount = (changes: Partial<Outgoing> = {}): Outgoing => anOutgoing({
  messageId: toMessageId('spring:5f0c1d3e-0000-4000-8000-000000000001:1/hello/1/onsite'), address: '12347', ...changes,
});

/** Carriers that keep what they are given, once per key, and then answer as they are told. */
export function keepingCarriers(answer: (message: OnSiteMessage, signal: AbortSignal) => Promise<SendOutcome>) {
  const kept = new Map<string, OnSiteMessage>();
  const carrier = {
    carry: async (message: OnSiteMessage, signal: AbortSignal) => {
      const outcome = await answer(message, signal).finally(() => undefined);
      if (outcome.outcome === 'accepted') kept.set(message.messageId, message);
      return outcome;
    },
    probe: async () => null,
  };
  return { kept, keep: (message: OnSiteMessage) => kept.set(message.messageId, message), carriers: { inbox: carrier, staff: () => carrier } satisfies OnSiteCarriers };
}

export function onSiteWith(onSite: OnSiteCarriers, attemptLimitMs = 30_000): Channel {
  return createOnSiteChannel({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 }, onSite, attemptLimitMs });
}
