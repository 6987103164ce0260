import { afterAll, beforeAll, expect, it } from 'vitest';
import { touchlineOn } from '../../support/command-line.ts';
import { column } from '../../support/engine.ts';
import { customerOf, openPromises, type PromisesScene } from './promises-scene.ts';

let scene: PromisesScene;
beforeAll(async () => { scene = await openPromises(); });
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const refused = (code: number, words: string) => ({ code, err: expect.stringContaining(words) as string });

it('a part of a working group is given to somebody who is there, for a time that is still to come', async () => {
  const id = await customerOf(scene, 'grouped', 1);
  await scene.pool.query(`insert into staff (id, name, email, languages, source, added_at, left_at) values ('left-1', 'Left', 'left-1@shop.example', '{en}', 'cli', touchline_now(), touchline_now())`);
  const set = (...words: string[]) => touchline('group', 'set', 'grouped', 'sales', ...words, '--as', 'supervisor-1');
  const before = await column(scene.pool, `select to_jsonb(p) from group_part p where customer_id = $1 and part = 'sales'`, [id]);
  expect(await set('--person', 'left-1')).toMatchObject(refused(4, 'left-1 has left'));
  expect(await set('--person', 'servce-1')).toMatchObject(refused(2, 'nobody of the staff is servce-1'));
  for (const due of ['2011-11-28', '2011-11-29 12:00']) expect(await set('--person', 'service-1', '--due', due)).toMatchObject(refused(2, `--due ${due} has passed`));
  expect(await column(scene.pool, `select to_jsonb(p) from group_part p where customer_id = $1 and part = 'sales'`, [id])).toEqual(before);
  expect((await set('--person', 'service-1', '--due', '2011-12-05')).out).toContain('service-1, due Tue 6 Dec 00:00');
  expect((await touchline('group', 'list', '--person', 'service-1')).out).toContain('sales');
  expect(await touchline('group', 'list', '--person', 'servce-1')).toMatchObject(refused(2, 'nobody of the staff is servce-1'));
});
