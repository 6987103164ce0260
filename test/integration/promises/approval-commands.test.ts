import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeCustomers } from '../../../src/store/merge-customers.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { ACCEPTED, type ApprovalRow, customerOf, openPromises, type PromisesScene, withDraft } from './promises-scene.ts';

let scene: PromisesScene;
let folder: string;
beforeAll(async () => {
  scene = await openPromises();
  folder = await mkdtemp(path.join(tmpdir(), 'approvals-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await scene.close();
});

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const json = async (...words: string[]) => JSON.parse((await touchline(...words, '--json')).out) as Record<string, unknown>;
const refused = (code: number, words: string) => ({ code, err: expect.stringContaining(words) as string });
const of = ({ id }: Pick<ApprovalRow, 'id'>) => String(id);

describe('what waits for a second person', () => {
  it('is listed by its deadline, and shown with exactly what would leave', async () => {
    const { id, approval } = await withDraft(scene, 'shown');
    expect((await touchline('approvals')).out).toMatch(new RegExp(`\\n${approval.id} +1 +waiting +in 4 h +Tue 29 Nov 12:00 +email: welcome-first-order/thank-you +home-desk +${id}\\n`));
    const { out } = await touchline('approvals', 'show', of(approval));
    const [address = ''] = await column<string>(scene.pool, 'select address from contact_point where customer_id = $1', [id]);
    for (const part of [`approval ${approval.id}: waiting, asked Tue 29 Nov 12:00 in Europe/London, due Tue 29 Nov 16:00 (in 4 h)`, `content ${approval.content_hash.slice(0, 12)}`, `to ${address} on email`,
      '── subject, en ──', '── text, en ──', 'http://127.0.0.1:4400/u/', 'the same as HTML', 'why', `customer ${id}`, 'level 1 · tier']) expect(out).toContain(part);
    expect((await json('approvals', 'show', of(approval)))).toMatchObject({ approval: { id: approval.id, state: 'waiting', contentHash: approval.content_hash }, draft: { isAsAsked: true, address, parts: { html: expect.stringContaining('<!doctype html>') as string } }, customer: { id, level: 1 } });
    const file = path.join(folder, 'draft.html');
    expect((await touchline('approvals', 'show', of(approval), '--part', 'html', '--out', file)).code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('<!doctype html>');
    expect(await touchline('approvals', 'show', of(approval), '--part', 'text', '--out', file)).toMatchObject(refused(4, `${file} is there already — name another file`));
    expect(await readFile(file, 'utf8')).toContain('<!doctype html>');
    expect(await touchline('approvals', 'show', of(approval), '--part', 'htm')).toMatchObject(refused(2, 'it has no part "htm" — parts are subject, html, text'));
    expect(await touchline('approvals', 'show', '999999')).toMatchObject(refused(2, 'there is no approval 999999'));
    expect(await touchline('approvals', 'list', '--state', 'lost')).toMatchObject(refused(2, 'one of waiting, approved'));
  });

  it('leaves as it was shown', async () => {
    const { id, approval } = await withDraft(scene, 'as-shown');
    const before = await json('approvals', 'show', of(approval));
    expect(await touchline('approve', of(approval), '--as', 'supervisor-1', '--note', 'well said')).toMatchObject({ code: 0, out: `approval ${approval.id}: approved\n` });
    await scene.pool.query(`update customer set display_name = 'Somebody Else' where id = $1`, [id]);
    await scene.tell(id, approval.message_id, await scene.take(approval.message_id), ACCEPTED);
    expect((await json('approvals', 'show', of(approval)))['draft']).toMatchObject({ state: 'accepted', parts: (before['draft'] as { parts: object }).parts });
    expect((await touchline('approvals', 'show', of(approval))).out).toContain('approved by supervisor-1, Tue 29 Nov 12:00, good until Wed 30 Nov 12:00: well said');
  });
});

describe('a word on a draft', () => {
  it('is given by the person whom the surroundings name, and by nobody else', async () => {
    const { approval } = await withDraft(scene, 'who');
    expect(await touchline('approve', of(approval))).toMatchObject(refused(2, 'nobody is named who does this — add --as PERSON, or set TOUCHLINE_PERSON'));
    expect(await touchline('approve', of(approval), '--as', 'supervsor-1')).toMatchObject(refused(2, 'nobody of the staff is supervsor-1 — did you mean "supervisor-1"?'));
    expect(await touchline('approve', of(approval), '--as', 'service-1')).toMatchObject(refused(4, 'service-1 is no supervisor now'));
    expect(await touchline('approve', '--as', 'supervisor-1')).toMatchObject(refused(2, 'name approvals, or everything of a campaign'));
    expect(await touchline('approve', of(approval), '999999', '--as', 'supervisor-1')).toMatchObject(refused(2, 'there is no approval 999999'));
    expect(await scene.stateOf(approval.message_id)).toBe('draft');
    process.env['TOUCHLINE_PERSON'] = 'supervisor-2';
    try {
      expect(await touchline('approve', of(approval))).toMatchObject({ code: 0 });
    } finally {
      delete process.env['TOUCHLINE_PERSON'];
    }
    expect(await touchline('approve', of(approval), '--as', 'supervisor-1')).toMatchObject(refused(4, `approval ${approval.id} is approved by supervisor-2 since Tue 29 Nov 12:00 in Europe/London — nothing was changed`));
  });

  it('does not count for one’s own work, and not once the role is taken away in the middle', async () => {
    const { approval } = await withDraft(scene, 'own');
    await scene.pool.query(`update approval set authors = '{supervisor-1}' where id = $1`, [approval.id]);
    expect(await touchline('approve', of(approval), '--as', 'supervisor-1')).toMatchObject(refused(4, `supervisor-1 is among the authors of approval ${approval.id} — somebody else has to read it`));
    // Taken away after the command has looked, before its update is made.
    const taker = await scene.pool.connect();
    await taker.query(`begin; update staff_role set until_at = from_at + interval '1 second' where staff_id = 'supervisor-2' and role = 'supervisor'`);
    const asked = touchline('approve', of(approval), '--as', 'supervisor-2');
    await expect.poll(() => column(scene.pool, `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%staff_role%'`)).not.toEqual([]);
    await taker.query('commit');
    taker.release();
    expect(await asked).toMatchObject(refused(4, 'supervisor-2 is no supervisor now'));
    await scene.pool.query(`update staff_role set until_at = null where staff_id = 'supervisor-2'`);
    expect(await scene.stateOf(approval.message_id)).toBe('draft');
  });

  it('does not count for what has changed: it is asked about anew', async () => {
    const { id, approval } = await withDraft(scene, 'moved');
    await scene.pool.query(`update contact_point p set address = 'elsewhere@example.com' from message m where m.id = $1 and p.id = m.contact_point_id`, [approval.message_id]);
    expect((await touchline('approvals', 'show', of(approval))).out).toContain('it has changed since it was asked about');
    const { err, code } = await touchline('approve', of(approval), '--as', 'supervisor-1');
    const [, later] = await scene.approvals(id);
    expect([code, err]).toEqual([4, expect.stringContaining(`what approval ${approval.id} asked about is not what would leave any more — read it as it is now: npx touchline approvals show ${later?.id}`)]);
    expect(await scene.approvals(id)).toMatchObject([{ state: 'void' }, { state: 'waiting' }]);
    expect(await touchline('approve', String(later?.id), '--as', 'supervisor-1')).toMatchObject({ code: 0 });
  });

  it('does not count once nobody needs the message any more, nor for ever', async () => {
    const { id, approval } = await withDraft(scene, 'late');
    await setDomainClock(scene.pool, '2012-01-29T12:00:00Z', 0);
    expect(await touchline('approve', of(approval), '--as', 'supervisor-1')).toMatchObject(refused(4, `the time in which the message of approval ${approval.id} was of use is over`));
    expect(await scene.approvals(id)).toMatchObject([{ state: 'void' }]);
    expect(await scene.stateOf(approval.message_id)).toBe('void');
    const other = await withDraft(scene, 'stale');
    await touchline('approve', of(other.approval), '--as', 'supervisor-1');
    await setDomainClock(scene.pool, '2011-11-30T12:30:00Z', 0);
    expect(await scene.claim(other.approval.message_id)).toMatchObject({ kind: 'not-now' });
    expect((await touchline('approvals', 'show', of(other.approval))).out).toContain('approved by supervisor-1, Tue 29 Nov 12:00, no longer good since Wed 30 Nov 12:00');
    expect(await scene.approvals(other.id)).toMatchObject([{ state: 'approved' }, { state: 'waiting' }]);
  });

  it('does not count for a customer who has become part of another one', async () => {
    const { id, approval } = await withDraft(scene, 'merged');
    const other = await customerOf(scene, 'goes-on', 3);
    await scene.pool.query('update customer set merged_into = $2 where id = $1', [id, other]);
    expect(await touchline('approve', of(approval), '--as', 'supervisor-1')).toMatchObject(refused(4, `approval ${approval.id} is void`));
    expect(await touchline('draft', 'edit', of(approval), '--as', 'service-1', '--text', 'Hello')).toMatchObject(refused(4, `what approval ${approval.id} asked about is void`));
    expect(await scene.stateOf(approval.message_id)).toBe('draft');
    await scene.pool.query('update customer set merged_into = null where id = $1', [id]);
  });

  it('says why it does not count after a merge, and whose approvals to look at', async () => {
    const { id, approval } = await withDraft(scene, 'became-part');
    const other = await customerOf(scene, 'whole', 3);
    await mergeCustomers(scene.pool, scene.rules.source, { customerId: id, into: other, by: 'supervisor-1', reason: 'a test' });
    const why = `is void: customer ${id} became part of customer ${other}, as supervisor-1 has said — nothing was changed; npx touchline approvals list --customer ${other} tells what waits for them now`;
    expect(await touchline('approve', of(approval), '--as', 'supervisor-2')).toMatchObject(refused(4, `approval ${approval.id} is void since Tue 29 Nov 12:00 in Europe/London: customer ${id} became part of`));
    expect((await touchline('reject', of(approval), '--as', 'supervisor-2', '--reason', 'x')).err.replace(' since Tue 29 Nov 12:00 in Europe/London', '')).toContain(why);
    expect(await touchline('draft', 'edit', of(approval), '--as', 'service-1', '--text', 'Hello')).toMatchObject(refused(4, why));
  });

  it('may be no, with the reason', async () => {
    const { id, approval } = await withDraft(scene, 'no');
    expect(await touchline('reject', of(approval), '--as', 'supervisor-1')).toMatchObject(refused(2, "required option '--reason <text>' not specified"));
    expect(await touchline('reject', of(approval), '--as', 'supervisor-1', '--reason', ' ')).toMatchObject(refused(2, '--reason: expected one line'));
    expect((await touchline('reject', of(approval), '--as', 'supervisor-1', '--reason', 'the offer is over')).out).toBe(`approval ${approval.id}: rejected\n`);
    expect(await column(scene.pool, 'select note from approval where customer_id = $1', [id])).toEqual(['the offer is over']);
    expect(await scene.stateOf(approval.message_id)).toBe('rejected');
  });

  it('on all of a campaign is one word for each, and tells what it could not approve', async () => {
    const waiting = await column<number>(scene.pool, `select id::int from approval where state = 'waiting' order by id`);
    expect((await touchline('reject', ...waiting.map(String), '--as', 'supervisor-2', '--reason', 'none of these')).code).toBe(0);
    const good = await withDraft(scene, 'bulk-good');
    const own = await withDraft(scene, 'bulk-own');
    const moved = await withDraft(scene, 'bulk-moved');
    await scene.pool.query(`update approval set authors = '{supervisor-3}' where id = $1`, [own.approval.id]);
    await scene.pool.query(`update contact_point p set address = 'bulk@example.com' from message m where m.id = $1 and p.id = m.contact_point_id`, [moved.approval.message_id]);
    const { code, out } = await touchline('approve', '--all', '--campaign', 'welcome-first-order', '--as', 'supervisor-3');
    expect(code).toBe(4);
    expect(out).toContain(`approval ${good.approval.id}: approved\n`);
    expect(out).toContain(`approval ${own.approval.id}: left as it is: supervisor-3 is among the authors`);
    expect(out).toContain(`approval ${moved.approval.id}: left as it is: what approval ${moved.approval.id} asked about is not what would leave any more`);
    expect(await json('approve', '--all', '--campaign', 'welcome-first-order', '--as', 'supervisor-1')).toMatchObject({ by: 'supervisor-1', decided: [{ outcome: 'approved' }, { outcome: 'approved' }] });
    expect((await touchline('approve', '--all', '--campaign', 'welcome-first-order', '--as', 'supervisor-1'))).toMatchObject({ code: 0, out: 'nothing waits for a second person there\n' });
  });
});

const approve = (...words: string[]) => touchline('approve', ...words, '--as', 'supervisor-1');

describe('words on many drafts', () => {
  it('of which one fails are told all the same, and the command fails as that one did', async () => {
    const [first, broken, last] = [await withDraft(scene, 'mid-1'), await withDraft(scene, 'mid-2'), await withDraft(scene, 'mid-3')].map(({ approval }) => approval) as [ApprovalRow, ApprovalRow, ApprovalRow];
    await scene.pool.query(`create function break_in() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$`);
    await scene.pool.query(`create trigger break_in before update on approval for each row when (old.id = ${broken.id}) execute function break_in()`);
    const said = await approve(of(first), of(broken), of(last));
    expect(said).toMatchObject({ code: 1, out: `approval ${first.id}: approved\napproval ${broken.id}: not known: it failed, and may have counted all the same\napproval ${last.id}: not tried\n`, err: expect.stringContaining('the disk is full') as string });
    // Runs hear of what was decided; here Temporal is away.
    expect(said.err).toContain('Temporal cannot be reached now');
    expect(JSON.parse((await approve(of(last), of(broken), '--json')).out)).toMatchObject({ decided: [{ id: last.id, outcome: 'approved' }, { id: broken.id, outcome: 'unknown' }] });
    await scene.pool.query('drop function break_in cascade');
    expect((await approve(of(broken))).out).toBe(`approval ${broken.id}: approved\n`);
  });

  it('of a campaign say how many more wait than are taken at once, and know the campaign', async () => {
    const { approval } = await withDraft(scene, 'more-than-a-thousand');
    await scene.pool.query(`insert into approval (customer_id, document_id, campaign, content_hash, authors, asked_at) select customer_id, 1000000 + number, 'too-many', content_hash, '{supervisor-1}', asked_at from approval, generate_series(1, 1002) number where id = $1`, [approval.id]);
    await scene.pool.query(`insert into campaign (name, active_ordinal) values ('too-many', 1)`);
    expect(await approve('--all', '--campaign', 'too-many')).toMatchObject({ code: 4, err: expect.stringContaining('2 more wait: give the command again') as string });
    await scene.pool.query(`delete from approval where campaign = 'too-many'`);
    await scene.pool.query(`delete from campaign where name = 'too-many'`);
    expect(await approve('--all', '--campaign', 'welcome-frist-order')).toMatchObject(refused(2, 'no campaign "welcome-frist-order" has been applied — did you mean "welcome-first-order"?'));
    expect(await touchline('approvals', '--campaign', 'welcome-frist-order')).toMatchObject(refused(2, 'did you mean "welcome-first-order"?'));
    expect(await touchline('approvals', '--team', 'germn-desk')).toMatchObject(refused(2, 'there is no team germn-desk — did you mean "german-desk"?'));
  });
});

describe('an edited draft', () => {
  it('is a new content that its editor may not approve, and leaves in their words', async () => {
    const { id, approval } = await withDraft(scene, 'edited');
    const edit = await json('draft', 'edit', of(approval), '--as', 'supervisor-1', '--text', 'Thank you.\n\nYour <lantern> is on its way.');
    const asked = edit['approval'] as number;
    expect(await scene.approvals(id)).toMatchObject([{ state: 'void' }, { id: asked, state: 'waiting', authors: ['supervisor-1'] }]);
    for (const words of [['approve', of(approval)], ['reject', of(approval), '--reason', 'x']]) {
      expect(await touchline(...words, '--as', 'supervisor-2')).toMatchObject(refused(4, `what approval ${approval.id} asked about is not what would leave any more — read it as it is now: npx touchline approvals show ${asked}`));
    }
    expect(await touchline('approve', String(asked), '--as', 'supervisor-1')).toMatchObject(refused(4, 'supervisor-1 is among the authors'));
    const { out } = await touchline('approvals', 'show', String(asked));
    expect(out).toContain('Thank you.\n\nYour <lantern> is on its way.');
    expect((await touchline('approve', String(asked), '--as', 'supervisor-2')).code).toBe(0);
    expect((await touchline('draft', 'edit', String(asked), '--as', 'service-1', '--subject', 'Another subject')).out).toContain('in place of');
    const [, , last] = await scene.approvals(id);
    // Whoever wrote the words, and whoever changed their subject.
    expect(last).toMatchObject({ state: 'waiting', authors: ['service-1', 'supervisor-1'] });
    expect((await touchline('approve', String(last?.id), '--as', 'supervisor-2')).code).toBe(0);
    await scene.tell(id, approval.message_id, await scene.take(approval.message_id), ACCEPTED);
    expect(await column(scene.pool, `select context->'words' from message where id = $1`, [approval.message_id])).toEqual([{ subject: 'Another subject', text: 'Thank you.\n\nYour <lantern> is on its way.' }]);
    expect(await touchline('draft', 'edit', String(last?.id), '--as', 'service-1', '--text', 'Too late')).toMatchObject(refused(4, `what approval ${last?.id} asked about is accepted`));
  });

  it('has words that can be kept, by somebody who may write', async () => {
    const { approval } = await withDraft(scene, 'unwritten');
    const file = path.join(folder, 'long.txt');
    await writeFile(file, 'x'.repeat(1_000_000));
    for (const [words, says] of [
      [['--text', ' '], '--text: expected words'], [['--file', file], `${file}: 1000000 bytes, at most 20000 characters are taken`], [['--text', 'x'.repeat(20_001)], '--text: 20001 characters, at most 20000 are taken'],
      [[], 'there are no words'], [['--text', 'a\u0007b'], 'control characters are not taken'], [['--text', 'a', '--file', file], 'exclude each other'], [['--text', 'a', '--subject', 'x'.repeat(201)], '--subject: expected one line'],
    ] as const) expect(await touchline('draft', 'edit', of(approval), '--as', 'service-1', ...words)).toMatchObject(refused(2, says));
    expect(await touchline('draft', 'edit', of(approval), '--as', 'auditor-1', '--text', 'Hello')).toMatchObject(refused(4, 'auditor-1 is no service or marketer or supervisor now'));
    expect(await scene.stateOf(approval.message_id)).toBe('draft');
  });

  it('of an answer says the new words in its inquiry too, and counts among the answers of its authors', async () => {
    const id = await customerOf(scene, 'careful', 1);
    const inquiry = await scene.ask(id, 'Please send us a quotation.', 'careful/1') ?? 0;
    await scene.advance(id);
    await scene.answer({ inquiry, by: 'service-1' });
    const [approval] = await scene.approvals(id);
    expect((await touchline('draft', 'edit', String(approval?.id), '--as', 'supervisor-1', '--text', 'It comes with two stands.')).code).toBe(0);
    const [, asked] = await scene.approvals(id);
    expect(asked).toMatchObject({ authors: ['service-1', 'supervisor-1'] });
    expect(await column(scene.pool, `select text from inquiry_entry where inquiry_id = $1 and what = 'answer'`, [inquiry])).toEqual(['It comes with two stands.']);
    expect(await touchline('approve', String(asked?.id), '--as', 'supervisor-1')).toMatchObject(refused(4, 'is among the authors'));
    // What nobody has read in a week is of no use any more.
    await setDomainClock(scene.pool, '2011-12-08T12:00:00Z', 0);
    expect(await touchline('approve', String(asked?.id), '--as', 'supervisor-2')).toMatchObject(refused(4, 'was of use is over'));
    expect(await column(scene.pool, `select state || ' ' || (reason->>'code') from message where inquiry_id = $1`, [inquiry])).toEqual(['expired touch-expired']);
  });
});

it('what was said and left is as verify expects it', async () => {
  const { code, out } = await touchline('verify', '--only', 'two-people', '--only', 'draft-is-asked', '--only', 'word-as-recorded', '--only', 'promise-as-recorded');
  expect([code, out]).toEqual([0, expect.stringContaining('4 invariants hold')]);
});
