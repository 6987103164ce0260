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
  expect((await touchline('inbox', 'list', '--unsure')).out).toBe('nobody may want to stop without saying so plainly\n');
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
  const [page, code] = [/^page {3}(\S+)$/m.exec(out)?.[1], /^code {3}touchline-(\S+)$/m.exec(out)?.[1]];
  expect(new URL(page!).pathname).toBe(`/i/${code}`);
  const keys = await linkKeys(scene.pool);
  expect([openInvitation(keys, code!, Date.now()), openInvitation(keys, code!, Date.now() + 8 * 86_400_000)]).toEqual([grace, null]);
  expect(out).toContain('No bot is configured');
  expect(JSON.parse((await touchline('customer', 'invite', 'grace', '--json')).out)).toMatchObject({ customer: grace, sandbox: true });
  for (const days of ['0', '366', 'x']) expect(await touchline('customer', 'invite', 'grace', '--days', days)).toMatchObject({ code: 2, err: expect.stringContaining('not a number of days') });
  expect(await touchline('customer', 'invite', 'nobody')).toMatchObject({ code: 2 });
});

test('what may ask to stop and cannot be sure is listed for a person, apart from what was done', async () => {
  await scene.pool.query(
    `insert into inbound_message (channel, news_id, customer_id, address, text, at) values ('whatsapp', 'n3', null, '+12025550199', 'Please stop this', touchline_now()), ('whatsapp', 'n4', null, '+12025550199', 'STOP', touchline_now())`);
  expect((await touchline('inbox', 'list')).out).toMatch(/ +stop +STOP$/m);
  const unsure = (await touchline('inbox', 'list', '--unsure')).out;
  expect(unsure).toMatch(/ +perhaps-stop +Please stop this$/m);
  expect(unsure).not.toMatch(/ STOP$/m);
  expect(JSON.parse((await touchline('inbox', 'list', '--unsure', '--json')).out)).toMatchObject({ messages: [{ text: 'Please stop this', asks: 'perhaps-stop' }] });
});

test('mails that came are listed with what each came to, without a word of whoever wrote them', async () => {
  expect((await touchline('inbox', 'mail')).out).toBe('no mail has come\n');
  await scene.pool.query(
    `insert into inbound_mail (digest, received_system, envelope_from, envelope_to, bytes, raw, status, kind, reason, message_id) values
     ('d1', '2026-11-29T10:00:00Z', 'ann@mail.example', '{reply+1.x@reply.example}', 5, 'hello', 'applied', 'answer', null, 'welcome:x:1/hello/1/email'),
     ('d2', '2026-11-29T10:01:00Z', 'ann@mail.example', '{x@reply.example}', 5, 'hello', 'ignored', 'answer', 'no-message-of-ours', null),
     ('d3', '2026-11-29T10:02:00Z', 'ann@mail.example', '{x@reply.example}', 5, 'hello', 'received', null, null, null)`);
  const { out } = await touchline('inbox', 'mail');
  expect(out).toMatch(/^1 +2026-11-29T10:00:00.000Z +answer +applied +welcome:x:1\/hello\/1\/email$/m);
  expect(out).toMatch(/^2 +\S+ +answer +ignored +no-message-of-ours$/m);
  expect(out).not.toContain('ann@');
  expect(JSON.parse((await touchline('inbox', 'mail', '--waiting', '--json')).out)).toMatchObject({ mails: [{ id: '3', state: 'received', receivedAt: '2026-11-29T10:02:00.000Z' }] });
});
