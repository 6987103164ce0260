import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/api/app.ts';
import { addSandboxMail } from '../../../src/store/sandbox-mail.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { aShopWithKey, createTestApp, type TestApp } from './test-app.ts';

let database: TestDatabase;
let test: TestApp;
let mailId: string;

const RAW = [
  'From: Gift Shop <hello@shop.example>', 'To: ann@example.com', 'Subject: =?utf-8?q?Sch=C3=B6n?=', 'X-Long: one', '\ttwo', 'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary=b', '',
  '--b', 'Content-Type: text/plain; charset=utf-8', '', 'Hello Ann <b>not bold</b>', '--b', 'Content-Type: text/html; charset=utf-8', '',
  '<!doctype html><html><head><title>x</title></head><body><h1>Hello Ann</h1><script>alert(1)</script><a href="http://127.0.0.1:4400/c/x">go</a></body></html>', '--b--', '',
].join('\r\n');

beforeAll(async () => {
  database = await freshDatabase();
  await aShopWithKey(database.pool);
  test = createTestApp(database.pool);
  mailId = await addSandboxMail(database.pool, { envelopeFrom: 'bounce@shop.example', envelopeTo: 'ann@example.com', messageId: '<1@shop.example>', subject: 'Schön <script>', raw: Buffer.from(RAW) });
});
afterAll(() => database.drop());

const LOCAL = { Host: '127.0.0.1:4400' };
const get = (path: string, headers: Record<string, string> = LOCAL) => test.app.request(path, { headers });

async function fail(): Promise<never> {
  throw new TypeError('secret detail of the inside');
}

describe('every answer', () => {
  it.each(['/', '/status.json', '/outbox', '/outbox/1', '/outbox/1/html', '/outbox/9', '/healthz', '/readyz', '/style.css', '/problems/bad-json', '/u/x', '/p/x', '/c/x', '/v1/track', '/nothing'])(
    '%s carries the security headers', async (path) => {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
      expect(headers.get('content-security-policy')).toMatch(/frame-ancestors '(none|self)'/);
      expect(headers.get('content-security-policy')).not.toContain('script-src');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-frame-options')).toMatch(/DENY|SAMEORIGIN/);
      expect(headers.get('set-cookie')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    });

  it('of a wrong method names the right ones', async () => {
    const response = await test.app.request('/v1/track', { method: 'PUT', headers: LOCAL });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await response.json()).toMatchObject({ type: '/problems/wrong-method', status: 405 });
  });

  it('is problem+json for programs and a page for browsers', async () => {
    expect((await get('/nothing')).headers.get('content-type')).toBe('application/problem+json');
    const page = await get('/nothing', { ...LOCAL, Accept: 'text/html,*/*' });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
  });

  it('after an unexpected error says nothing of it', async () => {
    const broken = createTestApp(database.pool);
    const app = createApp({ ...broken.ports, links: { ...broken.ports.links, signer: fail } });
    const response = await app.request('/u/1.x');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/secret|TypeError|at /);
    expect(broken.reports).toHaveLength(1);
  });
});

