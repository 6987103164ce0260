import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { lockCustomers } from '../../../src/store/customer-lock.ts';
import { decideCustomers } from '../../../src/store/decide-customers.ts';
import { inDecision } from '../../../src/store/pool.ts';
import { revokeGrants } from '../../../src/store/revoke-grants.ts';
import { happens, TUESDAY_NOON } from '../ledger/ledger-scene.ts';
import { told } from '../verify/lively-shop.ts';
import { ACCEPTED, OFFER, openPromotions, type PromotionScene, REFUSED, UNKNOWN } from './promotion-scene.ts';

const SHELF = `
  no-promotion: 0%
  shelf:
    - { name: ten, tool: coupon, title: { en: Ten off }, amount: 10 GBP, valid: 14 days, remind-before: 3 days, budget: 100 GBP }
`;

let scene: PromotionScene;
let ada: CustomerId;

beforeAll(async () => {
  scene = await openPromotions(SHELF, 'ten');
});
afterAll(() => scene.close());

describe('the life of a grant', () => {
  test('begins reserved with the decision, with a code of its own, and holds its cost', async () => {
    ada = await scene.offeredTo('ada');
    expect(await scene.reasonsOf(ada)).toEqual(['promotion-chosen']);
    const [grant] = await scene.grantsOf(ada);
    expect(grant).toMatchObject({ promotion: 'ten', state: 'reserved', cost: 10 });
    expect(grant?.code).toMatch(/^[2-9A-HJKMNP-TV-Z]{10}$/);
    expect(await scene.heldBy('ten')).toEqual({ GBP: 10 });
  });

  test('stands in the frozen context of the message that is claimed', async () => {
    const claim = await scene.claim(await scene.messageOf(ada));
    const [grant] = await scene.grantsOf(ada);
    if (claim.kind !== 'taken') throw new Error('not taken');
    expect(claim.taken.data['promotion']).toEqual({
      title: 'Ten off', code: grant?.code, percent: null, amount: 100_000, minimumSpend: null, currency: 'GBP', product: null, endsOn: '2011-12-13',
    });
    await scene.tell(ada, await scene.messageOf(ada), claim.taken.fence, ACCEPTED);
  });

  test('is committed with the acceptance, and its end is what the run waits for', async () => {
    expect((await scene.grantsOf(ada)).map(({ state }) => state)).toEqual(['committed']);
    const [waiting] = await column<string>(scene.pool, 'select waiting_for from customer_state where customer_id = $1', [ada]);
    expect(waiting).toBe('coupon ten: reminder until Sun 11 Dec 00:00 Europe/London');
  });

  test('is reminded of once, then ends unused at the end of its last local day and gives its cost back', async () => {
    await setDomainClock(scene.pool, '2011-12-11T00:00:01Z');
    await scene.advance(ada);
    expect(await column(scene.pool, 'select remind_at from promotion_grant where customer_id = $1', [ada])).toEqual([null]);
    await setDomainClock(scene.pool, '2011-12-13T23:59:58Z');
    await scene.advance(ada);
    expect((await scene.grantsOf(ada))[0]).toMatchObject({ state: 'committed' });
    await setDomainClock(scene.pool, '2011-12-14T00:00:01Z');
    await scene.advance(ada);
    expect((await scene.grantsOf(ada))[0]).toMatchObject({ state: 'expired', cost: 0 });
    expect(await scene.reasonsOf(ada)).toEqual(['promotion-expired']);
    expect(await scene.heldBy('ten')).toEqual({ GBP: 0 });
    await setDomainClock(scene.pool, TUESDAY_NOON);
  });

  test('ends released when its touch ends without an acceptance', async () => {
    const bea = await scene.offeredTo('bea');
    await scene.send(bea, REFUSED);
    expect((await scene.grantsOf(bea))[0]).toMatchObject({ state: 'released', cost: 0 });
    expect(await scene.heldBy('ten')).toEqual({ GBP: 0 });
  });

  test('is kept while the outcome is unknown: the customer may have it', async () => {
    const cleo = await scene.offeredTo('cleo');
    await scene.send(cleo, UNKNOWN);
    expect((await scene.grantsOf(cleo))[0]).toMatchObject({ state: 'reserved', cost: 10 });
    await setDomainClock(scene.pool, '2011-12-14T00:00:01Z');
    await scene.advance(cleo);
    expect((await scene.grantsOf(cleo))[0]).toMatchObject({ state: 'expired', cost: 0 });
    await setDomainClock(scene.pool, TUESDAY_NOON);
  });

  test('is in hand when a receipt says that a mail of unknown outcome has arrived', async () => {
    const gina = await scene.offeredTo('gina');
    await scene.send(gina, UNKNOWN);
    await told(scene, gina, { kind: 'delivered', change: { does: 'receipt', stamp: 'delivered', message: await scene.messageOf(gina) } });
    await happens(scene, gina, 'replied');
    await scene.advance(gina);
    expect((await scene.grantsOf(gina))[0]).toMatchObject({ state: 'committed', cost: 10 });
    await revokeGrants(scene.pool, { promotion: 'ten', customerId: gina });
  });

  test('is promised anew, with another code, when its touch was held for longer than it was good', async () => {
    const hilda = await scene.offeredTo('hilda');
    const [first] = await scene.grantsOf(hilda);
    await scene.pool.query(`update campaign set state = 'paused'`);
    expect((await scene.claim(await scene.messageOf(hilda))).kind).toBe('not-now');
    await scene.pool.query(`update enrolment set expires_at = '2012-12-01' where customer_id = $1`, [hilda]);
    await setDomainClock(scene.pool, '2011-12-14T12:00:00Z');
    await scene.advance(hilda);
    expect(await scene.grantsOf(hilda)).toMatchObject([{ state: 'expired', cost: 0 }]);
    await scene.pool.query(`update campaign set state = 'running', late_rule = 'catch-up', resumed_at = touchline_now()`);
    await scene.advance(hilda);
    const [, again] = await scene.grantsOf(hilda);
    expect(again).toMatchObject({ state: 'reserved', cost: 10 });
    expect(again?.code).not.toBe(first?.code);
    await scene.send(hilda, ACCEPTED);
    expect(await scene.grantsOf(hilda)).toMatchObject([{ state: 'expired' }, { state: 'committed', code: again?.code }]);
    await scene.pool.query(`update promotion_grant set state = 'expired', cost = 0 where customer_id = $1`, [hilda]);
    await scene.pool.query(`update promotion_purse set held = 0`);
    await setDomainClock(scene.pool, TUESDAY_NOON);
  });

  test('every draw is recorded with its chances, and the chances add up to one', async () => {
    const { rows } = await scene.pool.query('select chosen, eligible, excluded, none_chance, model, context from promotion_choice where customer_id = $1', [ada]);
    expect(rows[0]).toMatchObject({ chosen: 'ten', eligible: [{ promotion: 'ten', chance: 1 }], excluded: [], none_chance: 0, context: { tier: 'D', country: 'GB', currency: 'GBP' } });
  });

  test('nothing is left of ten pounds a head after the tenth', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `crowd${index}`);
    const crowd: CustomerId[] = [];
    for (const name of names) crowd.push(await scene.offeredTo(name));
    const given = await Promise.all(crowd.map(async (id) => (await scene.grantsOf(id)).length));
    expect(given).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
    expect(await scene.reasonsOf(crowd[11]!)).toEqual(['promotion-budget', 'promotion-none']);
    expect(await scene.messageOf(crowd[11]!), 'the mail leaves all the same').toContain(`${OFFER}:`);
  });
});

