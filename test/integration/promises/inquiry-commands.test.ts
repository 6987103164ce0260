import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { takeOverInquiry } from '../../../src/store/assign-inquiry.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { ACCEPTED, customerOf, openPromises, type PromisesScene } from './promises-scene.ts';

let scene: PromisesScene;
let folder: string;
beforeAll(async () => {
  scene = await openPromises();
  folder = await mkdtemp(path.join(tmpdir(), 'inquiries-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await scene.close();
});

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const asService = (...words: string[]) => touchline(...words, '--as', 'service-1');
const json = async (...words: string[]) => JSON.parse((await touchline(...words, '--json')).out) as Record<string, unknown>;
/** What stands in the inbox, in its order. */
const order = async (...words: string[]) => ((await json('inbox', ...words))['waiting'] as { what: string; id: number }[]).map(({ what, id }) => `${what} ${id}`);
const refused = (code: number, words: string) => ({ code, err: expect.stringContaining(words) as string });

/** A customer of a level with an open inquiry and its clocks, on Tuesday at noon. */
async function asking(external: string, level: number, text = 'Where is my parcel?', channel = 'email'): Promise<{ id: CustomerId; inquiry: number; named: string }> {
  const id = await customerOf(scene, external, level);
  const inquiry = await scene.ask(id, text, `${external}/1`, channel) ?? 0;
  await scene.advance(id);
  return { id, inquiry, named: String(inquiry) };
}

/** The provider takes the newest answer. */
async function delivered(id: CustomerId, inquiry: number): Promise<void> {
  const [message] = await column<never>(scene.pool, `select id from message where inquiry_id = $1 order by ref desc limit 1`, [inquiry]);
  if (message !== undefined) await scene.tell(id, message, await scene.take(message), ACCEPTED);
}

describe('an inquiry on the command line', () => {
  it('is shown with its thread, the words that it was guessed by, its promises and the customer', async () => {
    const { id, named } = await asking('shown', 3, 'Where is my parcel?\nI wait for it.');
    await asService('inquiry', 'note', named, '--text', 'Asked the warehouse.');
    await asService('inquiry', 'thought', named, '--quote', 'I wish it came in green', '--source', 'telephone');
    await asService('inquiry', 'mood', named, 'annoyed');
    const { out } = await touchline('inquiry', 'show', named);
    for (const part of [`inquiry ${named}: open, opened Tue 29 Nov 12:00 in Europe/London on email`, 'kind order-tracking, by its words', 'order-tracking: “Where is my parcel', 'mood annoyed', 'nobody has it',
      'first-reply open, due Wed 30 Nov 12:00 (in 24 h, level 3)', 'resolution open', 'Tue 29 Nov 12:00  the customer\n    Where is my parcel?\n    I wait for it.', 'note by service-1\n    Asked the warehouse.',
      'thought of the customer, kept by service-1\n    “I wish it came in green” (telephone)', 'service-1 mood: annoyed', `customer ${id}\n  level 3 · tier`]) expect(out).toContain(part);
    expect(await json('inquiry', 'show', named)).toMatchObject({ inquiry: { customer: id, mood: 'annoyed', entries: [{ what: 'incoming' }, { what: 'note' }, { what: 'thought' }, { what: 'change' }], clocks: [{ kind: 'first-reply', dueAt: '2011-11-30T12:00:00.000Z' }, { kind: 'resolution' }] } });
    expect(await touchline('inquiry', 'show', '999999')).toMatchObject(refused(2, 'there is no inquiry 999999'));
    expect(await asService('inquiry', 'mood', named, 'anoyed')).toMatchObject(refused(2, '"anoyed" is none of glad, neutral, annoyed, angry — did you mean "annoyed"?'));
  });

  it('is answered where it came from, and by a canned answer in the language of the customer', async () => {
    const { id, inquiry, named } = await asking('answered', 3);
    await scene.pool.query(`update inquiry set language = 'de' where id = $1`, [inquiry]);
    expect((await asService('inquiry', 'reply', named, '--canned', 'sorry', '--subject', 'Ihr Paket')).out).toBe(`the answer to inquiry ${named} is on its way by email\n`);
    expect(await column(scene.pool, `select words->>'subject' || ' ' || left(words->>'text', 39) from message where inquiry_id = $1`, [inquiry])).toEqual(['Ihr Paket answered, das tut uns leid: So hätte es']);
    await delivered(id, inquiry);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'met' }]);
    expect((await touchline('inquiry', 'show', named)).out).toMatch(/answer by service-1, email: accepted\n {4}answered, das tut uns leid/);
    expect((await touchline('inquiry', 'show', named)).out).toContain('resolution waits for the customer');
    expect(await asService('inquiry', 'reply', named, '--canned', 'sory')).toMatchObject(refused(2, 'there is no canned answer "sory" — did you mean sorry?'));
    expect((await touchline('inquiry', 'canned')).out).toMatch(/how-to-return +de, en, fr, zh-CN/);
  });

  it('of level 1 is answered by a draft, in the time that is left of it', async () => {
    const { id, inquiry, named } = await asking('careful', 1, 'Please send us a quotation.');
    expect((await asService('inquiry', 'reply', named, '--text', 'Here it is.')).out).toBe(`the answer to inquiry ${named} waits for a second person: npx touchline approvals list --customer ${id}\n`);
    const [approval] = await scene.approvals(id);
    expect((await touchline('inquiry', 'show', named)).out).toContain(`answer by service-1, email: draft, waits for approval ${approval?.id}`);
    expect(await asService('inquiry', 'close', named, '--outcome', 'solved')).toMatchObject(refused(4, `an answer to inquiry ${named} waits for a second person — npx touchline approve ${approval?.id}`));
    expect((await touchline('approve', String(approval?.id), '--as', 'supervisor-1')).code).toBe(0);
    await delivered(id, inquiry);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'met' }]);
  });

  it('is answered by word of mouth, which counts as contact', async () => {
    const { id, named } = await asking('spoken', 2);
    await setDomainClock(scene.pool, '2011-11-29T13:00:00Z', 0);
    expect((await asService('inquiry', 'reply', named, '--spoken', '--text', 'Told them that it leaves tomorrow.')).out).toBe(`kept what service-1 told the customer of inquiry ${named}\n`);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'met', ended_at: '2011-11-29T13:00:00+00:00' }]);
    expect(await column(scene.pool, 'select last_personal_contact_at::text from customer_facts where customer_id = $1', [id])).toEqual(['2011-11-29 13:00:00+00']);
  });
});

