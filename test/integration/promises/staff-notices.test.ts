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

  it('of somebody who has left the shop meanwhile are told to nobody', async () => {
    await scene.pool.query(`insert into staff (id, name, email, languages, source, added_at, left_at) values ('gone-1', 'Gone', 'gone@staff.example', '{}', 'cli', touchline_now(), touchline_now())`);
    await scene.pool.query(`insert into staff_notice (origin, person, what, about, at) values ('x', 'gone-1', 'warn', '{}', touchline_now())`);
    expect(await nextDigest(scene.pool, toStaffId('gone-1'))).toBeNull();
    expect(await column(scene.pool, `select count(*)::int from staff_notice where person = 'gone-1' and sent_system is null`)).toEqual([0]);
  });
});
