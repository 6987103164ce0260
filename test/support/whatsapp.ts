import { SandboxCloudApi, type CloudApiSettings } from '../../src/channels/whatsapp/sandbox/cloud-api.ts';
import { SANDBOX_SENDER, type WhatsAppSettings } from '../../src/channels/whatsapp/settings.ts';
import { createWhatsAppChannel } from '../../src/channels/whatsapp/whatsapp-channel.ts';
import type { Channel, Outgoing, TemplateContent } from '../../src/contracts/channel.ts';
import type { ProviderMedia } from '../../src/contracts/provider-media.ts';
import { toMessageId } from '../../src/domain/ids.ts';
import { anOutgoing } from './mail-fixtures.ts';

export const APP_SECRET = 'a-secret-of-the-app';
export const VERIFY_TOKEN = 'a-token-of-ours';
const TOKEN = 'a-token-of-a-system-user';

/** A template of the provider with everything that it can be filled with, and words for inside the window. */
export const WHATSAPP_TEMPLATE: TemplateContent = {
  template: [
    'name: spring_offer',
    'category: marketing',
    'header: { image: https://shop.example/spring.jpg }',
    'body:',
    '  - "{{#if customer.name}}{{customer.name}}{{else}}dear customer{{/if}}"',
    '  - "{{shop.name}}"',
    'limitedTimeOffer: promotion.endsOn',
    'buttons:',
    '  - copyCode: "{{#if promotion.code}}{{promotion.code}}{{/if}}"',
    '  - url: https://shop.example/new',
    '  - quickReply: more',
  ].join('\n'),
  text: '{{#if customer.name}}Hello {{customer.name}}{{else}}Hello{{/if}}, see https://shop.example/new',
};

/** The provider on this machine; its webhooks go to `url`. */
export async function startCloudApi(url: string | null = null, more: Partial<CloudApiSettings> = {}) {
  const api = new SandboxCloudApi({
    host: '127.0.0.1', port: 0, token: TOKEN, target: { url, appSecret: APP_SECRET, ...SANDBOX_SENDER }, nowMs: Date.now,
    ladder: { statuses: ['sent', 'delivered', 'read'], afterMs: 0 }, ...more,
  });
  const apiUrl = await api.start();
  return { api, apiUrl, channel: whatsAppAt(apiUrl) };
}

export function whatsAppSettings(apiUrl: string, more: Partial<WhatsAppSettings> = {}): WhatsAppSettings {
  return { apiUrl, version: 'v26.0', token: TOKEN, ...SANDBOX_SENDER, appSecrets: [APP_SECRET], verifyToken: VERIFY_TOKEN, staysLocal: true, ...more };
}

export function whatsAppAt(apiUrl: string, more: Partial<WhatsAppSettings> = {}, attemptLimitMs = 30_000, media: ProviderMedia | null = null): Channel {
  return createWhatsAppChannel({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 }, whatsApp: whatsAppSettings(apiUrl, more), attemptLimitMs, media });
}

export const SOMEBODY = '12025550123';

/** A message to somebody's telephone. */
export const toSomebody = (changes: Partial<Outgoing> = {}): Outgoing => anOutgoing({
  messageId: toMessageId('spring:5f0c1d3e-0000-4000-8000-000000000001:1/hello/1/whatsapp'), address: `+${SOMEBODY}`, ...changes,
});
