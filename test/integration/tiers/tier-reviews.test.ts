import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ShopPolicy } from '../../../src/domain/policy.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { readTierHistory } from '../../../src/store/tier-history.ts';
import { reviewDueTiers } from '../../../src/store/tier-reviews.ts';
import { readTemplateContext } from '../../../src/store/template-context.ts';
import { scoreCustomers } from '../../../src/store/score.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from '../ledger/ledger-scene.ts';

let scene: LedgerScene;
let people: CustomerId[];

const SCORED = '2011-06-01';
const HUNDRED = 100_0000;

async function score(asOf: string): Promise<void> {
  const [policy] = await column<ShopPolicy>(scene.pool, 'select definition from policy_version where active');
  await scoreCustomers(scene.pool, { asOf, asOfMs: Date.parse(`${asOf}T00:00:00Z`), basis: 'net', rule: 'cut-points', policy: policy! });
}

const tierOf = async (id: CustomerId) => (await column<string>(scene.pool, 'select tier from customer_facts where customer_id = $1', [id]))[0];
const historyOf = async (id: CustomerId) => (await readTierHistory(scene.pool, id)).map(({ from, to, because, contribution }) => [from, to, because.code, contribution / HUNDRED]);
const badgeOf = async (n: number, locale: string) => (await readTemplateContext(scene.pool, { id: people[n]!, locale, products: [] }))?.data['customer'];
const review = () => reviewDueTiers(scene.pool, scene.rules.source, 1_000);
/** What a decision on what waits for this customer gave as reasons about the tier. */
async function decided(id: CustomerId): Promise<string[]> {
  await scene.advance(id);
  const [lines] = await column<{ because: { code: string } }[]>(scene.pool, 'select reasons from decision where customer_id = $1 order by sequence desc limit 1', [id]);
  return lines!.map(({ because }) => because.code).filter((code) => code.startsWith('tier-'));
}

/** Ten customers: the first has ordered ten times in spring, the second nine times, and so on, at 100 each. */
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, `${SCORED}T10:00:00Z`);
  people = [];
  for (let n = 0; n < 10; n += 1) {
    const orders = Array.from({ length: 10 - n }, (_, index) => `2011-04-${String(index + 1).padStart(2, '0')}T10:00:00Z`);
    people.push(await addCustomer(scene.pool, { external: `tiers${n}`, orders }));
  }
  await score(SCORED);
});
afterAll(() => scene.close());

