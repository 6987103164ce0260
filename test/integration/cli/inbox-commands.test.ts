import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInvitation } from '../../../src/intake/links/invitation.ts';
import { linkKeys } from '../../../src/store/links.ts';
import { storeNews } from '../../../src/store/channel-news.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, '2011-12-10T12:00:00Z');
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);

test('what people wrote is listed with whose it is, and what nobody could apply with the reason', async () => {
  expect((await touchline('inbox', 'list')).out).toBe('nobody has written\n');
  expect((await touchline('inbox', 'news')).out).toBe('everything that providers told is applied\n');
  const ada = await addCustomer(scene.pool, { external: 'ada' });
  await scene.pool.query(
    `insert into inbound_message (channel, news_id, customer_id, address, text, at) values
     ('whatsapp', 'n1', $1, '+12025550123', E'Make it green.\\nAnd \\u001b[31msmaller.', touchline_now()), ('whatsapp', 'n2', null, '+12025550199', 'Who are you?', touchline_now())`, [ada]);
  const listed = (await touchline('inbox', 'list')).out;
  expect(listed).toMatch(new RegExp(`^2 +whatsapp +.+ +nobody known \\(\\+12025550199\\) +Who are you\\?$`, 'm'));
  expect(listed).toMatch(new RegExp(`^1 +whatsapp +.+ +${ada} +Make it green. And \\[31msmaller.$`, 'm'));
  expect(JSON.parse((await touchline('inbox', 'list', '--unknown', '--json')).out)).toMatchObject({ messages: [{ id: 2, customer: null, text: 'Who are you?' }] });
  expect(JSON.parse((await touchline('inbox', 'list', '--customer', ada, '--json')).out)).toMatchObject({ messages: [{ id: 1, customer: ada }] });
  expect(await touchline('inbox', 'list', '--customer', 'ada')).toMatchObject({ code: 2, err: expect.stringContaining('expected the id of a customer') as string });
  expect(await touchline('inbox', 'list', '--customer', ada, '--unknown')).toMatchObject({ code: 2 });

  await storeNews(scene.pool, 'whatsapp', [{ id: 'r1', atMs: 0, kind: 'receipt', status: 'sent', message: { key: 'nobodys', providerId: null } }]);
  expect((await touchline('inbox', 'news')).out).toMatch(/^whatsapp +receipt +waiting +\S+ +r1$/m);
});

test('templates that a provider has to approve are listed as it told them; nothing is read where messages stay on this machine', async () => {
  expect((await touchline('template', 'status')).out).toBe('no provider has told of a template\n');
  await scene.pool.query(
    `insert into channel_template (channel, name, locale, status, detail, category, quality, at_system) values ('whatsapp', 'win_back', 'de', 'rejected', 'PROMOTIONAL', 'marketing', null, '2026-11-29T10:00:00Z')`);
  expect((await touchline('template', 'status')).out).toMatch(/^whatsapp +win_back +de +rejected +marketing +2026-11-29T10:00:00.000Z +PROMOTIONAL$/m);
  expect(JSON.parse((await touchline('template', 'status', '--json')).out)).toMatchObject({ templates: [{ name: 'win_back', status: 'rejected', asOf: '2026-11-29T10:00:00.000Z' }] });
  expect(await touchline('template', 'sync')).toMatchObject({ code: 0, err: expect.stringContaining('every template is taken for approved') as string });
  expect((await touchline('template', 'status')).out).toContain('rejected');
});

test('a customer is invited to Teams by a link that names them for some days, and by no other number of days', async () => {
  const grace = await addCustomer(scene.pool, { external: 'grace' });
  const { out } = await touchline('customer', 'invite', 'grace', '--days', '7');
  const [link, code] = [/^link {3}(\S+)$/m.exec(out)?.[1], /^code {3}touchline-(\S+)$/m.exec(out)?.[1]];
  expect(new URL(link!).searchParams.get('message')).toBe(`touchline-${code}`);
  const keys = await linkKeys(scene.pool);
  expect([openInvitation(keys, code!, Date.now()), openInvitation(keys, code!, Date.now() + 8 * 86_400_000)]).toEqual([grace, null]);
  expect(out).toContain('No bot is configured');
  expect(JSON.parse((await touchline('customer', 'invite', 'grace', '--json')).out)).toMatchObject({ customer: grace, sandbox: true });
  for (const days of ['0', '366', 'x']) expect(await touchline('customer', 'invite', 'grace', '--days', days)).toMatchObject({ code: 2, err: expect.stringContaining('not a number of days') });
  expect(await touchline('customer', 'invite', 'nobody')).toMatchObject({ code: 2 });
});
