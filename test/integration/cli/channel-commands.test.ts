import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SendOutcome } from '../../../src/contracts/channel.ts';
import { releaseAccounts, senderStates } from '../../../src/store/sender-state.ts';
import { type LedgerScene, NUDGE, openLedger, runCampaign, TUESDAY_NOON, withReadyMessage } from '../ledger/ledger-scene.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts';

let scene: LedgerScene;
let sink: SmtpSink;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
  await runCampaign(scene, NUDGE);
  sink = await startSmtpSink();
});
afterAll(async () => { await sink.close(); await scene.close(); });
afterEach(() => { delete process.env['TOUCHLINE_SANDBOX_SMTP']; sink.follow({}); });

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const withMailServer = (...words: string[]) => {
  process.env['TOUCHLINE_SANDBOX_SMTP'] = `smtp://127.0.0.1:${sink.port}`;
  return touchline(...words);
};
interface Health { channel: string; state: string; waiting: number; lines: { sender: string | null; state: string; because: string; since: string | null }[] }
const healthOf = async (channel: string) => (JSON.parse((await touchline('channel', 'health', channel, '--json')).out) as { channels: Health[] }).channels[0]!;

describe('channel list', () => {
  test('tells of every channel what it carries, where it goes and how it stands', async () => {
    const { channels } = JSON.parse((await touchline('channel', 'list', '--json')).out) as { channels: { channel: string }[] };
    expect(channels.map(({ channel }) => channel)).toEqual(Object.keys(scene.channels));
    expect(channels.find(({ channel }) => channel === 'onsite')).toEqual({
      channel: 'onsite', title: 'On-site messages', goesTo: 'here', sender: 'the shop itself', taskQueues: ['onsite', 'onsite-bulk'], reach: 'mailbox', parts: ['title', 'text'], capabilities: ['mailbox', 'quiet hours'], health: 'ok',
    });
    expect(channels.find(({ channel }) => channel === 'whatsapp')).toMatchObject({ goesTo: 'sandbox', capabilities: ['pocket', 'quiet hours', 'news', 'free words for 24 h'] });
    expect((await touchline('channel', 'list')).out).toMatch(/^channel +title +goes to +sender +task queues +parts +capabilities +health\nemail +E-mail +sandbox +shop\.example +email, email-bulk +subject, preheader\?, html, text +/);
  });
});

describe('channel health', () => {
  test('is ok and exits with 0 while nothing is wrong', async () => {
    expect(await touchline('channel', 'health')).toMatchObject({ code: 0, out: expect.stringMatching(/onsite +provider +ok +0 +it can be reached/) as string });
    expect(await touchline('channel', 'health', 'emial')).toMatchObject({ code: 2, err: expect.stringContaining('did you mean email?') as string });
  });

  test('a sender that its provider has halted holds marketing of that channel, and is told with what waits and since when', async () => {
    const { id, message } = await withReadyMessage(scene, 'halted-account');
    const halted: SendOutcome = { outcome: 'deferred', code: '131042', detail: 'Business eligibility payment issue', retryAfterMs: 600_000, senderHalted: true };
    await scene.tell(id, message, await scene.take(message), halted);
    expect(await senderStates(scene.pool)).toEqual([{ channel: 'email', sender: 'account', state: 'halted', detail: 'an attempt was answered with 131042: Business eligibility payment issue' }]);

    expect(await scene.claim(message)).toMatchObject({ kind: 'not-now' });
    expect(await scene.placeOf(id)).toMatchObject({ kind: 'held', because: { code: 'sender-halted', params: { channel: 'email' } } });
    expect(await healthOf('email')).toMatchObject({ state: 'halted', waiting: 1, lines: [{ sender: null, state: 'ok' }, { sender: 'account', state: 'halted', since: expect.stringMatching(/^20/) as string }] });
    const said = await touchline('channel', 'health');
    expect([said.code, said.out]).toEqual([1, expect.stringContaining('halted: email: account: an attempt was answered with 131042: Business eligibility payment issue; 1 message waits because of it')]);
    expect((await touchline('doctor')).out).toMatch(/warn +email +halted: account: an attempt was answered with 131042/);

    expect(await releaseAccounts(scene.pool, async () => null)).toEqual([]);
    await scene.pool.query(`update channel_sender set at_system = at_system - interval '11 minutes'`);
    expect(await releaseAccounts(scene.pool, async () => 'still blocked')).toEqual([]);
    expect(await releaseAccounts(scene.pool, async () => null)).toMatchObject([{ channel: 'email', state: 'ok' }]);
    expect(await healthOf('email')).toMatchObject({ state: 'ok' });
  });

  test('a provider that puts off or leaves in doubt a fifth of the attempts is slow', async () => {
    for (let n = 0; n < 3; n += 1) {
      const { id, message } = await withReadyMessage(scene, `slow-${n}`);
      await scene.tell(id, message, await scene.take(message), { outcome: 'deferred', code: '451 4.3.0', detail: 'Try again later', retryAfterMs: null });
    }
    expect(await healthOf('email')).toMatchObject({ state: 'slow', waiting: 4, lines: [{ sender: null, state: 'slow', because: expect.stringContaining('in 15 minutes were deferred or left in doubt, the last: 451 4.3.0 Try again later') as string }, {}] });
    expect((await touchline('channel', 'health')).code).toBe(0);
  });

  test('a provider that cannot be reached halts its channel, and no other', async () => {
    sink.follow({ at: { greeting: '554 5.3.2 No service here' } });
    const said = await withMailServer('channel', 'health', 'email', 'onsite');
    expect([said.code, said.out]).toEqual([1, expect.stringMatching(/email +provider +halted .*554.*\n(.*\n)?onsite +provider +ok/)]);
  });
});