describe('pages for operators', () => {
  it.each([
    ['under another name', { Host: 'shop.example' }],
    ['under a name that only looks local', { Host: 'localhost.evil.example' }],
    ['through a proxy', { ...LOCAL, 'X-Forwarded-For': '203.0.113.7' }],
  ])('are not there %s', async (_name, headers) => {
    for (const path of ['/', '/status.json', '/outbox', `/outbox/${mailId}`, `/outbox/${mailId}/html`]) {
      expect([path, (await get(path, headers as Record<string, string>)).status]).toEqual([path, 404]);
    }
  });

  it.each(['localhost:4400', '127.0.0.1', '[::1]:4400'])('are there on %s', async (host) => {
    expect((await get('/', { Host: host })).status).toBe(200);
  });

  it('show the same data on the page and in JSON', async () => {
    const { pool } = database;
    await pool.query(`insert into campaign (name, state, active_ordinal) values ('welcome', 'running', 1)`);
    await pool.query(`insert into campaign_version values ('welcome', 1, 'h', '', '{"title":{"en":"Welcome & more"},"fallbackLocale":"en"}', now())`);
    await pool.query(`insert into campaign_run (id, campaign, ordinal, run_number, state, seed, starts_at) values ('campaign:welcome:v1:r1', 'welcome', 1, 1, 'sending', 's', now())`);
    await pool.query(`insert into audience_member select 'campaign:welcome:v1:r1', gen_random_uuid(), case when n <= 3 then 'holdout' else 'entered' end from generate_series(1, 12) n`);
    await pool.query(`insert into enrolment (id, campaign, customer_id, entry_number, ordinal, place, visits, open, entered_at, expires_at)
      select 'e' || n, 'welcome', gen_random_uuid(), 1, 1, json_build_object('kind', case when n <= 2 then 'held' when n = 9 then 'ended' else 'waiting' end)::jsonb, '{}', n < 9, now(), now() from generate_series(1, 9) n`);
    await pool.query(`insert into customer_state (customer_id, wake_at, waiting_for) values (gen_random_uuid(), now() - interval '1 hour', 'silence')`);
    const status = await (await get('/status.json')).json() as { facts: { campaigns: object[]; backlog: object }; parts: { part: string; state: string }[] };
    expect(status.facts.campaigns).toEqual([{
      name: 'welcome', title: 'Welcome & more', state: 'running', version: 1, audience: 12, holdout: 3, open: 8, held: 2, ended: 1, sent: 0, refused: 0, unknown: 0,
    }]);
    expect(status.facts.backlog).toMatchObject({ overdueWakeUps: 1, oldestOverdue: { waitingFor: 'silence' } });
    const page = await (await get('/')).text();
    expect(page).toContain('Welcome &amp; more');
    expect(page).toMatch(/▲ late/);
    expect(page).not.toContain('<script');
  });

  it('say that the demo clock runs', async () => {
    await database.pool.query(`insert into domain_clock values (1, clock_timestamp(), '2011-12-10T00:00Z', 1440, clock_timestamp())`);
    expect(await (await get('/')).text()).toMatch(/Demo clock.*2011-12-10.*time: 1 day per minute/s);
    await database.pool.query('delete from domain_clock');
  });

  it('show a mail as its receiver sees it, in a frame that can run nothing', async () => {
    expect(await (await get('/outbox')).text()).toContain(`<a href="/outbox/${mailId}">Schön &lt;script&gt;</a>`);
    expect(await (await get('/outbox?to=ANN@exam')).text()).toContain(`<a href="/outbox/${mailId}">`);
    expect(await (await get('/outbox?to=%22%3E%3Cscript%3E%00')).text()).toMatch(/value="&quot;&gt;&lt;script&gt;"[\s\S]*Nothing to such an address/);
    const page = await (await get(`/outbox/${mailId}`)).text();
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(page).toContain('Hello Ann &lt;b&gt;not bold&lt;/b&gt;');
    expect(page).toContain('one two');
    const html = await get(`/outbox/${mailId}/html`);
    expect(html.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox allow-popups/);
    expect(await html.text()).toContain('<head><base target="_blank">');
  });

  it.each(['0', 'x', '99999999999999999999', '1;drop', "1'"])('know no mail %s', async (id) => {
    expect((await get(`/outbox/${encodeURIComponent(id)}`)).status).toBe(404);
    expect((await get(`/outbox?before=${encodeURIComponent(`${id}x`)}`)).status).toBe(404);
  });
});

const givenBack = async (act: string, headers: Record<string, string> = {}, app?: TestApp) => {
  const given: string[] = [];
  const asked = app ?? createTestApp(database.pool, { giveBack: async ({ envelopeTo }, what, words) => { given.push(`${what} ${envelopeTo} ${words}`); } });
  const response = await asked.app.request(`/outbox/${mailId}/back`, { method: 'POST', headers: { ...LOCAL, ...headers }, body: new URLSearchParams({ act, words: 'Yes, please' }) });
  return { response, given };
};

describe('what a receiver does with a mail of the sandbox', () => {
  it('is handed on with its words, and the page says so', async () => {
    const { response, given } = await givenBack('answer');
    expect([response.status, response.headers.get('location'), given]).toEqual([303, `/outbox/${mailId}?told=answer`, ['answer ann@example.com Yes, please']]);
    expect(await (await createTestApp(database.pool, { giveBack: async () => undefined }).app.request(`/outbox/${mailId}?told=answer`, { headers: LOCAL })).text()).toContain('The answer is on its way.');
  });

  it('is not offered where nobody takes it, nor taken from the pages of others or under other names', async () => {
    expect((await givenBack('answer', {}, test)).response.status).toBe(404);
    expect(await (await get(`/outbox/${mailId}`)).text()).not.toContain('Send the answer');
    for (const refused of [await givenBack('answer', { 'Sec-Fetch-Site': 'cross-site' }), await givenBack('delete'), await givenBack('answer', { Host: 'evil.example' })]) expect([refused.response.status, refused.given]).toEqual([404, []]);
  });
});
