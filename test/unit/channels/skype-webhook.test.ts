import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { startServer, type TestKeys } from '../../support/key-server.ts';
import { readActivity } from '../../../src/channels/skype/read-news.ts';
import { emulatorSettings } from '../../../src/channels/skype/settings.ts';
import { createSkypeNews } from '../../../src/channels/skype/webhook.ts';
import type { ProviderRequest } from '../../../src/contracts/channel-news.ts';
import { skypeSettings } from '../../support/skype.ts';

const NOW_MS = Date.parse('2026-11-29T12:00:00Z');
const APP_ID = skypeSettings(1).appId;
const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';
const ACTIVITY = {
  type: 'message', id: '1', timestamp: '2026-11-29T11:59:59.123Z', serviceUrl: SERVICE_URL, channelId: 'msteams', text: 'Hello', from: { id: '29:1a', aadObjectId: '11111111-1111-4111-8111-111111111111' },
  recipient: { id: '28:bot' }, conversation: { id: 'a:1', conversationType: 'personal', tenantId: '22222222-2222-4222-8222-222222222222' }, channelData: { tenant: { id: '22222222-2222-4222-8222-222222222222' } },
};

let keys: TestKeys;
let pair: Awaited<ReturnType<typeof generateKeyPair>>;
let foreign: Awaited<ReturnType<typeof generateKeyPair>>;
beforeAll(async () => {
  [pair, foreign] = await Promise.all([generateKeyPair('RS256', { extractable: true }), generateKeyPair('RS256', { extractable: true })]);
  keys = await startServer();
  keys.keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', endorsements: ['msteams', 'webchat'] }];
});
afterEach(() => { keys.isAway = false; keys.asked = 0; });
afterAll(async () => { await keys.close(); });

const source = () => createSkypeNews({ ...skypeSettings(1), localUrl: null, serviceHosts: ['smba.trafficmanager.net'], openIdUrl: keys.openIdUrl });

interface Forged {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey;
  readonly issuer?: string;
  readonly audience?: string;
  readonly notBeforeMs?: number;
  readonly expiresMs?: number;
}

/** A token that is right in every point but those that are changed. */
function token({ claims = { serviceurl: SERVICE_URL }, header = {}, key = pair.privateKey, issuer = 'https://api.botframework.com', audience = APP_ID, notBeforeMs = NOW_MS, expiresMs = NOW_MS + 3_600_000 }: Forged = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header }).setIssuer(issuer).setAudience(audience)
    .setNotBefore(Math.floor(notBeforeMs / 1_000)).setExpirationTime(Math.floor(expiresMs / 1_000)).sign(key);
}

const posted = (authorization: string | null, activity: unknown = ACTIVITY): ProviderRequest =>
  ({ method: 'POST', headers: authorization === null ? {} : { authorization }, query: {}, rawBody: Buffer.from(typeof activity === 'string' ? activity : JSON.stringify(activity)) });
const verdict = async (authorization: string | null, activity: unknown = ACTIVITY, nowMs = NOW_MS) => source().verify(posted(authorization, activity), nowMs);
const FORBIDDEN = { take: false, status: 403, text: 'forbidden' };

