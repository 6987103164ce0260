/**
 * The list of bad input, each by its name, and what becomes of it. What needs tables stands elsewhere:
 *
 * - a report about a message never sent, an answer of a stranger: test/integration/mail/inbound-mail.test.ts
 * - a token of customer A used for B, in links and preferences:   test/integration/fuzz/attacks.test.ts
 * - a replayed webhook is one row and changes nothing:            test/integration/news
 *
 * Held further, in depth or at random:
 *
 * - webhooks          test/unit/channels/{whatsapp-news,skype-webhook}.test.ts, test/integration/fuzz/routes.test.ts
 * - addresses         test/fuzz/attacks/mail-headers.test.ts, test/unit/channels/smtp-outcome.test.ts
 * - telephone numbers test/unit/intake/read-phone.test.ts, test/unit/channels/whatsapp-send.test.ts
 * - template data     test/fuzz/attacks/templates.test.ts, test/fuzz/targets/templates.ts, test/unit/channels/product-list.test.ts
 * - reports, answers  test/unit/channels/inbound, test/property/channels/inbound-mail.test.ts
 * - tokens            test/unit/api/link-signer.test.ts, test/unit/channels/return-path.test.ts
 * - provider answers  test/unit/channels/{whatsapp-send,skype-send,smtp-outcome}.test.ts, test/unit/webhooks/post.test.ts
 * - files             test/unit/campaign-file/bad-input.test.ts, test/integration/import/dirty-files.test.ts, test/integration/tiers/bad-input.test.ts
 */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiPorts } from '../../../src/api/api-ports.ts';
import { hookRoutes } from '../../../src/api/routes/hooks.ts';
import { PROBLEMS, RequestFailure } from '../../../src/api/problem.ts';
import { returnPathOf, readReturnPath } from '../../../src/channels/email/return-path.ts';
import { createMailChannel } from '../../../src/channels/email/mail-channel.ts';
import { localSmtp } from '../../../src/channels/email/smtp-settings.ts';
import { createChannels, newsChannels } from '../../../src/channels/registry.ts';
import { createSkypeNews } from '../../../src/channels/skype/webhook.ts';
import { createWhatsAppNews } from '../../../src/channels/whatsapp/webhook.ts';
import { notificationBody, signatureOf } from '../../../src/channels/whatsapp/sandbox/notifications.ts';
import type { NewsSource } from '../../../src/contracts/channel-news.ts';
import type { LinkKey } from '../../../src/contracts/links.ts';
import { readCustomer } from '../../../src/intake/events/read-customer.ts';
import { readMail } from '../../../src/channels/email/inbound/read-mail.ts';
import { startServer, type TestKeys } from '../../support/key-server.ts';
import { anOutgoing, compiled, PLAIN_TEMPLATE, sendOnce } from '../../support/mail-fixtures.ts';
import { skypeSettings } from '../../support/skype.ts';
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts';
import { APP_SECRET, toSomebody, WHATSAPP_TEMPLATE, whatsAppAt, whatsAppSettings } from '../../support/whatsapp.ts';

const channels = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } });
const MEGABYTE = 1024 * 1024;
let sink: SmtpSink;
let keys: TestKeys;
let pair: Awaited<ReturnType<typeof generateKeyPair>>;

beforeAll(async () => {
  pair = await generateKeyPair('RS256', { extractable: true });
  keys = await startServer();
  keys.keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', endorsements: ['msteams'] }];
  sink = await startSmtpSink();
});
afterAll(async () => { await Promise.all([keys.close(), sink.close()]); });

/** How a channel's provider proves what it tells. */
interface Provider {
  readonly source: () => NewsSource;
  readonly body: Buffer;
  readonly prove: (body: Uint8Array) => Promise<Record<string, string>>;
  readonly forge: (body: Uint8Array) => Promise<Record<string, string>>;
}

const ACTIVITY = Buffer.from(JSON.stringify({
  type: 'message', id: '1', timestamp: new Date().toISOString(), serviceUrl: 'https://smba.trafficmanager.net/emea/', channelId: 'msteams', text: 'Hello', from: { id: '29:1a', aadObjectId: '11111111-1111-4111-8111-111111111111' },
  recipient: { id: '28:bot' }, conversation: { id: 'a:1', conversationType: 'personal', tenantId: '22222222-2222-4222-8222-222222222222' }, channelData: { tenant: { id: '22222222-2222-4222-8222-222222222222' } },
}));
const bearer = async (audience: string) => ({
  authorization: `Bearer ${await new SignJWT({ serviceurl: 'https://smba.trafficmanager.net/emea/' }).setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setIssuer('https://api.botframework.com').setAudience(audience).setNotBefore('0s').setExpirationTime('1h').sign(pair.privateKey)}`,
});

