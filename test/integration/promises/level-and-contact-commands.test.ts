import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetErasedInquiries } from '../../../src/store/erased-inquiries.ts';
import { forgetErasedStaffWords } from '../../../src/store/erased-staff-words.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { customerOf, openPromises, type PromisesScene } from './promises-scene.ts';

let scene: PromisesScene;
beforeAll(async () => { scene = await openPromises(); });
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const refused = (code: number, words: string) => ({ code, err: expect.stringContaining(words) as string });

describe('the level of a customer on the command line', () => {
  it('is said with a reason, moves clocks to the stricter promise, ends in time and is taken back', async () => {
    const id = await customerOf(scene, 'levelled', 3);
    await scene.pool.query('delete from level_override where customer_id = $1', [id]);
    await scene.ask(id, 'Where is my parcel?', 'levelled/1');
    await scene.advance(id);
    const [before] = await scene.clocks(id, 'first-reply');
    const level = (...words: string[]) => touchline('customer', 'level', 'levelled', ...words, '--as', 'supervisor-1');
    expect((await level('1', '--reason', 'visits the fair', '--until', '2011-12-01 09:00')).out).toBe(`customer ${id} is at level 1 until Thu 1 Dec 09:00 in Europe/London, as supervisor-1 has said\n`);
    const [stricter] = await scene.clocks(id, 'first-reply');
    expect([stricter?.level, Date.parse(stricter?.due_at ?? '') < Date.parse(before?.due_at ?? '')]).toEqual([1, true]);
    const shown = (await touchline('customer', 'show', 'levelled')).out;
    for (const part of ['Level 1: a person has said so, until Thu 1 Dec 09:00 in Europe/London.', '2011-11-29  supervisor-1 said level 1 until Thu 1 Dec 09:00: visits the fair', '2011-11-29  level ']) expect(shown).toContain(part);
    await setDomainClock(scene.pool, '2011-12-02T09:00:00Z', 0);
    await scene.advance(id);
    expect(await column(scene.pool, 'select level::int from customer_facts where customer_id = $1', [id])).not.toEqual([1]);
    // What was promised stays promised.
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ level: 1, due_at: stricter?.due_at }]);
    await level('2', '--reason', 'a partner');
    expect(await column(scene.pool, 'select level::int from customer_facts where customer_id = $1', [id])).toEqual([2]);
    expect((await level('--clear')).out).toMatch(new RegExp(`^customer ${id} is at level [34], by the rules of the shop policy\n$`));
    expect(await level('--clear')).toMatchObject(refused(4, 'nobody has said anything of the level'));
    expect(JSON.parse((await touchline('customer', 'show', 'levelled', '--json')).out)).toMatchObject({ levels: expect.arrayContaining([expect.objectContaining({ what: 'said', level: 2, by: 'supervisor-1', reason: 'a partner' })]) as object });
  });

  it('is refused without a reason, for the past, and of somebody who is no supervisor', async () => {
    await customerOf(scene, 'unlevelled', 3);
    const level = (...words: string[]) => touchline('customer', 'level', 'unlevelled', ...words);
    for (const [words, says] of [
      [['1'], 'a level that a person says needs a reason'], [['1', '--reason', ' '], '--reason: expected one line'], [['5', '--reason', 'x'], '"5" is no level'], [[], 'say a level, or --clear alone'],
      [['1', '--clear'], 'say a level, or --clear alone'], [['1', '--reason', 'x', '--until', '2011-11-01'], '--until 2011-11-01 has passed'], [['1', '--reason', 'x', '--until', 'soon'], '--until soon: no such day or time'],
    ] as const) expect(await level(...words, '--as', 'supervisor-1')).toMatchObject(refused(2, says));
    expect(await level('1', '--reason', 'x', '--as', 'service-1')).toMatchObject(refused(4, 'service-1 is no supervisor now'));
    expect(await touchline('customer', 'level', 'nobody', '1', '--reason', 'x', '--as', 'supervisor-1')).toMatchObject({ code: 2 });
    expect(await column(scene.pool, `select count(*)::int from level_override where reason = 'x'`)).toEqual([0]);
  });
});

const logAt = (day: string) => touchline('contact', 'log', 'day-alone', '--how', 'call', '--at', day, '--as', 'account-1');

