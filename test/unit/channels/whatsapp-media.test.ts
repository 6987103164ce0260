import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { SandboxCloudApi } from '../../../src/channels/whatsapp/sandbox/cloud-api.ts';
import { FILES_PART, type OpenChannel, type Outgoing, type TemplateContent } from '../../../src/contracts/channel.ts';
import { compiled } from '../../support/mail-fixtures.ts';
import { aFile, frozen, MediaInMemory } from '../../support/media-files.ts';
import { SOMEBODY, startCloudApi, toSomebody, whatsAppAt } from '../../support/whatsapp.ts';

const PICTURE = aFile('jpg', 5_000);
const FILE = frozen('spring.jpg', PICTURE);
const PRICES = aFile('pdf', 3_000);
const LIST = frozen('prices.pdf', PRICES, 'application/pdf');
const content = (header: string, more = ''): TemplateContent => ({
  template: `name: spring_offer\ncategory: marketing\nheader: ${header}\n${more}`, text: 'The prices of the season', [FILES_PART]: JSON.stringify({ 'spring.jpg': FILE, 'prices.pdf': LIST }),
});
const WITH_PICTURE = content('{ image: spring.jpg }', 'inWindow: { document: prices.pdf }');
const DAY_MS = 24 * 3_600_000;

let api: SandboxCloudApi | null = null;
const open: OpenChannel[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  await api?.close();
  api = null;
});

/** The provider, what is kept of files there, and so many processes that send. */
async function given(processes = 1, more: Parameters<typeof startCloudApi>[1] = {}) {
  const media = new MediaInMemory();
  media.add(FILE, PICTURE);
  media.add(LIST, PRICES);
  const started = await startCloudApi(null, more);
  api = started.api;
  const channels = Array.from({ length: processes }, () => whatsAppAt(started.apiUrl, {}, 30_000, media));
  open.push(...await Promise.all(channels.map((channel) => channel.open())));
  const sending = [...open];
  const send = (outgoing: Outgoing = toSomebody(), from = 0) => sending[from]!.send(outgoing, compiled(channels[from]!, WITH_PICTURE), new AbortController().signal);
  return { provider: started.api, media, send };
}
const types = (provider: SandboxCloudApi) => provider.requests.map(({ body }) => (body as { type: string }).type);

