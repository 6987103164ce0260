import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { touchlineOn } from '../../support/command-line.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { ACCEPTED, openPromotions, type PromotionScene } from '../promotions/promotion-scene.ts';
import { told } from '../verify/lively-shop.ts';

const SHELF = `
  no-promotion: 0%
  shelf:
    - { name: ten, tool: coupon, title: { en: Ten off }, amount: 10 GBP, valid: 14 days, budget: 100 GBP }
    - { name: pool, tool: coupon, title: { en: From the pool }, amount: 3 GBP, valid: 14 days, codes: pool }
`;

let scene: PromotionScene;
beforeAll(async () => {
  scene = await openPromotions(SHELF, 'ten');
  const users = [await scene.offeredTo('ada'), await scene.offeredTo('bea'), await scene.offeredTo('cleo')];
  for (const id of users) await scene.send(id, ACCEPTED);
  const [code] = await column<string>(scene.pool, 'select code from promotion_grant where customer_id = $1', [users[0]!]);
  await told(scene, users[0]!, { kind: 'order.placed', change: { does: 'order', orderId: 'cli-1', value: 80_0000, currency: 'GBP', country: 'GB', lines: [], coupons: [code!] } });
  await setDomainClock(scene.pool, '2011-11-30T12:00:00Z');
});
afterAll(() => scene.close());

const touchline = (...words: string[]) => touchlineOn(scene.pool, ...words);
const lines = (text: string) => text.trimEnd().split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));

describe('promotions on the command line', () => {
  test('the shelf, with what is given and what is held', async () => {
    expect(lines((await touchline('promotion', 'list')).out)).toEqual([
      'promotion | given | tool | used | ended unused | open | held', 'ten | 3 | coupon | 1 | 0 | 2 | GBP 30.00 of 100.00', 'pool | 0 | coupon | 0 | 0 | 0 | GBP 0.00, 0 of 0 pieces',
    ]);
    expect(JSON.parse((await touchline('promotion', 'list', '--json')).out)).toMatchObject({ promotions: [
      { promotion: 'ten', tool: 'coupon', onShelf: true, states: { used: 1, committed: 2 }, purses: [{ unit: 'GBP', held: '30.00', most: '100.00' }] }, { promotion: 'pool', freeCodes: 0 },
    ] });
  });

  test('one of them, and what customers hold of it', async () => {
    expect((await touchline('promotion', 'show', 'ten')).out).toContain('grants: 0 reserved, 2 in hand, 1 used, 0 ended unused, 0 given back, 0 taken back');
    expect(await touchline('promotion', 'show', 'eleven')).toMatchObject({ code: 2, err: expect.stringContaining('on the shelf: ten, pool') as string });
    expect((await touchline('promotion', 'grants', '--state', 'used')).out).toContain('online-retail/cli-1');
    expect(await touchline('promotion', 'grants', '--state', 'gone')).toMatchObject({ code: 2, err: expect.stringContaining('one of reserved, committed') as string });
    expect((JSON.parse((await touchline('promotion', 'grants', '--customer', 'bea', '--json')).out) as { grants: unknown[] }).grants).toHaveLength(1);
  });

  test('the report compares what each assigned customer brought in', async () => {
    expect(lines((await touchline('report', 'promotions')).out)).toEqual([
      'promotion | customers | granted | used | ended unused | open | cost | net value | net value each', 'ten | 3 | 3 | 1 | 0 | 2 | 10.00 | 80.00 | 23.33',
    ]);
    expect((await touchline('report', 'promotions', '--csv')).out).toBe('promotion,customers,granted,used,ended_unused,open,cost,net_value,net_value_each\nten,3,3,1,0,2,10.00,80.00,23.33\n');
    expect((await touchline('report', 'promotions', '--days', '0')).code).toBe(2);
  });

  test('a preview shows the offer with its chance, and the mail as it would read', async () => {
    await addCustomer(scene.pool, { external: 'dora', orders: ['2011-06-06T10:00:00Z'] });
    const { out } = await touchline('campaign', 'preview', 'campaigns/come-back-offer.yaml', '--customer', 'dora', '--text');
    expect(out).toContain('promotion ten: drawn from 1 that fit, with a chance of 100 %');
    expect(out).toContain('pool: none left');
    expect(out).toContain('email: "Ten off"');
    expect(out).toMatch(/Your code:\n +PREVIEW\n/);
    expect(out).toContain('Valid until March 16, 2012');
  });

  test('a plan says what another policy would mean, before it is applied', async () => {
    const { out } = await touchline('policy', 'plan', 'touchline.yaml');
    expect(out).toContain('nobody moves');
    expect(out).toContain('promotion budgets: EUR 0.00 → 2,000.00, GBP 100.00 → 3,900.00');
    expect(out).toMatch(/staff hours a week: \S+ → \S+ of 160/);
    expect(JSON.parse((await touchline('policy', 'plan', 'touchline.yaml', '--json')).out)).toMatchObject({ moves: { tier: [] }, promotionBudgets: { after: { EUR: '2000.00' } } });
    expect(await touchline('policy', 'plan', 'package.json')).toMatchObject({ code: 3 });
  });

  test('codes come from a file, each once; a line that is none is named, and nothing is imported', async () => {
    const file = path.join(inject('testHome'), 'codes.txt');
    await writeFile(file, 'AAA-1\n\nAAA-2\ntwo words\n');
    expect(await touchline('promotion', 'import-codes', 'pool', file)).toMatchObject({ code: 3, err: expect.stringContaining(`${file}:4:1 not a code: "two words" has a blank inside`) as string });
    await writeFile(file, 'AAA-1\r\nAAA-2\r\nAAA-1\r\n');
    expect((await touchline('promotion', 'import-codes', 'pool', file)).out).toBe('2 codes added to pool\n');
    expect((await touchline('promotion', 'import-codes', 'pool', file)).out).toBe('0 codes added to pool, 2 were known already and are left as they are\n');
    expect(await touchline('promotion', 'import-codes', 'ten', file)).toMatchObject({ code: 4 });
  });

  test('taking back wants a name or a yes', async () => {
    expect(await touchline('promotion', 'revoke', 'ten')).toMatchObject({ code: 4, err: expect.stringContaining('takes 2 open grants of "ten" back') as string });
    expect((await touchline('promotion', 'revoke', 'ten', '--customer', 'bea')).out).toBe('1 grant of ten taken back\n');
    expect((await touchline('promotion', 'revoke', 'ten', '--yes', '--json')).out).toBe('{"schemaVersion":1,"promotion":"ten","revoked":1}\n');
    expect((await touchline('verify', '--only', 'purse-is-its-grants')).code).toBe(0);
  });
});