describe('an activity is believed', () => {
  test('when its token is right in all seven points', async () => {
    expect(await verdict(`Bearer ${await token()}`)).toEqual({ take: true });
    expect(await verdict(`Bearer ${await token({ claims: { serviceUrl: SERVICE_URL } })}`)).toEqual({ take: true });
  });

  test('not when it is signed by another key under the same name', async () => {
    expect(await verdict(`Bearer ${await token({ key: foreign.privateKey })}`)).toEqual(FORBIDDEN);
  });

  test('not under another algorithm, neither none nor one that takes the public key for a secret', async () => {
    const secret = Buffer.from(JSON.stringify(await exportJWK(pair.publicKey)));
    const confused = await new SignJWT({ serviceurl: SERVICE_URL }).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).setIssuer('https://api.botframework.com').setAudience(APP_ID).setNotBefore(NOW_MS / 1_000).setExpirationTime(NOW_MS / 1_000 + 60).sign(secret);
    const none = new UnsecuredJWT({ serviceurl: SERVICE_URL }).setIssuer('https://api.botframework.com').setAudience(APP_ID).setNotBefore(NOW_MS / 1_000).setExpirationTime(NOW_MS / 1_000 + 60).encode();
    const rs512 = await token({ header: { alg: 'RS512' }, key: (await generateKeyPair('RS512')).privateKey });
    for (const forged of [confused, none, `${none}x`, rs512]) expect(await verdict(`Bearer ${forged}`)).toEqual(FORBIDDEN);
  });

  test.each<[string, Forged]>([
    ['the issuer', { issuer: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' }],
    ['the audience', { audience: '99999999-9999-4999-8999-999999999999' }],
    ['the time: over five minutes past its end', { expiresMs: NOW_MS - 301_000 }],
    ['the time: not yet for another five minutes', { notBeforeMs: NOW_MS + 301_000 }],
    ['the service address: that of another', { claims: { serviceurl: 'https://smba.trafficmanager.net/amer/' } }],
    ['the service address: none', { claims: {} }],
    ['the key: of a name that nobody has published', { header: { kid: 'k2' } }],
  ])('not when only %s is wrong', async (_what, forged) => {
    expect(await verdict(`Bearer ${await token(forged)}`)).toEqual(FORBIDDEN);
  });

  test('within five minutes on either side of its time', async () => {
    expect(await verdict(`Bearer ${await token({ expiresMs: NOW_MS - 299_000 })}`)).toEqual({ take: true });
    expect(await verdict(`Bearer ${await token({ notBeforeMs: NOW_MS + 299_000 })}`)).toEqual({ take: true });
  });

  test('not for a channel that its key is not endorsed for, nor for one that is neither Skype nor Teams', async () => {
    const signed = `Bearer ${await token()}`;
    expect(await verdict(signed, { ...ACTIVITY, channelId: 'skype' })).toEqual(FORBIDDEN);
    expect(await verdict(signed, { ...ACTIVITY, channelId: 'webchat' })).toEqual(FORBIDDEN);
  });

  test('not from a place to which we would not answer, whatever its token says', async () => {
    const serviceUrl = 'https://evil.example/';
    expect(await verdict(`Bearer ${await token({ claims: { serviceurl: serviceUrl } })}`, { ...ACTIVITY, serviceUrl })).toEqual(FORBIDDEN);
  });

  test.each([['no token', null], ['another scheme', 'Basic Zm9v'], ['nothing', 'Bearer '], ['two dots', 'Bearer ..'], ['words', 'Bearer a.b.c'], ['a mountain', `Bearer ${'a'.repeat(20_000)}.b.c`]])('not with %s', async (_what, authorization) => {
    expect(await verdict(authorization)).toEqual(FORBIDDEN);
  });

  test('not when it asks instead of telling', async () => {
    expect(await source().verify({ ...posted(`Bearer ${await token()}`), method: 'GET' }, NOW_MS)).toEqual(FORBIDDEN);
  });

  test('not with a body that says nothing of its origin', async () => {
    for (const body of ['', 'null', '[]', '{"channelId":"msteams"}', '\u0000', JSON.stringify({ ...ACTIVITY, serviceUrl: 5 })]) expect(await verdict(`Bearer ${await token()}`, body)).toEqual(FORBIDDEN);
  });
});

describe('the published keys', () => {
  test('are fetched once a day, and the provider is put off while they cannot be had', async () => {
    const one = source();
    const authorization = `Bearer ${await token()}`;
    keys.isAway = true;
    expect(await one.verify(posted(authorization), NOW_MS)).toMatchObject({ take: false, status: 503 });
    keys.isAway = false;
    expect(await one.verify(posted(authorization), NOW_MS + 59_000)).toMatchObject({ status: 503 });
    expect(await one.verify(posted(authorization), NOW_MS + 60_000)).toEqual({ take: true });
    for (const _ of [1, 2, 3]) expect(await one.verify(posted(authorization), NOW_MS + 61_000)).toEqual({ take: true });
    expect(keys.asked).toBe(1);
    const nextDayMs = NOW_MS + 86_460_000;
    const later = `Bearer ${await token({ notBeforeMs: nextDayMs, expiresMs: nextDayMs + 60_000 })}`;
    expect(await one.verify(posted(later), nextDayMs)).toEqual({ take: true });
    expect(keys.asked).toBe(2);
    keys.isAway = true;
    expect(await one.verify(posted(`Bearer ${await token({ notBeforeMs: nextDayMs + 86_400_000, expiresMs: nextDayMs + 90_000_000 })}`), nextDayMs + 86_400_000)).toMatchObject({ status: 503 });
  });

  test('are fetched anew for a name that is not among them, at most once a minute', async () => {
    const one = source();
    expect(await one.verify(posted(`Bearer ${await token()}`), NOW_MS)).toEqual({ take: true });
    const before = keys.keys;
    keys.keys = [{ ...(await exportJWK(foreign.publicKey)), kid: 'k3', endorsements: ['msteams'] }];
    const rotated = `Bearer ${await token({ header: { kid: 'k3' }, key: foreign.privateKey })}`;
    expect(await one.verify(posted(rotated), NOW_MS + 59_999)).toEqual(FORBIDDEN);
    expect(await one.verify(posted(rotated), NOW_MS + 60_000)).toEqual({ take: true });
    expect(await one.verify(posted(`Bearer ${await token()}`), NOW_MS + 60_001)).toEqual(FORBIDDEN);
    for (let tries = 0; tries < 20; tries += 1) await one.verify(posted(`Bearer ${await token({ header: { kid: `made-up-${tries}` } })}`), NOW_MS + 61_000);
    expect(keys.asked).toBe(2);
    keys.keys = before;
  });

  test('are asked for once by all who come together', async () => {
    const one = source();
    const authorization = `Bearer ${await token()}`;
    const verdicts = await Promise.all(Array.from({ length: 10 }, async () => one.verify(posted(authorization), NOW_MS)));
    expect([verdicts.every((told) => told.take), keys.asked]).toEqual([true, 1]);
  });

  test('come from where they are named, and nowhere else', async () => {
    const elsewhere = await startServer();
    elsewhere.keys = keys.keys;
    elsewhere.keysUrl = keys.openIdUrl.replace('openidconfiguration', 'keys');
    const one = createSkypeNews({ ...skypeSettings(1), localUrl: null, serviceHosts: ['smba.trafficmanager.net'], openIdUrl: elsewhere.openIdUrl });
    expect(await one.verify(posted(`Bearer ${await token()}`), NOW_MS)).toMatchObject({ status: 503 });
    await elsewhere.close();
  });

  test('without endorsements endorse nothing', async () => {
    const before = keys.keys;
    keys.keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1' }];
    expect(await verdict(`Bearer ${await token()}`)).toEqual(FORBIDDEN);
    keys.keys = before;
  });
});

describe('an emulator without signatures', () => {
  test('is believed on this machine and for this machine alone', async () => {
    const one = createSkypeNews(emulatorSettings('http://127.0.0.1:56150/_connector/'));
    expect(await one.verify(posted(null, { ...ACTIVITY, serviceUrl: 'http://localhost:56150/_connector' }), NOW_MS)).toEqual({ take: true });
    for (const serviceUrl of [SERVICE_URL, 'http://192.0.2.1/', 'http://127.0.0.1.evil.example/']) expect(await one.verify(posted(null, { ...ACTIVITY, serviceUrl }), NOW_MS)).toEqual(FORBIDDEN);
    const misused = createSkypeNews({ ...emulatorSettings('http://127.0.0.1:1/'), localUrl: 'https://teams.example/' });
    expect(await misused.verify(posted(null, { ...ACTIVITY, serviceUrl: 'http://127.0.0.1:1/' }), NOW_MS)).toEqual(FORBIDDEN);
    const real = createSkypeNews({ ...skypeSettings(1), unsignedFromLocal: true, localUrl: null });
    expect(await real.verify(posted(null, { ...ACTIVITY, serviceUrl: 'http://127.0.0.1:1/' }), NOW_MS)).toEqual(FORBIDDEN);
  });
});

describe('whatever comes', () => {
  const anything = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')), fc.json());

  test('no request without a token of the provider is believed, and none throws', async () => {
    const one = source();
    await fc.assert(fc.asyncProperty(anything, fc.oneof(fc.constant(ACTIVITY), fc.jsonValue()), async (authorization, body) => {
      expect(await one.verify(posted(`Bearer ${authorization}`, body), NOW_MS)).toMatchObject({ take: false });
    }), { numRuns: 300 });
  });

  test('a good token with one letter changed is no token', async () => {
    const one = source();
    const good = await token();
    await fc.assert(fc.asyncProperty(fc.nat(good.length - 1), fc.constantFrom('A', 'B', 'x', 'y', '0', '9', '-', '_'), async (at, letter) => {
      fc.pre(good[at] !== letter && good[at] !== '.' && at < good.length - 1);
      expect(await one.verify(posted(`Bearer ${good.slice(0, at)}${letter}${good.slice(at + 1)}`), NOW_MS)).toEqual(FORBIDDEN);
    }), { numRuns: 150 });
  });

  test('no body makes the reader throw, and a broken field is told or left out, never believed', () => {
    const field = fc.constantFrom(...Object.keys(ACTIVITY), 'membersAdded', 'membersRemoved', 'action', 'value', 'replyToId', 'reactionsAdded', 'attachments', 'name');
    fc.assert(fc.property(fc.constantFrom('message', 'conversationUpdate', 'installationUpdate', 'contactRelationUpdate', 'messageReaction', 'event', 'x'), fc.array(fc.tuple(field, fc.jsonValue()), { maxLength: 4 }), (type, changes) => {
      const { news, unread } = readActivity(Buffer.from(JSON.stringify({ ...ACTIVITY, type, ...Object.fromEntries(changes) })));
      expect(Array.isArray(unread)).toBe(true);
      for (const one of news) {
        expect(one.id).toMatch(/^[0-9a-f]{40}$/);
        expect(Number.isFinite(one.atMs)).toBe(true);
        if ('from' in one && one.from !== null) expect(one.from.address).toMatch(/^(skype|msteams)\/[\x21-\x7e]+$/);
      }
    }), { numRuns: 500 });
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => { expect(readActivity(bytes).news).toEqual([]); }), { numRuns: 300 });
  });
});
