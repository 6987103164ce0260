import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CustomerId, toStaffId } from '../../../src/domain/ids.ts';
import { enterAbsence, endAbsence } from '../../../src/store/absences.ts';
import { assignCustomer, type CustomerAssignment } from '../../../src/store/assign-customer.ts';
import { assignInquiry, takeOverInquiry } from '../../../src/store/assign-inquiry.ts';
import { handOutNotices } from '../../../src/store/hand-out-notices.ts';
import { readRunningPromises } from '../../../src/store/running-promises.ts';
import { setPart } from '../../../src/store/working-group.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { customerOf, openPromises, type PromisesScene } from './promises-scene.ts';

let scene: PromisesScene;
beforeAll(async () => { scene = await openPromises(); });
afterAll(() => scene.close());

const [ADA, BEN, CARA] = [toStaffId('account-1'), toStaffId('account-2'), toStaffId('service-4')];
const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const assign = (...words: string[]) => touchline('customer', 'assign', ...words, '--as', 'supervisor-1');
const refused = (code: number, words: string) => ({ code, err: expect.stringContaining(words) as string });
const give = (customerId: CustomerId, over: Partial<CustomerAssignment> & Pick<CustomerAssignment, 'to'>) => assignCustomer(scene.pool, scene.rules.source, { customerId, by: toStaffId('supervisor-1'), handsOver: true, ...over });
const inquiryOf = async (id: CustomerId) => (await column<{ id: number; person: string | null; team: string | null; routed: boolean }>(scene.pool, `select json_build_object('id', id, 'person', person, 'team', team, 'routed', routed) from inquiry where customer_id = $1 order by id`, [id]));
/** Every clock of a customer as it runs: what a hand-over may never change. */
const running = (id: CustomerId) => column(scene.pool, `select json_build_object('clock', kind || ' ' || subject, 'level', level, 'state', state, 'opened', opened_at, 'warn', warn_at, 'due', due_at, 'paused', paused_at, 'done', done, 'next', next_at)
  from sla_clock where customer_id = $1 and ended_at is null order by kind, subject`, [id]);
const told = (id: CustomerId, what: string) => column<string>(scene.pool, 'select person from staff_notice where customer_id = $1 and what = $2 and person is not null order by person', [id, what]);
const handOut = async () => handOutNotices(scene.pool, await scene.rules.source.latestPolicy(scene.pool));

