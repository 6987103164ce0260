import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLinkSigner, type LinkSigner } from '../../../src/intake/links/link-signer.ts';
import { linkKeys, rotateLinkKey } from '../../../src/store/links.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { aShopWithKey, basic, createTestApp, post as postTo, type TestApp } from './test-app.ts';

const CUSTOMER = '0b5c7a52-3f6e-4a8a-9d20-000000000001';
const TARGETS = ['https://shop.example/sale?from=mail&x=1', 'https://shop.example/new', 'javascript:alert(1)'];

let database: TestDatabase;
let test: TestApp;
let signer: LinkSigner;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
afterEach(() => test.applied());
beforeEach(async () => {
  const { pool } = database;
  await pool.query('truncate statement, event_inbox, customer, identity, customer_facts, customer_state, contact_point, consent, suppression, message, template_version, setting');
  await pool.query('alter sequence message_ref_seq restart');
  await aShopWithKey(pool);
  await aMessage();
  test = createTestApp(pool);
  signer = createLinkSigner(await linkKeys(pool));
});

/** A customer with consent, and a German mail to them, long sent. */
async function aMessage(): Promise<void> {
  const { pool } = database;
  await pool.query(`insert into customer (id, created_at) values ($1, now())`, [CUSTOMER]);
  await pool.query(`insert into customer_facts (customer_id) values ($1)`, [CUSTOMER]);
  await pool.query(`insert into customer_state (customer_id) values ($1)`, [CUSTOMER]);
  await pool.query(`insert into identity values ('main', 'external', 'c-1', $1, 'test')`, [CUSTOMER]);
  await pool.query(`insert into contact_point (id, customer_id, channel, address) values ($1, $1, 'email', 'ann@example.com')`, [CUSTOMER]);
  await pool.query(`insert into consent (customer_id, channel, purpose, granted, source, wording, at) values ($1, 'email', 'marketing', true, 'test', 'yes', now() - interval '1 year')`, [CUSTOMER]);
  await pool.query(`insert into template_version values ('hash', 'email', 'welcome', 'de', '{}', $1, now())`, [TARGETS]);
  await pool.query(
    `insert into message (id, customer_id, enrolment_id, campaign, ordinal, step, occurrence, channel, purpose, state, contact_point_id, template_hash, context, expires_at, created_at, accepted_at)
     values ('welcome:x:1/hello/1/email', $1, 'welcome:x:1', 'welcome', 1, 'hello', 1, 'email', 'marketing', 'accepted', $1, 'hash', '{}', now(), now(), now() - interval '200 days')`, [CUSTOMER]);
}

