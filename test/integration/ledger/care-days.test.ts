import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { addAgreement } from '../../../src/store/agreements.ts';
import { tellCareDays } from '../../../src/store/care-days.ts';
import { addCustomer, applyCampaignFile, column, setDomainClock } from '../../support/engine.ts';
import { scratchFolder } from '../import/order-fixture.ts';
import { type LedgerScene, openLedger, runCampaign } from './ledger-scene.ts';

const campaignOn = (name: string, kind: string) => `
apiVersion: touchline/v1
name: ${name}
title: { en: Anniversary }
purpose: marketing
entry: { on: [${kind}], re-entry: after 20 days }
steps:
  - id: thanks
    send: { template: thank-you, channels: [email] }
`;

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(() => scene.close());

async function runs(name: string, kind: string): Promise<void> {
  const folder = await scratchFolder();
  await applyCampaignFile(scene, await folder.write(`${name}.yaml`, campaignOn(name, kind)));
  await scene.pool.query(`update campaign set state = 'running' where name = $1`, [name]);
  await folder.remove();
}
const tell = () => tellCareDays(scene.pool, scene.rules.source);
async function born(external: string, birthday: string, over: { country?: string; timeZone?: string } = {}): Promise<CustomerId> {
  const id = await addCustomer(scene.pool, { external, ...over, orders: ['2011-11-01T10:00:00Z'] });
  await scene.pool.query('update customer set birthday = $2, time_zone = $3 where id = $1', [id, birthday, over.timeZone ?? null]);
  return id;
}
const toldOf = (id: CustomerId) => column<string>(scene.pool, `select kind || ' ' || split_part(message_id, ':', 3) from event_inbox where customer_id = $1 and source = 'care-day' order by id`, [id]);

test('nobody is told of days for which no running campaign waits', async () => {
  await setDomainClock(scene.pool, '2011-11-26T12:00:00Z');
  await born('early', '11-26');
  expect(await tell()).toEqual([]);
  await runCampaign(scene, 'birthday');
  expect(await tell()).toHaveLength(1);
});

test('each day is told once a year, on the customer’s own clock', async () => {
  await setDomainClock(scene.pool, '2011-11-27T12:00:00Z');
  const [london, sydney, honolulu] = [await born('london', '11-28'), await born('sydney', '11-28', { country: 'AU' }), await born('honolulu', '11-28', { timeZone: 'Pacific/Honolulu' })];
  // Six in the morning is past everybody's minute; in Sydney that is nineteen hours of universal time the day before.
  await setDomainClock(scene.pool, '2011-11-27T19:00:00Z');
  expect(await tell()).toEqual([sydney]);
  expect(await tell()).toEqual([]);
  await setDomainClock(scene.pool, '2011-11-28T06:00:00Z');
  expect(await tell()).toEqual([london]);
  await setDomainClock(scene.pool, '2011-11-28T16:00:00Z');
  expect(await tell()).toEqual([honolulu]);
  await setDomainClock(scene.pool, '2012-11-28T17:00:00Z');
  expect((await tell()).toSorted()).toEqual([london, honolulu].toSorted()); // in Sydney it is the 29th
  expect(await toldOf(london)).toEqual(['birthday 2011', 'birthday 2012']);
});

test('29 February, the turn of the year, and the erased', async () => {
  const [leap, newYear, erased] = [await born('leap', '02-29'), await born('new-year', '12-31', { timeZone: 'Pacific/Honolulu' }), await born('erased', '02-28')];
  await scene.pool.query('update customer set erased_at = touchline_now() where id = $1', [erased]);
  await setDomainClock(scene.pool, '2013-02-28T12:00:00Z');
  expect(await tell()).toEqual([leap]);
  await setDomainClock(scene.pool, '2014-01-01T02:00:00Z'); // still the last evening of 2013 in Honolulu
  expect(await tell()).toEqual([newYear]);
  expect(await toldOf(newYear)).toEqual(['birthday 2013']);
});

test('the first order has an anniversary, from the second year on, with the number of years', async () => {
  await runs('anniversary', 'first-order-anniversary');
  const old = await addCustomer(scene.pool, { external: 'old', orders: ['2012-05-14T10:00:00Z', '2012-06-14T10:00:00Z'] });
  const fresh = await addCustomer(scene.pool, { external: 'fresh', orders: ['2014-05-14T10:00:00Z'] });
  await setDomainClock(scene.pool, '2014-05-14T18:00:00Z');
  expect(await tell()).toEqual([old]);
  expect(await toldOf(fresh)).toEqual([]);
  expect(await column(scene.pool, `select payload->'properties'->'years' from event_inbox where customer_id = $1 and source = 'care-day'`, [old])).toEqual([2]);
});

test('an agreement has an anniversary while one is in force, counted from the first of them', async () => {
  await setDomainClock(scene.pool, '2015-03-01T12:00:00Z');
  await runs('partners', 'partnership-anniversary');
  const [renewed, over] = [await addCustomer(scene.pool, { external: 'renewed' }), await addCustomer(scene.pool, { external: 'over' })];
  const terms = { discountShare: 0.05, rebate: null, currency: 'GBP', renewalReminderDays: 30 };
  for (const [id, from, until] of [[renewed, '2013-03-10', '2015-03-09'], [renewed, '2015-03-10', '2016-03-09'], [over, '2014-03-10', '2015-03-09']] as const) await addAgreement(scene.pool, id, { ...terms, from, until });
  await setDomainClock(scene.pool, '2015-03-10T12:00:00Z');
  expect(await tell()).toEqual([renewed]);
  expect(await column(scene.pool, `select payload->'properties'->'years' from event_inbox where customer_id = $1 and kind = 'partnership-anniversary'`, [renewed])).toEqual([2]);
  await setDomainClock(scene.pool, '2016-03-10T12:00:00Z');
  expect(await tell()).toEqual([]);
});

test('a member day comes to whoever has ordered, every month, each once', async () => {
  await setDomainClock(scene.pool, '2017-04-17T12:00:00Z');
  await runs('members', 'member-day');
  const [member, stranger] = [await addCustomer(scene.pool, { external: 'member', country: 'AU', orders: ['2017-01-05T10:00:00Z'] }), await addCustomer(scene.pool, { external: 'stranger' })];
  expect(await tell()).toEqual([]);
  await setDomainClock(scene.pool, '2017-04-17T21:00:00Z'); // past six in the morning of the 18th in Sydney
  expect(await tell()).toContain(member);
  await setDomainClock(scene.pool, '2017-05-18T12:00:00Z');
  expect(await tell()).toContain(member);
  expect(await tell()).toEqual([]);
  expect(await toldOf(member)).toEqual(['member-day 2017-04-18', 'member-day 2017-05-18']);
  expect(await toldOf(stranger)).toEqual([]);
});