describe('a file of a template', () => {
  test('is handed over once, by what it is, and sent by the id that it has from then on; the person sees its name', async () => {
    const { provider, send } = await given();
    expect([await send(), await send(toSomebody({ address: '+12025550124' }))]).toMatchObject([{ outcome: 'accepted' }, { outcome: 'accepted' }]);
    expect(provider.media.all).toMatchObject([{ name: 'spring.jpg', type: 'image/jpeg', sizeBytes: PICTURE.length }]);
    const id = provider.media.all[0]!.id;
    expect(provider.requests.map(({ body }) => body)).toMatchObject([1, 2].map(() => ({ template: { components: [{ type: 'header', parameters: [{ type: 'image', image: { id } }] }] } })));
    expect(provider.chats.find(SOMEBODY)?.lines[0]?.text).toBe('spring_offer (en)\n[image: spring.jpg]');
  });

  test('goes beside the words within the window; where that has closed, the template leaves with its own in the same attempt', async () => {
    const { provider, send } = await given();
    provider.write(SOMEBODY, 'Hello');
    await send(toSomebody({ freeWords: true }));
    expect(provider.requests.at(-1)).toMatchObject({ body: { type: 'document', document: { id: provider.media.all[0]!.id, filename: 'prices.pdf', caption: 'The prices of the season' } } });
    expect(provider.chats.find(SOMEBODY)?.lines[1]?.text).toBe('[document: prices.pdf]\nThe prices of the season');
    expect(await send(toSomebody({ address: '+12025550124', freeWords: true }))).toMatchObject({ outcome: 'accepted' });
    expect(types(provider)).toEqual(['document', 'document', 'template']);
    expect(provider.media.all.map(({ name }) => name)).toEqual(['prices.pdf', 'spring.jpg']);
  });

  test('is handed over once, however many processes need it at the same time', async () => {
    const { provider, send } = await given(3);
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, index) => send(toSomebody({ address: `+120255501${String(index).padStart(2, '0')}` }), index % 3)));
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
    expect(provider.media.all).toHaveLength(1);
  });

  test('is handed over anew in its last three days, beside a message that still leaves with the old id; and at once when it is gone', async () => {
    const { provider, media, send } = await given();
    await send();
    const [first] = provider.media.all;
    media.nowMs += 27 * DAY_MS - 1;
    await send();
    expect(provider.media.all).toHaveLength(1);
    media.nowMs += 2;
    await send();
    expect(JSON.stringify(provider.requests.at(-1))).toContain(first!.id);
    while ([...media.kept.values()][0]?.id === first!.id) await sleep(5);
    const [, second] = provider.media.all;
    await send();
    expect(JSON.stringify(provider.requests.at(-1))).toContain(second!.id);
    media.nowMs += 31 * DAY_MS;
    await send();
    expect(JSON.stringify(provider.requests.at(-1))).toContain(provider.media.all[2]!.id);
    expect(provider.media.all).toHaveLength(3);
  });

  test('that the provider has lost is handed over again in the same attempt; it is not suspected of every refusal', async () => {
    const { provider, send } = await given();
    await send();
    provider.media.clear();
    expect(await send()).toMatchObject({ outcome: 'accepted' });
    expect(provider.requests).toHaveLength(3);
    provider.script(SOMEBODY, { kind: 'error', code: 100 });
    expect(await send()).toMatchObject({ outcome: 'refused', code: '100' });
    expect(provider.requests).toHaveLength(4);
    provider.script(SOMEBODY, { kind: 'error', code: 131_053 }, { kind: 'error', code: 131_053 });
    expect(await send()).toMatchObject({ outcome: 'refused', code: '131053' });
    expect(provider.requests).toHaveLength(6);
  });

  test('that is not stored, or cannot be read here, refuses the message', async () => {
    const { provider, media, send } = await given();
    media.stored.clear();
    expect(await send()).toMatchObject({ outcome: 'refused', code: 'no-file' });
    const channel = whatsAppAt(`http://127.0.0.1:${provider.port}`);
    expect(await (await channel.open()).send(toSomebody(), compiled(channel, WITH_PICTURE), new AbortController().signal)).toMatchObject({ outcome: 'refused', code: 'no-file' });
    expect(await (await channel.open()).send(toSomebody(), compiled(channel, { ...WITH_PICTURE, [FILES_PART]: '{}' }), new AbortController().signal)).toMatchObject({ outcome: 'refused', code: 'not-renderable' });
    expect(provider.requests).toEqual([]);
  });
});

