import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxCloudApi } from '../../../src/channels/whatsapp/sandbox/cloud-api.ts';
import { signatureOf } from '../../../src/channels/whatsapp/sandbox/notifications.ts';
import { readNews } from '../../../src/channels/whatsapp/read-news.ts';
import { createWhatsAppNews } from '../../../src/channels/whatsapp/webhook.ts';
import type { ProviderRequest } from '../../../src/contracts/channel-news.ts';
import { compiled } from '../../support/mail-fixtures.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import { APP_SECRET, SOMEBODY, startCloudApi, toSomebody, VERIFY_TOKEN, WHATSAPP_TEMPLATE, whatsAppAt, whatsAppSettings } from '../../support/whatsapp.ts';

const source = createWhatsAppNews(whatsAppSettings('http://127.0.0.1:1', { appSecrets: ['the-secret-before-it', APP_SECRET] }));
const posted = (body: string, signature: string | null, rawBody: Uint8Array = Buffer.from(body)): ProviderRequest =>
  ({ method: 'POST', headers: signature === null ? {} : { 'x-hub-signature-256': signature }, query: {}, rawBody });
const asked = (query: Record<string, string>): ProviderRequest => ({ method: 'GET', headers: {}, query, rawBody: new Uint8Array() });

describe('a webhook is believed', () => {
  const body = '{"object":"whatsapp_business_account","entry":[],"note":"\\u00e9"}';

  test('when either live secret signed its very bytes', async () => {
    for (const secret of ['the-secret-before-it', APP_SECRET]) expect(await source.verify(posted(body, signatureOf(Buffer.from(body), secret)), 0)).toEqual({ take: true });
  });

  test.each([
    ['no signature', null, body],
    ['another secret', signatureOf(Buffer.from(body), 'not ours at all'), body],
    ['another body', signatureOf(Buffer.from(body), APP_SECRET), `${body} `],
    ['the same JSON written anew', signatureOf(Buffer.from(body), APP_SECRET), JSON.stringify(JSON.parse(body))],
    ['half a signature', signatureOf(Buffer.from(body), APP_SECRET).slice(0, 40), body],
    ['another algorithm', signatureOf(Buffer.from(body), APP_SECRET).replace('sha256', 'sha1'), body],
    ['nothing after the sign', 'sha256=', body],
  ])('not with %s', async (_what, signature, sent) => {
    expect(await source.verify(posted(sent, signature), 0)).toMatchObject({ take: false, status: 401 });
  });

  test('never when no secret is configured', async () => {
    const none = createWhatsAppNews(whatsAppSettings('http://127.0.0.1:1', { appSecrets: [], verifyToken: null }));
    expect(await none.verify(posted(body, signatureOf(Buffer.from(body), '')), 0)).toMatchObject({ status: 401 });
    expect(await none.verify(asked({ 'hub.mode': 'subscribe', 'hub.verify_token': '', 'hub.challenge': '1' }), 0)).toMatchObject({ status: 403 });
  });

  test('the handshake answers its challenge to whoever knows the token', async () => {
    const question = { 'hub.mode': 'subscribe', 'hub.verify_token': VERIFY_TOKEN, 'hub.challenge': '1158201444' };
    expect(await source.verify(asked(question), 0)).toEqual({ take: false, status: 200, text: '1158201444' });
    for (const wrong of [{ ...question, 'hub.verify_token': 'x' }, { ...question, 'hub.mode': 'x' }, { ...question, 'hub.challenge': '<script>' }, {}]) {
      expect(await source.verify(asked(wrong), 0)).toMatchObject({ status: 403 });
    }
  });
});

let api: SandboxCloudApi | null = null;
let receiver: WebhookReceiver | null = null;
afterEach(async () => { await Promise.all([api?.close(), receiver?.close()]); api = null; receiver = null; });

/** What the provider on this machine tells, read. */
async function heard(doing: (provider: SandboxCloudApi) => void | Promise<void>, more: Parameters<typeof startCloudApi>[1] = {}) {
  receiver = await startWebhookReceiver();
  const started = await startCloudApi(receiver.url, { nowMs: () => Date.parse('2026-11-29T12:00:00Z'), ...more });
  api = started.api;
  await doing(api);
  await api.idle();
  const { received } = receiver;
  for (const { body, headers } of received) expect(await source.verify({ method: 'POST', headers: { 'x-hub-signature-256': String(headers['x-hub-signature-256']) }, query: {}, rawBody: Buffer.from(body) }, 0)).toEqual({ take: true });
  return received.map(({ body }) => readNews(Buffer.from(body))).flatMap(({ news, unread }) => { expect(unread).toEqual([]); return news; });
}

async function sendOne(provider: SandboxCloudApi, more: Parameters<typeof toSomebody>[0] = {}): Promise<void> {
  const channel = whatsAppAt(`http://127.0.0.1:${provider.port}`);
  await (await channel.open()).send(toSomebody(more), compiled(channel, WHATSAPP_TEMPLATE), new AbortController().signal);
}

