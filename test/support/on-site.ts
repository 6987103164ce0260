import { createOnSiteChannel } from '../../src/channels/onsite/onsite-channel.ts';
import type { Channel, Outgoing, TemplateContent } from '../../src/contracts/channel.ts';
import type { OnSiteCarriers } from '../../src/contracts/on-site.ts';
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

export function onSiteWith(onSite: OnSiteCarriers, attemptLimitMs = 30_000): Channel {
  return createOnSiteChannel({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 }, onSite, attemptLimitMs });
}
