import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOTHING_AWAITED } from '../../../src/store/lifecycle-answer.ts';
import { addCustomer, column } from '../../support/engine.ts';
import { sendsOf } from '../../support/sends.ts';
import { WELCOME, withReadyMessage } from '../ledger/ledger-scene.ts';
import { ACCEPTED, withDraft } from '../promises/promises-scene.ts';
import { brokenIn, countsOf, openMerges } from './merge-scene.ts';

let scene: Awaited<ReturnType<typeof openMerges>>;
beforeAll(async () => { scene = await openMerges(); });
afterAll(() => scene.close());

const customer = (external: string) => addCustomer(scene.pool, { external });
const stateOf = async (id: string) => (await scene.pool.query<{ state: string; code: string | null }>(`select state, reason->>'code' as code from message where id = $1`, [id])).rows[0];
const placesOf = (id: string) => column<object>(scene.pool, 'select place from enrolment where customer_id = $1 order by entered_at, id', [id]);

describe('a draft that waits while its customer becomes part of another one', () => {
  it('is void with its approval, says why, and is decided anew for the one that goes on', async () => {
    const { id, approval } = await withDraft(scene, 'drafted');
    const other = await customer('drafted-too');
    const counts = countsOf(await scene.merge(id, other));
    expect(counts).toMatchObject({ voidMessages: 1, enrolmentsMoved: 1, enrolmentsEnded: 0, levelOverrides: 1 });
    expect(await stateOf(approval.message_id)).toEqual({ state: 'void', code: 'merged' });
    expect(await scene.approvals(id)).toMatchObject([{ state: 'void', note: `customer ${id} became part of customer ${other}, as supervisor-1 has said` }]);
    expect(await scene.say({ approval: approval.id, contentHash: approval.content_hash, by: 'supervisor-2', yes: true })).toMatchObject({ kind: 'decided-before', state: 'void' });
    const [anew] = await scene.approvals(other);
    expect(anew).toMatchObject({ state: 'waiting', message_id: `${WELCOME}:${other}:2/thank-you/1/email` });
    expect(await placesOf(id)).toEqual([{ kind: 'ended', reason: 'merged' }]);
    expect(await brokenIn(scene)).toEqual([]);
  });

  it('loses a yes that was given already, and says who gave it', async () => {
    const { id, approval } = await withDraft(scene, 'approved');
    expect(await scene.say({ approval: approval.id, contentHash: approval.content_hash, by: 'supervisor-1', yes: true })).toMatchObject({ kind: 'approved' });
    const other = await customer('approved-too');
    countsOf(await scene.merge(id, other));
    expect(await scene.approvals(id)).toMatchObject([{ state: 'void', note: expect.stringContaining('; supervisor-1 had said yes') as string }]);
    expect((await stateOf(approval.message_id))?.state).toBe('void');
    expect(await scene.claim(approval.message_id)).toEqual({ kind: 'not-now', answer: NOTHING_AWAITED });
    expect(await column(scene.pool, `select count(*)::int from message where customer_id = $1 and state <> 'draft'`, [other])).toEqual([0]);
  });

  it('of the one that goes on is asked about anew, for it was written without what is known now', async () => {
    const { id, approval } = await withDraft(scene, 'keeps-on');
    const other = await customer('comes-to-it');
    expect(countsOf(await scene.merge(other, id))).toMatchObject({ decidedAnew: 1, voidMessages: 0 });
    expect((await scene.approvals(id)).map(({ state, message_id: message }) => ({ state, message }))).toEqual([{ state: 'void', message: approval.message_id }, { state: 'waiting', message: approval.message_id }]);
    expect(await stateOf(approval.message_id)).toEqual({ state: 'draft', code: null });
    const [, anew] = await scene.approvals(id);
    expect(await scene.say({ approval: approval.id, contentHash: approval.content_hash, by: 'supervisor-2', yes: true })).toEqual({
      kind: 'changed', approval: anew?.id, contentHash: anew?.content_hash, note: `customer ${other} became part of customer ${id}, as supervisor-1 has said` });
    expect(await brokenIn(scene)).toEqual([]);
  });
});

describe('a message that is ready, and a run that has it in hand', () => {
  it('does not leave to the customer before; the touch leaves once, to the one that goes on', async () => {
    const { id, message } = await withReadyMessage(scene, 'ready');
    const other = await customer('ready-too');
    countsOf(await scene.merge(id, other));
    expect(await scene.claim(message)).toEqual({ kind: 'not-now', answer: NOTHING_AWAITED });
    expect(await scene.advance(id)).toEqual(NOTHING_AWAITED);
    expect(await column(scene.pool, 'select wake_at from customer_state where customer_id = $1', [id])).toEqual([null]);
    const [send] = sendsOf(await scene.advance(other));
    expect(send?.messageId).toBe(`${WELCOME}:${other}:2/thank-you/1/email`);
    const fence = await scene.take(send!.messageId);
    await scene.tell(other, send!.messageId, fence, ACCEPTED);
    expect(await column(scene.pool, `select id from message where customer_id = any($1) and state = 'accepted'`, [[id, other]])).toEqual([send!.messageId]);
    expect(await brokenIn(scene)).toEqual([]);
  });

  it('cannot be merged between a claim and its outcome, and can be right after it', async () => {
    const { id, message } = await withReadyMessage(scene, 'leaving');
    const other = await customer('leaving-too');
    const fence = await scene.take(message);
    expect(await scene.merge(id, other)).toEqual({ kind: 'sending', message });
    expect(await column(scene.pool, 'select merged_into from customer where id = $1', [id])).toEqual([null]);
    await scene.tell(id, message, fence, ACCEPTED);
    countsOf(await scene.merge(id, other));
    expect(await stateOf(message)).toEqual({ state: 'accepted', code: null });
    // What was sent to the part counts for the whole: the caps see it.
    expect(await scene.claimedBy(other)).toContain(message);
    expect(await brokenIn(scene)).toEqual([]);
  });
});
