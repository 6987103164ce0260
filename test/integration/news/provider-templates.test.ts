import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDelivery } from '../../../src/activities/deliver.ts';
import { createChannels } from '../../../src/channels/registry.ts';
import type { SandboxCloudApi } from '../../../src/channels/whatsapp/sandbox/cloud-api.ts';
import type { RegisteredTemplate } from '../../../src/channels/whatsapp/sandbox/registered-templates.ts';
import { sampleData, SAMPLE_LINKS, SAMPLE_SENDER } from '../../../src/channels/sample-data.ts';
import type { Channel } from '../../../src/contracts/channel.ts';
import { toMessageId } from '../../../src/domain/ids.ts';
import type { MessageRow } from '../../../src/store/message-rows.ts';
import { listTemplates, saveProviderTemplates, templatesDue, templateState } from '../../../src/store/provider-templates.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { column } from '../../support/engine.ts';
import { SOMEBODY, startCloudApi, WHATSAPP_TEMPLATE, whatsAppAt } from '../../support/whatsapp.ts';

let database: TestDatabase;
let api: SandboxCloudApi | null = null;
beforeAll(async () => { database = await freshDatabase(); });
afterAll(() => database.drop());
afterEach(async () => { await api?.close(); api = null; });

const registered = (over: Partial<RegisteredTemplate> = {}): RegisteredTemplate => ({ name: 'spring_offer', language: 'en', category: 'MARKETING', status: 'APPROVED', bodyParameters: 2, ...over });

async function given(templates: readonly RegisteredTemplate[]): Promise<Channel> {
  const started = await startCloudApi(null, { templates });
  api = started.api;
  return whatsAppAt(started.apiUrl, { staysLocal: false });
}

const read = async (channel: Channel) => (await channel.open()).templates!(AbortSignal.timeout(5_000));
const states = () => column<string>(database.pool, `select name || ' ' || locale || ' ' || status from channel_template order by 1`);

describe('the templates of a provider', () => {
  test('are read over all pages, with status, category, quality and language', async () => {
    const many = Array.from({ length: 230 }, (_, n) => registered({ name: `t_${n}` }));
    const all = await read(await given([...many, registered({ language: 'de', status: 'REJECTED', rejected_reason: 'PROMOTIONAL', quality_score: { score: 'RED' } })]));
    expect(all).toHaveLength(231);
    expect(all?.at(-1)).toEqual({ name: 'spring_offer', locale: 'de', status: 'rejected', detail: 'PROMOTIONAL', category: 'marketing', quality: 'red' });
  });

  test('are not taken for gone when they cannot be read', async () => {
    expect(await read(whatsAppAt('http://127.0.0.1:1', { staysLocal: false }))).toBeNull();
    const { apiUrl, api: strict } = await startCloudApi(null, { templates: [registered()] });
    api = strict;
    expect(await read(whatsAppAt(apiUrl, { staysLocal: false, token: 'old' }))).toBeNull();
  });

  test('are kept as told last: by reading, by news in between, and as disabled once they are gone', async () => {
    const template = { name: 'spring_offer', locale: 'en', status: 'approved' as const, detail: 'approved', category: 'marketing', quality: 'green' };
    const nowMs = Date.now() - 60_000;
    expect(await templatesDue(database.pool, ['whatsapp'])).toEqual(['whatsapp']);
    await saveProviderTemplates(database.pool, 'whatsapp', [template, { ...template, locale: 'de' }], nowMs);
    expect(await templatesDue(database.pool, ['whatsapp'])).toEqual([]);
    await database.pool.query(`update channel_template set status = 'paused', at_system = clock_timestamp() where locale = 'en'`);
    await saveProviderTemplates(database.pool, 'whatsapp', [{ ...template, quality: 'yellow' }], nowMs + 1_000);
    expect(await states()).toEqual(['spring_offer de disabled', 'spring_offer en paused']);
    expect((await listTemplates(database.pool)).find(({ locale }) => locale === 'en')).toMatchObject({ quality: 'yellow', status: 'paused' });
    await saveProviderTemplates(database.pool, 'whatsapp', [template], Date.now() + 1_000);
    expect(await states()).toEqual(['spring_offer de disabled', 'spring_offer en approved']);
  });
});

describe('a touch whose template', () => {
  const message: MessageRow = {
    id: toMessageId('spring:x:1/hello/1/whatsapp'), ref: '1', customerId: 'c' as never, enrolmentId: 'e' as never, campaign: 'spring', ordinal: 1, step: 's' as never, channel: 'whatsapp', purpose: 'marketing',
    state: 'sending', contactPointId: 'p' as never, templateHash: 'hash', fence: 1, createdAtMs: 0, expiresAtMs: 0, leaseLeftMs: null, inquiryId: null, approvedUntilMs: null,
  };
  const taken = { messageId: message.id, fence: 1, ref: '1', address: `+${SOMEBODY}`, displayName: null, locale: 'en', data: sampleData(), sender: SAMPLE_SENDER, tracking: null, freeWords: false, reference: null, turnAtMs: 0, marketplace: null };

  async function delivered(status: 'approved' | 'paused' | 'rejected' | 'disabled' | 'pending', freeWords = false) {
    const channel = await given([registered()]);
    await saveProviderTemplates(database.pool, 'whatsapp', [{ name: 'spring_offer', locale: 'en', status, detail: 'QUALITY', category: null, quality: null }], Date.now() + 60_000 * 60);
    await database.pool.query(`delete from channel_template where name <> 'spring_offer'`);
    const deliver = createDelivery({
      channels: { ...createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: 1 } }), whatsapp: channel }, open: { whatsapp: await channel.open() },
      readTemplate: async () => ({ content: WHATSAPP_TEMPLATE, locale: 'en' }), linksFor: () => SAMPLE_LINKS, trackingLaws: {}, returnAddressesFor: () => ({ bounce: null, reply: null }), templateState: (name, one) => templateState(database.pool, name, one),
    });
    if (freeWords) api?.write(SOMEBODY, 'Hello');
    const outcome = await deliver(message, { ...taken, countries: [], freeWords }, new AbortController().signal);
    return { outcome, requests: api?.requests.length };
  }

  test('is approved leaves', async () => {
    expect(await delivered('approved')).toMatchObject({ outcome: { outcome: 'accepted' }, requests: 1 });
  });

  test.each(['paused', 'pending'] as const)('is %s keeps its place, and nobody is asked', async (status) => {
    expect(await delivered(status)).toMatchObject({ outcome: { outcome: 'deferred', code: `template-${status}`, retryAfterMs: 900_000 }, requests: 0 });
  });

  test.each(['rejected', 'disabled'] as const)('is %s ends with the reason, and nobody is asked', async (status) => {
    expect(await delivered(status)).toMatchObject({ outcome: { outcome: 'refused', code: `template-${status}`, addressIsDead: false, detail: expect.stringContaining('QUALITY') as string }, requests: 0 });
  });

  test('is paused leaves all the same in free words, while the window is open', async () => {
    expect(await delivered('paused', true)).toMatchObject({ outcome: { outcome: 'accepted' }, requests: 1 });
  });
});
