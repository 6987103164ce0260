import { mkdtemp, readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newsChannels } from '../../../src/channels/registry.ts';
import { startMailListener, type MailListener } from '../../../src/channels/email/inbound/mail-listener.ts';
import { replyAddressOf, returnPathOf } from '../../../src/channels/email/return-path.ts';
import { messageToken } from '../../../src/channels/email/message-id.ts';
import type { LinkKey } from '../../../src/contracts/links.ts';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { applyEvents } from '../../../src/intake/events/apply-events.ts';
import { applyWaitingMail } from '../../../src/intake/mail/apply-mail.ts';
import { pumpNews } from '../../../src/intake/news/pump-news.ts';
import { applyChannelNews } from '../../../src/store/apply-channel-news.ts';
import { waitingNews } from '../../../src/store/channel-news.ts';
import { forgetErasedMessages } from '../../../src/store/contact-news.ts';
import { addInboundMail, takeWaitingMail } from '../../../src/store/inbound-mail.ts';
import { buryEvents, receivedEvents } from '../../../src/store/inbox.ts';
import { mailOfInquiry } from '../../../src/store/inquiry-to-screen.ts';
import { applyForCustomer } from '../../../src/store/intake-facts.ts';
import { linkKeys } from '../../../src/store/links.ts';
import { MAIL_CHANNELS, mailStore } from '../../../src/store/mail-store.ts';
import { judgeSenders, senderStates } from '../../../src/store/sender-state.ts';
import { startMailPoller } from '../../../src/channels/email/inbound/mail-poller.ts';
import { IMAP_PASSWORD, IMAP_USER, startImapServer } from '../../support/imap-server.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { arf, failedWith, withFiles } from '../../unit/channels/inbound/mails.ts';
import { openLedger, withReadyMessage, type LedgerScene } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
let listener: MailListener;
let key: LinkKey;
let sent = 0;

beforeAll(async () => {
  scene = await openLedger();
  const keys = await linkKeys(scene.pool);
  if (keys[0] === undefined) throw new Error('no key');
  [key] = [keys[0]];
  listener = await startMailListener({
    host: '127.0.0.1', port: 0, domains: ['bounce.shop.test', 'reply.shop.test'], keys: () => linkKeys(scene.pool), store: (mail) => addInboundMail(scene.pool, mail),
  });
});
afterAll(async () => {
  await listener.close();
  await scene.close();
});

interface Accepted { readonly id: CustomerId; readonly message: MessageId; readonly ref: bigint; readonly address: string }

/** A customer to whom the welcome mail has gone. */
async function withSentMessage(): Promise<Accepted> {
  sent += 1;
  const { id, message } = await withReadyMessage(scene, `mail-${sent}`);
  await scene.tell(id, message, await scene.take(message), { outcome: 'accepted', providerId: `provider-${sent}@relay.test`, detail: 'ok' });
  const { rows } = await scene.pool.query<{ ref: string; address: string }>('select m.ref, p.address from message m join contact_point p on p.id = m.contact_point_id where m.id = $1', [message]);
  return { id, message, ref: BigInt(rows[0]?.ref ?? 0), address: rows[0]?.address ?? '' };
}

async function hand(raw: Buffer | string, to: string, from = ''): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port: listener.port, ignoreTLS: true });
  try {
    const { response } = await transport.sendMail({ envelope: { from, to: [to] }, raw });
    return response;
  } catch (error) {
    return error instanceof Error && 'response' in error ? String(error.response) : String(error);
  } finally {
    transport.close();
  }
}

/** Reads all that waits, and applies what follows from it. */
async function readAll(): Promise<void> {
  const { pool, channels } = scene;
  const ports = {
    applyForCustomer: applyForCustomer.bind(null, pool), bury: buryEvents.bind(null, pool), poke: async () => undefined, pokeFailed: () => undefined,
  };
  await applyWaitingMail(mailStore(pool, 0));
  await pumpNews({
    waitingBodies: async () => [],
    takeApart: async () => undefined,
    waitingNews: waitingNews.bind(null, pool),
    apply: applyChannelNews.bind(null, pool),
    invited: async () => null,
    stored: async (ids) => void await applyEvents(ports, await receivedEvents(pool, ids)),
    failed: (error) => { throw error; },
  }, newsChannels(channels));
}

