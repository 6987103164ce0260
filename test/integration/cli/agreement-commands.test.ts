import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, '2011-12-10T12:00:00Z');
  await addCustomer(scene.pool, { external: 'ada', orders: ['2011-12-02T10:00:00Z'] });
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const add = (...terms: string[]) => touchline('agreement', 'add', 'ada', ...terms);
const ids = () => column<number>(scene.pool, 'select id from agreement order by id');

describe('agreements on the command line', () => {
  test('what is wrong with the terms is said at once, and nothing is written', async () => {
    const wrong = await add('--from', '2012-06-01', '--until', '2012-05-31', '--discount', '101%', '--rebate', '3%', '--remind', 'soon');
    expect(wrong.code).toBe(2);
    for (const fault of [
      'it would end (2012-05-31) before it begins (2012-06-01)', '--discount 101%: expected a share above 0% and below 100%', '--rebate without --rebate-from', '--remind soon: expected whole days',
    ]) expect(wrong.err).toContain(fault);
    for (const [terms, fault] of [
      [['--from', '2011-12-01', '--until', '2012-11-30'], 'no terms at all'],
      [['--from', '2010-12-01', '--until', '2011-12-09', '--discount', '5%'], 'it would be over already: 2011-12-09 is before today, 2011-12-10'],
      [['--from', '2011-12-01', '--until', '2012-02-30', '--discount', '5%'], '--until 2012-02-30: there is no such day'],
      [['--from', '2011-12-01', '--until', '2022-11-30', '--discount', '5%'], 'more than ten years'],
      [['--from', '2011-12-01', '--until', '2012-11-30', '--discount', '0%'], '--discount 0%'],
      [['--from', '2011-12-01', '--until', '2012-11-30', '--rebate', '3%', '--rebate-from', '5000'], '--rebate-from 5000: expected an amount above zero with its currency'],
      [['--from', '2011-12-01', '--until', '2012-11-30', '--rebate-from', '5000 GBP'], '--rebate-from without --rebate'],
    ] as const) expect(await add(...terms)).toMatchObject({ code: 2, err: expect.stringContaining(fault) as string });
    expect(await touchline('agreement', 'add', 'nobody', '--from', '2011-12-01', '--until', '2012-11-30', '--discount', '5%')).toMatchObject({ code: 2, err: expect.stringContaining('no customer nobody') as string });
    expect(await ids()).toEqual([]);
  });

  test('terms are agreed on, shown and listed; an overlap is refused with the neighbour', async () => {
    const added = await add('--from', '2011-12-01', '--until', '2012-11-30', '--discount', '2.5%', '--rebate', '3%', '--rebate-from', '500 GBP');
    const [id] = await ids();
    expect(added).toMatchObject({ code: 0, out: `agreement ${id}: 2.5% off, 3% back from GBP 500.00 on, from 2011-12-01 until 2012-11-30; in force, 356 days to go\n` });
    expect(await add('--from', '2012-11-30', '--until', '2013-01-01', '--discount', '5%')).toMatchObject({
      code: 4, err: expect.stringContaining(`it would overlap with agreement ${id} of the same customer, from 2011-12-01 until 2012-11-30`) as string,
    });
    expect((await touchline('agreement', 'show', String(id))).out).toContain('bought within it: GBP 100.00; GBP 400.00 to go\nreminder of its renewal 30 days before the end');
    expect(JSON.parse((await touchline('agreement', 'show', String(id), '--json')).out)).toMatchObject({ agreement: {
      standing: 'in-force', discountShare: 0.025, rebateShare: 0.03, rebateFrom: '500.00', termValue: '100.00', missingToRebate: '400.00', renewalReminderDays: 30,
    } });
    expect((await touchline('agreement', 'list', '--in-force', '--customer', 'ada')).out).toMatch(new RegExp(`^${id} +2011-12-01 +2012-11-30 +in force, 356 days to go +2.5% off`, 'm'));
    expect((await touchline('customer', 'show', 'ada')).out).toContain(`agreement ${id}, 2011-12-01 to 2012-11-30: 2.5% off, 3% back from GBP 500.00 on`);
    expect(await touchline('agreement', 'show', '999')).toMatchObject({ code: 2, err: expect.stringContaining('there is no agreement 999') as string });
  });

  test('it is renewed on the same terms unless others are named, and ended early', async () => {
    const [id] = await ids();
    const renewed = await touchline('agreement', 'renew', String(id), '--until', '2013-11-30', '--discount', '4%');
    expect(renewed.out).toMatch(/^agreement \d+: 4% off, 3% back from GBP 500.00 on, from 2012-12-01 until 2013-11-30; to come\n$/);
    const [, next] = await ids();
    expect(await touchline('agreement', 'renew', String(id), '--until', '2013-11-30')).toMatchObject({ code: 4, err: expect.stringContaining(`agreement ${next}`) as string });
    expect((await touchline('agreement', 'end', String(next), '--json')).out).toBe(`{"schemaVersion":1,"id":${next},"ended":true}\n`);
    expect(await touchline('agreement', 'end', String(next))).toMatchObject({ code: 4, err: expect.stringContaining('is over already: ended early, on 2011-12-10') as string });
    expect(await touchline('agreement', 'renew', String(next), '--until', '2014-11-30')).toMatchObject({ code: 4 });
    expect((await touchline('agreement', 'list', '--in-force')).out.trimEnd().split('\n')).toHaveLength(2);
    expect((await touchline('verify', '--only', 'agreements-apart')).code).toBe(0);
  });
});