describe('contact on the command line', () => {
  it('counts for the promise of regular contact, and ends what a person was asked for', async () => {
    const id = await customerOf(scene, 'partner', 2);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'open' }]);
    await setDomainClock(scene.pool, '2011-12-03T12:00:00Z', 0);
    await scene.pool.query('update customer_facts set unanswered_touches = 3 where customer_id = $1', [id]);
    const log = (...words: string[]) => touchline('contact', 'log', 'partner', ...words, '--as', 'account-1');
    expect((await log('--how', 'call', '--note', 'wants the green ones\nin May')).out).toBe(`kept: call with customer ${id}, Sat 3 Dec 12:00 in Europe/London, by account-1\n`);
    expect(await scene.clocks(id, 'contact')).toMatchObject([{ state: 'met', ended_at: '2011-12-03T12:00:00+00:00' }, { state: 'open', due_at: '2011-12-10T12:00:00+00:00' }]);
    expect(await column(scene.pool, 'select unanswered_touches from customer_facts where customer_id = $1', [id])).toEqual([0]);
    expect((await log('--how', 'fair', '--at', '2011-12-02 15:00')).code).toBe(0);
    expect(await column(scene.pool, 'select last_personal_contact_at::text from customer_facts where customer_id = $1', [id])).toEqual(['2011-12-03 12:00:00+00']);
    expect(await log('--how', 'chat')).toMatchObject(refused(2, '--how: "chat" is none of meeting, call, fair, visit, other'));
    expect(await log('--how', 'call', '--at', '2011-12-04 09:00')).toMatchObject(refused(2, '--at 2011-12-04 09:00 has not come yet'));
    expect(await log('--how', 'call', '--note', 'x'.repeat(20_001))).toMatchObject(refused(2, '20001 characters, at most 20000 are taken'));
    expect(await touchline('contact', 'log', 'partner', '--how', 'call', '--as', 'auditor-1')).toMatchObject(refused(4, 'auditor-1 is no service or supervisor or marketer now'));
  });

  it('means by a day alone its first instant, and by today alone now', async () => {
    const id = await customerOf(scene, 'day-alone', 2);
    await setDomainClock(scene.pool, '2011-12-03T12:00:00Z', 0);
    expect((await logAt('2011-12-01')).out).toContain('Thu 1 Dec 00:00 in Europe/London');
    expect((await logAt('2011-12-03')).out).toContain('Sat 3 Dec 12:00 in Europe/London');
    expect(await logAt('2011-12-04')).toMatchObject(refused(2, '--at 2011-12-04 has not come yet'));
    expect(await column(scene.pool, 'select at::text from contact_log where customer_id = $1 order by at', [id])).toEqual(['2011-12-01 00:00:00+00', '2011-12-03 12:00:00+00']);
  });

  it('names the option whose words cannot be kept', async () => {
    await customerOf(scene, 'no-note', 2);
    expect(await touchline('contact', 'log', 'no-note', '--how', 'call', '--note', '', '--as', 'account-1')).toMatchObject(refused(2, '--note: expected words'));
  });
});

describe('the journey of a customer', () => {
  it('says what people of the shop had to do with them', async () => {
    const id = await customerOf(scene, 'journey', 1);
    const inquiry = String(await scene.ask(id, 'Please send us a quotation.', 'journey/1'));
    await scene.advance(id);
    await touchline('inquiry', 'reply', inquiry, '--text', 'Here it is.', '--as', 'service-1');
    const [approval] = await scene.approvals(id);
    await touchline('reject', String(approval?.id), '--reason', 'the price is missing', '--as', 'supervisor-1');
    await touchline('contact', 'log', 'journey', '--how', 'visit', '--note', 'shown the lanterns', '--as', 'account-1');
    await setDomainClock(scene.pool, '2011-12-02T12:00:00Z', 0);
    await scene.advance(id);
    await touchline('inquiry', 'reply', inquiry, '--spoken', '--text', 'Told them the price.', '--as', 'service-1');
    await touchline('inquiry', 'close', inquiry, '--outcome', 'answered', '--as', 'service-1');
    const { out } = await touchline('customer', 'journey', 'journey');
    for (const part of [
      `inquiry ${inquiry} on email, pre-sales`, `approval ${approval?.id} asked about ${approval?.message_id}`, `approval ${approval?.id} rejected by supervisor-1: the price is missing`, 'first-reply', ': late, due ',
      'visit by account-1: shown the lanterns', `inquiry ${inquiry} closed by service-1 as answered`, '\nlevels\n',
    ]) expect(out).toContain(part);
    expect(JSON.parse((await touchline('customer', 'journey', 'journey', '--json')).out)).toMatchObject({ handling: expect.arrayContaining([expect.objectContaining({ what: 'contact', how: 'visit', at: '2011-11-29T12:00:00.000Z' })]) as object });
  });
});

describe('a customer who is erased', () => {
  it('leaves no words of theirs, nor of the staff about them', async () => {
    const id = await customerOf(scene, 'erased', 1);
    const inquiry = String(await scene.ask(id, 'My secret question', 'erased/1'));
    await touchline('inquiry', 'reply', inquiry, '--text', 'My secret answer', '--as', 'service-1');
    const [approval] = await scene.approvals(id);
    await touchline('approve', String(approval?.id), '--note', 'a secret note', '--as', 'supervisor-1');
    await touchline('inquiry', 'note', inquiry, '--text', 'A secret note', '--as', 'service-1');
    await touchline('contact', 'log', 'erased', '--how', 'call', '--note', 'a secret call', '--as', 'account-1');
    await touchline('customer', 'level', 'erased', '1', '--reason', 'a secret reason', '--as', 'supervisor-1');
    await scene.pool.query(`insert into document (customer_id, kind, file_name, media_type, bytes, hash, author, at) values ($1, 'quotation', 'secret.pdf', 'application/pdf', 'secret'::bytea, 'h', 'service-1', touchline_now())`, [id]);
    await scene.pool.query(`update customer set erased_at = touchline_now() - interval '2 hours' where id = $1`, [id]);
    expect((await touchline('verify', '--only', 'erased-words')).code).toBe(1);
    await forgetErasedInquiries(scene.pool);
    await forgetErasedStaffWords(scene.pool);
    expect((await touchline('verify', '--only', 'erased-words')).code).toBe(0);
    for (const table of ['inquiry', 'message', 'contact_log', 'approval', 'level_override', 'document']) {
      expect(await column(scene.pool, `select t::text from ${table} t where customer_id = $1 and (t::text ~* 'secret' or t::text ~ '736563726574')`, [id])).toEqual([]);
    }
    expect(await column(scene.pool, `select text from inquiry_entry where inquiry_id = $1 and text is not null`, [inquiry])).toEqual([]);
    expect((await touchline('inquiry', 'show', inquiry)).out).toContain('(the customer has been erased)');
  });
});