const PROVIDERS: Readonly<Record<string, Provider>> = {
  whatsapp: {
    source: () => createWhatsAppNews(whatsAppSettings('http://127.0.0.1:1')),
    body: notificationBody({ url: null, appSecret: APP_SECRET, phoneNumberId: '1', accountId: '2' }, [{ field: 'messages', value: { messages: [{ from: '12025556666', id: 'wamid.1', timestamp: '1739321024', type: 'text', text: { body: 'Hello' } }] } }], 0),
    prove: async (body) => ({ 'X-Hub-Signature-256': signatureOf(body, APP_SECRET) }),
    forge: async (body) => ({ 'X-Hub-Signature-256': signatureOf(body, 'another-secret-entirely') }),
  },
  skype: {
    source: () => createSkypeNews({ ...skypeSettings(1), localUrl: null, serviceHosts: ['smba.trafficmanager.net'], openIdUrl: keys.openIdUrl }),
    body: ACTIVITY,
    prove: () => bearer(skypeSettings(1).appId),
    forge: () => bearer('99999999-9999-4999-8999-999999999999'),
  },
};

test('every channel whose provider tells news stands in this list', () => {
  expect(Object.keys(PROVIDERS).toSorted()).toEqual(Object.keys(newsChannels(channels).sources).toSorted());
});

describe.each(Object.entries(PROVIDERS))('a webhook of %s', (channel, provider) => {
  const stored: Uint8Array[] = [];
  const post = async (body: Uint8Array, headers: Record<string, string>): Promise<number> => {
    stored.length = 0;
    const hooks = { sources: { [channel]: provider.source() }, store: async (_channel: string, taken: Uint8Array) => void stored.push(taken), stored: () => undefined };
    const ports = { hooks, events: { systemNowMs: Date.now }, databaseLimitMs: 1_000, report: () => undefined } as unknown as ApiPorts;
    const routes = hookRoutes(ports).onError((error, c) => c.body(null, error instanceof RequestFailure ? PROBLEMS[error.code].status : 500));
    return (await routes.request(`/v1/hooks/${channel}`, { method: 'POST', headers, body: new Uint8Array(body) })).status;
  };
  const refused = [400, 401, 403, 413];

  test('that is sound is taken', async () => {
    expect(await post(provider.body, await provider.prove(provider.body))).toBe(200);
    const { news, unread } = provider.source().parse(provider.body);
    expect({ unread, told: news.length > 0 }).toEqual({ unread: [], told: true });
  });

  test('replayed has the same bytes, by which the table keeps it once, and news of the same ids', async () => {
    for (let times = 0; times < 3; times += 1) expect(await post(provider.body, await provider.prove(provider.body))).toBe(200);
    expect(stored.map((body) => Buffer.from(body).equals(provider.body))).toEqual([true]);
    const ids = [1, 2].map(() => provider.source().parse(provider.body).news.map(({ id }) => id));
    expect(ids[0]).toEqual(ids[1]);
  });

  test('forged, unsigned or with half a proof is refused and not stored', async () => {
    const proof = await provider.prove(provider.body);
    const half = Object.fromEntries(Object.entries(proof).map(([name, value]) => [name, value.slice(0, -10)]));
    for (const headers of [await provider.forge(provider.body), {}, half]) {
      expect(refused).toContain(await post(provider.body, headers));
      expect(stored).toEqual([]);
    }
  });

  test('truncated is refused and not stored', async () => {
    expect(refused).toContain(await post(provider.body.subarray(0, provider.body.length / 2), await provider.prove(provider.body)));
    expect(stored).toEqual([]);
  });

  test('oversized is refused before it is judged', async () => {
    const large = Buffer.alloc(MEGABYTE + 1, 'x');
    expect(await post(large, await provider.prove(large))).toBe(413);
    expect(stored).toEqual([]);
  });

  test.each([
    ['no JSON', '<html>'], ['half a letter', '{"a":"\xff"}'], ['null', 'null'], ['a list', '[]'], ['nothing', ''], ['a number', '1e999'], ['another shape', '{"object":"page","entry":[{}]}'],
    ['a deep nest', `${'['.repeat(50_000)}${']'.repeat(50_000)}`], ['names of every object', '{"__proto__":{"entry":1},"constructor":{"prototype":1},"entry":"x"}'],
  ])('malformed, %s, brings no news and no failure, whoever has signed it', async (_what, text) => {
    const body = Buffer.from(text, 'latin1');
    expect([200, ...refused]).toContain(await post(body, await provider.prove(body)));
    const { news } = provider.source().parse(body);
    expect(news).toEqual([]);
  });
});

