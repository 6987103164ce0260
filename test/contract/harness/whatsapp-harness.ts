import { messagesChange, notificationBody, signatureOf } from '../../../src/channels/whatsapp/sandbox/notifications.ts';
import type { SendScript } from '../../../src/channels/whatsapp/sandbox/send-scripts.ts';
import { sampleData } from '../../../src/channels/sample-data.ts';
import { SANDBOX_SENDER } from '../../../src/channels/whatsapp/settings.ts';
import { createWhatsAppNews } from '../../../src/channels/whatsapp/webhook.ts';
import type { ProviderRequest } from '../../../src/contracts/channel-news.ts';
import { closedPort } from '../../support/smtp-sink.ts';
import { APP_SECRET, SOMEBODY, startCloudApi, toSomebody, WHATSAPP_TEMPLATE, whatsAppAt, whatsAppSettings } from '../../support/whatsapp.ts';
import type { ChannelHarness, ProviderWay } from '../channel-harness.ts';

const WAYS: Readonly<Record<ProviderWay, readonly SendScript[]>> = {
  takes: [], 'address-dead': [{ kind: 'error', code: 131_026 }], busy: [{ kind: 'error', code: 131_000, status: 500 }], throttles: [{ kind: 'error', code: 130_429, status: 429, retryAfterSeconds: 40 }],
  'cuts-after-taking': [{ kind: 'cut', taken: true }], hangs: [{ kind: 'hang' }], 'opted-out': [{ kind: 'error', code: 131_050 }], 'template-missing': [{ kind: 'error', code: 132_001 }], 'too-long': [{ kind: 'error', code: 132_005 }],
};
const NOW_MS = Date.parse('2026-11-29T12:00:00Z');
const TARGET = { url: null, appSecret: APP_SECRET, ...SANDBOX_SENDER };
const ID = 'wamid.HBgLMTIwMjU1NTAxMjMVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA';

const posted = (body: Buffer, signature = signatureOf(body, APP_SECRET)): ProviderRequest => ({ method: 'POST', headers: { 'x-hub-signature-256': signature }, query: {}, rawBody: body });
const status = (name: string, at: string) => notificationBody(TARGET, [messagesChange(TARGET, { statuses: [{ id: ID, status: name, timestamp: at, recipient_id: SOMEBODY, biz_opaque_callback_data: toSomebody().messageId }] })], NOW_MS);

export const whatsAppHarness: ChannelHarness = {
  template: WHATSAPP_TEMPLATE,
  outgoing: toSomebody(),
  start: async (way, attemptLimitMs) => {
    const { api, apiUrl } = await startCloudApi();
    api.script(SOMEBODY, ...WAYS[way]);
    const keys = () => api.requests.map(({ body }) => (body as { biz_opaque_callback_data?: string }).biz_opaque_callback_data ?? '');
    return { channel: whatsAppAt(apiUrl, {}, attemptLimitMs), taken: () => api.chats.find(SOMEBODY)?.lines.length ?? 0, keys, close: () => api.close() };
  },
  alone: async () => whatsAppAt(`http://127.0.0.1:${await closedPort()}`),
  cannot: {},
  throttleWaitMs: 40_000,
  tooLong: { data: { ...sampleData(), customer: { name: 'x'.repeat(1_100), orderCount: 1 } } },
  news: async () => {
    const stop = notificationBody(TARGET, [{ field: 'user_preferences', value: { messaging_product: 'whatsapp', user_preferences: [{ wa_id: SOMEBODY, detail: 'stop', category: 'marketing_messages', value: 'stop', timestamp: 1_764_417_600 }] } }], NOW_MS);
    const read = status('read', '1764417660');
    return {
      source: createWhatsAppNews(whatsAppSettings('http://127.0.0.1:1')), nowMs: NOW_MS,
      receipts: [posted(status('sent', '1764417600')), posted(status('delivered', '1764417630')), posted(read)],
      optOut: posted(stop),
      forged: [posted(read, signatureOf(read, 'another secret of nobody')), posted(read, ''), posted(read, signatureOf(stop, APP_SECRET)), { ...posted(read), headers: {} }],
      malformed: ['', 'null', '[]', '{"object":"page"}', '{"object":"whatsapp_business_account","entry":7}', '\u0000'].map((text) => posted(Buffer.from(text))),
    };
  },
};
