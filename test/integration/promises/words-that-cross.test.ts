import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toStaffId, type CustomerId } from '../../../src/domain/ids.ts';
import { enterAbsence } from '../../../src/store/absences.ts';
import { assignInquiry } from '../../../src/store/assign-inquiry.ts';
import { closeInquiry } from '../../../src/store/close-inquiry.ts';
import { describeInquiry } from '../../../src/store/describe-inquiry.ts';
import { handOutNotices } from '../../../src/store/hand-out-notices.ts';
import { readInboxLines } from '../../../src/store/inbox-lines.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { takeInquiry } from '../../../src/store/take-inquiry.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { ACCEPTED, customerOf, openPromises, type PromisesScene } from './promises-scene.ts';

let scene: PromisesScene;
beforeAll(async () => { scene = await openPromises(); });
afterAll(() => scene.close());

const at = (clock: string) => setDomainClock(scene.pool, `2011-11-29T${clock}:00Z`, 0);
const inSight = async (id: CustomerId) => (await readInboxLines(scene.pool, { what: 'inquiry', mine: null, team: null, all: false, limit: 500 })).lines.filter(({ customerId }) => customerId === id);
const statesOf = async (id: CustomerId, kind: string) => (await scene.clocks(id, kind)).map(({ state }) => state);

async function asked(external: string, level: number): Promise<{ id: CustomerId; inquiry: number }> {
  const id = await customerOf(scene, external, level);
  const inquiry = await scene.ask(id, 'Does it come with a stand?', `${external}/1`) ?? 0;
  await scene.advance(id);
  return { id, inquiry };
}

async function answered(id: CustomerId, inquiry: number): Promise<void> {
  const sent = await scene.answer({ inquiry, by: 'service-1' });
  if (sent.kind !== 'sent') throw new Error(sent.kind);
  await scene.tell(id, sent.message, await scene.take(sent.message), ACCEPTED);
}

describe('what a customer says while an answer is on its way', () => {
  it('is answered by none that was written before it: it has a clock, and stays in the inbox', async () => {
    const { id, inquiry } = await asked('crossing', 3);
    await at('12:20');
    const sent = await scene.answer({ inquiry, by: 'service-1' });
    if (sent.kind !== 'sent') throw new Error(sent.kind);
    await at('13:00');
    await scene.ask(id, 'And do you have it in green?', 'crossing/2');
    await at('13:30');
    await scene.tell(id, sent.message, await scene.take(sent.message), ACCEPTED);
    expect(await statesOf(id, 'first-reply')).toEqual(['met']);
    expect(await scene.clocks(id, 'next-reply')).toMatchObject([{ state: 'open', due_at: '2011-11-30T13:00:00+00:00' }]);
    expect(await inSight(id)).toHaveLength(1);
    await at('14:00');
    await answered(id, inquiry);
    expect(await scene.clocks(id, 'next-reply')).toMatchObject([{ state: 'met', ended_at: '2011-11-29T14:00:00+00:00' }]);
    expect(await inSight(id)).toEqual([]);
  });

  it('and that came in late, after an answer that was written later than it, wants one of its own', async () => {
    const { id, inquiry } = await asked('belated', 3);
    await at('13:00');
    await answered(id, inquiry);
    await at('14:00');
    await inTransaction(scene.pool, (tx) => takeInquiry(tx, {
      customerId: id, channel: 'email', address: null, atMs: Date.parse('2011-11-29T12:30:00Z'), origin: 'belated/2', inboundId: null, text: 'In green, please.', kind: null, by: null, purpose: null,
    }));
    await scene.advance(id);
    expect(await scene.clocks(id, 'next-reply')).toMatchObject([{ state: 'open', due_at: '2011-11-30T12:30:00+00:00' }]);
    expect(await inSight(id)).toHaveLength(1);
    await answered(id, inquiry);
    expect(await statesOf(id, 'next-reply')).toEqual(['met']);
  });
});