async function standing({ id, message }: Accepted) {
  const { rows } = await scene.pool.query(
    `select m.bounced_at is not null as bounced, m.replied_at is not null as replied, m.complained_at is not null as complained, m.delivered_at is not null as delivered,
       p.state, p.soft_bounces as soft, (select array_agg(s.reason order by s.id) from suppression s where s.customer_id = $1) as suppressed,
       (select granted from consent c where c.customer_id = $1 and c.channel = m.channel order by c.id desc limit 1) as consent,
       (select array_agg(e.kind order by e.id) from event_inbox e where e.customer_id = $1 and e.source like 'channel:%') as told
     from message m join contact_point p on p.id = m.contact_point_id where m.id = $2`, [id, message]);
  return rows[0];
}

const mails = async () => (await scene.pool.query<{ kind: string; status: string; reason: string | null }>('select kind, status, reason from inbound_mail order by id')).rows;
const events = async () => (await scene.pool.query<{ n: number }>(`select count(*)::int as n from event_inbox where source like 'channel:%'`)).rows[0]?.n;
const answerTo = (to: Accepted, id: string) => hand(`From: ${to.address}\r\nMessage-ID: <${id}.a2@x>\r\nIn-Reply-To: <${id}>\r\n\r\nHello\r\n`, 'service@reply.shop.test', to.address);
const dsnFor = (to: Accepted, status: string) => Buffer.from(failedWith(status).toString().replaceAll('ann@customer.test', to.address));