const token = (purpose: 'unsubscribe' | 'preferences' | 'confirm' | 'redirect' | 'open', number: number | null = null) => signer.sign(purpose, { messageRef: 1n, number });
const HOUR_MS = 3_600_000;
/** What the form of the page carries, made so many hours ago. */
const formToken = (hoursAgo = 0, messageRef = 1n) => signer.sign('form', { messageRef, number: Math.floor(Date.now() / HOUR_MS) - hoursAgo });
const prefer = async (answers: Record<string, string | readonly string[]>, form = formToken()) => test.app.request(`/p/${token('preferences')}`, {
  method: 'POST', body: new URLSearchParams([['form', form], ...Object.entries(answers).flatMap(([name, values]) => [values].flat().map((value) => [name, value]))]).toString(),
});
const AGENT = { 'User-Agent': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mail/16.0' };
const get = (path: string, headers: Record<string, string> = {}) => test.app.request(path, { headers });
const rowsOf = async <Row extends object>(sql: string) => (await database.pool.query<Row>(sql)).rows;
const count = async (sql: string) => (await database.pool.query(sql)).rowCount;
const consentNow = async () => (await database.pool.query<{ granted: boolean; source: string }>('select granted, source from consent order by id desc limit 1')).rows[0]!;
const allRows = async () => JSON.stringify((await database.pool.query(
  `select (select count(*) from event_inbox), (select count(*) from consent), (select count(*) from suppression), (select json_agg(m) from message m), (select json_agg(s) from customer_state s)`)).rows);
const stated = () => rowsOf<{ kind: string; value: unknown }>('select kind, value from statement order by kind');
const opened = () => count('select 1 from message where opened_at is not null');
const byMachine = () => count('select 1 from message where machine_opened_at is not null');
const look = async (headers: Record<string, string> = AGENT, path = `/o/${token('open')}.gif`, method = 'GET') => {
  const answer = await test.app.request(path, { method, headers });
  await test.applied();
  return answer;
};
const wantsOpens = (definition = '{"tracking": {"opens": true}}') => database.pool.query(`insert into policy_version (hash, source, definition, active, applied_at) values ('h', '', $1, true, now())`, [definition]);
const sayTracking = (granted: boolean) => database.pool.query(`insert into consent (customer_id, channel, purpose, granted, source, wording, at) values ($1, 'email', 'tracking', $2, 'test', 'x', now())`, [CUSTOMER, granted]);
const leave = () => test.app.request(`/u/${token('unsubscribe')}`, { method: 'POST', body: 'confirm=yes' });

describe('unsubscribing', () => {
  it('a GET shows a button in the language of the message and changes nothing', async () => {
    const before = await allRows();
    const response = await get(`/u/${token('unsubscribe')}`, { 'Accept-Language': 'fr' });
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain('lang="de"');
    expect(page).toMatch(/<form method="post"><button[^>]*>Abmelden<\/button>/);
    expect(page).toMatch(/<button[^>]*value="everywhere"[^>]*>Alle Angebote/);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(page).toContain(`href="/p/${token('preferences')}"`);
    expect(page).not.toContain('ann@example.com');
    await test.app.request(`/u/${token('unsubscribe')}`, { method: 'HEAD' });
    expect(await allRows()).toBe(before);
  });

  it.each([
    ['urlencoded', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'List-Unsubscribe=One-Click'],
    ['multipart', { 'Content-Type': 'multipart/form-data; boundary=x' }, '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'],
  ])('one click (%s) acts at once: no redirect, no cookie, no question', async (_name, headers, body) => {
    const response = await test.app.request(`/u/${token('unsubscribe')}`, { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([200, 'unsubscribed']);
    expect(await consentNow()).toEqual({ granted: false, source: 'one-click' });
    expect(await count(`select 1 from suppression where reason = 'unsubscribed' and channel = 'email' and purpose = 'marketing' and lifted_at is null`)).toBe(1);
    expect(await count(`select 1 from message where unsubscribed_at is not null`)).toBe(1);
    expect(await count(`select 1 from event_inbox where kind = 'consent.withdrawn' and status = 'applied' and wakes and customer_id = '${CUSTOMER}'`)).toBe(1);
    expect(test.pokes).toEqual([{ customerId: CUSTOMER, kind: 'consent.withdrawn' }]);
  });

  it('repeated twelve times at once is done once and answered 200 each time', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, async () => test.app.request(`/u/${token('unsubscribe')}`, { method: 'POST', body: 'confirm=yes' })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
    expect(await count('select 1 from suppression')).toBe(1);
    expect(await count('select 1 from consent')).toBe(2);
    expect(await count('select 1 from event_inbox')).toBe(1);
    expect(test.pokes).toHaveLength(1);
  });

  it('works again after the customer has come back in between', async () => {
    await leave();
    await prefer({ allow: 'email' });
    expect((await consentNow()).granted).toBe(true);
    await leave();
    expect((await consentNow()).granted).toBe(false);
    expect(await count('select 1 from suppression where lifted_at is null')).toBe(1);
  });

  it('everywhere ends marketing on every channel, those to come included, and can be taken back on one', async () => {
    await database.pool.query(`insert into contact_point (customer_id, channel, address) values ($1, 'whatsapp', '+4915100000000')`, [CUSTOMER]);
    const page = await test.app.request(`/u/${token('unsubscribe')}`, { method: 'POST', body: 'scope=everywhere' });
    expect(await page.text()).toContain('auf keinem Kanal');
    expect(await rowsOf(`select channel, granted from consent where not granted order by channel`)).toEqual([{ channel: 'email', granted: false }, { channel: 'whatsapp', granted: false }]);
    expect(await rowsOf(`select channel from suppression where lifted_at is null order by channel`)).toEqual([{ channel: '*' }, { channel: 'email' }, { channel: 'whatsapp' }]);
    await prefer({ allow: 'email' });
    expect(await rowsOf(`select channel from suppression where lifted_at is null`)).toEqual([{ channel: 'whatsapp' }]);
  });

  it('one click never reaches further than its channel', async () => {
    await test.app.request(`/u/${token('unsubscribe')}`, { method: 'POST', body: 'List-Unsubscribe=One-Click&scope=everywhere' });
    expect(await rowsOf('select channel from suppression')).toEqual([{ channel: 'email' }]);
  });

  it('reaches the customer that this one was merged into', async () => {
    await database.pool.query(`insert into customer (id, created_at) values (gen_random_uuid(), now())`);
    await database.pool.query(`update customer set merged_into = (select id from customer where id <> $1) where id = $1`, [CUSTOMER]);
    await test.app.request(`/u/${token('unsubscribe')}`, { method: 'POST', body: 'confirm=yes' });
    expect(await count(`select 1 from suppression where customer_id <> '${CUSTOMER}'`)).toBe(1);
  });
});

describe('preferences', () => {
  it('show each channel, and save what was ticked', async () => {
    const page = await (await get(`/p/${token('preferences')}`)).text();
    expect(page).toMatch(/value="email"[^>]*checked/);
    const off = await prefer({});
    expect(await off.text()).not.toMatch(/value="email"[^>]*checked/);
    expect(await consentNow()).toEqual({ granted: false, source: 'preference-page' });
    await prefer({ allow: ['email', 'carrier-pigeon'] });
    expect((await consentNow()).granted).toBe(true);
    expect(await count('select 1 from suppression where lifted_at is null')).toBe(0);
    expect(await count(`select 1 from consent where channel = 'carrier-pigeon'`)).toBe(0);
  });

  it('cannot lift a bounce or a complaint', async () => {
    await database.pool.query(`insert into suppression (customer_id, channel, purpose, reason, at) values ($1, 'email', 'marketing', 'complained', now())`, [CUSTOMER]);
    await prefer({ allow: 'email' });
    expect(await count(`select 1 from suppression where reason = 'complained' and lifted_at is null`)).toBe(1);
  });
});

describe('what a customer states', () => {
  const ALL = { allow: 'email', frequency: 'weekly', language: 'ja', day: '29', month: '02' };

  it('is kept once, with the question as it stood, its language and the link it came by; the page then speaks that language', async () => {
    const page = await (await prefer(ALL)).text();
    expect(page).toContain('lang="ja"');
    expect(await stated()).toEqual([{ kind: 'birthday', value: '02-29' }, { kind: 'frequency', value: 'weekly' }, { kind: 'language', value: 'ja' }]);
    expect(await rowsOf(`select source, wording, language, proof from statement where kind = 'frequency'`)).toEqual([
      { source: 'preference-page', wording: 'Wie oft höchstens?', language: 'de', proof: { message: 'welcome:x:1/hello/1/email', token: 'preferences' } }]);
    expect(await rowsOf('select language, birthday from customer')).toEqual([{ language: 'ja', birthday: '02-29' }]);
    expect(test.pokes).toHaveLength(1);
    await prefer(ALL);
    expect(await stated()).toHaveLength(3);
    expect(test.pokes).toHaveLength(1);
  });

  it('of interests and promotions is taken from what the shop has, and changes what is advised', async () => {
    await database.pool.query(`insert into product (shop_id, sku, tags, category) values ('main', 'a', '{Garden}', 'Lamps'), ('main', 'b', '{garden}', 'Lamps')`);
    await database.pool.query(`insert into policy_version (hash, source, definition, active, applied_at) values ('h', '', '{"promotions": {"shelf": [{"tool": "coupon"}, {"tool": "gift"}]}}', true, now())`);
    const page = await (await get(`/p/${token('preferences')}`)).text();
    expect(page).toMatch(/name="interest" value="Garden"/);
    expect(page).toMatch(/name="promotion.gift" value="liked"/);
    expect(page).not.toContain('promotion.trial');
    await prefer({ allow: 'email', interest: ['Lamps', 'Cars'], 'promotion.coupon': 'disliked', 'promotion.gift': 'liked', 'promotion.trial': 'liked' });
    expect(await stated()).toEqual([{ kind: 'interests', value: ['Lamps'] }, { kind: 'promotions', value: { liked: ['gift'], disliked: ['coupon'] } }]);
    expect(await count('select 1 from customer_products where news > made_of')).toBe(1);
    await database.pool.query('truncate product, policy_version, customer_products');
  });

  it('may be a birthday that is taken back, and then stays away whatever a shop tells; a day that no year has changes nothing', async () => {
    await prefer({ allow: 'email', day: '31', month: '01' });
    expect(await (await prefer({ allow: 'email', day: '31', month: '02', frequency: 'monthly' })).text()).toContain('Diesen Tag gibt es nicht.');
    expect(await rowsOf('select birthday from customer')).toEqual([{ birthday: '01-31' }]);
    await prefer({ allow: 'email', day: '', month: '' });
    await postTo(test.app, '/v1/identify', { userId: 'c-1', messageId: 'i-1', traits: { birthday: '1980-05-17' } }, basic(await aShopWithKey(database.pool)));
    await test.applied();
    expect(await rowsOf('select birthday from customer')).toEqual([{ birthday: null }]);
  });

  it.each([
    ['without the token of a form', () => ''],
    ['with the token of the page', () => token('preferences')],
    ['from a page of the day before yesterday', () => formToken(48)],
    ['from a page of tomorrow', () => formToken(-24)],
    ['from the page of another customer', () => formToken(0, 2n)],
  ])('counts for nothing %s', async (_name, form) => {
    const before = await allRows();
    const answer = await prefer({ frequency: 'monthly', everywhere: 'yes' }, form());
    expect([answer.status, (await answer.text()).includes('Nichts wurde gespeichert')]).toEqual([410, true]);
    expect(await allRows()).toBe(before);
    expect(await stated()).toEqual([]);
  });

  it('is asked of nobody who was erased: there is nothing here any more', async () => {
    await database.pool.query('update customer set erased_at = now()');
    for (const path of [`/p/${token('preferences')}`, `/u/${token('unsubscribe')}`]) {
      const answer = await get(path, { Accept: 'text/html' });
      expect([answer.status, (await answer.text()).includes('any more')]).toEqual([410, true]);
    }
  });
});

describe('the picture of a mail', () => {
  beforeEach(async () => { await database.pool.query('truncate policy_version, attempt'); });
  afterAll(() => database.pool.query('truncate policy_version, attempt'));

  it('is the same for everybody, at once, and nobody keeps it', async () => {
    const foreign = createLinkSigner([{ id: 'x', secret: Buffer.alloc(32, 1).toString('base64') }]);
    for (const file of [`${token('open')}.gif`, `${token('unsubscribe')}.gif`, `${foreign.sign('open', { messageRef: 1n, number: null })}.gif`, 'x.gif', '%00', 'y'.repeat(3_000)]) {
      const answer = await look({}, `/o/${file}`);
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control'), (await answer.arrayBuffer()).byteLength]).toEqual([200, 'image/gif', 'no-store', 43]);
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    }
    expect([await opened(), await byMachine(), await count('select 1 from event_inbox')]).toEqual([0, 0, 0]);
  });

  it('tells of the first opening once, of whoever allows it, and ends a row of unanswered touches', async () => {
    await wantsOpens();
    await sayTracking(true);
    await database.pool.query('update customer_facts set unanswered_touches = 3');
    await Promise.all([look(), look(), look()]);
    await look();
    expect([await opened(), await count(`select 1 from event_inbox where kind = 'opened'`)]).toEqual([1, 1]);
    expect(await rowsOf('select unanswered_touches from customer_facts')).toEqual([{ unanswered_touches: 0 }]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['nothing was asked', async () => wantsOpens()],
    ['the shop does not want it', async () => { await wantsOpens('{}'); await sayTracking(true); }],
    ['it was taken back after the mail was sent', async () => { await wantsOpens(); await sayTracking(true); await sayTracking(false); }],
    ['nothing is kept of them', async () => { await wantsOpens(); await sayTracking(true); await database.pool.query('update customer set erased_at = now()'); }],
  ])('tells of nobody when %s', async (_name, given) => {
    await given();
    await look();
    await look({ 'User-Agent': 'GoogleImageProxy' });
    expect([await opened(), await byMachine(), await count('select 1 from event_inbox')]).toEqual([0, 0, 0]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['Gmail’s proxy', () => look({ 'User-Agent': 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)' })],
    ['Apple’s proxy', () => look({ 'User-Agent': 'Mozilla/5.0' })],
    ['a look ahead', () => look(AGENT, undefined, 'HEAD')],
    ['a scanner, a moment after delivery', async () => { await database.pool.query(`insert into attempt values ('welcome:x:1/hello/1/email', 1, now(), clock_timestamp(), 'accepted')`); await look(); }],
    ['a scanner, while the mail is handed over', async () => { await database.pool.query(`update message set state = 'sending'`); await look(); }],
    ['whoever has just followed every link', async () => { await database.pool.query(`update template_version set links = $1`, [TARGETS.slice(0, 2)]); await get(`/c/${token('redirect', 0)}`); await get(`/c/${token('redirect', 1)}`); await look(); }],
  ])('asked for by %s is nobody’s opening, and marked', async (_name, visit) => {
    await wantsOpens();
    await sayTracking(true);
    await visit();
    expect([await opened(), await byMachine()]).toEqual([0, 1]);
    expect(await count(`select 1 from event_inbox where kind = 'opened'`)).toBe(0);
  });
});

describe('a link in a message', () => {
  it('leads to exactly the stored target, and the click becomes an event and a stamp', async () => {
    const response = await get(`/c/${token('redirect', 0)}`);
    expect([response.status, response.headers.get('location')]).toEqual([302, TARGETS[0]]);
    await test.applied();
    const { rows } = await database.pool.query<{ kind: string; payload: { properties: object } }>('select kind, payload from event_inbox');
    expect(rows).toMatchObject([{ kind: 'clicked', payload: { properties: { campaign: 'welcome', step: 'hello', link: 0 } } }]);
    expect(await count(`select 1 from message where clicked_at is not null`)).toBe(1);
    expect(await count(`select 1 from customer_facts where last_click_at is not null`)).toBe(1);
  });

  it('clicked three times within a minute is one event', async () => {
    for (let n = 0; n < 3; n += 1) expect((await get(`/c/${token('redirect', 1)}`)).status).toBe(302);
    // The minute may turn in between.
    expect(await count('select 1 from event_inbox')).toBeLessThanOrEqual(2);
  });

  it.each([['HEAD', 'HEAD', {}], ['a prefetch', 'GET', { 'Sec-Purpose': 'prefetch;prerender' }], ['an old prefetch', 'GET', { Purpose: 'prefetch' }]])('%s is led on but not counted', async (_name, method, headers) => {
    const response = await test.app.request(`/c/${token('redirect', 0)}`, { method, headers: headers as Record<string, string> });
    expect(response.status).toBe(302);
    expect(await count('select 1 from event_inbox')).toBe(0);
  });

  it.each([
    ['a target in the query', () => `/c/${token('redirect', 9)}?url=https://evil.example`],
    ['a link that the template does not have', () => `/c/${token('redirect', 9)}`],
    ['a target that is no web address', () => `/c/${token('redirect', 2)}`],
    ['an address as token', () => '/c/https%3A%2F%2Fevil.example'],
    ['another index under the same signature', () => `/c/${token('redirect', 0).replace('-0.', '-1.')}`],
    ['an unsubscribe token', () => `/c/${token('unsubscribe')}`],
  ])('leads nowhere with %s', async (_name, path) => {
    const response = await get(path());
    expect([response.status, response.headers.get('location')]).toEqual([404, null]);
    expect(await count('select 1 from event_inbox')).toBe(0);
  });

  it('ignores a target in the query of a good link', async () => {
    expect((await get(`/c/${token('redirect', 1)}?url=https://evil.example`)).headers.get('location')).toBe(TARGETS[1]);
  });
});

describe('forged, cut and foreign tokens', () => {
  it.each(['/u/', '/p/', '/c/'])('%s answers 404 without detail and changes nothing', async (path) => {
    const before = await allRows();
    const foreign = createLinkSigner([{ id: 'x', secret: Buffer.alloc(32, 1).toString('base64') }]);
    const good = token('unsubscribe');
    const others = [good.slice(0, -1), `${good}A`, good.replace(/^1/, '2'), foreign.sign('unsubscribe', { messageRef: 1n, number: null }),
      signer.sign('unsubscribe', { messageRef: 99n, number: null }), '1.', '...', '%00', 'x'.repeat(5_000)];
    const bodies = new Set<string>();
    for (const other of others) {
      for (const method of ['GET', 'POST']) {
        const response = await test.app.request(path + other, { method, headers: { Accept: 'text/html' } });
        expect([other, response.status]).toEqual([other, method === 'POST' && path === '/c/' ? 405 : 404]);
        if (response.status === 404) bodies.add(await response.text());
      }
    }
    expect(bodies.size).toBe(1);
    expect(await allRows()).toBe(before);
  });

  it('tokens of before a rotation still open, those of two rotations ago do not', async () => {
    const old = token('unsubscribe');
    await rotateLinkKey(database.pool);
    test = createTestApp(database.pool);
    expect((await get(`/u/${old}`)).status).toBe(200);
    await rotateLinkKey(database.pool);
    test = createTestApp(database.pool);
    expect((await get(`/u/${old}`)).status).toBe(404);
  });
});

const asked = async (granted = true) => database.pool.query(
  `insert into consent (customer_id, channel, purpose, granted, source, wording, confirmed, at) values ($1, 'email', 'marketing', $2, 'form', 'news, please', not $2::boolean, now())`, [CUSTOMER, granted]);
const newestConsent = async () => (await database.pool.query('select granted, confirmed, source, wording, language, proof from consent order by id desc limit 1')).rows[0];

describe('confirming a yes', () => {
  it('a GET shows a button in the language of the message and changes nothing', async () => {
    await asked();
    const before = await allRows();
    const page = await (await get(`/y/${token('confirm')}`)).text();
    expect(page).toContain('lang="de"');
    expect(page).toMatch(/<form method="post"><button[^>]*>Ja, Angebote und Neuigkeiten senden<\/button>/);
    expect(await allRows()).toBe(before);
  });

  it('a POST keeps the words that were read, with the message and the asked row as their proof; twice is once', async () => {
    await asked();
    const path = `/y/${token('confirm')}`;
    expect((await test.app.request(path, { method: 'POST' })).status).toBe(200);
    expect(await newestConsent()).toMatchObject({ granted: true, confirmed: true, source: 'double-opt-in', language: 'de', wording: expect.stringContaining('jederzeit Nein sagen'), proof: { message: 'welcome:x:1/hello/1/email', confirms: expect.any(String) } });
    expect(await count(`select 1 from event_inbox where kind = 'consent.given'`)).toBe(1);
    const after = await allRows();
    expect((await test.app.request(path, { method: 'POST' })).status).toBe(200);
    expect(await allRows()).toBe(after);
  });

  it('does not bring back what was withdrawn, and says so', async () => {
    await asked(false);
    const before = await allRows();
    expect(await (await test.app.request(`/y/${token('confirm')}`, { method: 'POST' })).text()).toContain('inzwischen Nein gesagt');
    expect(await allRows()).toBe(before);
  });

  it('is not done by a token for another purpose', async () => {
    await asked();
    for (const purpose of ['unsubscribe', 'preferences'] as const) expect((await test.app.request(`/y/${token(purpose)}`, { method: 'POST' })).status).toBe(404);
    expect(await newestConsent()).toMatchObject({ source: 'form' });
  });
});
