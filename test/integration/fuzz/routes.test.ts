import { afterAll, beforeAll, expect, test } from 'vitest';
import { Dice } from '../../fuzz/dice.ts';
import { fuzzCases, fuzzSeed, runFuzz, writeFuzzEvidence } from '../../fuzz/fuzz-run.ts';
import { fuzzTarget, promise } from '../../fuzz/fuzz-target.ts';
import { CANARY } from '../../fuzz/hostile-text.ts';
import type { HostileRequest } from '../../fuzz/hostile-request.ts';
import { soundAnswer } from '../../fuzz/sound-answer.ts';
import { soundVerdict } from '../../fuzz/sound-verdict.ts';
import { addSandboxMail } from '../../../src/store/sandbox-mail.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { sized } from '../../support/proof.ts';
import { openFuzzShop, type FuzzShop } from './fuzz-shop.ts';
import { hostileMail } from './hostile-mail.ts';
import { AS_IT_STANDS, REQUESTS, routesOf } from './route-requests.ts';

const CASES = fuzzCases(1_500, 40_000);
const MAILS = 60;

let database: TestDatabase;
let shop: FuzzShop;
const seed = fuzzSeed();

beforeAll(async () => {
  database = await freshDatabase();
  shop = await openFuzzShop(database.pool);
  for (let number = 0; number < MAILS; number += 1) await addSandboxMail(database.pool, hostileMail(new Dice(`${seed}/mail/${number}`)));
});
afterAll(() => database.drop());

const EVENT_WEIGHT = 5;

/** Every route as one target; those that take events weigh more. */
function routeTargets() {
  const routes = Object.entries(REQUESTS);
  const weights = routes.map(([route]) => (/\/v1\/(track|identify|batch|hooks|inbox)/.test(route) ? EVENT_WEIGHT : 1));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return routes.map(([route, make], index) => fuzzTarget<HostileRequest>({
    name: route.replaceAll(/[/: ]+/g, '-'),
    share: ((weights[index] ?? 1) * 1_000) / all,
    make: (dice, caseNumber) => make(dice, shop, `${route.split('/').at(-1)}-${caseNumber}`),
    feed: feedRoute,
  }));
}

/** With the ETag of what is there now, where the request is to be on that. */
async function asRead({ path, headers }: HostileRequest): Promise<HostileRequest['headers']> {
  if (headers['if-match'] !== AS_IT_STANDS) return headers;
  const of = path.split('/').slice(0, 4).join('/');
  const read = await shop.test.app.request(of, { headers: { authorization: `Bearer ${shop.apiKey}` } });
  return { ...headers, 'if-match': read.headers.get('etag') ?? '"00"' };
}

async function feedRoute(request: HostileRequest): Promise<string> {
  const { method, path, body } = request;
  const { test: { app, reports } } = shop;
  const headers = await asRead(request);
  const response = await app.request(path, { method, headers, body: body === null ? null : new Uint8Array(body) });
  const { outcome, text } = await soundAnswer(request, response);
  promise(reports.length === 0, `an error was reported: ${String(reports[0])}`);
  if (response.status === 302) promise(response.headers.get('location') === 'https://shop.example/sale?from=mail&x=1', 'a redirect to somewhere else');
  if (/^\/v1\/(track|identify|batch)(\?|$)/.test(path) && response.status === 200) await soundInbox(request, text);
  return outcome;
}

async function soundInbox(request: HostileRequest, text: string): Promise<void> {
  soundVerdict(request, text);
  if (request.goodIds.length === 0) return;
  const { rowCount } = await shop.pool.query('select 1 from event_inbox where message_id = any($1)', [request.goodIds]);
  promise(rowCount === request.goodIds.length, `${rowCount} of ${request.goodIds.length} sound events were stored`);
}

test('every route of the application is attacked', () => {
  expect(Object.keys(REQUESTS).toSorted()).toEqual(routesOf(shop.test.app));
});

test('no request breaks a route, and every sound event beside bad ones is stored and applied', { timeout: sized(150_000, 3_600_000) }, async () => {
  const figures = await runFuzz('routes', routeTargets(), CASES, seed);
  await shop.test.applied();

  expect(shop.test.reports).toEqual([]);
  const { rows } = await shop.pool.query<{ status: string; goods: boolean; count: number }>(
    `select status, message_id like '%-g_' as goods, count(*)::int as count from event_inbox group by 1, 2`);
  const left = rows.filter(({ status, goods }) => status === 'received' || (goods && status === 'dead_letter'));
  expect(left).toEqual([]);
  const personal = await shop.pool.query<{ reason: string }>('select distinct reason from event_inbox where reason like $1', [`%${CANARY}%`]);
  expect(personal.rows).toEqual([]);
  await writeFuzzEvidence('fuzz-routes', seed, { ...figures, inbox: rows });
  expect(figures.heapGrowthMiB).toBeLessThan(50);
  expect(figures.rssGrowthMiB).toBeLessThan(50);
});