describe('mail to the domains that bounces and answers come to', () => {
  test('is refused for other domains and at return paths that nobody was given, before its body', async () => {
    expect(await hand(failedWith('5.1.1'), 'ann@customer.test')).toMatch(/^550 5\.7\.1/);
    expect(await hand(failedWith('5.1.1'), 'bounce+1.aaaaaaaaaaaaaaaa@bounce.shop.test')).toMatch(/^550 5\.1\.1/);
    expect(await hand(failedWith('5.1.1'), 'BOUNCE+1.x@bounce.shop.test')).toMatch(/^550 5\.1\.1/);
    expect(await mails()).toEqual([]);
  });

  test('is kept before the yes, and once however often it comes', async () => {
    const to = await withSentMessage();
    const path = returnPathOf(to.ref, key, 'bounce.shop.test');
    expect(await hand(dsnFor(to, '5.1.1'), path)).toMatch(/^250 2\.0\.0 Ok: taken as \d+/);
    expect(await hand(dsnFor(to, '5.1.1'), path)).toMatch(/taken before/);
    expect(await standing(to)).toMatchObject({ bounced: false, state: expect.not.stringMatching('bounced') });
    await readAll();
    expect(await standing(to)).toMatchObject({ bounced: true, state: 'bounced', suppressed: ['bounced'], told: ['contact-point.bounced', 'touch.failed'] });
    await readAll();
    expect(await standing(to)).toMatchObject({ told: ['contact-point.bounced', 'touch.failed'] });
  });

  test('a bounce by a policy code blames nobody, but stands on the message and with the sender', async () => {
    const to = await withSentMessage();
    await hand(dsnFor(to, '5.7.26'), returnPathOf(to.ref, key, 'bounce.shop.test'));
    await readAll();
    expect(await standing(to)).toMatchObject({ bounced: true, soft: 0, suppressed: null });
    const { rows } = await scene.pool.query('select channel, code, sender, detail from sender_report where message_id = $1', [to.message]);
    expect(rows).toMatchObject([{ code: '5.7.26', sender: 'shop.example', detail: '550 5.7.26 <[address]>: refused' }]);
  });

  test('an address in trouble counts when the message is given up: at once by a refusal, at the end of a touch that was put off; a report of the same is no news', async () => {
    const { id, message } = await withReadyMessage(scene, 'in-trouble');
    const { rows: [row] } = await scene.pool.query<{ ref: string; address: string }>('select m.ref, p.address from message m join contact_point p on p.id = m.contact_point_id where m.id = $1', [message]);
    const to: Accepted = { id, message, ref: BigInt(row?.ref ?? 0), address: row?.address ?? '' };
    await scene.tell(id, message, await scene.take(message), { outcome: 'deferred', code: '450 4.2.1', detail: 'later', retryAfterMs: null, addressInTrouble: true });
    await readAll();
    expect(await standing(to), 'it may still arrive').toMatchObject({ soft: 0 });
    await scene.pool.query(`update message set expires_at = touchline_now() where id = $1`, [message]);
    expect((await scene.claim(message)).kind).toBe('not-now');
    await readAll();
    expect(await standing(to)).toMatchObject({ soft: 1, suppressed: null, told: ['contact-point.bounced'] });
    await hand(dsnFor(to, '4.2.1'), returnPathOf(to.ref, key, 'bounce.shop.test'));
    await readAll();
    expect(await standing(to)).toMatchObject({ soft: 1 });

    const full = await withReadyMessage(scene, 'full-mailbox');
    await scene.tell(full.id, full.message, await scene.take(full.message), { outcome: 'refused', code: '552 5.2.2', detail: 'full', addressIsDead: false, addressInTrouble: true });
    await readAll();
    expect(await standing({ ...to, ...full }), 'its touch has gone on already').toMatchObject({ soft: 1, suppressed: null, told: ['contact-point.bounced'] });
  });

  test('the third soft bounce within 30 days suppresses the address; older ones are forgotten', async () => {
    const to = await withSentMessage();
    const soft = async (daysAgo: number) => {
      await scene.pool.query(
        `insert into event_inbox (source, message_id, shop_id, customer_id, kind, occurred_at, received_system, payload, status)
         values ('test', gen_random_uuid()::text, 'main', $1, 'contact-point.bounced', touchline_now() - make_interval(days => $2), clock_timestamp(), $3, 'consumed')`,
        [to.id, daysAgo, JSON.stringify({ change: { does: 'bounce', channel: 'email', address: to.address, hard: false } })]);
    };
    await soft(31);
    await soft(29);
    await hand(dsnFor(to, '5.2.2'), returnPathOf(to.ref, key, 'bounce.shop.test'));
    await readAll();
    expect(await standing(to)).toMatchObject({ bounced: true, soft: 2, suppressed: null });
    await soft(2);
    await hand(dsnFor(to, '4.2.2'), returnPathOf(to.ref, key, 'bounce.shop.test'));
    await readAll();
    // A message fails by an address in trouble once: the second report is no news.
    expect(await standing(to)).toMatchObject({ soft: 2, suppressed: null });
    const { rows } = await scene.pool.query<{ id: string }>(`update event_inbox set status = 'received' where customer_id = $1 and source = 'test' and status = 'consumed' and occurred_at > touchline_now() - interval '3 days' returning id`, [to.id]);
    await applyForCustomer(scene.pool, { shopId: 'main', customerId: to.id }, await receivedEvents(scene.pool, rows.map((row) => Number(row.id))));
    expect(await standing(to)).toMatchObject({ soft: 3, state: 'bounced', suppressed: ['bounced'] });
  });

  test('a complaint ends marketing', async () => {
    const to = await withSentMessage();
    await hand(arf({ mailFrom: returnPathOf(to.ref, key, 'bounce.shop.test') }), 'fbl@bounce.shop.test', 'abusedesk@example.com');
    await readAll();
    expect(await standing(to)).toMatchObject({ complained: true, suppressed: ['complained'], told: ['complained'] });
  });

  test('an answer is an event, its own words are kept, and STOP ends marketing', async () => {
    const to = await withSentMessage();
    const raw = `From: ${to.address}\r\nMessage-ID: <a1@x>\r\nSubject: Re: hello\r\n\r\nStop, please.\r\n\r\n> Welcome\r\n`;
    await hand(raw, replyAddressOf(to.ref, key, 'reply.shop.test'), to.address);
    await readAll();
    expect(await standing(to)).toMatchObject({ replied: true, consent: false, suppressed: ['unsubscribed'], told: ['replied', 'consent.withdrawn'] });
    expect((await mails()).at(-1)).toMatchObject({ kind: 'answer', status: 'applied' });
    expect((await scene.pool.query('select text, is_automatic from inbound_message where customer_id = $1', [to.id])).rows).toEqual([{ text: 'Stop, please.', is_automatic: false }]);
    const { rows: [inquiry] } = await scene.pool.query<{ id: number }>('select id::int from inquiry where customer_id = $1', [to.id]);
    expect(await mailOfInquiry(scene.pool, inquiry?.id ?? 0)).toEqual({ raw: Buffer.from(raw), isAnswer: true });
  });

  test.each([['STOP', { consent: false, suppressed: ['unsubscribed'], told: ['delivered', 'consent.withdrawn'] }], ['Start!', { consent: true, suppressed: null, told: ['delivered', 'consent.given'] }]])('%s alone is no answer: it only says that the mail has arrived', async (word, follows) => {
    const to = await withSentMessage();
    await hand(`From: ${to.address}\r\nMessage-ID: <word.${word}@x>\r\nSubject: Re: hello\r\n\r\n${word}\r\n\r\n> Welcome\r\n`, replyAddressOf(to.ref, key, 'reply.shop.test'), to.address);
    await readAll();
    expect(await standing(to)).toMatchObject({ replied: false, delivered: true, ...follows });
    expect((await scene.pool.query('select text from inbound_message where customer_id = $1', [to.id])).rows).toEqual([{ text: word }]);
  });

  test('an answer to an address without a token is known by its In-Reply-To, ours or the provider\'s', async () => {
    const [first, second] = [await withSentMessage(), await withSentMessage()];
    await answerTo(first, `${messageToken(first.message)}@shop.example`);
    await answerTo(second, `provider-${sent}@relay.test`);
    await readAll();
    expect(await standing(first)).toMatchObject({ replied: true });
    expect(await standing(second)).toMatchObject({ replied: true });
  });

  test('an out-of-office mail is no answer', async () => {
    const to = await withSentMessage();
    await hand(`From: ${to.address}\r\nMessage-ID: <a3@x>\r\nAuto-Submitted: auto-replied\r\n\r\nSTOP, I am away\r\n`, returnPathOf(to.ref, key, 'bounce.shop.test'));
    await readAll();
    expect(await standing(to)).toMatchObject({ replied: false, bounced: false, consent: true, told: null });
    expect((await mails()).at(-1)).toMatchObject({ kind: 'automatic' });
  });

  test('of strangers, about messages never sent, and what is no mail at all changes nothing and stops nobody', async () => {
    const before = await events();
    const unknown = returnPathOf(999_999n, key, 'bounce.shop.test');
    expect(await hand(failedWith('5.1.1'), unknown)).toMatch(/^250/);
    expect(await hand(Buffer.from([0, 255, 13, 10, 0, 200, 46]), 'service@reply.shop.test', 'x@y.test')).toMatch(/^250/);
    expect(await hand('From: "a\\"b\r\n c" <\'@[127.0.0.1]>\r\n\r\nSTOP', 'service@reply.shop.test', 'x@y.test')).toMatch(/^250/);
    expect(await hand(`From: ${'ü'.repeat(400)}@bücher.test\r\n\r\nSTOP`, 'service@reply.shop.test', `${'x'.repeat(60)}@y.test`)).toMatch(/^250/);
    expect(await hand(`From: x@y.test\r\n\r\n${'x'.repeat(900)}\r\n`.repeat(400), 'service@reply.shop.test', 'x@y.test')).toMatch(/^250/);
    await readAll();
    expect(await events()).toBe(before);
    expect((await mails()).slice(-5).map(({ status }) => status)).toEqual(['ignored', 'ignored', 'ignored', 'ignored', 'ignored']);
  });

  test('a forged report that only names an address cannot call it dead, however often it comes', async () => {
    const to = await withSentMessage();
    for (let n = 0; n < 5; n += 1) await hand(Buffer.concat([dsnFor(to, '5.1.1'), Buffer.from(`\r\n${n}`)]), 'postmaster@bounce.shop.test');
    await readAll();
    expect(await standing(to)).toMatchObject({ soft: 1, bounced: false, suppressed: null, told: ['contact-point.bounced'] });
  });

  test('a client that breaks off or sends too much loses only its own mail', async () => {
    const socket = net.connect(listener.port, '127.0.0.1');
    await once(socket, 'data');
    socket.write('EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<service@reply.shop.test>\r\nDATA\r\nSubject: half');
    await new Promise((resolve) => { setTimeout(resolve, 100); });
    socket.destroy();
    const before = (await mails()).length;
    expect(await hand(Buffer.concat([Buffer.from('Subject: large\r\n\r\n'), Buffer.alloc(11 * 1024 * 1024, 'x\r\n')]), 'service@reply.shop.test', 'x@y.test')).toMatch(/^552/);
    expect(await hand(`Subject: pictures\r\n\r\n${'x'.repeat(70)}\r\n`.repeat(10_000), 'service@reply.shop.test', 'x@y.test')).toMatch(/^250/);
    expect((await mails()).length).toBe(before + 1);
    const { rows } = await scene.pool.query('select bytes, octet_length(raw) as kept from inbound_mail order by id desc limit 1');
    expect(rows[0].bytes).toBeGreaterThan(700_000);
    expect(rows[0].kept).toBe(256 * 1024);
    await readAll();
  });

  test('a mail whose reading never ends well is set aside after three times', async () => {
    await hand('Subject: poison\r\n\r\nx', 'service@reply.shop.test', 'x@y.test');
    for (let n = 0; n < 3; n += 1) {
      expect(await takeWaitingMail(scene.pool, 10, 0)).toHaveLength(1);
      expect(await takeWaitingMail(scene.pool, 10, 0)).toEqual([]);
      await scene.pool.query(`update inbound_mail set taken_system = clock_timestamp() - interval '2 minutes' where status = 'received'`);
    }
    expect(await takeWaitingMail(scene.pool, 10, 0)).toEqual([]);
    expect((await mails()).at(-1)).toMatchObject({ status: 'unreadable', reason: 'taken-too-often' });
  });
});

