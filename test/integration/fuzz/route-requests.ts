import type { Hono } from 'hono';
import { PROBLEMS } from '../../../src/api/problem.ts';
import { RECEIVER_ACTS } from '../../../src/channels/sandbox/receiver-mail.ts';
import type { LinkPurpose } from '../../../src/contracts/links.ts';
import type { Dice } from '../../fuzz/dice.ts';
import { headerText, hostileEventRequest, type HostileRequest } from '../../fuzz/hostile-request.ts';
import { hostileJson } from '../../fuzz/hostile-json.ts';
import { signatureOf } from '../../../src/channels/whatsapp/sandbox/notifications.ts';
import { APP_SECRET, VERIFY_TOKEN } from '../../support/whatsapp.ts';
import { hostileText } from '../../fuzz/hostile-text.ts';
import { mutateBytes } from '../../fuzz/mutate-bytes.ts';
import type { FuzzShop } from './fuzz-shop.ts';

type MakeRequest = (dice: Dice, shop: FuzzShop, caseName: string) => HostileRequest;

/** Every route of the application, `METHOD /path`, once. */
export function routesOf(app: Hono): string[] {
  return [...new Set(app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`))].toSorted();
}

const events = (path: string): MakeRequest => (dice, shop, caseName) => hostileEventRequest(path, dice, { key: shop.key, caseName });

/** What each route is attacked with. A route that is missing here fails the test: it would be attacked with nothing. */
export const REQUESTS: Readonly<Record<string, MakeRequest>> = {
  'POST /v1/track': events('/v1/track'),
  'POST /v1/identify': events('/v1/identify'),
  'POST /v1/batch': events('/v1/batch'),
  'GET /v1/hooks/:channel': (dice) => get(dice, `/v1/hooks/${dice.chance(0.8) ? 'whatsapp' : segment(dice)}?hub.mode=subscribe&hub.verify_token=${dice.chance(0.5) ? VERIFY_TOKEN : segment(dice)}&hub.challenge=${segment(dice)}`),
  'POST /v1/hooks/:channel': notified,
  'GET /v1/inbox': (dice, shop) => opened(dice, shop, get(dice, '/v1/inbox')),
  'OPTIONS /v1/inbox': (dice, shop) => opened(dice, shop, { ...get(dice, '/v1/inbox'), method: 'OPTIONS' }),
  'POST /v1/inbox': inboxWord,
  'POST /v1/session': (dice) => jsonOf(dice, '/v1/session', dice.pick<unknown>([hostileJson(dice), { person: hostileText(dice), password: hostileText(dice) }, { person: 'supervisor-1', password: hostileText(dice) }])),
  'GET /v1/session': (dice, shop) => keyed(dice, shop, get(dice, '/v1/session')),
  'DELETE /v1/session': (dice, shop) => keyed(dice, shop, { ...get(dice, '/v1/session'), method: 'DELETE' }),
  'GET /v1/inquiries': (dice, shop) => keyed(dice, shop, get(dice, `/v1/inquiries?limit=${dice.chance(0.5) ? dice.below(2_000) : segment(dice)}&mine=${dice.pick(['', 'true', segment(dice)])}&all=${dice.pick(['1', segment(dice)])}&team=${segment(dice)}`)),
  'GET /v1/inquiries/:id': (dice, shop) => keyed(dice, shop, get(dice, `/v1/inquiries/${numberOr(dice)}`)),
  'POST /v1/inquiries/:id/replies': (dice, shop) => answered(dice, keyed(dice, shop, jsonOf(dice, `/v1/inquiries/${numberOr(dice)}/replies`, dice.pick<unknown>([hostileJson(dice), { text: hostileText(dice), subject: hostileText(dice) }, { text: hostileText(dice), spoken: dice.pick<unknown>([true, 'yes']) }, { text: 'x', channel: dice.pick(['email', '__proto__', 'constructor', hostileText(dice)]) }])))),
  'POST /v1/inquiries/:id/notes': handled('notes', (dice) => ({ text: hostileText(dice) })),
  'POST /v1/inquiries/:id/thoughts': handled('thoughts', (dice) => ({ quote: hostileText(dice), source: hostileText(dice) })),
  'POST /v1/inquiries/:id/mood': handled('mood', (dice) => ({ mood: dice.pick(['glad', '__proto__', hostileText(dice)]) })),
  'POST /v1/inquiries/:id/kind': handled('kind', (dice) => ({ kind: dice.pick(['return', 'constructor', hostileText(dice)]) })),
  'POST /v1/inquiries/:id/snooze': handled('snooze', (dice) => ({ until: dice.pick<unknown>(['2099-12-31T09:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999+14:00', '2024-02-30T00:00:00Z', 1e300, hostileText(dice)]), reason: hostileText(dice) })),
  'POST /v1/inquiries/:id/take': handled('take', () => ({})),
  'POST /v1/inquiries/:id/assign': handled('assign', (dice) => ({ to: dice.pick([null, 'service-1', hostileText(dice)]), team: dice.pick([null, 'german-desk', '__proto__', hostileText(dice)]) })),
  'POST /v1/inquiries/:id/merge': handled('merge', (dice) => ({ into: dice.pick<unknown>([1, 2, 0, -1, 1.5, 1e300, 9_007_199_254_740_991, hostileText(dice)]) })),
  'POST /v1/inquiries/:id/verdict': handled('verdict', (dice) => ({ verdict: dice.pick(['real', 'not-real', hostileText(dice)]), note: dice.pick([null, hostileText(dice)]) })),
  'POST /v1/inquiries/:id/close': handled('close', (dice) => ({ outcome: dice.pick(['unanswered', 'duplicate', 'solved', hostileText(dice)]), reason: dice.pick([null, hostileText(dice)]) })),
  'GET /v1/sla/board': (dice, shop) => keyed(dice, shop, get(dice, `/v1/sla/board?team=${segment(dice)}`)),
  'GET /v1/sla/report': (dice, shop) => keyed(dice, shop, get(dice, `/v1/sla/report?by=${dice.pick(['hour', 'person', segment(dice)])}&format=${dice.pick(['csv', 'json', segment(dice)])}&from=${dice.pick(['2011-11-01', '0001-01-01', '9999-12-31', segment(dice)])}&until=${dice.pick(['2011-12-01%2014:00', '2024-02-30', segment(dice)])}`)),
  'GET /v1/approvals': (dice, shop) => keyed(dice, shop, get(dice, `/v1/approvals?state=${dice.pick(['waiting', 'all', segment(dice)])}&campaign=${segment(dice)}&customer=${dice.pick(['', segment(dice)])}`)),
  'GET /v1/approvals/:id': (dice, shop) => keyed(dice, shop, get(dice, `/v1/approvals/${numberOr(dice)}`)),
  'GET /v1/documents/:id': (dice, shop) => keyed(dice, shop, get(dice, `/v1/documents/${numberOr(dice)}`)),
  'PATCH /v1/approvals/:id/content': (dice, shop) => read(dice, { ...keyed(dice, shop, jsonOf(dice, `/v1/approvals/${numberOr(dice)}/content`, dice.pick<unknown>([hostileJson(dice), { subject: hostileText(dice), text: hostileText(dice) }]))), method: 'PATCH' }),
  'POST /v1/approvals/approve': (dice, shop) => keyed(dice, shop, jsonOf(dice, '/v1/approvals/approve', dice.pick<unknown>([hostileJson(dice), { approvals: [{ id: dice.pick<unknown>([1, 9_007_199_254_740_991, -1, hostileText(dice)]), contentHash: dice.pick(['00', hostileText(dice)]) }], note: hostileText(dice) }]))),
  'POST /v1/approvals/:id/approve': decided('approve'),
  'POST /v1/approvals/:id/reject': decided('reject'),
  'GET /u/:token': linked('GET', 'u', 'unsubscribe'),
  'POST /u/:token': linked('POST', 'u', 'unsubscribe'),
  'GET /p/:token': linked('GET', 'p', 'preferences'),
  'POST /p/:token': linked('POST', 'p', 'preferences'),
  'GET /y/:token': linked('GET', 'y', 'confirm'),
  'POST /y/:token': linked('POST', 'y', 'confirm'),
  'GET /r/:token': linked('GET', 'r', 'rate'),
  'POST /r/:token': linked('POST', 'r', 'rate'),
  'GET /i/:token': (dice, shop) => get(dice, `/i/${dice.chance(0.4) ? shop.invitation(dice.pick([1, 2])) : segment(dice)}`),
  'GET /c/:token': linked('GET', 'c', 'redirect'),
  'GET /o/:file': linked('GET', 'o', 'open'),
  'GET /healthz': plain('/healthz'),
  'GET /readyz': plain('/readyz'),
  'GET /style.css': plain('/style.css'),
  'GET /': plain('/'),
  'GET /status.json': plain('/status.json'),
  'GET /problems/:code': (dice) => get(dice, `/problems/${dice.chance(0.5) ? dice.pick(Object.keys(PROBLEMS)) : segment(dice)}`),
  'GET /outbox': (dice) => get(dice, `/outbox${dice.chance(0.7) ? `?before=${dice.chance(0.5) ? dice.below(1_000) : segment(dice)}` : ''}`),
  'GET /outbox/:id': (dice) => get(dice, `/outbox/${dice.chance(0.6) ? 1 + dice.below(60) : segment(dice)}`),
  'POST /outbox/:id/back': (dice) => ({
    method: 'POST', path: `/outbox/${dice.chance(0.6) ? 1 + dice.below(60) : segment(dice)}/back`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, goodIds: [],
    body: Buffer.from(`act=${dice.chance(0.6) ? dice.pick(RECEIVER_ACTS) : segment(dice)}&words=${segment(dice)}`),
  }),
  'GET /outbox/:id/html': (dice) => get(dice, `/outbox/${dice.chance(0.6) ? 1 + dice.below(60) : segment(dice)}/html`),
};

/** Mostly signed, so that what is behind the signature is attacked too. */
function notified(dice: Dice): HostileRequest {
  const one = () => dice.pick([hostileJson(dice), { id: segment(dice), timestamp: dice.pick(['1739321024', 1_739_321_024, 1e300, segment(dice)]), status: dice.pick(['sent', 'read', 'failed', segment(dice)]), type: 'text', from: dice.pick(['12025550123', segment(dice)]), text: { body: hostileText(dice) }, errors: [{ code: dice.pick([131_026, 131_050, 0]) }] }]);
  const value = { messages: [one(), one()], statuses: [one(), one()], contacts: hostileJson(dice), user_preferences: [one()] };
  const whole = { object: 'whatsapp_business_account', entry: [{ time: dice.pick([1_739_321_024, 1e300, segment(dice)]), changes: [{ field: dice.pick(['messages', 'user_preferences', 'account_update', segment(dice)]), value }] }] };
  const text = Buffer.from(JSON.stringify(whole) ?? '');
  const body = dice.chance(0.25) ? mutateBytes(text, dice) : text;
  const signature = dice.chance(0.8) ? signatureOf(body, APP_SECRET) : headerText(dice);
  return { method: 'POST', path: `/v1/hooks/${dice.chance(0.9) ? 'whatsapp' : segment(dice)}`, headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature }, body, goodIds: [] };
}

const numberOr = (dice: Dice) => (dice.chance(0.6) ? dice.below(20) : segment(dice));

function jsonOf(dice: Dice, path: string, value: unknown): HostileRequest {
  const text = Buffer.from(JSON.stringify(value) ?? '');
  return { method: 'POST', path, headers: { 'content-type': dice.chance(0.95) ? 'application/json' : headerText(dice) }, body: dice.chance(0.2) ? mutateBytes(text, dice) : text, goodIds: [] };
}

/** Mostly with a good key of a supervisor. */
function keyed(dice: Dice, shop: FuzzShop, request: HostileRequest): HostileRequest {
  const key = dice.chance(0.8) ? shop.apiKey : mutateBytes(Buffer.from(shop.apiKey), dice).toString('latin1').replaceAll(/[^\x20-\x7e]/g, '');
  return { ...request, headers: { ...request.headers, authorization: dice.chance(0.9) ? `Bearer ${key}` : headerText(dice) } };
}

function decided(word: 'approve' | 'reject'): MakeRequest {
  return (dice, shop) => read(dice, keyed(dice, shop, jsonOf(dice, `/v1/approvals/${numberOr(dice)}/${word}`, dice.pick<unknown>([hostileJson(dice), {}, { note: hostileText(dice) }, { reason: hostileText(dice) }]))));
}

/** What people do with an inquiry: mostly one that is there, mostly with a body of the right form. */
function handled(what: string, body: (dice: Dice) => unknown): MakeRequest {
  return (dice, shop) => repeated(dice, read(dice, keyed(dice, shop, jsonOf(dice, `/v1/inquiries/${numberOr(dice)}/${what}`, dice.chance(0.7) ? body(dice) : hostileJson(dice)))));
}

/** What stands for the ETag of what is there when the request is sent. */
export const AS_IT_STANDS = '"as it stands"';

/** Mostly on what is there, sometimes on what nobody can have read. */
function read(dice: Dice, request: HostileRequest): HostileRequest {
  return { ...request, headers: { ...request.headers, 'if-match': dice.chance(0.7) ? AS_IT_STANDS : dice.pick(['"00"', '*', 'W/"00"', headerText(dice)]) } };
}

/** An answer is taken with a key alone: mostly with one of its own. */
function answered(dice: Dice, request: HostileRequest): HostileRequest {
  return dice.chance(0.3) ? repeated(dice, request) : { ...request, headers: { ...request.headers, 'idempotency-key': `answer-${dice.below(1_000_000_000)}` } };
}

function repeated(dice: Dice, request: HostileRequest): HostileRequest {
  return dice.chance(0.5) ? request : { ...request, headers: { ...request.headers, 'idempotency-key': dice.pick(['once', 'twice', headerText(dice)]) } };
}

/** Mostly with a good token, so that what is behind it is attacked too. */
function opened(dice: Dice, shop: FuzzShop, request: HostileRequest): HostileRequest {
  const good = shop.inboxToken(dice.pick([1, 2]));
  const token = dice.chance(0.8) ? good : mutateBytes(Buffer.from(good), dice).toString('latin1').replaceAll(/[^\x20-\x7e]/g, '');
  const origin: Record<string, string> = dice.chance(0.5) ? { origin: dice.pick(['https://shop.example', 'https://elsewhere.example', 'null', headerText(dice)]) } : {};
  return { ...request, headers: { ...request.headers, ...origin, authorization: dice.chance(0.9) ? `Bearer ${token}` : headerText(dice) } };
}

function inboxWord(dice: Dice, shop: FuzzShop): HostileRequest {
  const id = () => dice.pick(['1', '2', '999999999999999999', '-1', 1, segment(dice)]);
  const word = dice.pick<unknown>([hostileJson(dice), { read: [id(), id()] }, { read: [id()], answer: { to: id(), text: hostileText(dice) } }, { answer: { to: '1', text: dice.pick(['STOP', hostileText(dice), '\ud800', 'a\u0000']) } }]);
  const text = Buffer.from(JSON.stringify(word) ?? '');
  const body = dice.chance(0.2) ? mutateBytes(text, dice) : text;
  return opened(dice, shop, { method: 'POST', path: '/v1/inbox', headers: { 'content-type': dice.chance(0.95) ? 'application/json' : headerText(dice) }, body, goodIds: [] });
}

function plain(path: string): MakeRequest {
  return (dice) => get(dice, `${path}${dice.chance(0.3) ? `?${segment(dice)}=${segment(dice)}` : ''}`);
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function get(dice: Dice, path: string): HostileRequest {
  const method = dice.chance(0.1) ? dice.pick(METHODS) : 'GET';
  const host: Record<string, string> = dice.chance(0.9) ? { host: '127.0.0.1:4400' } : { host: headerText(dice).replaceAll(/[^\w.:[\]-]/g, '') || 'x' };
  const headers = dice.chance(0.3) ? { ...host, [dice.pick(['accept', 'accept-language', 'x-forwarded-for', 'forwarded', 'purpose', 'range', 'cookie'])]: headerText(dice) } : host;
  return { method, path, headers: dice.chance(0.2) ? { ...headers, accept: 'text/html' } : headers, body: null, goodIds: [] };
}

function linked(method: string, folder: string, purpose: LinkPurpose): MakeRequest {
  return (dice, shop) => {
    const customer = dice.pick([1, 2] as const);
    const good = shop.token(purpose, customer);
    const token = dice.chance(0.4) ? good : encodeURIComponent(mutateBytes(Buffer.from(good), dice).toString('latin1').slice(0, 6_000));
    const request = get(dice, `/${folder}/${token}`);
    if (method === 'GET') return request;
    const own = `form=${shop.formToken(dice.chance(0.8) ? customer : 1)}`;
    const form = dice.pick(['', 'confirm=yes', `scope=${dice.pick(['everywhere', segment(dice)])}`, `${own}&everywhere=1`, `${own}&stars=${dice.pick(['4', segment(dice)])}`,
      `${own}&allow=email&frequency=${dice.pick(['weekly', segment(dice)])}&language=${dice.pick(['ar', segment(dice)])}&day=${dice.pick(['31', segment(dice)])}&month=${dice.pick(['02', '12', segment(dice)])}&interest=${segment(dice)}&promotion.gift=${segment(dice)}&tracking=${segment(dice)}`,
      'List-Unsubscribe=One-Click', 'allow=email', 'allow=email&allow=%00&allow=__proto__', `allow=${segment(dice)}`, 'x'.repeat(11_000)]);
    const body = dice.chance(0.3) ? mutateBytes(Buffer.from(form), dice) : Buffer.from(form);
    return { ...request, method: 'POST', headers: { ...request.headers, 'content-type': dice.pick(['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json', '']) }, body };
  };
}

/** A piece of a path or a query: mostly percent-encoded as a client would, sometimes as it is, sometimes badly. */
function segment(dice: Dice): string {
  const text = hostileText(dice).slice(0, 3_000).replaceAll(/\p{Surrogate}/gu, '');
  return dice.chance(0.8) ? encodeURIComponent(text) : dice.pick(['%', '%zz', '%c0%af', '%00', '..%2f..%2f', '%2e%2e/', '%ff', '\\', ';x=1', '1%0a', '1 ', '+1', '0x1', '1e3']);
}