describe('the provider tells', () => {
  test('the ladder of a message, with our key, the same id however often it is told', async () => {
    const news = await heard(sendOne, { ladder: { statuses: ['read', 'sent', 'delivered'], afterMs: 0, twice: true } });
    const statuses = news.map((one) => (one.kind === 'receipt' ? one.status : one.kind));
    expect(statuses.toSorted()).toEqual(['delivered', 'delivered', 'read', 'read', 'sent', 'sent']);
    expect(new Set(news.map(({ id }) => id)).size).toBe(3);
    for (const one of news) expect(one).toMatchObject({ message: { key: toSomebody().messageId, providerId: expect.stringMatching(/^wamid\./) }, atMs: Date.parse('2026-11-29T12:00:00Z') });
    expect(JSON.stringify(news.map(({ id }) => id))).not.toContain(SOMEBODY);
  });

  test('a failure by its class, never by its words', async () => {
    const news = await heard(async (provider) => { provider.script(SOMEBODY, { kind: 'failed', code: 131_049 }); await sendOne(provider); });
    expect(news).toMatchObject([{ kind: 'failed', failure: 'recipient-throttled', code: '131049', to: { address: `+${SOMEBODY}` } }]);
  });

  test('what a person wrote, with number and user id, and what it answers', async () => {
    const news = await heard((provider) => { provider.write(SOMEBODY, 'Gibt’s das in Grün? 🌱', 'wamid.before'); });
    expect(news).toMatchObject([{ kind: 'inbound', text: 'Gibt’s das in Grün? 🌱', from: { address: `+${SOMEBODY}`, others: [expect.stringMatching(/^XX\.\d+$/)] }, repliesTo: { key: null, providerId: 'wamid.before' } }]);
  });

  test('the word that ends marketing, beside what was written', async () => {
    const news = await heard((provider) => { provider.write(SOMEBODY, 'STOP'); provider.write(SOMEBODY, 'Please stop sending me broken lamps'); });
    expect(news.map((one) => (one.kind === 'preference' ? `${one.kind} ${one.granted}` : `${one.kind} ${one.kind === 'inbound' && one.isStopWordAlone === true ? 'of the word alone' : ''}`)).toSorted())
      .toEqual(['inbound ', 'inbound of the word alone', 'preference false']);
  });

  test('whoever hides their number by the user id alone', async () => {
    const news = await heard((provider) => { provider.write('US.13491208655302741918', 'Hello'); });
    expect(news).toMatchObject([{ kind: 'inbound', from: { address: 'US.13491208655302741918', others: [] } }]);
  });

  test('that marketing is stopped and resumed, and that somebody has a new number', async () => {
    const news = await heard(async (provider) => { provider.prefer(SOMEBODY, 'stop'); await provider.idle(); provider.prefer(SOMEBODY, 'resume'); await provider.idle(); provider.move(SOMEBODY, '12025550199'); });
    expect(news).toMatchObject([
      { kind: 'preference', purpose: 'marketing', granted: false }, { kind: 'preference', purpose: 'marketing', granted: true },
      { kind: 'address-changed', from: { address: `+${SOMEBODY}` }, to: { address: '+12025550199' } },
    ]);
  });
});

const notification = (...changes: object[]) => Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', time: 1_739_321_024, changes }] }));
const messages = (value: object) => ({ field: 'messages', value: { metadata: { phone_number_id: '1' }, ...value } });

