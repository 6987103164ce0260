import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactChange } from '../../../src/contracts/fact-change.ts';
import type { EventKind } from '../../../src/domain/event.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { DAY_MS } from '../../../src/domain/instant.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { told } from '../verify/lively-shop.ts';
import { brokenIn, countsOf, openMerges } from './merge-scene.ts';

let scene: Awaited<ReturnType<typeof openMerges>>;
beforeAll(async () => {
  scene = await openMerges();
  await setDomainClock(scene.pool, TUESDAY_NOON, 0);
});
afterAll(() => scene.close());

const NOON_MS = Date.parse(TUESDAY_NOON);
let names = 0;

/** Something that happens to one of the two; `change` is told the number of its order. */
interface Happening {
  readonly toPart: boolean;
  readonly atMs: number;
  readonly kind: EventKind;
  readonly change: (order: string) => FactChange;
}

const happens = (kind: EventKind, change: Happening['change'] | FactChange) => ({ kind, change: typeof change === 'function' ? change : () => change });

const what = fc.oneof(
  fc.integer({ min: 1, max: 900 }).map((pounds) => happens('order.placed', (order) => ({
    does: 'order', orderId: order, value: pounds * 10_000, currency: 'GBP', country: 'GB', lines: [{ sku: 'LAMP', title: null, quantity: 1, unitPrice: pounds * 10_000 }],
  }))),
  fc.boolean().map((complaint) => happens('inquiry.received', { does: 'inquiry', text: 'Where is my parcel?', complaint, sku: 'LAMP' })),
  fc.constant(happens('replied', { does: 'reply', message: null })),
  fc.integer({ min: 1, max: 5 }).map((stars) => happens('review.given', { does: 'feedback', what: 'review', stars })),
  fc.constant(happens('activity.joined', { does: 'feedback', what: 'activity', stars: null })),
  fc.constant(happens('return.opened', { does: 'feedback', what: 'return', stars: null })),
  fc.constant(happens('product.viewed', { does: 'view', sku: 'SHADE' })),
  fc.boolean().map((taken) => happens(taken ? 'role.taken' : 'role.left', { does: 'role', role: 'seller', taken })),
);
const happening: fc.Arbitrary<Happening> = fc.tuple(what, fc.boolean(), fc.integer({ min: 1, max: 400 })).map(([one, toPart, daysAgo]) => ({ ...one, toPart, atMs: NOON_MS - daysAgo * DAY_MS }));
// No two at one instant: of those, what comes last would be told by chance.
const history = fc.uniqueArray(happening, { minLength: 1, maxLength: 9, selector: ({ atMs }) => atMs }).map((all) => all.toSorted((a, b) => a.atMs - b.atMs));

/** Tells it all in the order of time; every other order is cancelled again. */
async function live(course: readonly Happening[], ownerOf: (one: Happening) => CustomerId): Promise<void> {
  names += 1;
  for (const [index, one] of course.entries()) {
    const order = `${names}-${index}`;
    await told(scene, ownerOf(one), { kind: one.kind, change: one.change(order), atMs: one.atMs });
    if (one.kind === 'order.placed' && index % 2 === 1) await told(scene, ownerOf(one), { kind: 'order.cancelled', change: { does: 'cancellation', orderId: order, newState: 'cancelled', amount: null }, atMs: one.atMs + 1_000 });
  }
}

const someone = async () => addCustomer(scene.pool, { external: `someone-${names += 1}` });
// As of when the contribution was reckoned is the merge's own. What both asked stays two inquiries, so how serious they are may differ: merged-matters.test.ts.
const factsOf = async (id: CustomerId) => (await column<object>(scene.pool, `select to_jsonb(f) - '{customer_id,contribution_at,inquiry_quality,inquiry_quality_because}'::text[] from customer_facts f where customer_id = $1`, [id]))[0];
const interestsOf = (id: CustomerId) => column<object>(scene.pool, `select to_jsonb(i) - 'customer_id' from customer_interest i where customer_id = $1 order by sku, what`, [id]);

describe('the facts of two customers who become one', () => {
  it('are those of one customer to whom everything had happened', async () => {
    await fc.assert(fc.asyncProperty(history, async (course) => {
      const [part, whole, one] = [await someone(), await someone(), await someone()];
      await live(course, ({ toPart }) => (toPart ? part : whole));
      await live(course, () => one);
      countsOf(await scene.merge(part, whole));
      await scene.advance(whole);
      await scene.advance(one);
      expect(await factsOf(whole)).toEqual(await factsOf(one));
      expect(await interestsOf(whole)).toEqual(await interestsOf(one));
      expect(await interestsOf(part)).toEqual([]);
    }), { numRuns: 15 });
    expect(await brokenIn(scene)).toEqual([]);
  }, 120_000);
});