describe('the monthly review of tiers', () => {
  test('begins with the first scoring, which gives everybody a tier and a history', async () => {
    expect(await Promise.all(people.map(tierOf))).toEqual(['A', 'B', 'C', 'C', 'C', 'D', 'D', 'D', 'D', 'D']);
    expect(await historyOf(people[0]!)).toEqual([['', 'A', 'tier-given', 10]]);
    expect(await review(), 'nobody is due on the same day').toEqual([]);
  });

  test('tells templates the badge of a tier that has one', async () => {
    expect(await badgeOf(0, 'fr')).toMatchObject({ tierBadge: '★ Or' });
    expect(await badgeOf(0, 'it'), 'the language for all others').toMatchObject({ tierBadge: '★ Gold' });
    expect(await badgeOf(1, 'fr')).toMatchObject({ tierBadge: null });
  });

  test('tells templates what the region of the customer promises from order to door', async () => {
    const shopFor = async () => (await readTemplateContext(scene.pool, { id: people[0]!, locale: 'de', products: [] }))?.data['shop'];
    await scene.pool.query(`update customer set country = 'AT' where id = $1`, [people[0]]);
    expect(await shopFor()).toMatchObject({ deliveryDays: '3–5' });
    await scene.pool.query(`update customer set country = 'IS' where id = $1`, [people[0]]);
    expect(await shopFor(), 'of no region').toMatchObject({ deliveryDays: null });
  });

  test('tells templates what is missing to the next tier, what to keep this one, and the rights in the language of the template', async () => {
    const tierFor = async (n: number) => (await readTemplateContext(scene.pool, { id: people[n]!, locale: 'de', products: [] }))?.data['tier'];
    // Ten orders of 100 each for the first, nine for the second, and so on: thresholds lie at 1,000 (A), 900 (B), 600 (C).
    expect(await tierFor(0)).toEqual({ currency: 'GBP', nextTitle: null, missingToNext: null, missingToKeep: null, rights: 'versandkostenfreie Lieferung, 60 Tage Rückgaberecht, eine feste Ansprechperson' });
    expect(await tierFor(1)).toEqual({ currency: 'GBP', nextTitle: 'Gold', missingToNext: 100_0000, missingToKeep: null, rights: 'versandkostenfreie Lieferung' });
    expect(await tierFor(5)).toEqual({ currency: 'GBP', nextTitle: 'Bronze', missingToNext: 100_0000, missingToKeep: null, rights: null });
    await scene.pool.query('update customer_facts set contribution = 500 where customer_id = $1', [people[1]!]);
    expect(await tierFor(1), '80 % of 900 keep it').toEqual({ currency: 'GBP', nextTitle: 'Gold', missingToNext: 500_0000, missingToKeep: 220_0000, rights: 'versandkostenfreie Lieferung' });
    await scene.pool.query('update customer_facts set contribution = 900 where customer_id = $1', [people[1]!]);
  });

  test('is due a month later, spread over a day; whose contribution still reaches the tier hears nothing', async () => {
    await setDomainClock(scene.pool, '2011-07-02T10:00:00Z');
    expect(await review()).toEqual([]);
    expect(await column(scene.pool, `select count(*)::int from customer_facts where tier_reviewed_at::date = '2011-07-02'`)).toEqual([10]);
    expect(await column(scene.pool, `select count(*)::int from event_inbox`)).toEqual([0]);
  });

  test('tells those who fall below, once a day, and the first miss lowers nobody', async () => {
    // In October the orders of spring no longer count.
    await setDomainClock(scene.pool, '2011-10-15T10:00:00Z');
    const told = await review();
    expect(told.toSorted()).toEqual(people.slice(0, 5).toSorted());
    expect(await review()).toEqual([]);
    expect(await column(scene.pool, 'select contribution::float8 from customer_facts where customer_id = $1', [people[0]!])).toEqual([0]);
    expect(await decided(people[0]!)).toEqual(['tier-missed']);
    expect(await tierOf(people[0]!)).toBe('A');
    expect(await column(scene.pool, 'select tier_misses from customer_facts where customer_id = $1', [people[0]!])).toEqual([1]);
  });

  test('lowers after the second miss, one tier, with its reason in the history', async () => {
    await setDomainClock(scene.pool, '2011-11-17T10:00:00Z');
    expect(await review()).toContain(people[0]);
    expect(await decided(people[0]!)).toEqual(['tier-lowered']);
    expect(await historyOf(people[0]!)).toEqual([['', 'A', 'tier-given', 10], ['A', 'B', 'tier-lowered', 0]]);
  });

  test('holds the new tier for its floor, however often it is missed', async () => {
    for (const day of ['2011-12-19', '2012-01-21']) {
      await setDomainClock(scene.pool, `${day}T10:00:00Z`);
      expect(await review()).toContain(people[0]);
      expect(await decided(people[0]!)).toEqual([day === '2011-12-19' ? 'tier-missed' : 'tier-protected']);
    }
    expect(await tierOf(people[0]!)).toBe('B');
  });

  test('a later scoring reviews like the month does, and gives no tier anew', async () => {
    await score('2012-02-01');
    expect([await tierOf(people[0]!), await tierOf(people[1]!)]).toEqual(['B', 'B']);
    expect(await historyOf(people[0]!)).toHaveLength(2);
  });
});
