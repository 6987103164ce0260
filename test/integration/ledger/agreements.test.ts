import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { tellAgreements } from '../../../src/store/agreement-news.ts';
import { addAgreement, type AgreementTerms, endAgreement, readAgreement, renewAgreement, type Agreed } from '../../../src/store/agreements.ts';
import { loadKnownFacts } from '../../../src/store/known-facts.ts';
import { loadSnapshots } from '../../../src/store/snapshot.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { told } from '../verify/lively-shop.ts';
import { type LedgerScene, openLedger } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(() => scene.close());

const terms = (over: Partial<AgreementTerms> = {}): AgreementTerms =>
  ({ from: '2011-06-01', until: '2012-05-31', discountShare: 0.05, rebate: null, currency: 'GBP', renewalReminderDays: 30, ...over });
const add = (id: CustomerId, over: Partial<AgreementTerms> = {}) => addAgreement(scene.pool, id, terms(over));
async function agreed(answer: Promise<Agreed>) {
  const made = await answer;
  if (made.kind !== 'agreed') throw new Error(made.kind);
  return made.agreement;
}
const tell = () => tellAgreements(scene.pool, scene.rules.source);
const newsOf = (id: CustomerId) => column<string>(scene.pool, `select kind from event_inbox where customer_id = $1 and source = 'agreement' order by id`, [id]);
const order = (id: CustomerId, orderId: string, { value, at, currency = 'GBP' }: { value: number; at: string; currency?: string }) =>
  told(scene, id, { kind: 'order.placed', atMs: Date.parse(at), change: { does: 'order', orderId, value, currency, country: 'GB', lines: [] } });

test('two agreements of a customer never share a day, and the neighbour is named; those of another do not matter', async () => {
  await setDomainClock(scene.pool, '2011-06-01T12:00:00Z');
  const [ada, bea] = [await addCustomer(scene.pool, { external: 'ada' }), await addCustomer(scene.pool, { external: 'bea' })];
  const first = await agreed(add(ada));
  for (const days of [{ from: '2012-05-31', until: '2012-06-30' }, { from: '2011-01-01', until: '2011-06-01' }, { from: '2011-07-01', until: '2011-08-01' }, { from: '2011-01-01', until: '2013-01-01' }]) {
    expect(await add(ada, days)).toMatchObject({ kind: 'overlaps', neighbour: { id: first.id } });
  }
  await agreed(add(ada, { from: '2012-06-01', until: '2012-12-31' }));
  await agreed(add(ada, { from: '2011-05-01', until: '2011-05-31' }));
  await agreed(add(bea));
});

test('of ten that are agreed on at once for the same days, one stands', async () => {
  const id = await addCustomer(scene.pool, { external: 'ten' });
  const answers = await Promise.all(Array.from({ length: 10 }, () => add(id)));
  expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['agreed', ...Array.from({ length: 9 }, () => 'overlaps')]);
});

test('what was ended early leaves its days free, and is no fact any more', async () => {
  const id = await addCustomer(scene.pool, { external: 'free' });
  const first = await agreed(add(id));
  expect(await endAgreement(scene.pool, first)).toBe(true);
  expect(await endAgreement(scene.pool, first)).toBe(false);
  expect((await loadKnownFacts(scene.pool, [id]))[0]?.customer.agreements).toEqual([]);
  await agreed(add(id));
});

test('decisions know the agreement: the level is the first as long as it is in force', async () => {
  await setDomainClock(scene.pool, '2011-06-10T12:00:00Z');
  const id = await addCustomer(scene.pool, { external: 'level', orders: ['2011-06-05T10:00:00Z'] });
  const { id: agreement } = await agreed(add(id, { until: '2011-06-30', rebate: { share: 0.03, fromValue: 500_0000 } }));
  expect((await loadSnapshots(scene.pool, [id], 24)).get(id)?.customer.agreements).toEqual([
    { id: agreement, from: '2011-06-01', until: '2011-06-30', discountShare: 0.05, rebate: { share: 0.03, fromValue: 500_0000 }, termValue: 100_0000 },
  ]);
  const level = async () => (await column<number>(scene.pool, 'select level from customer_facts where customer_id = $1', [id]))[0];
  await scene.advance(id);
  expect(await level()).toBe(1);
  await setDomainClock(scene.pool, '2011-07-01T12:00:00Z');
  await scene.advance(id);
  expect(await level()).toBe(3);
});