const mailChannel = () => createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: true }, smtp: localSmtp({ host: '127.0.0.1', port: sink.port }) });

describe('an address', () => {
  const LONG = `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(55)}.test`;

  test.each([
    ['with CR and LF', 'ann@shop.test\r\nRCPT TO:<all@shop.test>'], ['with a line feed alone', 'ann\n@shop.test'], ['with a zero', 'ann\0@shop.test'], ['with a command behind it', 'ann@shop.test> SIZE=1'],
    ['in quotes', '"ann b"@shop.test'], ['with a quote', 'ann"@shop.test'], ['with a comment', 'ann(x)@shop.test'], ['in letters beyond ASCII', 'büro@shop.test'], ['of two people', 'ann@shop.test,bob@shop.test'],
    ['of 300 characters', LONG], ['of a long local part', `${'a'.repeat(65)}@shop.test`], ['without a domain', 'ann@'], ['that is a name', 'Ann'], ['of hidden letters', 'ann\u202E@shop.test'],
  ])('%s is refused before a byte leaves', async (_what, address) => {
    const before = sink.commands.length;
    expect(await sendOnce(mailChannel(), anOutgoing({ address }))).toMatchObject({ outcome: 'refused', addressIsDead: true });
    expect(sink.commands.slice(before)).toEqual([]);
  });

  test('of an international domain leaves as the wire has it', async () => {
    expect(await sendOnce(mailChannel(), anOutgoing({ address: 'ann@Bücher.test' }))).toMatchObject({ outcome: 'accepted' });
    expect(sink.commands.filter((line) => line.startsWith('RCPT')).at(-1)).toContain('<ann@xn--bcher-kva.test>');
  });

  test.each(['ann@shop.test\r\nBcc: all@shop.test', '"ann b"@shop.test', LONG, 'ann', 'ann@@shop.test', 'ann@shop'])('%j among the traits of an event is left out with a warning, and the event is taken', (email) => {
    const { traits, handle, warnings, faults } = readCustomer({ userId: 'c1', traits: { email, name: 'Ann' } }, { pointer: '', contextPointer: '' }, { email: 'email' });
    expect({ addresses: traits?.addresses, handle, faults }).toEqual({ addresses: [], handle: { kind: 'external', value: 'c1' }, faults: [] });
    expect(warnings.map(({ pointer }) => pointer)).toEqual(['/traits/email']);
  });
});

describe('a telephone number of no country', () => {
  const NUMBERS = ['+999123456789', '+00123456', '+1', 'call me', '+49', '١٢٣٤٥', `+${'1'.repeat(300)}`];

  test.each(NUMBERS)('%s among the traits is left out with a warning', (phone) => {
    const { traits, warnings, faults } = readCustomer({ userId: 'c1', traits: { phone } }, { pointer: '', contextPointer: '' }, {});
    expect({ phone: traits?.phone, faults }).toEqual({ phone: undefined, faults: [] });
    expect(warnings.map(({ pointer }) => pointer)).toEqual(['/traits/phone']);
  });

  test.each(NUMBERS)('%s as an address of WhatsApp stays here', async (address) => {
    const channel = whatsAppAt('http://127.0.0.1:1');
    const open = await channel.open();
    expect(await open.send(toSomebody({ address }), compiled(channel, WHATSAPP_TEMPLATE), new AbortController().signal)).toMatchObject({ outcome: 'refused' });
    await open.close();
  });
});