describe('an answer is refused', () => {
  it('to a closed inquiry, of somebody who may not, and in words that cannot be kept', async () => {
    const { named } = await asking('closed', 4);
    const file = path.join(folder, 'mega.txt');
    await writeFile(file, 'x'.repeat(1_000_000));
    expect(await asService('inquiry', 'reply', named, '--file', file)).toMatchObject(refused(2, '1000000 bytes, at most 20000 characters are taken'));
    expect(await asService('inquiry', 'reply', named, '--text', 'x'.repeat(20_001))).toMatchObject(refused(2, '--text: 20001 characters, at most 20000 are taken'));
    expect(await asService('inquiry', 'reply', named)).toMatchObject(refused(2, 'there are no words'));
    expect(await touchline('inquiry', 'reply', named, '--text', 'Hello', '--as', 'auditor-1')).toMatchObject(refused(4, 'auditor-1 is no service or supervisor now'));
    expect(await touchline('inquiry', 'reply', named, '--text', 'Hello', '--as', 'nobody-1')).toMatchObject(refused(2, 'nobody of the staff is nobody-1'));
    expect((await asService('inquiry', 'close', named, '--outcome', 'unanswered', '--reason', 'advertisement')).out).toBe(`inquiry ${named} is closed as unanswered\n`);
    expect(await asService('inquiry', 'reply', named, '--text', 'Hello')).toMatchObject(refused(4, `inquiry ${named} is closed by service-1 since Tue 29 Nov 12:00 in Europe/London`));
    expect(await asService('inquiry', 'note', named, '--text', 'Hello')).toMatchObject(refused(4, `inquiry ${named} is closed`));
  });

  it('once the role is taken away in the middle', async () => {
    const { named } = await asking('demoted', 3);
    const taker = await scene.pool.connect();
    await taker.query(`begin; update staff_role set until_at = from_at + interval '1 second' where staff_id = 'service-2' and role = 'service'`);
    const asked = touchline('inquiry', 'reply', named, '--text', 'Hello', '--as', 'service-2');
    await expect.poll(() => column(scene.pool, `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%staff_role%'`)).not.toEqual([]);
    await taker.query('commit');
    taker.release();
    expect(await asked).toMatchObject(refused(4, 'service-2 is no service or supervisor now'));
    await scene.pool.query(`update staff_role set until_at = null where staff_id = 'service-2'`);
    expect(await column(scene.pool, 'select count(*)::int from message where inquiry_id = $1', [named])).toEqual([0]);
  });

  it('outside the window of WhatsApp, with the channels that are open', async () => {
    const { id, named } = await asking('window', 3, 'Hello there', 'whatsapp');
    await scene.pool.query(`insert into contact_point (customer_id, channel, address, state, window_until, sandbox_only) values ($1, 'whatsapp', '+447700900123', 'valid', touchline_now() - interval '1 hour', true)`, [id]);
    expect(await asService('inquiry', 'reply', named, '--text', 'Hello')).toMatchObject(refused(4, 'the answer cannot leave on whatsapp: dropped: only free words are written for whatsapp, and nobody has written there within the day — another channel reaches them: --channel email'));
    expect(await asService('inquiry', 'reply', named, '--text', 'x'.repeat(5_000))).toMatchObject(refused(4, 'these words cannot leave on whatsapp: the text has 5000 characters, WhatsApp takes 4096'));
    expect(await asService('inquiry', 'reply', named, '--text', 'Hello', '--channel', 'emial')).toMatchObject(refused(2, 'there is no channel "emial" — did you mean email?'));
    expect((await asService('inquiry', 'reply', named, '--text', 'Hello', '--channel', 'email')).out).toBe(`the answer to inquiry ${named} is on its way by email\n`);
    await scene.pool.query(`update contact_point set window_until = touchline_now() + interval '1 hour' where customer_id = $1 and channel = 'whatsapp'`, [id]);
    expect((await asService('inquiry', 'reply', named, '--text', 'Hello')).out).toBe(`the answer to inquiry ${named} is on its way by whatsapp\n`);
  });
});

