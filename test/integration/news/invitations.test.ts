import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDelivery } from '../../../src/activities/deliver.ts';
import { INVITATION_WORDS } from '../../../src/api/words/invitation-words.ts';
import { PAGE_LANGUAGES } from '../../../src/api/words/page-language.ts';
import { invitationWords } from '../../../src/channels/skype/invitation-words.ts';
import type { SandboxConnector } from '../../../src/channels/skype/sandbox/connector.ts';
import type { Channels } from '../../../src/channels/registry.ts';
import { SAMPLE_LINKS } from '../../../src/channels/sample-data.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { signInvitation } from '../../../src/intake/links/invitation.ts';
import { invitationFor } from '../../../src/invitation-ports.ts';
import { linkKeys } from '../../../src/store/links.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer } from '../../support/engine.ts';
import { startConnector } from '../../support/skype.ts';
import { createTestApp, type TestApp } from '../api/test-app.ts';
import { type LedgerScene, openLedger, withReadyMessage } from '../ledger/ledger-scene.ts';

const PUBLIC_URL = 'http://127.0.0.1:4400';
const INVITING = { subject: 'Hello', html: '<p>x</p>', text: '{{#if invitationUrl}}chat: {{invitationUrl}}{{else}}no chat{{/if}}' };

let scene: LedgerScene;
let app: TestApp;
let connector: SandboxConnector;
let channels: Channels;
let server: ReturnType<typeof createAdaptorServer>;
beforeAll(async () => {
  scene = await openLedger();
  const handler: { fetch: (request: Request) => Response | Promise<Response> } = { fetch: () => new Response(null, { status: 503 }) };
  server = createAdaptorServer({ fetch: (request) => handler.fetch(request) }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const started = await startConnector(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/hooks/skype`);
  connector = started.connector;
  channels = { skype: started.channel };
  app = createTestApp(scene.pool, { sources: { skype: started.channel.news! }, channels });
  handler.fetch = (request) => app.app.fetch(request);
});
afterAll(async () => { await connector.close(); server.close(); await scene.close(); });

const heard = async () => { await connector.idle(); await app.applied(); };
const page = async (token: string, headers: Record<string, string> = {}) => {
  const answer = await app.app.request(`/i/${token}`, { headers });
  return { status: answer.status, html: await answer.text(), headers: answer.headers };
};
const tokenOf = async (id: string, untilMs = Date.now() + 86_400_000) => signInvitation((await linkKeys(scene.pool))[0]!, id, untilMs);
let mails = 0;

/** What the mail says that goes to a new customer, or to one who is known already. */
async function mailTo(of: CustomerId | null = null, marketplace: string | null = null): Promise<{ id: CustomerId; text: string }> {
  const { id, message } = await withReadyMessage(scene, `mail-${mails += 1}`);
  const claim = await scene.claim(message);
  if (claim.kind !== 'taken') throw new Error(`not taken: ${claim.kind}`);
  let text = '';
  const deliver = createDelivery({
    channels: scene.channels, readTemplate: async () => ({ content: INVITING, locale: 'en' }), linksFor: () => SAMPLE_LINKS_ALONE, returnAddressesFor: () => ({ bounce: null, reply: null }),
    invitationFor: invitationFor(scene.pool, channels, await linkKeys(scene.pool), PUBLIC_URL),
    open: { email: {
      send: async ({ data, links, sender }, template) => {
        text = template.render(data, links, sender)['text'] ?? '';
        return { outcome: 'accepted', providerId: null, detail: '' };
      },
      probe: async () => null, close: async () => undefined,
    } },
  });
  await deliver({ ...claim.message, customerId: of ?? id }, { ...claim.taken, marketplace }, new AbortController().signal);
  return { id, text };
}
const { invitationUrl: _sample, ...SAMPLE_LINKS_ALONE } = SAMPLE_LINKS;

describe('a mail that invites', () => {
  test('leads to a page that tells what happens and on to the chat; who has answered is invited no more, nor who has ended it', async () => {
    const { id, text } = await mailTo();
    const [, token = ''] = /chat: http:\/\/127\.0\.0\.1:4400\/i\/([\w.-]+)/.exec(text) ?? [];
    const asked = await page(token);
    expect([asked.status, asked.html]).toEqual([200, expect.stringContaining('Talk to us in Microsoft Teams') as string]);
    expect(asked.html).not.toContain('<script');
    const link = new URL(/<a class="button" href="([^"]+)"/.exec(asked.html)![1]!.replaceAll('&amp;', '&'));
    expect([link.origin, link.searchParams.get('message')]).toEqual([`http://127.0.0.1:${connector.port}`, invitationWords(token)]);
    expect((await fetch(`http://127.0.0.1:${connector.port}/chats/29:anybody`)).status).toBe(200);
    // The chat of the sandbox has it typed already, as Teams does.
    expect(await (await fetch(link)).text()).toContain(`aria-label="Answer">${invitationWords(token)}</textarea>`);

    const user = decodeURIComponent(link.pathname.split('/')[2]!);
    connector.write(user, link.searchParams.get('message')!);
    await heard();
    expect((await page(token)).html).toContain(INVITATION_WORDS.en.doneTitle);
    expect((await mailTo(id)).text).toContain('no chat');
    connector.remove(user);
    await heard();
    expect((await mailTo(id)).text).toContain('no chat');
    expect((await page(token)).html).toContain('Talk to us in Microsoft Teams');
  });

  test('invites nobody whom a marketplace has brought, and nobody where no bot answers', async () => {
    expect((await mailTo(null, 'ebay')).text).toContain('no chat');
    const withBot = channels;
    channels = scene.channels;
    expect((await mailTo()).text).toContain('no chat');
    channels = withBot;
  });
});

