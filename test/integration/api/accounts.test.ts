import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toStaffId } from '../../../src/domain/ids.ts';
import { hashPassword } from '../../../src/platform/password-hash.ts';
import { listApiKeys, revokeApiKey } from '../../../src/store/api-keys.ts';
import { endStaff, addStaff } from '../../../src/store/staff-changes.ts';
import { savePassword } from '../../../src/store/staff-sessions.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { column } from '../../support/engine.ts';
import { aKey, aPerson, aSession, CHEAP, ORIGIN, PASSWORD, signIn } from './staff-people.ts';
import { createTestApp, type TestApp } from './test-app.ts';

let database: TestDatabase;
let test: TestApp;

beforeAll(async () => {
  database = await freshDatabase();
  test = createTestApp(database.pool);
});
afterAll(() => database.drop());

const whoAmI = (headers: Record<string, string>, app = test.app) => app.request('/v1/session', { headers });
const later = (what: string, by: string) => database.pool.query(`update staff_session set ${what} = ${what} - interval '${by}'`);

describe('a session', () => {
  it('opens by id and password, says who it is, and ends at sign-out', async () => {
    await aPerson(database.pool, 'one', 'service', 'marketer');
    const opened = await signIn(test, 'one');
    expect([opened.status, await opened.json()]).toEqual([201, { schemaVersion: 1, person: { id: 'one', name: 'Name of one', roles: ['marketer', 'service'] } }]);
    expect(opened.headers.get('set-cookie')).toMatch(/^touchline=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const session = await aSession(test, 'one');
    expect((await whoAmI(session)).status).toBe(200);
    const out = await test.app.request('/v1/session', { method: 'DELETE', headers: session });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([204, expect.stringMatching(/^touchline=; Max-Age=0/)]);
    expect((await whoAmI(session)).status).toBe(401);
  });

  it('is kept by a cookie of this host alone where browsers come by https', async () => {
    const cookie = (await signIn(createTestApp(database.pool, { publicUrl: 'https://touchline.example' }), 'one')).headers.get('set-cookie');
    expect(cookie).toMatch(/^__Host-touchline=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('stands in the tables as a digest alone', async () => {
    const { Cookie } = await aSession(test, 'one');
    const rows = await column<string>(database.pool, 'select encode(token_sha256, $1) from staff_session', ['hex']);
    const words = await column<string>(database.pool, 'select to_json(w)::text from staff_password w');
    expect(rows.every((row) => row.length === 64)).toBe(true);
    expect([...rows, ...words].join()).not.toContain(Cookie.split('=')[1]);
    expect(words.join()).not.toContain(PASSWORD);
  });

  it('is over after an hour in which nobody used it, and after twelve', async () => {
    const idle = await aSession(test, 'one');
    await later('used_at', '61 minutes');
    expect((await whoAmI(idle)).status).toBe(401);
    const long = await aSession(test, 'one');
    await later('used_at', '30 minutes');
    expect((await whoAmI(long)).status).toBe(200);
    await later('used_at', '59 minutes');
    expect((await whoAmI(long)).status).toBe(200);
    await later('opened_at', '12 hours');
    expect((await whoAmI(long)).status).toBe(401);
  });

  it('ends with a new password, and when the person leaves; whoever comes back has no password', async () => {
    await aPerson(database.pool, 'two', 'service');
    const before = await aSession(test, 'two');
    await savePassword(database.pool, toStaffId('two'), await hashPassword('other green parcels', CHEAP));
    expect((await whoAmI(before)).status).toBe(401);
    await aPerson(database.pool, 'three', 'service');
    const [session, key] = [await aSession(test, 'three'), await aKey(database.pool, 'three')];
    await endStaff(database.pool, toStaffId('three'));
    await addStaff(database.pool, { id: toStaffId('three'), name: 'x', email: 'x@shop.example', roles: ['service'], teams: [], languages: ['en'] });
    expect([(await whoAmI(session)).status, (await test.app.request('/v1/inquiries', { headers: key })).status, (await signIn(test, 'three')).status]).toEqual([401, 401, 401]);
  });

  it('changes nothing from a page of others, and no such page signs anybody in', async () => {
    const session = await aSession(test, 'one');
    for (const Origin of ['https://evil.example', 'null', 'http://127.0.0.1:4401', '']) {
      const refused = await test.app.request('/v1/session', { method: 'DELETE', headers: { ...session, Origin } });
      expect([Origin, refused.status]).toEqual([Origin, 403]);
    }
    expect((await signIn(test, 'one', PASSWORD, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await signIn(test, 'one', PASSWORD, { Origin: ORIGIN })).status).toBe(201);
    expect((await whoAmI(session)).status).toBe(200);
  });
});

describe('a password', () => {
  it('that was stored at another cost is stored anew when it fits, and not when it does not', async () => {
    await aPerson(database.pool, 'four', 'service');
    const hashes = () => column<string>(database.pool, `select hash from staff_password where staff_id = 'four'`);
    await savePassword(database.pool, toStaffId('four'), await hashPassword(PASSWORD, { ...CHEAP, cost: 2 ** 3 }));
    expect((await signIn(test, 'four', 'another one, wrong')).status).toBe(401);
    expect(await hashes()).toEqual([expect.stringMatching(/^scrypt\$8\$8\$1\$/)]);
    expect((await signIn(test, 'four')).status).toBe(201);
    expect(await hashes()).toEqual([expect.stringMatching(/^scrypt\$16\$8\$1\$/)]);
    expect((await signIn(test, 'four')).status).toBe(201);
  });
});

/** From an address of its own, so that only what the test is about closes. */
const from = (remoteAddress: string, person: string, password: string) => Promise.resolve(test.app.request('/v1/session', {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ person, password }),
}, { incoming: { socket: { remoteAddress } } }));
const waitOf = (response: Response) => Number(response.headers.get('retry-after'));
const minuteLater = (minutes: number) => database.pool.query(`update sign_in_attempt set closed_until = closed_until - make_interval(mins => $1)`, [minutes]);

describe('guessing', () => {
  it.each([['somebody', 'guessed'], ['nobody', 'nobody-there']])('at the account of %s is answered alike, and closed after ten failures for a minute, then for two', async (_who, person) => {
    if (person === 'guessed') await aPerson(database.pool, person, 'service');
    for (let count = 1; count <= 10; count += 1) {
      const answer = await from(`10.0.${person.length}.${count}`, person, 'wrong wrong wrong');
      expect([answer.status, await answer.json()]).toEqual([401, expect.objectContaining({ code: 'wrong-password' })]);
    }
    const closed = await from(`10.1.${person.length}.1`, person, PASSWORD);
    expect([closed.status, waitOf(closed) > 50 && waitOf(closed) <= 60]).toEqual([429, true]);
    await minuteLater(1);
    expect((await from(`10.1.${person.length}.2`, person, 'wrong wrong wrong')).status).toBe(401);
    const longer = await from(`10.1.${person.length}.3`, person, PASSWORD);
    expect([longer.status, waitOf(longer) > 110 && waitOf(longer) <= 120]).toEqual([429, true]);
    await minuteLater(2);
    expect((await from(`10.1.${person.length}.4`, person, PASSWORD)).status).toBe(person === 'guessed' ? 201 : 401);
  });

  it('from one address at many accounts closes the address, and nobody else is hindered', async () => {
    await aPerson(database.pool, 'beside', 'service');
    for (let count = 1; count <= 10; count += 1) expect((await from('10.2.0.1', `made-up-${count}`, 'wrong wrong wrong')).status).toBe(401);
    expect((await from('10.2.0.1', 'beside', PASSWORD)).status).toBe(429);
    expect((await from('10.2.0.2', 'beside', PASSWORD)).status).toBe(201);
  });

  it('with a hundred attempts at once is counted all the same', async () => {
    await aPerson(database.pool, 'rushed', 'service');
    const answers = await Promise.all(Array.from({ length: 100 }, (_, count) => from(`10.3.0.${count}`, 'rushed', 'wrong wrong wrong')));
    const looked = answers.filter(({ status }) => status === 401);
    expect(looked.length).toBeLessThanOrEqual(10);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  });
});

describe('an API key', () => {
  it('is known by a digest, shows its beginning and when it was used, and ends at once', async () => {
    await aPerson(database.pool, 'five', 'service');
    const key = await aKey(database.pool, 'five', ['inbox:read']);
    const infoOf = async () => (await listApiKeys(database.pool)).find(({ person }) => person === 'five')!;
    expect(await infoOf()).toMatchObject({ prefix: key.Authorization.slice(7, 21), scopes: ['inbox:read'], usedAt: null, revokedAt: null });
    expect((await test.app.request('/v1/inquiries', { headers: key })).status).toBe(200);
    expect((await infoOf()).usedAt).toBeInstanceOf(Date);
    const stored = await column<string>(database.pool, 'select to_json(k)::text from api_key k');
    expect(stored.join()).not.toContain(key.Authorization.slice(22));
    const last = key.Authorization.at(-1)!;
    const forged = { Authorization: key.Authorization.slice(0, -1) + (last === '0' ? '1' : '0') };
    expect((await test.app.request('/v1/inquiries', { headers: forged })).status).toBe(401);
    expect(await revokeApiKey(database.pool, (await infoOf()).id)).toBe(true);
    expect((await test.app.request('/v1/inquiries', { headers: key })).status).toBe(401);
  });
});

const kept = async (...words: string[]) => (JSON.parse((await touchlineOn(database.pool, 'staff', 'sign-ins', '--json', ...words)).out) as { signIns: { at: string; what: string; person: string | null; network: string | null; key: string | null }[] }).signIns;
const tellsOf = async (person: string) => (await kept('--person', person)).map(({ what, network }) => `${what} ${network}`).toReversed();

describe('what is kept of sign-ins', () => {
  it('is who was let in and out and who was not, when, and from which network', async () => {
    await aPerson(database.pool, 'kept', 'service');
    await from('203.0.113.9', 'kept', 'wrong wrong wrong');
    const opened = await from('203.0.113.9', 'kept', PASSWORD);
    const Cookie = opened.headers.get('set-cookie')!.split(';', 1)[0]!;
    const out = () => test.app.request('/v1/session', { method: 'DELETE', headers: { Cookie, Origin: ORIGIN } }, { incoming: { socket: { remoteAddress: '2001:db8:12::34' } } });
    expect([(await out()).status, (await out()).status]).toEqual([204, 401]);
    expect(await tellsOf('kept')).toEqual(['password-set null', 'refused 203.0.113.0/24', 'signed-in 203.0.113.0/24', 'signed-out 2001:db8:12::/48']);
    const [newest] = await kept('--person', 'kept');
    expect(Math.abs(Date.now() - Date.parse(newest!.at))).toBeLessThan(60_000);
    expect((await touchlineOn(database.pool, 'staff', 'sign-ins', '--person', 'kept')).out).toMatch(/^at +what +who +from +key\n[\d-]{10} [\d:]{8} UTC +signed-out +kept +2001:db8:12::\/48 *\n/);
    expect(await touchlineOn(database.pool, 'staff', 'sign-ins', '--person', 'kebt')).toMatchObject({ code: 2, err: expect.stringContaining('nobody of the staff is kebt') });
  });

  it('is a lock-out, once for the account and once for the address, and nothing of what is turned away then', async () => {
    await aPerson(database.pool, 'locked', 'service');
    for (let count = 1; count <= 13; count += 1) await from(`10.7.${count}.1`, 'locked', 'wrong wrong wrong');
    expect((await tellsOf('locked')).filter((line) => line.startsWith('closed'))).toEqual(['closed null']);
    expect((await tellsOf('locked')).filter((line) => line.startsWith('refused'))).toHaveLength(10);
    for (let count = 1; count <= 13; count += 1) await from('10.8.0.1', `nobody-${count}`, 'wrong wrong wrong');
    const ofAddress = (await kept('--limit', '1000')).filter(({ network }) => network === '10.8.0.0/24');
    expect([ofAddress.filter(({ what }) => what === 'closed').length, ofAddress.filter(({ what }) => what === 'refused').length]).toEqual([1, 10]);
  });

  it('holds no password, no whole address and no id that nobody has', async () => {
    await from('203.0.113.77', PASSWORD, 'kept');
    const rows = (await column<string>(database.pool, 'select to_json(a)::text from staff_access a')).join('\n');
    expect(rows).toContain('"staff_id":null');
    for (const secret of [PASSWORD, 'wrong wrong', 'nobody-1', '203.0.113.77', '203.0.113.9', '10.8.0.1']) expect(rows).not.toContain(secret);
    await from('not an address', 'kept', PASSWORD);
    expect((await tellsOf('kept')).at(-1)).toBe('signed-in null');
  });

  it('is every key, made and revoked, by hand or because its person left', async () => {
    await aPerson(database.pool, 'keyed', 'service');
    await aKey(database.pool, 'keyed', ['inbox:read']);
    await aKey(database.pool, 'keyed', ['inbox:answer']);
    const [made] = await kept('--person', 'keyed');
    expect(await revokeApiKey(database.pool, made!.key!)).toBe(true);
    expect(await revokeApiKey(database.pool, made!.key!)).toBe(false);
    await endStaff(database.pool, toStaffId('keyed'));
    const lines = (await kept('--person', 'keyed')).toReversed();
    expect(lines.map(({ what }) => what)).toEqual(['password-set', 'key-made', 'key-made', 'key-revoked', 'key-revoked']);
    const [, first, second, byHand, byLeaving] = lines.map(({ key }) => key);
    expect([byHand, byLeaving]).toEqual([second, first]);
  });

  it('is forgotten after a year', async () => {
    await database.pool.query(`insert into staff_access (at, what, staff_id) values (now() - interval '366 days', 'signed-in', 'kept'), (now() - interval '364 days', 'signed-in', 'kept')`);
    await from('203.0.113.9', 'kept', PASSWORD);
    expect(await column(database.pool, `select count(*)::int from staff_access where at < now() - interval '300 days'`)).toEqual([1]);
  });
});