test('the volume is the net value of the orders within its days, by the shop’s clock and in its currency, whenever they become known', async () => {
  await setDomainClock(scene.pool, '2011-07-20T12:00:00Z');
  const id = await addCustomer(scene.pool, { external: 'volume', orders: ['2011-05-31T22:59:59Z', '2011-05-31T23:00:00Z'] }); // midnight of 1 June in London, 100 each
  const { id: agreement } = await agreed(add(id, { discountShare: null, rebate: { share: 0.03, fromValue: 250_0000 } }));
  const value = async () => (await readAgreement(scene.pool, agreement))!.termValue;
  expect(await value()).toBe(100_0000);
  await order(id, 'volume-a', { value: 149_9900, at: '2011-07-01T10:00:00Z' });
  await order(id, 'volume-b', { value: 70_0000, at: '2011-07-02T10:00:00Z', currency: 'EUR' });
  expect(await value()).toBe(249_9900);
  await tell();
  expect(await newsOf(id)).toEqual(['agreement-started']);
  await order(id, 'volume-c', { value: 100, at: '2011-07-03T10:00:00Z' });
  expect(await tell()).toEqual([id]);
  expect(await newsOf(id)).toEqual(['agreement-started', 'agreement-volume-reached']);
  await told(scene, id, { kind: 'order.refunded', change: { does: 'cancellation', orderId: 'volume-a', amount: 49_9900, newState: 'refunded' } });
  expect(await value()).toBe(200_0100);
  await order(id, 'volume-d', { value: 900_0000, at: '2011-07-04T10:00:00Z' });
  expect(await tell()).toEqual([]);
});

test('start, reminder and end are told once, on the customer’s own clock; a renewal spares the reminder', async () => {
  await setDomainClock(scene.pool, '2011-08-01T12:00:00Z');
  const [sydney, renewed] = [await addCustomer(scene.pool, { external: 'sydney', country: 'AU' }), await addCustomer(scene.pool, { external: 'renewed' })];
  const days = { from: '2011-08-10', until: '2011-09-30', renewalReminderDays: 10 };
  await agreed(add(sydney, days));
  const old = await agreed(add(renewed, days));
  await tell();
  expect([await newsOf(sydney), await newsOf(renewed)]).toEqual([[], []]);
  await setDomainClock(scene.pool, '2011-08-09T21:00:00Z'); // seven in the morning of the 10th in Sydney
  expect(await tell()).toEqual([sydney]);
  expect(await tell()).toEqual([]);
  await setDomainClock(scene.pool, '2011-08-10T12:00:00Z');
  expect(await tell()).toEqual([renewed]);
  const next = await agreed(renewAgreement(scene.pool, old, terms({ from: '2011-10-01', until: '2012-09-30' })));
  expect(await column(scene.pool, `select payload->'properties' from event_inbox where customer_id = $1 and kind = 'agreement-renewed'`, [renewed])).toEqual([{ agreement: next.id, renews: old.id }]);
  await setDomainClock(scene.pool, '2011-09-20T12:00:00Z');
  expect(await tell()).toEqual([sydney]);
  await setDomainClock(scene.pool, '2011-10-01T12:00:00Z');
  expect((await tell()).toSorted()).toEqual([sydney, renewed].toSorted());
  expect(await newsOf(sydney)).toEqual(['agreement-started', 'agreement-ending', 'agreement-ended']);
  expect(await newsOf(renewed)).toEqual(['agreement-started', 'agreement-renewed', 'agreement-ended', 'agreement-started']);
  expect(await column(scene.pool, `select payload->'properties' from event_inbox where customer_id = $1 and kind = 'agreement-ended'`, [renewed])).toEqual([{ agreement: old.id, early: false, renewed: true }]);
});

test('an early end is told at once, that of one that never began is not', async () => {
  await setDomainClock(scene.pool, '2011-11-01T12:00:00Z');
  const [begun, later] = [await addCustomer(scene.pool, { external: 'begun' }), await addCustomer(scene.pool, { external: 'later' })];
  const [now, then] = [await agreed(add(begun)), await agreed(add(later, { from: '2012-01-01', until: '2012-12-31' }))];
  await tell();
  await endAgreement(scene.pool, now);
  await endAgreement(scene.pool, then);
  expect([await newsOf(begun), await newsOf(later)]).toEqual([['agreement-started', 'agreement-ended'], []]);
  await tell();
  expect(await newsOf(begun)).toHaveLength(2);
});

test('the erased hear nothing', async () => {
  const id = await addCustomer(scene.pool, { external: 'erased' });
  await agreed(add(id));
  await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [id]);
  await tell();
  expect(await newsOf(id)).toEqual([]);
});
