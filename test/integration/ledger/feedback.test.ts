import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFactChange } from '../../../src/intake/events/read-fact-change.ts';
import { addCustomer, setDomainClock } from '../../support/engine.ts';
import { told } from '../verify/lively-shop.ts';
import { type LedgerScene, openLedger, TUESDAY_NOON } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => {
  scene = await openLedger();
  await setDomainClock(scene.pool, TUESDAY_NOON);
});
afterAll(() => scene.close());

test('reviews, activities and returns are counted as a shop tells them, each once', async () => {
  const id = await addCustomer(scene.pool, { external: 'admirer' });
  for (const [kind, properties] of [['review.given', { rating: 5 }], ['review.given', { stars: '2' }], ['review.given', {}], ['activity.joined', {}], ['return.opened', {}]] as const) {
    await told(scene, id, { kind, change: readFactChange(kind, properties, '').change });
  }
  const { rows } = await scene.pool.query('select review_count, rating_sum, activity_count, return_count from customer_facts where customer_id = $1', [id]);
  expect(rows).toEqual([{ review_count: 3, rating_sum: 11, activity_count: 1, return_count: 1 }]);
});

test('stars beyond five are told at their place', () => {
  expect(readFactChange('review.given', { rating: 11 }, '/properties').faults).toEqual([{ code: 'not-a-rating', detail: 'expected a number from 1 to 5', pointer: '/properties/rating' }]);
});
