import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { column, setDomainClock } from '../../support/engine.ts';
import { ACCEPTED, openPromises, type PromisesScene, withDraft } from './promises-scene.ts';
import { sendsOf } from '../../support/sends.ts';

let scene: PromisesScene;
beforeAll(async () => { scene = await openPromises(); });
afterAll(() => scene.close());

const WEDNESDAY = '2011-11-30T12:30:00Z';

describe('a message to a customer of level 1', () => {
  it('waits as a draft with a clock, whatever its run asks for', async () => {
    const { id, approval } = await withDraft(scene, 'draft-waits');
    expect(await scene.stateOf(approval.message_id)).toBe('draft');
    expect(approval).toMatchObject({ state: 'waiting', authors: [] });
    expect(sendsOf(await scene.advance(id))).toEqual([]);
    expect(await scene.claim(approval.message_id)).toMatchObject({ kind: 'not-now' });
    expect(await scene.clocks(id, 'approval')).toMatchObject([{ state: 'open', subject: approval.message_id }]);
    expect(await column<string>(scene.pool, `select card->>'state' from customer_state where customer_id = $1`, [id])).toEqual(['approval']);
  });

  it('leaves after the yes of a supervisor, as it was read, and its clock is met', async () => {
    const { id, approval } = await withDraft(scene, 'approved');
    expect(await scene.say({ approval: approval.id, contentHash: approval.content_hash, by: 'supervisor-1', yes: true })).toMatchObject({ kind: 'approved' });
    const [readName] = await column<string | null>(scene.pool, `select context->'customer'->>'name' from message where id = $1`, [approval.message_id]);
    await scene.pool.query(`update customer set display_name = 'Somebody Else' where id = $1`, [id]);
    const fence = await scene.take(approval.message_id);
    expect(await column(scene.pool, `select context->'customer'->>'name' from message where id = $1`, [approval.message_id])).toEqual([readName]);
    await scene.tell(id, approval.message_id, fence, ACCEPTED);
    expect(await scene.stateOf(approval.message_id)).toBe('accepted');
    expect(await scene.clocks(id, 'approval')).toMatchObject([{ state: 'met' }]);
  });

  it('goes on without it once it is rejected, with the reason', async () => {
    const { id, approval } = await withDraft(scene, 'rejected');
    expect(await scene.say({ approval: approval.id, contentHash: approval.content_hash, by: 'supervisor-2', yes: false, note: 'the offer is over' })).toMatchObject({ kind: 'rejected' });
    expect(await scene.stateOf(approval.message_id)).toBe('rejected');
    expect((await scene.placeOf(id))?.message).not.toBe(approval.message_id);
    expect(await scene.approvals(id)).toMatchObject([{ state: 'rejected', decided_by: 'supervisor-2' }]);
  });
});

describe('a yes does not count', () => {
  it.each([
    ['of whoever wrote it', async (approval: number) => { await scene.pool.query(`update approval set authors = '{supervisor-1}' where id = $1`, [approval]); }, 'supervisor-1', 'own-work'],
    ['of somebody who is no supervisor', async () => undefined, 'service-1', 'no-supervisor'],
    ['of somebody nobody knows', async () => undefined, 'stranger', 'no-supervisor'],
    ['in a campaign that was cancelled', async () => { await scene.pool.query(`update campaign set state = 'cancelled' where name = 'welcome-first-order'`); }, 'supervisor-1', 'campaign-over'],
  ])('%s', async (what, prepare, by, kind) => {
    const { approval } = await withDraft(scene, `no: ${what}`);
    await prepare(approval.id);
    expect(await scene.say({ approval: approval.id, contentHash: approval.content_hash, by, yes: true })).toMatchObject({ kind });
    expect(await scene.stateOf(approval.message_id)).toBe('draft');
  });

  it('to another content than the one that was read', async () => {
    const { approval } = await withDraft(scene, 'changed');
    expect(await scene.say({ approval: approval.id, contentHash: 'a'.repeat(64), by: 'supervisor-1', yes: true })).toMatchObject({ kind: 'changed', contentHash: approval.content_hash });
    // Changed under the very hash that was read: the recipient is part of it.
    await scene.pool.query(`update contact_point p set address = 'elsewhere@example.com' from message m where m.id = $1 and p.id = m.contact_point_id`, [approval.message_id]);
    expect(await scene.say({ approval: approval.id, contentHash: approval.content_hash, by: 'supervisor-1', yes: true })).toMatchObject({ kind: 'changed' });
  });

  it('of a role that is taken away at that instant', async () => {
    const { approval } = await withDraft(scene, 'demoted');
    await scene.pool.query(`update staff_role set until_at = from_at + interval '1 second' where staff_id = 'supervisor-2'`);
    expect(await scene.say({ approval: approval.id, contentHash: approval.content_hash, by: 'supervisor-2', yes: true })).toMatchObject({ kind: 'no-supervisor' });
    await scene.pool.query(`update staff_role set until_at = null where staff_id = 'supervisor-2'`);
  });

  it('a second time: the second supervisor is told who decided and when', async () => {
    const { approval } = await withDraft(scene, 'twice');
    const say = (by: string) => scene.say({ approval: approval.id, contentHash: approval.content_hash, by, yes: true });
    const answers = await Promise.all([say('supervisor-1'), say('supervisor-2')]);
    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['approved', 'decided-before']);
    const late = answers.find(({ kind }) => kind === 'decided-before');
    expect(late).toMatchObject({ state: 'approved', by: expect.stringMatching(/^supervisor-[12]$/), atMs: Date.parse('2011-11-29T12:00:00Z') });
  });
});

describe('an approved message is drafted anew', () => {
  it('when its address changes before it leaves', async () => {
    const { id, approval } = await withDraft(scene, 'moved');
    await scene.say({ approval: approval.id, contentHash: approval.content_hash, by: 'supervisor-1', yes: true });
    await scene.pool.query(`update contact_point p set address = 'new@example.com' from message m where m.id = $1 and p.id = m.contact_point_id`, [approval.message_id]);
    expect(await scene.claim(approval.message_id)).toMatchObject({ kind: 'not-now' });
    expect(await scene.stateOf(approval.message_id)).toBe('draft');
    expect(await scene.approvals(id)).toMatchObject([{ state: 'approved' }, { state: 'waiting' }]);
  });

  it('when the yes has gone stale', async () => {
    const { approval } = await withDraft(scene, 'stale');
    await scene.say({ approval: approval.id, contentHash: approval.content_hash, by: 'supervisor-1', yes: true });
    await setDomainClock(scene.pool, WEDNESDAY, 0);
    expect(await scene.claim(approval.message_id)).toMatchObject({ kind: 'not-now' });
    expect(await scene.stateOf(approval.message_id)).toBe('draft');
  });

  it('and one that was ready when its customer came to level 1 waits as well', async () => {
    const { id, approval } = await withDraft(scene, 'down-and-up');
    await scene.levelOf(id, 3);
    expect(sendsOf(await scene.advance(id)).map(({ messageId }) => messageId)).toEqual([approval.message_id]);
    expect(await scene.approvals(id)).toMatchObject([{ state: 'void' }]);
    await scene.levelOf(id, 1);
    expect(sendsOf(await scene.advance(id))).toEqual([]);
    expect(await scene.stateOf(approval.message_id)).toBe('draft');
    expect(await scene.approvals(id)).toMatchObject([{ state: 'void' }, { state: 'waiting' }]);
  });
});