describe('what a customer asks', () => {
  it('goes to whoever is in charge, to their deputy while they are away, and to the team while nobody is there', async () => {
    const id = await customerOf(scene, 'routed', 3);
    await give(id, { to: { person: ADA, team: 'key-accounts' } });
    await scene.ask(id, 'Where is my parcel?', 'routed/1');
    await enterAbsence(scene.pool, { staffId: ADA, fromMs: Date.parse('2011-11-29T12:00:00Z'), untilMs: null, deputyId: BEN, reason: 'leave' });
    await scene.ask(id, 'And where is the other one?', 'routed/2', 'whatsapp');
    await enterAbsence(scene.pool, { staffId: BEN, fromMs: Date.parse('2011-11-29T12:00:00Z'), untilMs: null, deputyId: null, reason: 'illness' });
    await scene.ask(id, 'Nobody there?', 'routed/3', 'skype');
    expect(await inquiryOf(id)).toMatchObject([
      { person: 'account-1', team: 'key-accounts', routed: true }, { person: 'account-2', team: 'key-accounts', routed: true }, { person: null, team: 'key-accounts', routed: false },
    ]);
    for (const who of [BEN, ADA]) await endAbsence(scene.pool, who, { planned: false });
  });

  it('goes on as before where nobody is in charge, or nobody any more', async () => {
    const id = await customerOf(scene, 'unrouted', 3);
    await scene.ask(id, 'One?', 'unrouted/1');
    await give(id, { to: { person: ADA, team: null } });
    expect(await give(id, { to: { person: null, team: null } })).toMatchObject({ kind: 'assigned', charge: { person: null, team: null }, before: { person: 'account-1' } });
    await scene.ask(id, 'Two?', 'unrouted/2', 'whatsapp');
    const [first, second] = await inquiryOf(id);
    expect(second).toMatchObject({ person: null, team: first?.team, routed: false });
  });

  it('is escalated until somebody takes it: that it came to somebody is no word of theirs', async () => {
    const id = await customerOf(scene, 'untaken', 3);
    await give(id, { to: { person: ADA, team: null } });
    const inquiry = await scene.ask(id, 'Hello?', 'untaken/1') ?? 0;
    await scene.advance(id);
    await setDomainClock(scene.pool, '2011-12-01T12:00:00Z', 0);
    await scene.advance(id);
    expect(await column(scene.pool, `select step from escalation where customer_id = $1 and kind = 'first-reply' order by due_at`, [id])).toEqual(['warn', 'breach', 'again-2']);
    expect(await takeOverInquiry(scene.pool, scene.rules.source, { inquiry, by: BEN })).toMatchObject({ kind: 'has-person', person: ADA });
    expect(await takeOverInquiry(scene.pool, scene.rules.source, { inquiry, by: ADA })).toMatchObject({ kind: 'taken' });
    expect(await inquiryOf(id)).toMatchObject([{ person: ADA, routed: false }]);
    await setDomainClock(scene.pool, '2011-12-04T12:00:00Z', 0);
    await scene.advance(id);
    expect(await column(scene.pool, `select count(*)::int from escalation where customer_id = $1 and kind = 'first-reply'`, [id])).toEqual([3]);
  });
});