describe('hands', () => {
  it('an inquiry is taken by one, handed over with its clock, and corrected', async () => {
    const { id, inquiry, named } = await asking('hands', 3);
    const [before] = await scene.clocks(id, 'first-reply');
    const taken = await Promise.all(['service-1', 'service-2', 'service-3'].map((by) => takeOverInquiry(scene.pool, scene.rules.source, { inquiry, by })));
    expect(taken.map(({ kind }) => kind).toSorted()).toEqual(['has-person', 'has-person', 'taken']);
    const [holder] = await column<string>(scene.pool, 'select person from inquiry where id = $1', [inquiry]);
    expect((await touchline('inquiry', 'take', named, '--as', holder ?? '')).out).toBe(`inquiry ${named} is with ${holder}\n`);
    expect(await touchline('inquiry', 'take', named, '--as', 'service-4')).toMatchObject(refused(4, `inquiry ${named} is with ${holder} — npx touchline inquiry assign ${named} --to service-4 hands it over`));
    await setDomainClock(scene.pool, '2011-11-29T14:00:00Z', 0);
    expect((await asService('inquiry', 'assign', named, '--to', 'service-3', '--team', 'german-desk')).out).toBe(`inquiry ${named} is with service-3, team german-desk; its clock goes on as it ran\n`);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ due_at: before?.due_at, state: 'open', taken: false, team: 'german-desk' }]);
    await touchline('inquiry', 'take', named, '--as', 'service-3');
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ due_at: before?.due_at, state: 'open', taken: true }]);
    expect((await asService('inquiry', 'kind', named, 'return')).out).toBe(`inquiry ${named}: it is about return\n`);
    expect(await column(scene.pool, `select kind || ' ' || kind_by from inquiry where id = $1`, [inquiry])).toEqual(['return person']);
    expect((await touchline('inquiry', 'show', named)).out).toContain('service-1 handed over to service-3 of team german-desk');
    for (const [words, says] of [[[], 'say who is to have it'], [['--to', 'servce-1'], 'nobody of the staff is servce-1'], [['--team', 'germn-desk'], 'there is no team germn-desk — did you mean "german-desk"?']] as const) expect(await asService('inquiry', 'assign', named, ...words)).toMatchObject(refused(2, says));
    expect(await asService('inquiry', 'assign', named, '--to', 'marketer-1')).toMatchObject(refused(4, 'marketer-1 answers no customers'));
  });

  it('snoozing hides it and stops no clock', async () => {
    const { id, named } = await asking('snoozed', 3);
    expect(await asService('inquiry', 'snooze', named, '--until', '2011-12-01 09:00')).toMatchObject(refused(2, "required option '--reason <text>' not specified"));
    expect(await asService('inquiry', 'snooze', named, '--until', '2011-11-28', '--reason', 'later')).toMatchObject(refused(2, '--until 2011-11-28 has passed'));
    expect(await asService('inquiry', 'snooze', named, '--until', 'tomorow', '--reason', 'later')).toMatchObject(refused(2, '--until tomorow: no such day or time in Europe/London'));
    expect((await asService('inquiry', 'snooze', named, '--until', '2011-12-01 09:00', '--reason', 'the supplier answers tomorrow')).out).toBe(`inquiry ${named}: out of sight until Thu 1 Dec 09:00 in Europe/London; its clocks run on\n`);
    expect((await touchline('inbox')).out).not.toContain(`inquiry ${named} `);
    expect((await touchline('inbox', '--all')).out).toMatch(new RegExp(`inquiry ${named} +3 +in 24 h, snoozed until Thu 1 Dec 09:00 `));
    await setDomainClock(scene.pool, '2011-11-30T12:30:00Z', 0);
    await scene.advance(id);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'breached' }]);
    expect((await touchline('inbox')).out).toMatch(new RegExp(`inquiry ${named} +3 +late since Wed 30 Nov 12:00, snoozed`));
    await scene.ask(id, 'Hello?', 'snoozed/2');
    expect(await column(scene.pool, 'select state from inquiry where id = $1', [named])).toEqual(['open']);
  });

  it('closing needs an answer where one is promised', async () => {
    const { id, inquiry, named } = await asking('closing', 3);
    expect(await asService('inquiry', 'close', named, '--outcome', 'solvd')).toMatchObject(refused(2, '--outcome: "solvd" is none of answered, solved'));
    expect(await asService('inquiry', 'close', named, '--outcome', 'solved')).toMatchObject(refused(4, 'nobody has answered it yet'));
    expect(await asService('inquiry', 'close', named, '--outcome', 'unanswered', '--reason', 'x')).toMatchObject(refused(4, 'only inquiries of level 4 may stay unanswered'));
    await asService('inquiry', 'reply', named, '--text', 'Tomorrow.');
    expect(await asService('inquiry', 'close', named, '--outcome', 'solved')).toMatchObject(refused(4, 'is about to leave'));
    await delivered(id, inquiry);
    expect((await asService('inquiry', 'close', named, '--outcome', 'solved')).code).toBe(0);
    expect(await scene.clocks(id, 'resolution')).toMatchObject([{ state: 'met' }]);
    expect(await column(scene.pool, `select payload->'properties'->>'outcome' from event_inbox where kind = 'inquiry.closed' and customer_id = $1`, [id])).toEqual(['solved']);
    const four = await asking('closing-four', 4);
    expect(await asService('inquiry', 'close', four.named, '--outcome', 'unanswered')).toMatchObject(refused(4, "the last words are the customer's: to close it needs a reason — add --reason"));
    expect((await asService('inquiry', 'close', four.named, '--outcome', 'not-real')).code).toBe(0);
    expect(await column(scene.pool, `select verdict || ' ' || verdict_by from inquiry where id = $1`, [four.inquiry])).toEqual(['not-real service-1']);
    expect(await scene.clocks(four.id, 'first-reply')).toMatchObject([{ state: 'cancelled' }]);
  });
});