describe('an inquiry whose last words are the customer\'s', () => {
  it('is closed only with a reason why they want no answer', async () => {
    const { id, inquiry } = await asked('thanks', 2);
    await answered(id, inquiry);
    await at('13:00');
    await scene.ask(id, 'Thank you, that helps!', 'thanks/2');
    await scene.advance(id);
    const close = (reason: string | null) => closeInquiry(scene.pool, scene.rules.source, { inquiry, by: 'service-1', outcome: 'solved', reason });
    expect(await close(null)).toEqual({ kind: 'objection', objection: 'needs-reason' });
    expect(await close('they say thanks')).toMatchObject({ kind: 'done' });
    expect(await statesOf(id, 'next-reply')).toEqual(['cancelled']);
  });

  it('is no duplicate as long as an answer is promised and nobody has given one', async () => {
    const { inquiry } = await asked('twice', 3);
    expect(await closeInquiry(scene.pool, scene.rules.source, { inquiry, by: 'service-1', outcome: 'duplicate', reason: 'asked by telephone too' })).toEqual({ kind: 'objection', objection: 'answer-promised' });
  });

  it('keeps the level at which it was promised an answer, in the inbox and when it is closed', async () => {
    const { id, inquiry } = await asked('loosened', 1);
    await scene.levelOf(id, 4);
    await scene.advance(id);
    expect(await inSight(id)).toMatchObject([{ level: 1 }]);
    expect(await closeInquiry(scene.pool, scene.rules.source, { inquiry, by: 'service-1', outcome: 'unanswered', reason: 'of no weight' })).toEqual({ kind: 'objection', objection: 'answer-promised' });
  });

  it('counts as a complaint once it turns into one, or a person says that it is', async () => {
    const complaintOf = async (id: CustomerId) => (await column<string | null>(scene.pool, 'select last_complaint_at from customer_facts where customer_id = $1', [id]))[0];
    const { id, inquiry } = await asked('turns', 3);
    expect(await complaintOf(id)).toBeNull();
    await at('13:00');
    await scene.ask(id, 'I want to make a complaint: it is broken and your service is terrible.', 'turns/2');
    expect(await complaintOf(id)).not.toBeNull();
    expect(await column(scene.pool, 'select kind from inquiry where id = $1', [inquiry])).toEqual(['complaint']);
    const said = await asked('said', 3);
    await describeInquiry(scene.pool, scene.rules.source, { inquiry: said.inquiry, by: 'service-1' }, { says: 'kind', kind: 'complaint' });
    expect(await complaintOf(said.id)).not.toBeNull();
  });
});

const handedTo = (inquiry: number, toPerson: string | null, by = 'supervisor-1', toTeam: string | null = null) => assignInquiry(scene.pool, scene.rules.source, { inquiry, by, toPerson, toTeam });
const isTaken = async (id: CustomerId) => (await column<boolean>(scene.pool, `select taken from sla_clock where customer_id = $1 and kind = 'first-reply'`, [id]))[0];
const handOut = async () => handOutNotices(scene.pool, await scene.rules.source.latestPolicy(scene.pool));

describe('an inquiry that is handed over', () => {
  it('is told to whoever has it now, and taken by nobody until they take it', async () => {
    const { id, inquiry } = await asked('handed', 3);
    expect(await handedTo(inquiry, 'service-1')).toMatchObject({ kind: 'assigned', receiver: 'service-1' });
    await handOut();
    expect(await column(scene.pool, `select person from staff_notice where customer_id = $1 and what = 'assigned' and person is not null`, [id])).toEqual(['service-1']);
    expect(await isTaken(id)).toBe(false);
    expect(await handedTo(inquiry, 'service-1', 'service-1')).toMatchObject({ kind: 'assigned' });
    expect(await isTaken(id)).toBe(true);
    expect(await column(scene.pool, `select count(*)::int from staff_notice where customer_id = $1 and what = 'assigned' and person is null`, [id])).toEqual([1]);
  });

  it('goes to no team of nobody', async () => {
    const { inquiry } = await asked('nobody-there', 3);
    expect(await handedTo(inquiry, null, 'supervisor-1', 'night-watch')).toEqual({ kind: 'empty-team', team: 'night-watch' });
  });

  it('is escalated again once whoever has taken it is away', async () => {
    const { id, inquiry } = await asked('falls-ill', 3);
    await handedTo(inquiry, 'service-2', 'service-2');
    await setDomainClock(scene.pool, '2011-11-30T12:30:00Z', 0);
    await scene.advance(id);
    const steps = () => column<string>(scene.pool, `select step from escalation where customer_id = $1 and kind = 'first-reply' order by at, due_at`, [id]);
    expect(await steps()).toEqual(['warn', 'breach']);
    await setDomainClock(scene.pool, '2011-11-30T15:00:00Z', 0);
    await scene.advance(id);
    expect(await steps()).toEqual(['warn', 'breach']);
    expect(await enterAbsence(scene.pool, { staffId: toStaffId('service-2'), fromMs: Date.parse('2011-11-30T14:00:00Z'), untilMs: null, deputyId: null, reason: 'other' })).toMatchObject({ kind: 'entered' });
    expect(await column(scene.pool, 'select wake_at <= touchline_now() from customer_state where customer_id = $1', [id])).toEqual([true]);
    await scene.advance(id);
    expect(await steps()).toEqual(['warn', 'breach', 'again-1']);
  });
});
