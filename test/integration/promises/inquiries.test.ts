import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { column, setDomainClock } from '../../support/engine.ts';
import { ACCEPTED, customerOf, openPromises, type PromisesScene } from './promises-scene.ts';
import { sendsOf } from '../../support/sends.ts';

let scene: PromisesScene;
beforeAll(async () => { scene = await openPromises(); });
afterAll(() => scene.close());

describe('an inquiry', () => {
  it('starts the clock of its level, and an answer that the provider takes meets it', async () => {
    const id = await customerOf(scene, 'asks', 3);
    const inquiry = await scene.ask(id, 'Where is my parcel?', 'asks/1');
    await scene.advance(id);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'open', level: 3, due_at: '2011-11-30T12:00:00+00:00' }]);
    expect(await column(scene.pool, 'select kind from inquiry where id = $1', [inquiry])).toEqual(['order-tracking']);
    const answered = await scene.answer({ inquiry: inquiry ?? 0, by: 'service-1' });
    if (answered.kind !== 'sent') throw new Error(JSON.stringify(answered));
    expect(sendsOf(await scene.advance(id)).map(({ messageId }) => messageId)).toEqual([answered.message]);
    const fence = await scene.take(answered.message);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'open' }]);
    await setDomainClock(scene.pool, '2011-11-29T13:00:00Z', 0);
    await scene.tell(id, answered.message, fence, ACCEPTED);
    expect(await scene.clocks(id, 'first-reply')).toMatchObject([{ state: 'met', ended_at: '2011-11-29T13:00:00+00:00' }]);
    expect(await scene.clocks(id, 'resolution')).toMatchObject([{ state: 'paused' }]);
  });

  it('goes on when the customer writes again: the next answer has a clock of its own, and the same words twice are one entry', async () => {
    const id = await customerOf(scene, 'asks-again', 3);
    const inquiry = await scene.ask(id, 'Do you have the lantern in green?', 'again/1');
    const answered = await scene.answer({ inquiry: inquiry ?? 0, by: 'service-1' });
    if (answered.kind !== 'sent') throw new Error(JSON.stringify(answered));
    await scene.tell(id, answered.message, await scene.take(answered.message), ACCEPTED);
    await setDomainClock(scene.pool, '2011-11-29T15:00:00Z', 0);
    expect(await scene.ask(id, 'And in red?', 'again/2')).toBe(inquiry);
    expect(await scene.ask(id, 'And in red?', 'again/2')).toBeNull();
    await scene.advance(id);
    expect(await scene.clocks(id, 'next-reply')).toMatchObject([{ state: 'open', due_at: '2011-11-30T15:00:00+00:00' }]);
    expect(await scene.clocks(id, 'resolution')).toMatchObject([{ state: 'open' }]);
  });

  it('is escalated once for each step, and once more for each rung, however late it is looked at', async () => {
    const id = await customerOf(scene, 'waits', 3);
    await scene.ask(id, 'Hello?', 'waits/1');
    await scene.advance(id);
    await setDomainClock(scene.pool, '2011-12-01T12:00:00Z', 0);
    await scene.advance(id);
    await scene.advance(id);
    expect(await column(scene.pool, `select step from escalation where customer_id = $1 and kind = 'first-reply' order by due_at`, [id])).toEqual(['warn', 'breach', 'again-2']);
    expect(await column(scene.pool, `select card->>'state' from customer_state where customer_id = $1`, [id])).toEqual(['late']);
  });

  it('of a customer of level 1 is answered by a draft that inherits its time, and its words wait to be noted', async () => {
    const id = await customerOf(scene, 'careful', 1);
    const inquiry = await scene.ask(id, 'Please send us a quotation.', 'careful/1');
    await scene.advance(id);
    const [reply] = await scene.clocks(id, 'first-reply');
    const answered = await scene.answer({ inquiry: inquiry ?? 0, by: 'service-1' });
    expect(answered.kind).toBe('draft');
    const [approval] = await scene.approvals(id);
    expect(approval).toMatchObject({ state: 'waiting', authors: ['service-1'] });
    expect(await scene.clocks(id, 'approval')).toMatchObject([{ due_at: reply?.due_at }]);
    expect(await scene.clocks(id, 'incoming-review')).toMatchObject([{ state: 'open' }]);
    const yes = { approval: approval?.id ?? 0, contentHash: approval?.content_hash ?? '', yes: true };
    expect(await scene.say({ ...yes, by: 'service-1' })).toMatchObject({ kind: 'own-work' });
    expect(await scene.say({ ...yes, by: 'supervisor-1' })).toMatchObject({ kind: 'approved' });
    expect(sendsOf(await scene.advance(id))).toHaveLength(1);
    expect(await column(scene.pool, `select context->'words'->>'text' from message where inquiry_id = $1`, [inquiry])).toEqual(['It comes with a stand.']);
  });

  it('gets no answer on a channel that cannot carry it, once it is closed, or without an address', async () => {
    const id = await customerOf(scene, 'elsewhere', 3);
    const inquiry = await scene.ask(id, 'Anybody there?', 'elsewhere/1', 'whatsapp') ?? 0;
    expect(await scene.answer({ inquiry, by: 'service-1' })).toMatchObject({ kind: 'refused', because: { code: 'no-contact-point' } });
    expect(await scene.answer({ inquiry, by: 'service-1', channel: 'drums' })).toMatchObject({ kind: 'no-channel' });
    await scene.pool.query(`update inquiry set state = 'closed', closed_at = touchline_now() where id = $1`, [inquiry]);
    expect(await scene.answer({ inquiry, by: 'service-1' })).toMatchObject({ kind: 'closed' });
    expect(await scene.answer({ inquiry: 999_999, by: 'service-1' })).toMatchObject({ kind: 'no-such-inquiry' });
  });
});
