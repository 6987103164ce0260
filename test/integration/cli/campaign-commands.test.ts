import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';

let database: TestDatabase;
beforeAll(async () => { database = await freshDatabase(); });
afterAll(async () => { await database.drop(); });

const touchline = (...words: string[]) => touchlineOn(database.pool, ...words);

describe('campaigns on the command line', () => {
  test('nothing is previewed, applied or started without a policy or a campaign', async () => {
    expect(await touchline('campaign', 'start', 'win-back')).toMatchObject({ code: 2, err: expect.stringContaining('no campaign "win-back" has been applied') as string });
    expect((await touchline('campaign', 'list')).out).toContain('no campaign is applied yet');
  });

  test('apply freezes a version, and an edit makes a new one', async () => {
    expect((await touchline('policy', 'apply', 'touchline.yaml')).out).toContain('policy 1 is active');
    expect((await touchline('campaign', 'apply', 'campaigns/win-back.yaml', 'campaigns/thank-you-tier-b.yaml')).out).toBe('win-back v1: applied\nthank-you-tier-b v1: applied\n');
    const unsaid = 'nobody is named as the author, so whoever wrote this may approve its messages to customers of level 1 alone: repeat it with --as PERSON';
    expect(await touchline('campaign', 'apply', 'campaigns/win-back.yaml')).toMatchObject({ out: expect.stringContaining('unchanged') as string, err: expect.stringContaining(unsaid) as string });
    expect((await touchline('campaign', 'apply', 'campaigns/win-back.yaml', '--json')).err).toBe('');
    // Named later, the author is kept; named again, it stays.
    for (const who of ['account-1', 'marketer-1']) expect((await touchline('campaign', 'apply', 'campaigns/thank-you-tier-b.yaml', '--as', who)).err).not.toContain(unsaid);
    expect(await column(database.pool, `select author from campaign_version where campaign = 'thank-you-tier-b'`)).toEqual(['account-1']);
    const edited = path.join(inject('testHome'), 'edited.yaml');
    await writeFile(edited, (await touchline('campaign', 'show', 'win-back')).out.replace('good-for: 7 days', 'good-for: 6 days'));
    expect(await touchline('campaign', 'apply', edited, '--as', 'service-1')).toMatchObject({ code: 4, err: expect.stringContaining('service-1 is no marketer or supervisor or admin now') as string });
    expect((await touchline('campaign', 'apply', edited, '--as', 'marketer-1')).out).toContain('win-back v2: a new version');
    expect(await column(database.pool, `select author from campaign_version where campaign = 'win-back' order by ordinal`)).toEqual([null, 'marketer-1']);
  });

  test('a faulty file is refused whole, with the place and a way out', async () => {
    const broken = path.join(inject('testHome'), 'broken.yaml');
    await writeFile(broken, 'apiVersion: touchline/v1\nname: broken\ntitle: { en: Broken }\npurpose: marketing\nentry: { audience: at-start }\naudience: { tiers: [Z] }\nsteps:\n  - id: one\n    send: { template: welcom, channels: [email], good-for: 3 dyas }\n');
    const answer = await touchline('campaign', 'apply', broken);
    expect(answer.code).toBe(3);
    for (const told of [`${broken}:6:`, `${broken}:9:`, 'welcome', '3 dyas']) expect(answer.err).toContain(told);
  });

  test('preview says who would get what, when and why, rendered in full', async () => {
    await setDomainClock(database.pool, '2011-12-10T09:00:00Z');
    const id = await addCustomer(database.pool, { external: 'silver', orders: ['2011-11-20T10:00:00Z', '2011-12-01T10:00:00Z'] });
    await database.pool.query(`update customer_facts set tier = 'B' where customer_id = $1`, [id]);
    const { code, out } = await touchline('campaign', 'preview', 'campaigns/thank-you-tier-b.yaml', '--sample', '3', '--text');
    expect(code).toBe(0);
    expect(out).toMatch(/held until Mon 12 Dec 10:[0-2]\d in Europe\/London/); // in a minute of their own
    expect(out).toMatch(/Mon 12 Dec 10:[0-2]\d {2}email: "/);
    expect(out).toContain('https://preview.invalid/unsubscribe');
    expect(await column(database.pool, 'select count(*)::int from message')).toEqual([0]);
  });

  test('preview says what messages cost where a channel charges for them, and what nobody knows the price of', async () => {
    await setDomainClock(database.pool, '2026-11-20T12:00:00Z');
    const id = await addCustomer(database.pool, { external: 'amsterdam', country: 'NL' });
    await database.pool.query(`insert into contact_point (customer_id, channel, address, state) values ($1, 'whatsapp', '+31612345678', 'valid')`, [id]);
    await database.pool.query(`insert into channel_template (channel, name, locale, status, detail, category, at_system) values ('whatsapp', 'order_received', 'en', 'approved', '', 'marketing', now())`);
    const { code, out } = await touchline('campaign', 'preview', 'campaigns/order-received.yaml', '--customer', 'amsterdam');
    expect([code, out]).toEqual([0, expect.stringContaining('cost of messages to these 1: 0.1597 USD')]);
    expect(out).toContain('answered once within the window, besides: price not known: 1 × service to NL');
    expect(out).toContain('whatsapp: "Hello amsterdam, we have received your order – and are packing it.');
    await database.pool.query('delete from channel_template');
    const json: { cost: object } = JSON.parse((await touchline('campaign', 'preview', 'campaigns/order-received.yaml', '--customer', 'amsterdam', '--json')).out);
    expect(json.cost).toMatchObject({ customers: 1, messages: { amounts: {}, unknown: [{ country: 'NL', category: 'utility', count: 1 }] } });
    await setDomainClock(database.pool, '2011-12-10T09:00:00Z');
  });

  test('start commits although Temporal is away, and refuses a second run', async () => {
    const started = await touchline('campaign', 'start', 'win-back');
    expect(started).toMatchObject({ code: 0, err: expect.stringContaining('the change is stored') as string });
    expect(await touchline('campaign', 'start', 'win-back')).toMatchObject({ code: 4 });
  });

  test('pause and resume commit although Temporal is away, and refuse what the state does not allow', async () => {
    expect((await touchline('campaign', 'pause', 'win-back')).code).toBe(0);
    expect(await touchline('campaign', 'pause', 'win-back')).toMatchObject({ code: 4, err: expect.stringContaining('only a running one can be paused') as string });
    expect(await touchline('campaign', 'resume', 'win-back')).toMatchObject({ code: 2 });
    expect((await touchline('campaign', 'resume', 'win-back', '--late', 'skip')).code).toBe(0);
  });

  test('cancel wants the name once more, and commits although Temporal is away', async () => {
    expect(await touchline('campaign', 'cancel', 'win-back', '--confirm', 'winback')).toMatchObject({ code: 2 });
    expect((await touchline('campaign', 'cancel', 'win-back', '--confirm', 'win-back')).code).toBe(0);
    const status = JSON.parse((await touchline('campaign', 'status', 'win-back', '--json')).out) as { campaigns: { state: string }[] };
    expect(status.campaigns[0]?.state).toBe('cancelled');
  });

  test('the journey tells past and planned touches of a customer', async () => {
    const { code, out } = await touchline('customer', 'journey', 'silver', '--future');
    expect(code).toBe(0);
    expect(out).toContain('times in Europe/London');
    expect(out).toContain('planned, if every message is accepted');
    expect((await touchline('messages', '--unknown')).out).toContain('no message is unknown');
    expect((await touchline('messages', '--state', 'lost')).code).toBe(2);
  });
});