describe('a hand-over', () => {
  it('moves what is open because of the customer, and no clock by it', async () => {
    const id = await customerOf(scene, 'handed', 1);
    await scene.advance(id);
    await give(id, { to: { person: ADA, team: 'key-accounts' } });
    const [mine, others] = [await scene.ask(id, 'Our order?', 'handed/1') ?? 0, await scene.ask(id, 'The invoice?', 'handed/2', 'whatsapp') ?? 0];
    await assignInquiry(scene.pool, scene.rules.source, { inquiry: others, by: ADA, toPerson: 'service-1', toTeam: null });
    const part = await setPart(scene.pool, scene.rules.source, { customerId: id, by: ADA, part: 'sales', person: ADA });
    const sales = part.kind === 'done' ? part.part : null;
    // Late on Monday: warned of, breached, and a person was asked about regular contact.
    await setDomainClock(scene.pool, '2011-12-05T12:00:00Z', 0);
    await scene.advance(id);
    await scene.advance(id);
    expect(await column(scene.pool, `select array[person, team] from task where customer_id = $1 and kind = 'contact' and state = 'open'`, [id])).toEqual([['account-1', 'key-accounts']]);
    const before = await running(id);
    expect(before.length).toBeGreaterThan(6);
    expect(JSON.stringify(before)).toContain('breach');
    await setDomainClock(scene.pool, '2011-12-05T12:05:00Z', 0);
    const given = await give(id, { to: { person: CARA, team: 'export-desk' } });
    expect(given).toMatchObject({ kind: 'assigned', before: { person: ADA, team: 'key-accounts' }, receiver: CARA, handedOver: { inquiries: [mine], parts: [sales?.id], tasks: [expect.any(Number)] } });
    expect(await running(id)).toEqual(before);
    expect(await inquiryOf(id)).toMatchObject([{ person: CARA, team: 'export-desk', routed: true }, { person: 'service-1', routed: false }]);
    expect(await column(scene.pool, 'select person from group_part where customer_id = $1 and done_at is null and person is not null', [id])).toEqual([CARA]);
    expect(await column(scene.pool, `select array[person, team] from task where customer_id = $1 and kind = 'contact' and state = 'open'`, [id])).toEqual([[CARA, 'export-desk']]);
    expect(await column(scene.pool, `select text from inquiry_entry where inquiry_id = $1 and what = 'change'`, [mine])).toEqual(['handed over to service-4 of team export-desk with the customer']);
    // The steps that are to come are told to whoever has it now.
    const promises = (await readRunningPromises(scene.pool)).filter(({ customerId }) => customerId === id);
    expect(promises.filter(({ kind }) => kind === 'contact')).toMatchObject([{ person: CARA, team: 'export-desk' }]);
    expect(promises.filter(({ subject }) => subject === String(mine))).toMatchObject([{ person: CARA, team: 'export-desk' }]);
  });

  it('moves what went to the deputy, and what the team has and nobody of it; without it all stays', async () => {
    const id = await customerOf(scene, 'kept', 3);
    await enterAbsence(scene.pool, { staffId: ADA, fromMs: Date.parse('2011-11-29T12:00:00Z'), untilMs: null, deputyId: BEN, reason: 'leave' });
    await give(id, { to: { person: ADA, team: 'key-accounts' } });
    await scene.ask(id, 'One?', 'kept/1');
    expect(await give(id, { to: { person: CARA, team: null }, handsOver: false })).toMatchObject({ kind: 'assigned', charge: { person: CARA, team: 'key-accounts' }, handedOver: null });
    expect(await inquiryOf(id)).toMatchObject([{ person: BEN, routed: true }]);
    expect(await give(id, { to: { person: null, team: 'german-desk' } })).toMatchObject({ handedOver: { inquiries: [expect.any(Number)] } });
    expect(await inquiryOf(id)).toMatchObject([{ person: null, team: 'german-desk', routed: false }]);
    await give(id, { to: { person: CARA, team: null } });
    expect(await inquiryOf(id)).toMatchObject([{ person: CARA, team: 'german-desk', routed: true }]);
    await endAbsence(scene.pool, ADA, { planned: false });
  });

  it('is kept row by row, and of two at once one is the last', async () => {
    const id = await customerOf(scene, 'raced', 3);
    await Promise.all([give(id, { to: { person: ADA, team: null } }), give(id, { to: { person: BEN, team: null } }), give(id, { to: { person: CARA, team: null } })]);
    const rows = await column<string>(scene.pool, 'select person from customer_charge where customer_id = $1 order by id', [id]);
    expect(rows.toSorted()).toEqual([ADA, BEN, CARA]);
    await scene.ask(id, 'Who has me?', 'raced/1');
    expect(await inquiryOf(id)).toMatchObject([{ person: rows[2] }]);
  });
});

describe('news of a customer in somebody’s charge', () => {
  it('go to them: that they have the customer, words of a key account, a promise that nobody in particular keeps', async () => {
    const id = await customerOf(scene, 'news', 1);
    const inquiry = await scene.ask(id, 'Before anybody had me', 'news/1') ?? 0;
    await give(id, { to: { person: BEN, team: null } });
    await handOut();
    expect(await told(id, 'charge')).toEqual([BEN]);
    expect(await told(id, 'incoming')).toContain(BEN);
    await assignInquiry(scene.pool, scene.rules.source, { inquiry, by: BEN, toPerson: 'service-1', toTeam: null });
    await scene.ask(id, 'And once more', 'news/2');
    await handOut();
    expect(await column<string>(scene.pool, `select person from staff_notice where origin like 'incoming/news/2/%' order by person`)).toEqual([BEN, 'service-1', expect.stringMatching(/^supervisor-/)]);
    await setDomainClock(scene.pool, '2011-12-05T12:05:00Z', 0);
    await scene.advance(id);
    await handOut();
    expect(await column<string>(scene.pool, `select person from staff_notice where customer_id = $1 and what = 'person' and about->>'kind' = 'contact' and person is not null`, [id])).toEqual([BEN]);
    // A part of the working group is the matter of its team.
    expect(await column<string>(scene.pool, `select person from staff_notice where customer_id = $1 and what = 'warn' and about ? 'part' and team = 'product-desk' and person is not null`, [id])).toEqual(['product-1']);
  });

  it('go to the deputy of somebody who is away, and to nobody who has taken the customer themselves', async () => {
    const id = await customerOf(scene, 'self', 3);
    await give(id, { to: { person: BEN, team: null }, by: BEN });
    expect(await column(scene.pool, `select 1 from staff_notice where customer_id = $1 and what = 'charge'`, [id])).toEqual([]);
    await enterAbsence(scene.pool, { staffId: ADA, fromMs: Date.parse('2011-11-29T12:00:00Z'), untilMs: null, deputyId: CARA, reason: 'leave' });
    expect(await give(id, { to: { person: ADA, team: null }, by: BEN })).toMatchObject({ receiver: CARA });
    await handOut();
    expect(await told(id, 'charge')).toEqual([CARA]);
    await endAbsence(scene.pool, ADA, { planned: false });
  });
});

