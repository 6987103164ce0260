import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLinkSigner } from '../../../src/intake/links/link-signer.ts';
import type { LinkPurpose } from '../../../src/contracts/links.ts';
import { addSandboxMail } from '../../../src/store/sandbox-mail.ts';
import { createWriteKey, revokeWriteKey } from '../../../src/store/write-keys.ts';
import { Dice } from '../../fuzz/dice.ts';
import { mutateBytes } from '../../fuzz/mutate-bytes.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { basic, post } from '../api/test-app.ts';
import { customerOf, LINKS, openFuzzShop, type FuzzShop } from './fuzz-shop.ts';

let database: TestDatabase;
let shop: FuzzShop;
beforeAll(async () => {
  database = await freshDatabase();
  shop = await openFuzzShop(database.pool);
});
afterAll(() => database.drop());

type PagePurpose = Exclude<LinkPurpose, 'open' | 'form'>;
const PATHS: Readonly<Record<PagePurpose, string>> = { unsubscribe: '/u/', preferences: '/p/', confirm: '/y/', redirect: '/c/', rate: '/r/' };
const ask = (path: string, method = 'GET', headers: Record<string, string> = {}) => Promise.resolve(shop.test.app.request(path, { method, headers, ...(method === 'POST' ? { body: 'allow=x' } : {}) }));

/** Everything that a link may change, of both customers. */
async function standing(): Promise<string> {
  const { rows } = await shop.pool.query(
    `select (select json_agg(c order by c.id) from consent c) as consents, (select json_agg(s) from suppression s) as suppressions, (select json_agg(s) from statement s) as statements, (select count(*) from event_inbox) as events,
            (select json_agg(m order by m.id) from message m) as messages`);
  return JSON.stringify(rows);
}

function forgedTokens(count: number): string[] {
  const foreign = createLinkSigner([{ id: 'x', secret: Buffer.alloc(32, 7).toString('base64') }]);
  const purposes = ['unsubscribe', 'preferences', 'redirect', 'open', 'form'] as const;
  const good = new Set(purposes.flatMap((purpose) => [1, 2].map((customer) => shop.token(purpose, customer as 1 | 2))));
  const forged: string[] = [];
  for (let number = 0; forged.length < count; number += 1) {
    const dice = new Dice(`forged/${number}`);
    const token = shop.token(dice.pick(purposes), dice.pick([1, 2]));
    const other = shop.token(dice.pick(purposes), dice.pick([1, 2]));
    const [body = '', mac = ''] = token.split('.');
    const made = dice.pick([
      () => mutateBytes(Buffer.from(token), dice).toString('latin1'),
      () => token.slice(0, dice.below(token.length)),
      () => `${body}.${other.split('.')[1] ?? ''}`,
      () => `${other.split('.')[0] ?? ''}.${mac}`,
      () => `${dice.below(99).toString(36)}.${mac}`,
      () => `${body}-${dice.below(9)}.${mac}`,
      () => `${body}.${dice.bytes(16).toString('base64url')}`,
      () => foreign.sign(dice.pick(purposes), { messageRef: BigInt(1 + dice.below(3)), number: dice.pick([null, 0]) }),
      () => `0${token}`,
      () => token.toUpperCase(),
      () => `${token}${dice.pick(['=', '.', '%00', '/', ' ', 'A'])}`,
    ])();
    if (!good.has(made)) forged.push(made);
  }
  return forged;
}

describe('forged, cut and swapped tokens', () => {
  it('of 5,000 none is accepted, and nothing is changed for anybody', { timeout: 120_000 }, async () => {
    const before = await standing();
    const accepted: string[] = [];
    for (const [number, token] of forgedTokens(5_000).entries()) {
      const path = Object.values(PATHS)[number % 3] ?? '/u/';
      const response = await ask(path + encodeURIComponent(token).replaceAll('%2F', '/'), number % 2 === 0 ? 'POST' : 'GET');
      if (response.status < 400) accepted.push(path + token);
    }
    expect(accepted).toEqual([]);
    expect(await standing()).toBe(before);
  });

  it('a good token of one purpose opens no other', async () => {
    for (const [purpose, path] of Object.entries(PATHS)) {
      for (const other of ['unsubscribe', 'preferences', 'redirect', 'open', 'form'] as const) {
        const { status } = await ask(path + shop.token(other));
        expect([purpose, other, status < 400]).toEqual([purpose, other, purpose === other]);
      }
    }
  });

  it('the token of one customer never changes another, whatever the request says', async () => {
    const of = async (number: 1 | 2) => (await shop.pool.query<{ granted: boolean }>('select granted from consent where customer_id = $1 order by id', [customerOf(number)])).rows.map(({ granted }) => granted);
    const path = PATHS.unsubscribe + shop.token('unsubscribe', 1);
    await shop.test.app.request(`${path}?customer=${customerOf(2)}&token=${shop.token('unsubscribe', 2)}`, {
      method: 'POST', body: `token=${shop.token('unsubscribe', 2)}&customer_id=${customerOf(2)}&List-Unsubscribe=One-Click`, headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-customer': customerOf(2) },
    });
    expect([(await of(1)).at(-1), await of(2)]).toEqual([false, [true]]);
  });
});