describe('two inquiries of a customer', () => {
  it('become one: entries move, and the stricter clock goes on with what it has escalated', async () => {
    const { id, inquiry, named } = await asking('merged', 3);
    await scene.pool.query(`insert into contact_point (customer_id, channel, address, state, window_until, sandbox_only) values ($1, 'whatsapp', '+447700900124', 'valid', touchline_now() + interval '3 days', true)`, [id]);
    await setDomainClock(scene.pool, '2011-11-30T13:00:00Z', 0);
    const second = await scene.ask(id, 'And where is the lantern?', 'merged/2', 'whatsapp') ?? 0;
    await scene.advance(id);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ subject: expect.stringMatching(`^${inquiry}/`) as string, state: 'breached' }, { subject: expect.stringMatching(`^${second}/`) as string, state: 'open' }]);
    expect((await asService('inquiry', 'merge', named, '--into', String(second))).out).toBe(`inquiry ${named} is part of inquiry ${second} now; the stricter of their clocks goes on\n`);
    const clocks = await scene.clocks(id, 'first-reply');
    expect(clocks.filter(({ state }) => state !== 'cancelled')).toMatchObject([{ subject: expect.stringMatching(`^${second}/`) as string, state: 'breached', due_at: '2011-11-30T12:00:00+00:00', done: ['warn', 'breach'] }]);
    expect(await column(scene.pool, `select text from inquiry_entry where inquiry_id = $1 and what = 'incoming' order by at`, [second])).toEqual(['Where is my parcel?', 'And where is the lantern?']);
    await asService('inquiry', 'reply', String(second), '--text', 'Both leave tomorrow.');
    await setDomainClock(scene.pool, '2011-11-30T14:00:00Z', 0);
    await delivered(id, second);
    expect((await scene.clocks(id, 'first-reply')).filter(({ state }) => state === 'met')).toMatchObject([{ ended_at: '2011-11-30T14:00:00+00:00' }]);
    expect(await asService('inquiry', 'reply', named, '--text', 'Hello')).toMatchObject(refused(4, `inquiry ${named} is part of inquiry ${second}`));
  });

  it('leave nothing unanswered that was not answered', async () => {
    const { id, inquiry, named } = await asking('owed', 3);
    await setDomainClock(scene.pool, '2011-11-29T13:00:00Z', 0);
    const second = await scene.ask(id, 'And where is the lantern?', 'owed/2', 'onsite') ?? 0;
    await scene.advance(id);
    await setDomainClock(scene.pool, '2011-11-29T14:00:00Z', 0);
    // The younger one is answered; the older one still waits.
    await asService('inquiry', 'reply', String(second), '--spoken', '--text', 'The lantern is sold out.');
    await setDomainClock(scene.pool, '2011-11-29T15:00:00Z', 0);
    expect((await asService('inquiry', 'merge', named, '--into', String(second))).code).toBe(0);
    const running = async () => (await column<{ kind: string; state: string; due_at: string }>(scene.pool, `select to_jsonb(c) from sla_clock c where customer_id = $1 and kind in ('first-reply', 'next-reply') and ended_at is null`, [id]));
    expect(await running()).toMatchObject([{ kind: 'next-reply', due_at: '2011-11-30T12:00:00+00:00', state: 'open' }]);
    expect((await touchline('inbox')).out).toMatch(new RegExp(`inquiry ${second} +3 +in 21 h`));
    await setDomainClock(scene.pool, '2011-11-29T16:00:00Z', 0);
    await asService('inquiry', 'reply', String(second), '--spoken', '--text', 'The parcel comes tomorrow.');
    expect(await running()).toEqual([]);
    expect(await column(scene.pool, `select kind || ' ' || to_char(ended_at, 'HH24:MI') from sla_clock where customer_id = $1 and state = 'met' and kind like '%reply' order by ended_at`, [id])).toEqual(['first-reply 14:00', 'next-reply 16:00']);
    void inquiry;
  });

  it('of two customers stay two, and so does a closed one', async () => {
    const [ada, ben] = [await asking('ada', 4), await asking('ben', 4)];
    expect(await asService('inquiry', 'merge', ada.named, '--into', ben.named)).toMatchObject(refused(4, 'are of different customers'));
    expect(await asService('inquiry', 'merge', ada.named, '--into', ada.named)).toMatchObject(refused(2, 'an inquiry is no part of itself'));
    await asService('inquiry', 'close', ben.named, '--outcome', 'duplicate', '--reason', 'asked by telephone too');
    expect(await asService('inquiry', 'merge', ada.named, '--into', ben.named)).toMatchObject(refused(4, `inquiry ${ben.named} is closed`));
  });
});

