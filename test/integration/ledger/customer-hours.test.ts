import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renewCustomerHours } from '../../../src/store/customer-hours.ts';
import { loadSnapshots } from '../../../src/store/snapshot.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, '2011-12-06T12:00:00Z');
});
afterAll(() => scene.close());

describe('the hours of customers', () => {
  test('are reckoned from their orders, in their own local time, older ones fading', async () => {
    // Ninety days before, at 9:00 in London and 18:00 in Tokyo; Sunday 23:30 in London is Monday 8:30 in Tokyo.
    const london = await addCustomer(scene.pool, { external: 'london', orders: ['2011-09-07T08:00:00Z', '2011-12-06T11:59:00Z'] });
    const tokyo = await addCustomer(scene.pool, { external: 'tokyo', country: 'JP', orders: ['2011-09-07T09:00:00Z', '2011-12-04T23:30:00Z'] });
    const nowhere = await addCustomer(scene.pool, { external: 'nowhere', orders: ['2011-12-05T10:00:00Z'] });
    await scene.pool.query(`update customer set time_zone = 'Mars/Olympus' where id = $1`, [nowhere]);
    expect(await renewCustomerHours(scene.pool)).toBe(true);

    const snapshots = await loadSnapshots(scene.pool, [london, tokyo, nowhere], 1);
    const hours = (id: typeof london) => Object.fromEntries(Object.entries(snapshots.get(id)!.hours).map(([hour, weight]) => [hour, Number(weight!.toFixed(1))]));
    expect(hours(london)).toEqual({ [48 + 9]: 0.5, [24 + 11]: 1 });
    expect(hours(tokyo)).toEqual({ [48 + 18]: 0.5, 8: 1 });
    expect(hours(nowhere), 'a zone that nobody knows counts by the shop’s').toEqual({ 10: 1 });
    const { hours: priors } = await scene.rules.source.load(scene.pool);
    expect(Object.keys(priors.byGroup).toSorted()).toEqual(['GB D', 'JP D']);
    expect(Object.values(priors.all).reduce<number>((sum, weight) => sum + (weight ?? 0), 0)).toBeCloseTo(4, 0);
  });

  test('are reckoned once a day of the shop, and not every few seconds of a fast clock', async () => {
    expect(await renewCustomerHours(scene.pool)).toBe(false);
    await setDomainClock(scene.pool, '2011-12-08T12:00:00Z');
    expect(await renewCustomerHours(scene.pool)).toBe(false);
    await scene.pool.query(`update hour_priors set made_system = made_system - interval '6 minutes'`);
    expect(await renewCustomerHours(scene.pool)).toBe(true);
    expect(await column(scene.pool, 'select count(*)::int from hour_priors')).toEqual([2]);
  });
});
