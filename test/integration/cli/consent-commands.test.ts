import { afterAll, beforeAll, expect, test } from 'vitest';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { scratchFolder } from '../import/order-fixture.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scene = await openLedger();
  folder = await scratchFolder();
  await setDomainClock(scene.pool, '2026-12-10T12:00:00Z');
  for (const external of ['ada', 'bob', 'cy']) await addCustomer(scene.pool, { external });
  await scene.pool.query(`delete from consent`);
});
afterAll(async () => { await folder.remove(); await scene.close(); });

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const HEAD = 'customer,channel,granted,at,source,wording,proof,confirmed';
async function importing(rows: readonly string[], ...words: string[]) {
  const file = await folder.write('consents.csv', [HEAD, ...rows].join('\n'));
  return touchline('import', 'consents', file, '--rejects', `${file}.rejects`, ...words);
}

test('an imported yes without a proof is none, and loses none of its neighbours', async () => {
  const said = await importing([
    'ada,email,yes,2026-05-02 10:11,checkout,"News, please","form 12, 192.0.2.1",yes', 'bob,email,yes,2026-05-02 10:11,checkout,News,,',
    'cy,email,no,2026-05-02,call,,,', 'dan,email,yes,2026-05-02,shop,News,slip 7,', 'ada,fax,yes,2026-05-02,shop,News,slip 8,', 'ada,email,maybe,2026-05-02,shop,News,slip 9,',
  ], '--json');
  expect(said.code).toBe(6);
  expect(JSON.parse(said.out)).toMatchObject({ rows: 6, rejects: 3, counts: { yes: 1, no: 1, unchanged: 0, unknownCustomers: 1 } });
  expect(said.err).toMatch(/proof.*is empty: a yes that cannot be shown is none/);
  expect(said.err).toMatch(/channel.*names no channel: one of .*email/);
  expect(said.err).toMatch(/granted.*is neither yes nor no/);
  expect(await column(scene.pool, `select granted || ' ' || confirmed || ' ' || source || ' ' || coalesce(proof->>'words', '-') from consent order by id`))
    .toEqual(['true true import: checkout form 12, 192.0.2.1', 'false true import: call -']);
});

test('the same file again changes nothing, an older word neither, and a dry run writes nothing', async () => {
  const rows = ['ada,email,yes,2026-05-02 10:11,checkout,"News, please","form 12, 192.0.2.1",yes', 'cy,email,yes,2026-05-01,shop,News,slip 3,'];
  expect(JSON.parse((await importing(rows, '--json')).out)).toMatchObject({ counts: { yes: 0, no: 0, unchanged: 2 } });
  const dry = await importing(['cy,email,yes,2026-06-01,shop,News,slip 4,'], '--dry-run');
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('dry run: nothing was written') as string });
  expect(await column(scene.pool, 'select count(*)::int from consent')).toEqual([2]);
});

test('what permits each channel is told, with every word and its proof', async () => {
  const { out } = await touchline('consent', 'show', 'ada');
  expect(out).toMatch(/^email: marketing yes; service yes$/m);
  expect(out).toMatch(/^whatsapp: marketing no, never agreed to; service yes$/m);
  expect(out).toMatch(/email marketing: yes · import: checkout · “News, please” · proof words form 12, 192\.0\.2\.1/);
  expect(JSON.parse((await touchline('consent', 'show', 'cy', '--json')).out)).toMatchObject({
    now: expect.arrayContaining([{ channel: 'email', marketing: { permitted: false, why: 'consent-withdrawn' }, service: { permitted: true, by: 'consent' } }]) as object, said: [{ granted: false, source: 'import: call' }],
  });
  expect(await touchline('consent', 'show', 'nobody')).toMatchObject({ code: 2 });
});

test('whoever has complained is not said to allow marketing, whatever they agreed to before', async () => {
  await scene.pool.query(`insert into suppression (customer_id, channel, purpose, reason, at) select customer_id, 'email', 'marketing', 'complained', touchline_now() from identity where value = 'ada'`);
  expect((await touchline('consent', 'show', 'ada')).out).toMatch(/^email: marketing no, complained; service yes$/m);
  expect((await touchline('customer', 'journey', 'ada')).out).toMatch(/ no marketing on email: complained \(suppression\)$/m);
  await scene.pool.query('delete from suppression');
});

test('an event that imports a yes has to bring its proof as well', async () => {
  const words = ['event', 'send', 'consent.given', '--customer', 'bob', '--property', 'channel=email', '--property', 'wording=News', '--property', 'source=import of 2020'];
  expect(await touchline(...words)).toMatchObject({ code: 2, err: expect.stringContaining('an imported consent without it is none') as string });
  expect(await touchline(...words, '--property', 'proof=slip 4')).toMatchObject({ code: 0 });
  expect(await touchline('event', 'send', 'consent.given', '--customer', 'bob', '--property', 'channel=email', '--property', 'wording=News', '--property', 'confirmed=true'))
    .toMatchObject({ code: 2, err: expect.stringContaining('nothing is confirmed without it') as string });
});

test('the laws of countries are told with their source; what the policy puts in their place is marked', async () => {
  expect((await touchline('country', 'show', 'kr')).out).toMatch(/label of the subject: \(광고\)/);
  const all = JSON.parse((await touchline('country', 'list', '--json')).out) as { countries: { country: string; isStale: boolean }[] };
  expect(all.countries.map(({ country }) => country)).toEqual(expect.arrayContaining(['DE', 'US', 'SE']));
  expect(await touchline('country', 'show', 'Germani')).toMatchObject({ code: 2, err: expect.stringContaining('DE') as string });
});