describe('the page of an invitation', () => {
  test.each(Object.keys(PAGE_LANGUAGES) as (keyof typeof PAGE_LANGUAGES)[])('speaks %s: the customer\'s language, with every word filled', async (language) => {
    const id = await addCustomer(scene.pool, { external: `speaks-${language}` });
    await scene.pool.query('update customer set language = $2 where id = $1', [id, language]);
    const { html, headers } = await page(await tokenOf(id, Date.parse('2030-03-09T10:00:00Z')), { 'Accept-Language': 'en' });
    expect(html).toContain(`lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    expect(html).toContain('Microsoft Teams');
    expect(html).toMatch(/2030|٢٠٣٠/);
    expect(html).not.toMatch(/\{(?:app|date)\}/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('says when it has ended, and answers nothing to a token that is none', async () => {
    const id = await addCustomer(scene.pool, { external: 'late' });
    await scene.pool.query('update customer set language = null where id = $1', [id]);
    const ended = await page(await tokenOf(id, Date.now() - 2 * 86_400_000), { 'Accept-Language': 'de' });
    expect([ended.status, ended.html]).toEqual([410, expect.stringContaining(INVITATION_WORDS.de.endedTitle) as string]);
    const token = await tokenOf(id);
    for (const other of [`${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`, token.replace(/^./, (first) => (first === '1' ? '2' : '1')), 'x', 'a.b.c', 'x'.repeat(3_000)]) expect((await page(other)).status).toBe(404);
    await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [id]);
    expect((await page(token)).status).toBe(410);
  });

  test('is named by the command line, with the code and how long it is good', async () => {
    const id = await addCustomer(scene.pool, { external: 'by-hand' });
    const told = JSON.parse((await touchlineOn(scene.pool, 'customer', 'invite', 'by-hand', '--days', '7', '--json')).out) as { customer: string; page: string; code: string; link: string | null };
    expect(told).toMatchObject({ customer: id, link: null, code: invitationWords(told.page.split('/i/')[1]!) });
    expect((await page(told.page.split('/i/')[1]!)).status).toBe(200);
    expect((await touchlineOn(scene.pool, 'customer', 'invite', 'by-hand')).out).toMatch(/^page {3}http:\/\/127\.0\.0\.1:\d+\/i\/[\w.-]+\ncode {3}touchline-[\w.-]+\nuntil {2}\d{4}-\d\d-\d\d, the whole day by UTC\n\nNo bot is configured/);
  });
});
