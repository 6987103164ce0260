import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staffMailWords } from '../../../src/channels/staff-mail-words.ts';
import { toStaffId } from '../../../src/domain/ids.ts';
import { handOutNotices } from '../../../src/store/hand-out-notices.ts';
import { markDigestSent, nextDigest } from '../../../src/store/staff-notices.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { customerOf, openPromises, type PromisesScene, withDraft } from './promises-scene.ts';

let scene: PromisesScene;
beforeAll(async () => { scene = await openPromises(); });
afterAll(() => scene.close());

const handOut = async () => handOutNotices(scene.pool, await scene.rules.source.latestPolicy(scene.pool));

describe('news for the staff', () => {
  it('of a promise that is late go to whoever is in charge and to a supervisor, each once, in one mail', async () => {
    const id = await customerOf(scene, 'late-news', 3);
    const inquiry = await scene.ask(id, 'Hello?', 'late-news/1');
    await scene.pool.query(`update inquiry set person = 'service-1' where id = $1`, [inquiry]);
    await scene.advance(id);
    await setDomainClock(scene.pool, '2011-11-30T12:30:00Z', 0);
    await scene.advance(id);
    const told = await handOut();
    expect(told).toContain('service-1');
    expect(told.some((one) => one.startsWith('supervisor-'))).toBe(true);
    expect(await handOut()).toEqual(told);
    const digest = await nextDigest(scene.pool, toStaffId('service-1'));
    expect(digest?.notices.map(({ what }) => what)).toEqual(['warn', 'breach']);
    const words = staffMailWords(digest?.notices ?? [], String);
    // One matter, told twice: named by what happened last.
    expect(words.subject).toBe('Late: first answer');
    const due = Date.parse('2011-11-30T12:00:00Z');
    expect(words.matters).toEqual([{
      title: `Inquiry ${inquiry} (level 3)`, lines: [`Due soon: first answer, due ${due}`, `Late: first answer, due ${due}`], command: `npx touchline inquiry show ${inquiry}`,
    }]);
    // Whoever dies before the record reads the same digest again, however much has come in meanwhile.
    await setDomainClock(scene.pool, '2011-12-02T12:30:00Z', 0);
    await scene.advance(id);
    await handOut();
    expect((await nextDigest(scene.pool, toStaffId('service-1')))?.key).toBe(digest?.key);
    await markDigestSent(scene.pool, toStaffId('service-1'), digest?.key ?? '');
    expect(await nextDigest(scene.pool, toStaffId('service-1'))).toBeNull();
  });

  it('of a draft go to a supervisor, and of the words of a key account to all in charge', async () => {
    const { id, approval } = await withDraft(scene, 'draft-news');
    await scene.ask(id, 'When can you deliver?', 'draft-news/1');
    await handOut();
    const told = await column<string>(scene.pool, `select distinct person from staff_notice where customer_id = $1 and what = 'approval' and person is not null`, [id]);
    expect(told).toEqual([expect.stringMatching(/^supervisor-/)]);
    expect(await column(scene.pool, `select about->>'draft' from staff_notice where customer_id = $1 and what = 'approval' limit 1`, [id])).toEqual([approval.message_id]);
    expect(await column(scene.pool, `select count(*)::int from staff_notice where customer_id = $1 and what = 'incoming' and person is not null`, [id])).not.toEqual([0]);
  });

  it('of a draft that was rejected, and of an answer that could not leave after all, go to their authors', async () => {
    const id = await customerOf(scene, 'no-news', 1);
    const inquiry = await scene.ask(id, 'What would 40 of them cost?', 'no-news/1', 'email') ?? 0;
    const told = (what: string) => column<string>(scene.pool, `select person from staff_notice where customer_id = $1 and what = $2 and person is not null`, [id, what]);
    await scene.answer({ inquiry, by: 'service-2' });
    const first = (await scene.approvals(id)).at(-1) ?? expect.fail('nothing was asked');
    await scene.say({ approval: first.id, contentHash: first.content_hash, by: 'supervisor-1', yes: false, note: 'the price is missing' });
    await handOut();
    expect(await told('rejected')).toEqual(['service-2']);
    const words = staffMailWords((await nextDigest(scene.pool, toStaffId('service-2')))?.notices ?? [], String);
    expect(words.matters).toContainEqual({ title: `Approval ${first.id}`, lines: ['A draft of yours was rejected'], command: `npx touchline approvals show ${first.id}` });

    await scene.answer({ inquiry, by: 'service-3' });
    const second = (await scene.approvals(id)).at(-1) ?? expect.fail('nothing was asked');
    await scene.say({ approval: second.id, contentHash: second.content_hash, by: 'supervisor-1', yes: true });
    await scene.pool.query(`update contact_point set state = 'bounced' where customer_id = $1`, [id]);
    expect(await scene.claim(second.message_id)).toMatchObject({ kind: 'not-now' });
    await handOut();
    expect(await told('lost')).toEqual(['service-3']);
  });

  it('of somebody who has left the shop meanwhile are told to nobody', async () => {
    await scene.pool.query(`insert into staff (id, name, email, languages, source, added_at, left_at) values ('gone-1', 'Gone', 'gone@staff.example', '{}', 'cli', touchline_now(), touchline_now())`);
    await scene.pool.query(`insert into staff_notice (origin, person, what, about, at) values ('x', 'gone-1', 'warn', '{}', touchline_now())`);
    expect(await nextDigest(scene.pool, toStaffId('gone-1'))).toBeNull();
    expect(await column(scene.pool, `select count(*)::int from staff_notice where person = 'gone-1' and sent_system is null`)).toEqual([0]);
  });
});