describe('channel test', () => {
  test('sends one real message to an address of one\'s own, and touches no ledger', async () => {
    const before = await column(scene.pool, 'select count(*) from message');
    expect(await withMailServer('channel', 'test', 'email', '--to', 'me@shop.example', '--template', 'win-back', '--locale', 'de')).toMatchObject({ code: 0, out: 'accepted: 250 2.0.0 Ok: queued as SINK1 (it stays on this machine)\n' });
    expect(sink.accepted.map(({ to }) => to)).toEqual(['me@shop.example']);
    expect(JSON.parse((await withMailServer('channel', 'test', 'sandbox', '--to', 'me@shop.example', '--json')).out)).toMatchObject({ channel: 'sandbox', locale: 'en', outcome: 'accepted' });
    expect(await column(scene.pool, 'select count(*) from message')).toEqual(before);
  });

  test('lays a message of a marketplace before the staff, and writes into no inbox of nobody', async () => {
    expect(await touchline('channel', 'test', 'onsite', '--to', 'ebay:me')).toMatchObject({ code: 0, out: expect.stringMatching(/^unknown: with-staff, task \d+ waits for a person/) as string });
    expect(await touchline('channel', 'test', 'onsite', '--to', 'nobody')).toMatchObject({ code: 4, out: expect.stringContaining('refused: no-such-customer') as string });
  });

  test('refuses in ways that are clear', async () => {
    await scene.pool.query(`update contact_point set sandbox_only = false where address = 'slow-0@example.com'`);
    expect(await withMailServer('channel', 'test', 'email', '--to', 'Slow-0@example.com')).toMatchObject({ code: 4, err: expect.stringContaining('a customer has this address') as string });
    expect(await withMailServer('channel', 'test', 'email', '--to', 'slow-0@example.com', '--mine')).toMatchObject({ code: 0 });
    expect(await touchline('channel', 'test', 'emial', '--to', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('no channel "emial"') as string });
    expect(await touchline('channel', 'test', 'email', '--to', 'me@shop.example', '--template', 'win-bak')).toMatchObject({ code: 2, err: expect.stringContaining('did you mean win-back?') as string });
    expect(await touchline('channel', 'test', 'email', '--to', 'me@shop.example', '--template', 'win-back', '--locale', 'eo')).toMatchObject({ code: 2, err: expect.stringContaining('it is written in') as string });
    expect(await touchline('channel', 'test', 'whatsapp', '--to', 'not a number')).toMatchObject({ code: 4, out: expect.stringContaining('refused: no-such-address') as string });
    sink.follow({ at: { rcpt: '550 5.1.1 unknown' } });
    expect(await withMailServer('channel', 'test', 'email', '--to', 'gone@shop.example')).toMatchObject({ code: 4, out: expect.stringContaining('refused: 550 5.1.1') as string });
    sink.follow({ at: { body: 'cut' } });
    expect((await withMailServer('channel', 'test', 'email', '--to', 'me@shop.example')).code).toBe(5);
    expect(await touchline('channel', 'test', 'email')).toMatchObject({ code: 2 });
  });
});

describe('channel platforms', () => {
  test('lists what is known of marketplaces with its source, and where the shop policy says otherwise', async () => {
    expect((await touchline('channel', 'platforms')).out).toMatch(/ebay +platform-only +data +2026-11-29 +https:\/\/www\.ebay\.co\.uk\/.*\n/);
    await scene.pool.query(`update policy_version set definition = definition || '{"platforms": {"ebay": {"contact": "open"}, "my-market": {"contact": "platform-only"}}}' where active`);
    const { platforms } = JSON.parse((await touchline('channel', 'platforms', '--json')).out) as { platforms: { platform: string }[] };
    expect(platforms.find(({ platform }) => platform === 'ebay')).toMatchObject({ contact: 'open', byPolicy: true, known: 'platform-only' });
    expect(platforms.find(({ platform }) => platform === 'my-market')).toMatchObject({ contact: 'platform-only', byPolicy: true, known: null, source: null });
    expect((await touchline('channel', 'platforms')).out).toMatch(/ebay +open +shop policy \(known: platform-only\)/);
  });
});