describe('mail in a mailbox', () => {
  test('is read from its folder into the same table, and what follows is the same', async () => {
    const to = await withSentMessage();
    const server = await startImapServer();
    const report = Buffer.concat([Buffer.from(`Return-Path: <>\r\nDelivered-To: ${returnPathOf(to.ref, key, 'bounce.shop.test')}\r\n`), dsnFor(to, '5.1.1')]);
    server.deliver(report);
    server.deliver(report);
    const imap = { host: '127.0.0.1', port: server.port, secure: false, user: IMAP_USER, password: IMAP_PASSWORD, folder: 'INBOX', moveTo: null };
    const poller = startMailPoller({ imap, store: (mail) => addInboundMail(scene.pool, mail), onState: () => undefined });
    await expect.poll(() => server.flagsIn().every((flags) => flags.includes('$Touchline')), { timeout: 15_000 }).toBe(true);
    await poller.close();
    await server.close();
    await readAll();
    expect(await standing(to)).toMatchObject({ bounced: true, state: 'bounced', suppressed: ['bounced'], told: ['contact-point.bounced', 'touch.failed'] });
  });
});

describe('a sending domain', () => {
  test('is halted when policy codes cluster, in answers and in reports, and goes on when they have stopped', async () => {
    const { pool } = scene;
    const to = await withSentMessage();
    const { id, message } = await withReadyMessage(scene, 'halted');
    expect(await judgeSenders(pool, MAIL_CHANNELS)).toEqual([]);
    await pool.query(`insert into sender_report (message_id, code, channel, sender, detail, received_system)
      select 'm' || n, '5.7.28', 'email', 'shop.example', '550 5.7.28 too much', clock_timestamp() from generate_series(1, 10) n`);
    await pool.query(`update attempt set code = '421 4.7.28', detail = 'slow down' where message_id = $1`, [to.message]);
    expect(await judgeSenders(pool, MAIL_CHANNELS)).toMatchObject([{ channel: 'email', sender: 'shop.example', state: 'halted', detail: expect.stringContaining('.7.28') }]);
    await readAll();
    expect(await judgeSenders(pool, MAIL_CHANNELS)).toEqual([]);
    expect(await senderStates(pool)).toMatchObject([{ sender: 'shop.example', state: 'halted' }]);
    expect(await scene.claim(message)).toMatchObject({ kind: 'not-now' });
    expect(await scene.placeOf(id)).toMatchObject({ kind: 'held', because: { code: 'sender-halted' } });
    await pool.query(`update sender_report set received_system = received_system - interval '61 minutes'`);
    await pool.query(`update attempt set started_system = started_system - interval '61 minutes'`);
    expect(await judgeSenders(pool, MAIL_CHANNELS)).toMatchObject([{ state: 'ok' }]);
    await readAll();
    expect(await senderStates(pool)).toMatchObject([{ sender: 'shop.example', state: 'ok' }]);
  });
});