describe('what somebody was asked in person', () => {
  it('is an inquiry like a letter', async () => {
    const id = await customerOf(scene, 'in-person', 3);
    const opened = await json('inquiry', 'open', '--customer', 'in-person', '--text', 'Do you take returns? It is broken.', '--as', 'service-1');
    expect(opened).toMatchObject({ customer: id, by: 'service-1' });
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'open' }]);
    expect(await column(scene.pool, 'select inquiry_count from customer_facts where customer_id = $1', [id])).toEqual([1]);
    expect(await column(scene.pool, `select kind from event_inbox where customer_id = $1 and source = 'inquiry'`, [id])).toEqual(['inquiry.received']);
    expect((await touchline('inquiry', 'show', String(opened['inquiry']))).out).toContain('the customer by service-1');
    expect(await asService('inquiry', 'open', '--customer', 'nobody', '--text', 'x')).toMatchObject(refused(2, 'nobody'));
    expect(await asService('inquiry', 'open', '--customer', 'in-person', '--text', 'x', '--kind', 'retrn')).toMatchObject(refused(2, '--kind: "retrn" is none of'));
    expect(await asService('inquiry', 'open', '--customer', 'in-person', '--text', 'x', '--channel', 'drums')).toMatchObject(refused(2, 'there is no channel "drums"'));
  });
});