describe('open redirects', () => {
  it.each(LINKS.map((target, index) => [target, index] as const))('the stored target %s', async (target, index) => {
    const ref = shop.signer.open('redirect', shop.token('redirect'))!.messageRef;
    const response = await ask(PATHS.redirect + shop.signer.sign('redirect', { messageRef: ref, number: index }));
    const isWeb = /^https?:\/\/shop\.example\//.test(target);
    expect([response.status, response.headers.get('location')]).toEqual(isWeb ? [302, target] : [404, null]);
  });

  it.each([
    '?url=https://evil.example', '?u=//evil.example', '?redirect=javascript:alert(1)', '?next=data:text/html,x', '#https://evil.example', '/https://evil.example', '/../../https:/evil.example', '//evil.example', '%2f%2fevil.example', '@evil.example', '\\evil.example', '%0d%0aLocation:%20https://evil.example',
  ])('a good link with %s leads where its template says, or nowhere', async (tail) => {
    for (const headers of [{}, { host: 'evil.example' }, { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }, { referer: 'https://evil.example' }] as Record<string, string>[]) {
      const response = await ask(PATHS.redirect + shop.token('redirect') + tail, 'GET', headers);
      expect([LINKS[0], null]).toContain(response.headers.get('location'));
    }
  });

  it('no page takes its own address from the request', async () => {
    const page = await (await ask(PATHS.unsubscribe + shop.token('unsubscribe'), 'GET', { host: 'evil.example', 'x-forwarded-host': 'evil.example' })).text();
    expect(page).not.toContain('evil.example');
  });
});

describe('write keys', () => {
  const event = { event: 'replied', customer: 'c-1' };
  it('guessed, cut, lengthened and revoked ones open nothing', async () => {
    const revoked = (await createWriteKey(shop.pool, 'main', 'old'))!;
    await revokeWriteKey(shop.pool, revoked.id);
    const { key } = shop;
    const dice = new Dice('keys');
    const guesses = [
      ...Array.from({ length: key.length }, (_, length) => key.slice(0, length)), `${key}x`, ` ${key}`, `${key}\0`, key.toUpperCase(), key.toLowerCase() === key ? `${key}=` : key.toLowerCase(), revoked.key, '%', '_', "' or 1=1 --", '*',
      ...Array.from({ length: 500 }, () => mutateBytes(Buffer.from(key), dice).toString('latin1').slice(0, 500)),
    ].filter((guess) => guess !== key && guess.split(':', 1)[0] !== key);
    const opened: string[] = [];
    for (const guess of guesses) {
      const inHeader = await post(shop.test.app, '/v1/track', event, basic(guess));
      const inBody = await post(shop.test.app, '/v1/track', { ...event, writeKey: guess });
      if (inHeader.status !== 401 || (inBody.status !== 401 && guess.trim() !== key)) opened.push(guess);
    }
    expect(opened).toEqual([]);
  });
});

describe('paths and pages', () => {
  const LOCAL = { host: '127.0.0.1:4400' };
  it.each(['/../package.json', '/%2e%2e/package.json', '/style.css/../../package.json', '/outbox/..%2f..%2fetc%2fpasswd', '/outbox/....//etc/passwd', '/outbox/1/html/../../../etc/passwd', '/problems/..%2f..%2fpackage.json', '/problems/__proto__', '/problems/constructor', '/outbox/1%00', '/.env', '/.git/config', '//etc/passwd'])(
    '%s shows no file', async (path) => {
      const response = await ask(path, 'GET', LOCAL);
      const text = await response.text();
      expect([response.status, /touchline"|root:|\[core\]/.test(text)]).toEqual([404, false]);
    });

  it('a mail in the outbox cannot run, load or leave its frame', async () => {
    const attacks = ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><svg onload=alert(1)>', '</title><script>alert(1)</script>', '</iframe><script>alert(1)</script>', '{{constructor}}', '<base href="//evil.example">', '<meta http-equiv="refresh" content="0;url=//evil.example">'];
    for (const attack of attacks) {
      const id = await addSandboxMail(shop.pool, {
        envelopeFrom: attack, envelopeTo: attack, messageId: attack, subject: attack,
        raw: Buffer.from(`From: ${attack}\r\nSubject: ${attack}\r\nX-Evil: ${attack}\r\nContent-Type: text/html\r\n\r\n<html><head></head><body>${attack}</body></html>`),
      });
      for (const path of ['/outbox', `/outbox/${id}`]) {
        const response = await ask(path, 'GET', LOCAL);
        expect(await response.text()).not.toMatch(/<script|<svg|<img src=x|<base|http-equiv="refresh"/i);
        expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
      }
      const frame = await ask(`/outbox/${id}/html`, 'GET', LOCAL);
      const policy = frame.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/default-src 'none'.*base-uri 'none'; form-action 'none'.*sandbox allow-popups/);
      expect(policy).not.toMatch(/allow-scripts|allow-same-origin|allow-top-navigation|script-src/);
    }
  });

  it('words of SQL in every field are words', async () => {
    const evil = '\'; drop table customer; --';
    const response = await post(shop.test.app, '/v1/track', {
      event: 'order.placed', customer: evil, messageId: evil, occurredAt: '2011-12-01T10:00:00Z', traits: { name: evil, email: 'o\'brien@mail.example', country: 'DE' },
      properties: { orderId: evil, value: 1, products: [{ sku: evil, title: evil, price: 1, quantity: 1 }], [evil]: evil },
    }, basic(shop.key));
    expect(response.status).toBe(200);
    await shop.test.applied();
    const { rows } = await shop.pool.query('select i.value, c.display_name, o.external_id from identity i join customer c on c.id = i.customer_id join orders o on o.customer_id = c.id where i.value = $1', [evil]);
    expect(rows).toEqual([{ value: evil, display_name: evil, external_id: evil }]);
    expect(shop.test.reports).toEqual([]);
  });
});