describe('files that come along with an answer', () => {
  test('are named in the thread, can be saved as long as the mail is kept, and go with an erased customer', async () => {
    const to = await withSentMessage();
    const drawing = Buffer.from('%PDF-1.7 a drawing');
    await hand(Buffer.from(withFiles(drawing).toString().replaceAll('ann@customer.test', to.address)), replyAddressOf(to.ref, key, 'reply.shop.test'), to.address);
    await readAll();
    const { rows: [entry] } = await scene.pool.query<{ id: string; inquiry: string }>(`select e.id, e.inquiry_id as inquiry from inquiry_entry e join inquiry i on i.id = e.inquiry_id where i.customer_id = $1 and e.what = 'incoming'`, [to.id]);
    const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
    expect((await touchline('inquiry', 'show', entry!.inquiry)).out).toMatch(/Please find our drawing attached\.\n {4}file 1: draw ing fdp\.pdf \(application\/pdf, 1 KB\)\n {4}file 2: quantities\.csv/);
    const folder = await mkdtemp(join(tmpdir(), 'touchline-files-'));
    const out = join(folder, 'drawing.pdf');
    expect(await touchline('incoming', 'file', entry!.id, '1', '--out', out)).toMatchObject({ code: 0, out: expect.stringContaining(`${drawing.length} bytes`) as string });
    expect(await readFile(out)).toEqual(drawing);
    expect(await touchline('incoming', 'file', entry!.id, '1', '--out', out)).toMatchObject({ code: 4, err: expect.stringContaining('is there already') as string });
    expect(await touchline('incoming', 'file', entry!.id, '3', '--out', `${out}.3`)).toMatchObject({ code: 2, err: expect.stringContaining('came with 2 file(s)') as string });
    expect(await touchline('incoming', 'file', '999999', '1', '--out', `${out}.9`)).toMatchObject({ code: 2 });
    await scene.pool.query('update inbound_mail set raw = null where customer_id = $1', [to.id]);
    expect(await touchline('incoming', 'file', entry!.id, '1', '--out', `${out}.old`)).toMatchObject({ code: 4, err: expect.stringContaining('older than mails are kept') as string });
    await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [to.id]);
    await forgetErasedMessages(scene.pool);
    expect((await scene.pool.query('select text, files from inbound_message where customer_id = $1', [to.id])).rows).toEqual([{ text: null, files: [] }]);
    await rm(folder, { recursive: true });
  });
});