describe('a file that cannot be handed over', () => {
  test.each([
    [{ kind: 'error', code: 130_429, status: 429, retryAfterSeconds: 40 }, { outcome: 'deferred', code: '130429', retryAfterMs: 40_000 }],
    [{ kind: 'error', code: 131_000, status: 500 }, { outcome: 'deferred', code: '131000' }],
    [{ kind: 'error', code: 190, status: 401 }, { outcome: 'deferred', code: '190', senderHalted: true }],
    [{ kind: 'error', code: 131_053 }, { outcome: 'refused', code: '131053', addressIsDead: false }],
    // Whatever the answer speaks of, it is no word about the receiver.
    [{ kind: 'error', code: 131_026 }, { outcome: 'refused', code: '131026', addressIsDead: false }],
    [{ kind: 'page', status: 502 }, { outcome: 'deferred', code: 'http-502' }],
    [{ kind: 'page', status: 413 }, { outcome: 'refused', code: 'http-413' }],
    [{ kind: 'cut', taken: false }, { outcome: 'deferred' }],
  ] as const)('%j is an outcome of the message, which has certainly not left', async (script, outcome) => {
    const { provider, send } = await given();
    provider.media.scripts.push(script);
    expect(await send()).toMatchObject({ ...outcome, detail: expect.stringContaining('the file spring.jpg could not be handed over') });
    expect(provider.requests).toEqual([]);
  });

  test('is not offered again with every message', async () => {
    const { provider, send } = await given();
    provider.media.scripts.push({ kind: 'error', code: 131_053 });
    await send();
    expect(await send()).toMatchObject({ outcome: 'refused', code: '131053' });
    expect(provider.media.all).toEqual([]);
  });

  test('is offered again when the provider wants it to be', async () => {
    const { provider, send } = await given();
    provider.media.scripts.push({ kind: 'error', code: 131_000, status: 500, retryAfterSeconds: 1 });
    expect([await send(), await send()]).toMatchObject([{ outcome: 'deferred' }, { outcome: 'deferred' }]);
    await sleep(1_050);
    expect(await send()).toMatchObject({ outcome: 'accepted' });
  });

  test('because the tables are away waits for them', async () => {
    const { media, send } = await given();
    media.keptAs = async () => { throw new Error('connection lost'); };
    expect(await send()).toMatchObject({ outcome: 'deferred', code: 'media-not-read' });
  });

  test('is left under way when the worker stops, and handed over by another when its lease has ended', async () => {
    const { provider, media, send } = await given(2);
    provider.media.scripts.push({ kind: 'hang' });
    const left = send();
    while (provider.media.scripts.length > 0) await sleep(5);
    await open.shift()!.close();
    expect(await left).toMatchObject({ outcome: 'deferred' });
    media.nowMs += 6 * 60_000;
    expect(await send(toSomebody(), 1)).toMatchObject({ outcome: 'accepted' });
  });
});

const upload = async (form: FormData, token = 'a-token-of-a-system-user') => {
  const { provider } = await given();
  const answer = await fetch(`http://127.0.0.1:${provider.port}/v26.0/100000000000001/media`, { method: 'POST', body: form, headers: { Authorization: `Bearer ${token}` } });
  return { status: answer.status, body: await answer.json() as { id?: string; error?: { code: number; error_data: { details: string } } } };
};
const formOf = (bytes: Buffer, type: string, product = 'whatsapp') => {
  const form = new FormData();
  form.set('messaging_product', product);
  form.set('file', new Blob([new Uint8Array(bytes)], { type }), 'a.jpg');
  return form;
};

describe('the provider\'s way of taking files', () => {
  test('wants its product, a file and a type that it knows, no larger than that may be', async () => {
    expect(await upload(formOf(PICTURE, 'image/jpeg'))).toMatchObject({ status: 200, body: { id: expect.stringMatching(/^\d+$/) } });
    expect((await upload(formOf(PICTURE, 'image/jpeg', 'x'))).body.error?.code).toBe(100);
    expect((await upload(new FormData())).body.error?.code).toBe(100);
    expect((await upload(formOf(PICTURE, ''))).body.error?.error_data.details).toContain('Received file of type');
    expect((await upload(formOf(Buffer.alloc(5 * 1024 * 1024 + 1), 'image/jpeg'))).body.error?.code).toBe(131_053);
    expect((await upload(formOf(PICTURE, 'image/jpeg'), 'old')).body.error?.code).toBe(190);
  });

  test('knows no id that it has not given, none after thirty days, and none as what it is not', async () => {
    let nowMs = Date.parse('2026-11-29T12:00:00Z');
    const { provider, send } = await given(1, { nowMs: () => nowMs });
    await send();
    nowMs += 30 * DAY_MS;
    expect(await send()).toMatchObject({ outcome: 'accepted' });
    expect(provider.media.all).toHaveLength(2);
    const post = (image: object, type = 'image') => fetch(`http://127.0.0.1:${provider.port}/v26.0/100000000000001/messages`, {
      method: 'POST', headers: { Authorization: 'Bearer a-token-of-a-system-user' }, body: JSON.stringify({ messaging_product: 'whatsapp', to: SOMEBODY, type, [type]: image }) }).then(({ status }) => status);
    provider.write(SOMEBODY, 'Hello');
    expect([await post({ id: provider.media.all[1]!.id }), await post({ id: provider.media.all[1]!.id }, 'video'), await post({ id: provider.media.all[0]!.id }), await post({ id: '1' })]).toEqual([200, 400, 400, 400]);
  });
});