describe('what a template is given', () => {
  const MARKUP = '</title><script>alert(1)</script><img src=x onerror=alert(1)>"\'{{shop.name}}';

  test('with markup in a variable shows it as words', () => {
    const channel = channels['email']!;
    const { html = '', text = '', subject = '' } = compiled(channel, { ...PLAIN_TEMPLATE, subject: 'Hello {{#if customer.name}}{{customer.name}}{{/if}}' })
      .render({ ...anOutgoing().data, customer: { name: MARKUP } }, anOutgoing().links, anOutgoing().sender);
    expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    expect(html).toContain('&lt;script&gt;');
    expect(text).toContain('<script>');
    expect(subject).toContain('{{shop.name}}');
  });

  test.each([
    '<p><a href="javascript:alert(1)">x</a></p>', '<p><a href="JaVaScRiPt&#58;alert(1)">x</a></p>', '<p><a href=" java\tscript:alert(1)">x</a></p>', '<p><a href="data:text/html,<script>x</script>">x</a></p>', '<p><a href="vbscript:x">x</a></p>',
    '<p><a href="{{shop.name}}">x</a></p>',
  ])('a link %s does not compile', (html) => {
    expect(channels['email']!.compile({ ...PLAIN_TEMPLATE, html }, 'hash', 'en')).toHaveProperty('faults');
  });

  test('a product whose address is javascript: or whose picture is data: is shown without it', () => {
    const product = { title: '<b>Lamp</b>', price: null, currency: 'GBP', url: 'javascript:alert(1)', picture: 'data:image/png;base64,AAAA', review: null };
    const template = compiled(channels['email']!, { ...PLAIN_TEMPLATE, html: '<p>New</p>{{products}}', text: 'New\n{{products}}' });
    const { html = '', text = '' } = template.render({ ...anOutgoing().data, products: { count: 1, list: [product] } }, anOutgoing().links, anOutgoing().sender);
    expect(html).not.toMatch(/javascript|data:|<b>Lamp/);
    expect(text).not.toMatch(/javascript/);
    expect(html).toContain('&lt;b&gt;Lamp');
  });

  test('a picture of 10 MB in the text of a template is refused at once, by its place', () => {
    const startedMs = performance.now();
    const html = `<p>Look</p>\n<img src="data:image/png;base64,${'A'.repeat(10 * MEGABYTE)}" alt="x">`;
    const answer = channels['email']!.compile({ ...PLAIN_TEMPLATE, html }, 'hash', 'en');
    expect(answer).toMatchObject({ faults: [{ part: 'html' }] });
    expect(JSON.stringify(answer).length, 'and not repeated').toBeLessThan(5_000);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });

  test('a picture of 10 MB in an answer is passed over: its words are read', async () => {
    const head = 'From: ann@customer.test\r\nMessage-ID: <p@x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSTOP\r\n--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n';
    const startedMs = performance.now();
    const told = await readMail(Buffer.from(`${head}${`${'A'.repeat(76)}\r\n`.repeat(10 * MEGABYTE / 78)}--b--\r\n`), { from: 'ann@customer.test', to: [] }, []);
    expect(told).toMatchObject({ kind: 'written', mail: { text: 'STOP', stopWord: { action: 'stop' } } });
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

const aKey = (n: number): LinkKey => ({ id: String(n), secret: Buffer.alloc(32, n).toString('base64') });

describe('a token', () => {
  const token = returnPathOf(77n, aKey(1), 'bounce.shop.test');

  test('that is expired, by two changes of keys, names nothing', () => {
    expect(readReturnPath(token, [aKey(2), aKey(1)])).toBe(77n);
    expect(readReturnPath(token, [aKey(3), aKey(2)])).toBeNull();
  });

  test('of one message names no other, and tampered it names none', () => {
    expect(readReturnPath(token.replace('+77.', '+78.'), [aKey(1)])).toBeNull();
    for (let at = 0; at < token.indexOf('@'); at += 1) {
      const changed = `${token.slice(0, at)}${token[at] === 'q' ? 'r' : 'q'}${token.slice(at + 1)}`;
      expect(readReturnPath(changed, [aKey(1)]), changed).toBeNull();
    }
  });
});

describe('a provider that answers something else', () => {
  test.each(['HTTP/1.1 200 OK', '{"ok":true}', '<html>', '\0\0\0\0'])('a mail server that greets with %j has judged nothing', async (greeting) => {
    const odd = await startSmtpSink({ at: { greeting } });
    const channel = createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: true }, smtp: { ...localSmtp({ host: '127.0.0.1', port: odd.port }), times: { connectMs: 300, silenceMs: 300, attemptMs: 1_000, idleMs: 1_000 } } });
    expect(await sendOnce(channel, anOutgoing())).toMatchObject({ outcome: 'deferred' });
    expect(odd.received).toEqual([]);
    await odd.close();
  });

  test('one that answers a body with words alone leaves the outcome open', async () => {
    const odd = await startSmtpSink({ at: { body: 'taken, thank you' } });
    const channel = createMailChannel({ name: 'email', title: 'E-mail', rule: { obeysQuietHours: true, staysLocal: true }, smtp: { ...localSmtp({ host: '127.0.0.1', port: odd.port }), times: { connectMs: 300, silenceMs: 300, attemptMs: 1_000, idleMs: 1_000 } } });
    expect(await sendOnce(channel, anOutgoing())).toMatchObject({ outcome: 'unknown' });
    await odd.close();
  });
});