describe('customer assign on the command line', () => {
  it('says who has the customer and what went along, and so do show, journey, inbox, tasks and the board', async () => {
    const id = await customerOf(scene, 'shown', 2);
    expect((await assign('shown', '--to', 'account-1', '--team', 'key-accounts')).out).toBe(`customer ${id} is in the charge of account-1 · team key-accounts; nothing that is open had to go along\n`);
    const inquiry = await scene.ask(id, 'Hello?', 'shown/1');
    await scene.advance(id);
    expect((await assign('shown', '--to', 'account-2')).out).toBe(`customer ${id} is in the charge of account-2 · team key-accounts; handed over: 1 inquiry; 3 clocks go on as they ran\n`);
    const shown = await touchline('customer', 'show', 'shown');
    expect(shown.out).toContain('in the charge of account-2 · team key-accounts since 2011-11-29, by supervisor-1');
    expect(JSON.parse((await touchline('customer', 'show', 'shown', '--json')).out)).toMatchObject({ charge: { person: 'account-2', team: 'key-accounts', since: '2011-11-29T12:00:00.000Z', by: 'supervisor-1', receiver: 'account-2' } });
    expect((await touchline('customer', 'journey', 'shown')).out).toContain('in the charge of account-1 · team key-accounts, by supervisor-1; what was open went along');
    expect((await touchline('inquiry', 'show', String(inquiry))).out).toContain('in the charge of account-2 · team key-accounts');
    const mine = async (person: string) => (JSON.parse((await touchline('inbox', '--mine', '--as', person, '--json')).out) as { waiting: { customer: string }[] }).waiting.filter(({ customer }) => customer === id).length;
    expect([await mine('account-1'), await mine('account-2')]).toEqual([0, 1]);
    expect((await touchline('staff', 'show', 'account-2')).out).toContain(`in charge of customer ${id}`);
    await touchline('staff', 'absent', 'account-2', '--deputy', 'service-3');
    const away = await assign('shown', '--to', 'account-2', '--team', 'german-desk', '--json');
    expect(JSON.parse(away.out)).toMatchObject({ customer: id, person: 'account-2', team: 'german-desk', receiver: 'service-3', before: { person: 'account-2', team: 'key-accounts' }, handedOver: { inquiries: [inquiry], clocks: 3 } });
    expect((await touchline('customer', 'show', 'shown')).out).toContain('service-3 sees to what comes in now');
    expect(await mine('service-3')).toBe(1);
    await touchline('staff', 'back', 'account-2');
    expect((await assign('shown', '--to', 'nobody')).out).toContain(`customer ${id} is in the charge of nobody in particular; handed over: 1 inquiry`);
    expect((await touchline('customer', 'show', 'shown')).out).not.toContain('in the charge of');
    expect((await touchline('verify', '--only', 'charge-as-recorded')).code).toBe(0);
  });

  it('shows in the inbox with whom what nobody has is, and the person of a task', async () => {
    const id = await customerOf(scene, 'fallback', 2);
    const inquiry = await scene.ask(id, 'Anybody?', 'fallback/1');
    await assign('fallback', '--to', 'account-1');
    // Whoever is in charge of one customer is not in charge of another whom nobody looks after.
    const stranger = await customerOf(scene, 'fallback-not', 2);
    await scene.ask(stranger, 'Anybody here?', 'fallback-not/1');
    const waiting = (JSON.parse((await touchline('inbox', '--json')).out) as { waiting: { customer: string; inCharge: string | null }[] }).waiting;
    expect([id, stranger].map((of) => waiting.find((line) => line.customer === of)?.inCharge)).toEqual(['account-1', null]);
    expect((await touchline('inbox', '--mine', '--as', 'account-1')).out).toMatch(new RegExp(`inquiry ${inquiry} .* account-1 `));
    await setDomainClock(scene.pool, '2011-12-05T12:05:00Z', 0);
    await scene.advance(id);
    expect((await touchline('tasks', 'list', '--customer', 'fallback')).out).toContain('account-1');
    expect(JSON.parse((await touchline('tasks', 'list', '--customer', 'fallback', '--json')).out)).toMatchObject({ tasks: [{ kind: 'contact', person: 'account-1' }] });
    expect((await touchline('sla', 'board')).out).toContain('account-1');
  });

  it('refuses whoever answers no customers, teams and people that nobody knows, and customers who are gone', async () => {
    const id = await customerOf(scene, 'guarded', 3);
    for (const [words, code, says] of [
      [[], 2, 'say in whose charge the customer is to be'], [['--to', 'acount-1'], 2, 'nobody of the staff is acount-1'], [['--team', 'key-acounts'], 2, 'there is no team key-acounts'],
      [['--to', 'marketer-1'], 4, 'marketer-1 answers no customers'], [['--to', 'nobody'], 4, 'is in the charge of nobody in particular already'],
    ] as const) expect(await assign('guarded', ...words)).toMatchObject(refused(code, says));
    expect(await touchline('customer', 'assign', 'guarded', '--to', 'account-1', '--as', 'marketer-1')).toMatchObject(refused(4, 'marketer-1 is no service or supervisor now'));
    expect(await touchline('customer', 'assign', 'guarded', '--to', 'account-1')).toMatchObject(refused(2, 'nobody is named who does this'));
    expect(await assign('nobody-knows', '--to', 'account-1')).toMatchObject(refused(2, 'no customer nobody-knows'));
    await scene.pool.query(`delete from team_member where team = 'product-desk'`);
    expect(await assign('guarded', '--team', 'product-desk')).toMatchObject(refused(4, 'nobody is on team product-desk'));
    await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [id]);
    expect(await assign('guarded', '--to', 'account-1')).toMatchObject(refused(4, 'has been erased'));
    expect(await column(scene.pool, 'select 1 from customer_charge where customer_id = $1', [id])).toEqual([]);
    const other = await addCustomer(scene.pool, { external: 'survivor', orders: ['2011-11-20T10:00:00Z'] });
    await scene.pool.query('update customer set erased_at = null, merged_into = $2 where id = $1', [id, other]);
    expect((await assign('guarded', '--to', 'account-1')).out).toContain(`customer ${other} is in the charge of account-1`);
    expect(await give(id, { to: { person: ADA, team: null } })).toEqual({ kind: 'no-such-customer' });
  });

  it('tells whoever leaves the shop which customers they leave', async () => {
    await customerOf(scene, 'left-behind', 3);
    await touchline('staff', 'add', 'helper-1', '--name', 'A helper', '--email', 'helper-1@shop.example', '--role', 'service', '--language', 'en');
    await assign('left-behind', '--to', 'helper-1');
    expect(await touchline('staff', 'end', 'helper-1')).toMatchObject({ code: 0, err: expect.stringContaining('a customer is still in their charge') as string });
  });
});