describe('of a body', () => {

  test.each([['not JSON', '{"object":'], ['an array', '[]'], ['null', 'null'], ['another object', '{"object":"page","entry":[]}'], ['entries that are none', '{"object":"whatsapp_business_account","entry":{}}'], ['broken UTF-8', Buffer.from([0x22, 0xff, 0x22])]])(
    'that is %s nothing is read, and that is told', (_what, body) => {
      expect(readNews(Buffer.from(body))).toEqual({ news: [], unread: [expect.any(String)] });
    });

  test('a part that cannot be read takes no other with it', () => {
    const good = { id: 'wamid.1', status: 'sent', timestamp: '1739321024' };
    const { news, unread } = readNews(notification(
      messages({ statuses: [{ id: 7 }, good, { ...good, status: 'teleported' }, null], messages: [{ id: 'x', timestamp: 'soon', type: 'text' }, { id: 'y', timestamp: '1739321024', type: 'text' }] }),
      messages({ statuses: 'all of them' }),
      { field: 'something_new_of_next_month', value: {} }, { field: 'message_template_status_update', value: { event: 'PAUSED' } },
    ));
    expect(news.map(({ kind }) => kind)).toEqual(['receipt']);
    expect(unread).toHaveLength(8);
  });

  test('words are those of the button, the list, the caption, or the kind alone', () => {
    const base = { timestamp: '1739321024', from: SOMEBODY };
    const { news } = readNews(notification(messages({ messages: [
      { ...base, id: '1', type: 'button', button: { text: 'Yes', payload: 'more' } },
      { ...base, id: '2', type: 'interactive', interactive: { button_reply: { id: 'a', title: 'Later' } } },
      { ...base, id: '3', type: 'image', image: { id: '9', caption: 'Broken' } },
      { ...base, id: '4', type: 'location', location: {} },
      { ...base, id: '5', type: 'text', text: { body: 'x'.repeat(9_000) } },
    ] })));
    expect(news.map((one) => (one.kind === 'inbound' ? one.text.slice(0, 10) : ''))).toEqual(['Yes', 'Later', 'Broken', '[location]', 'xxxxxxxxxx']);
    expect(news[4]).toMatchObject({ text: expect.objectContaining({ length: 4_096 }) });
    expect(news[2]).toMatchObject({ files: [{ name: 'image', mediaType: 'application/octet-stream', bytes: null }] });
    expect(news[0]).not.toHaveProperty('files');
  });

  test('a document is named as its sender has called it', () => {
    const document = { id: '9', filename: 'order\n2011.pdf', mime_type: 'application/pdf', sha256: 'x' };
    const { news } = readNews(notification(messages({ messages: [{ id: '1', timestamp: '1739321024', from: SOMEBODY, type: 'document', document }] })));
    expect(news).toMatchObject([{ kind: 'inbound', text: '[document]', files: [{ name: 'order 2011.pdf', mediaType: 'application/pdf', bytes: null }] }]);
  });

  test('news of templates, numbers and the account are read', () => {
    const { news, unread } = readNews(notification(
      { field: 'message_template_status_update', value: { event: 'REJECTED', message_template_id: 1, message_template_name: 'win_back', message_template_language: 'de', reason: 'PROMOTIONAL' } },
      { field: 'message_template_status_update', value: { event: 'PENDING', message_template_name: 'win_back', message_template_language: 'de', reason: null } },
      { field: 'message_template_quality_update', value: { message_template_name: 'win_back', message_template_language: 'de', previous_quality_score: 'GREEN', new_quality_score: 'RED' } },
      { field: 'template_category_update', value: { message_template_name: 'win_back', message_template_language: 'de', previous_category: 'UTILITY', new_category: 'MARKETING' } },
      { field: 'template_category_update', value: { message_template_name: 'win_back', message_template_language: 'de', correct_category: 'MARKETING', category_update_timestamp: 1_746_169_200 } },
      { field: 'phone_number_quality_update', value: { display_phone_number: '15550783881', event: 'FLAGGED', current_limit: 'TIER_10K' } },
      { field: 'account_update', value: { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: 'x' } } },
    ));
    expect(unread).toEqual([]);
    expect(news).toMatchObject([
      { kind: 'template', template: 'win_back', locale: 'de', status: 'rejected', detail: 'PROMOTIONAL', atMs: 1_739_321_024_000 },
      { kind: 'template-trait', template: 'win_back', locale: 'de', quality: 'red', category: null }, { kind: 'template-trait', template: 'win_back', locale: 'de', quality: null, category: 'marketing' },
      { kind: 'sender', state: 'slow' }, { kind: 'messaging-limit', most: 10_000 }, { kind: 'sender', sender: 'account', state: 'halted' },
    ]);
  });

  test.each<[string, object, readonly unknown[]]>([
    ['business_capability_update', { max_daily_conversations_per_business: 2000, max_phone_numbers_per_waba: 25 }, [2_000]],
    ['business_capability_update', { max_daily_conversations_per_business: 'TIER_100K', max_daily_conversation_per_phone: 250 }, [100_000]],
    ['business_capability_update', { max_daily_conversations_per_business: 'TIER_UNLIMITED' }, [null]],
    ['business_capability_update', { max_daily_conversation_per_phone: -1 }, [null]],
    ['business_capability_update', { max_phone_numbers_per_waba: 25 }, []],
    ['phone_number_quality_update', { event: 'UPGRADE', display_phone_number: '1', max_daily_conversations_per_business: 'TIER_2K' }, ['ok', 2_000]],
    ['account_update', { event: 'VERIFIED_ACCOUNT' }, []],
    ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, ['ok']],
    ['account_update', { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: 1 }] }, ['halted']],
    ['account_update', { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SCAM' } }, ['slow']],
  ])('%s %j is read', (field, value, told) => {
    const { news, unread } = readNews(notification({ field, value }));
    expect(unread).toEqual([]);
    expect(news.map((one) => (one.kind === 'messaging-limit' ? one.most : one.kind === 'sender' ? one.state : one.kind))).toEqual(told);
  });

  test('a limit that cannot be read is told, and no other taken in its place', () => {
    expect(readNews(notification({ field: 'business_capability_update', value: { max_daily_conversations_per_business: 'TIER_MANY' } }))).toMatchObject({ news: [], unread: [expect.stringContaining('business_capability_update')] });
  });
});
