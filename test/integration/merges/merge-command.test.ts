import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetErasedStaffWords } from '../../../src/store/erased-staff-words.ts';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { withDraft } from '../promises/promises-scene.ts';
import { openMerges } from './merge-scene.ts';

let scene: Awaited<ReturnType<typeof openMerges>>;
beforeAll(async () => {
  scene = await openMerges();
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const customer = (external: string) => addCustomer(scene.pool, { external });
const merge = (part: string, whole: string, ...words: string[]) => touchline('customer', 'merge', part, '--into', whole, '--as', 'supervisor-1', ...words);
const refused = (code: number, words: string) => ({ code, err: expect.stringContaining(words) as string });

describe('touchline customer merge', () => {
  it('says first what it would come to, does it once, and shows it afterwards', async () => {
    const { id: part } = await withDraft(scene, 'anna');
    const whole = await customer('anna-2');
    const tried = await merge('anna', 'anna-2', '--dry-run');
    expect(tried).toMatchObject({ code: 0, out: expect.stringContaining(`customer ${part} would become part of customer ${whole}; nothing was changed\n`) as string });
    expect(tried.out).toContain('1  messages that waited to leave are void');
    expect(await column(scene.pool, 'select merged_into from customer where id = $1', [part])).toEqual([null]);
    expect(JSON.parse((await merge('anna', 'anna-2', '--dry-run', '--json')).out)).toMatchObject({ schemaVersion: 1, dryRun: true, changed: false, counts: { voidMessages: 1, enrolmentsMoved: 1 } });
    const done = await merge('anna', 'anna-2', '--reason', 'one person, two accounts');
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining(`customer ${part} is part of customer ${whole} now\n`) as string });
    expect(await merge(part, 'anna-2')).toMatchObject({ code: 0, out: `customer ${part} is part of customer ${whole} already; nothing was changed\n` });
    expect(await column(scene.pool, 'select count(*)::int from customer_merge')).toEqual([1]);

    const shown = await touchline('customer', 'show', part);
    expect(shown.out).toMatch(new RegExp(`^customer ${part} became part of customer ${whole} since 2011-11-29, as supervisor-1 said: one person, two accounts; what follows is known of that one\ncustomer ${whole} `));
    expect((await touchline('customer', 'show', whole)).out).toContain(`customer ${part} is part of it since 2011-11-29`);
    expect(JSON.parse((await touchline('customer', 'show', part, '--json')).out)).toMatchObject({ id: whole, mergedInto: { customer: part, into: whole, by: 'supervisor-1' }, parts: [{ customer: part }] });
    const journey = (await touchline('customer', 'journey', whole)).out;
    expect(journey).toContain(`customer ${part} became part of customer ${whole}, as supervisor-1 said: one person, two accounts`);
    expect(journey).toContain(`void (not to this customer any more: ${part} became part of another one, ${whole})`);
    expect((await touchline('customer', 'journey', part)).out).toContain(`customer ${part} became part of customer ${whole} since`);
    expect((await touchline('verify')).out).toContain('merged-is-empty');
  });

  it('follows whom the other one is part of, and says so', async () => {
    const [first, second, third] = [await customer('first'), await customer('second'), await customer('third')];
    await merge('second', 'third');
    expect(await merge('first', second)).toMatchObject({ code: 0, out: expect.stringContaining(`customer ${second} is itself part of customer ${third}, who goes on\ncustomer ${first} is part of customer ${third} now`) as string });
  });

  it('refuses what cannot be, each with a way out, and changes nothing', async () => {
    const [part, whole, other] = [await customer('refused'), await customer('refused-whole'), await customer('refused-other')];
    expect(await merge('refused', 'refused')).toMatchObject(refused(2, `both are customer ${part}`));
    expect(await merge('nobody', 'refused')).toMatchObject(refused(2, 'no customer nobody'));
    expect(await touchline('customer', 'merge', 'refused', '--as', 'supervisor-1')).toMatchObject({ code: 2 });
    expect(await touchline('customer', 'merge', 'refused', '--into', 'refused-whole')).toMatchObject(refused(2, 'nobody is named who does this'));
    expect(await touchline('customer', 'merge', 'refused', '--into', 'refused-whole', '--as', 'service-1')).toMatchObject(refused(4, 'service-1 is no supervisor or operator now'));
    expect(await merge('refused', 'refused-whole', '--reason', ' ')).toMatchObject(refused(2, '--reason: expected one line'));
    await scene.pool.query(`update customer set erased_at = touchline_now() where id = $1`, [other]);
    expect(await merge('refused', 'refused-other')).toMatchObject(refused(4, `customer ${other} has been erased`));
    expect(await merge('refused-other', 'refused')).toMatchObject(refused(4, `customer ${other} has been erased`));
    await merge('refused', 'refused-whole');
    expect(await merge('refused-whole', part)).toMatchObject(refused(4, 'they are one'));
    const third = await customer('refused-third');
    expect(await merge(part, 'refused-third')).toMatchObject(refused(4, `npx touchline customer merge ${whole} --into ${third} makes one of these two`));
    expect(await column(scene.pool, 'select count(*)::int from customer_merge where customer_id = any($1)', [[part, whole, other, third]])).toEqual([1]);
  });

  it('whoever is erased afterwards is erased in all parts', async () => {
    const [part, whole] = [await customer('forgotten'), await customer('forgotten-whole')];
    await merge('forgotten', 'forgotten-whole', '--reason', 'a secret reason');
    await scene.pool.query(`update customer set erased_at = touchline_now() where id = $1`, [whole]);
    await forgetErasedStaffWords(scene.pool);
    expect(await column(scene.pool, 'select erased_at is not null from customer where id = $1', [part])).toEqual([true]);
    expect(await column(scene.pool, 'select reason from customer_merge where customer_id = $1', [part])).toEqual([null]);
  });
});