describe('the inbox', () => {
  it('has levels 1 to 3 by deadline, then level 4; mine, those of a team, and drafts that I may approve', async () => {
    await scene.pool.query(`update inquiry set state = 'closed', closed_at = touchline_now() where state <> 'closed'`);
    await scene.pool.query(`update approval set state = 'void', decided_at = touchline_now() where state = 'waiting'`);
    const three = await asking('in-three', 3);
    const four = await asking('in-four', 4);
    const one = await asking('in-one', 1);
    await asService('inquiry', 'take', three.named);
    expect(await order()).toEqual([`inquiry ${one.named}`, `inquiry ${three.named}`, `inquiry ${four.named}`]);
    await asService('inquiry', 'reply', one.named, '--text', 'Here it is.');
    const [approval] = await scene.approvals(one.id);
    expect(await order('--mine', '--as', 'service-1')).toEqual([`inquiry ${one.named}`, `inquiry ${three.named}`]);
    expect(await order('--mine', '--as', 'supervisor-1')).toEqual([`approval ${approval?.id}`]);
    expect(await order('--team', 'home-desk')).toContain(`inquiry ${four.named}`);
    expect(await order('--team', 'german-desk')).toEqual([]);
    await setDomainClock(scene.pool, '2011-12-03T12:00:00Z', 0);
    // Its longest time is over before the approval's: it is late among all that is late.
    for (const { id } of [one, three, four]) await scene.advance(id);
    expect((await order()).indexOf(`inquiry ${four.named}`)).toBeGreaterThan((await order()).indexOf(`inquiry ${three.named}`));
    const { out } = await touchline('inbox', '--limit', '2');
    expect(out).toMatch(/^what +level +due +kind +channel +with +customer\n/);
    expect(out).toContain('and 2 more: --limit 4');
    await scene.pool.query(`insert into absence (staff_id, from_at, deputy_id, reason, entered_at) values ('service-1', touchline_now(), 'service-4', 'leave', touchline_now())`);
    expect(await order('--mine', '--as', 'service-4')).toContain(`inquiry ${three.named}`);
    await scene.pool.query('delete from absence');
  });

  it('is drawn again until somebody has seen enough', async () => {
    const watching = touchline('inbox', '--watch', '0.2');
    setTimeout(() => process.emit('SIGINT'), 900);
    const { code, out } = await watching;
    expect(code).toBe(0);
    expect(out.match(/ in Europe\/London\n/g)?.length).toBeGreaterThan(1);
    expect(await touchline('inbox', '--watch', '--json')).toMatchObject(refused(2, '--watch and --json exclude each other'));
    expect(await touchline('inbox', '--watch', '0')).toMatchObject(refused(2, '--watch takes seconds'));
  });
});

it('what was said and done is as verify expects it', async () => {
  const { out } = await touchline('verify', '--only', 'promise-as-recorded', '--only', 'promise-has-wake-up', '--only', 'two-people', '--only', 'word-as-recorded');
  expect(out).toContain('4 invariants hold');
});