describe('a promotion that is taken back while its message is ready', () => {
  test('voids the message at its claim, and the step is over', async () => {
    await scene.applyShelf(SHELF.replace('100 GBP', '1000 GBP'));
    const dora = await scene.offeredTo('dora');
    await scene.pool.query(`update promotion_grant set state = 'revoked', cost = 0 where customer_id = $1`, [dora]);
    expect((await scene.claim(await scene.messageOf(dora))).kind).toBe('not-now');
    expect(await scene.stateOf(await scene.messageOf(dora))).toBe('void');
    await happens(scene, dora, 'replied');
    await scene.advance(dora);
    expect((await scene.placeOf(dora))?.kind).toBe('ended');
  });
});

describe('a promotion that is taken back while its mail is under way', () => {
  test('stays taken back when the mail is accepted', async () => {
    await scene.applyShelf(SHELF.replace('100 GBP', '1000 GBP'));
    const nora = await scene.offeredTo('nora');
    const message = await scene.messageOf(nora);
    const fence = await scene.take(message);
    await revokeGrants(scene.pool, { promotion: 'ten', customerId: nora });
    await scene.tell(nora, message, fence, ACCEPTED);
    expect((await scene.grantsOf(nora))[0]).toMatchObject({ state: 'revoked', cost: 0 });
  });
});

describe('a budget that was lowered below what is held', () => {
  test('takes back what ends, and gives nothing', async () => {
    await scene.applyShelf(SHELF.replace('100 GBP', '1000 GBP'));
    const olga = await scene.offeredTo('olga');
    await scene.applyShelf(SHELF.replace('100 GBP', '5 GBP'));
    const held = (await scene.heldBy('ten'))['GBP']!;
    expect(held).toBeGreaterThan(5);
    await scene.send(olga, REFUSED);
    expect((await scene.grantsOf(olga))[0]).toMatchObject({ state: 'released', cost: 0 });
    expect(await scene.heldBy('ten')).toEqual({ GBP: held - 10 });
    expect(await scene.grantsOf(await scene.offeredTo('pia'))).toEqual([]);
  });
});

describe('the grants of one batch', () => {
  test('each tell what was left after them, in the order of their keys', async () => {
    await scene.applyShelf(SHELF.replace('100 GBP', '1000 GBP'));
    const ids: CustomerId[] = [];
    for (const external of ['quinn', 'rosa', 'sue']) {
      const id = await addCustomer(scene.pool, { external, orders: ['2011-11-28T10:59:00Z'] });
      await happens(scene, id, 'order.placed');
      ids.push(id);
    }
    const before = (await scene.heldBy('ten'))['GBP']!;
    await inDecision(scene.pool, async (tx) => decideCustomers(tx, scene.rules.source, await lockCustomers(tx, ids), { callKey: null, entering: null }));
    const left = await column(scene.pool, 'select left_after::float8 from promotion_grant where customer_id = any($1) order by id', [ids]);
    expect(left).toEqual([1000 - before - 10, 1000 - before - 20, 1000 - before - 30]);
    expect(await scene.heldBy('ten')).toEqual({ GBP: before + 30 });
  });
});
