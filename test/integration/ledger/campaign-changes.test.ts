import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { advanceCustomer } from '../../../src/store/advance.ts';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../../src/store/campaign-control.ts';
import { claimMessage } from '../../../src/store/claim.ts';
import type { RulesSource } from '../../../src/store/rules.ts';
import { addCustomer, column, setDomainClock } from '../../support/engine.ts';
import { happens, type LedgerScene, openLedger, runCampaign, TUESDAY_NOON, WELCOME, withReadyMessage } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(() => scene.close());

/** The real rules, handed out only when the gate opens: a decision that has read them and has not committed. */
function heldUp(source: RulesSource): { source: RulesSource; read: Promise<unknown>; open: () => void } {
  const events = new EventEmitter();
  const read = once(events, 'read');
  const gate = once(events, 'open');
  const load: RulesSource['load'] = async (db) => {
    const rules = await source.load(db);
    events.emit('read');
    await gate;
    return rules;
  };
  return { source: { load } as RulesSource, read, open: () => void events.emit('open') };
}

async function isPending(work: Promise<unknown>): Promise<boolean> {
  return Promise.race([work.then(() => false), sleep(300).then(() => true)]);
}

it('a customer who enters while the campaign is resumed is woken with the others, not held for ever', async () => {
  await runCampaign(scene, WELCOME);
  await setDomainClock(scene.pool, TUESDAY_NOON);
  await pauseCampaign(scene.pool, WELCOME);
  const id = await addCustomer(scene.pool, { external: 'enters-while-resumed', orders: [TUESDAY_NOON] });
  await happens(scene, id, 'order.placed', { 'first-order': true });

  const slow = heldUp(scene.rules.source);
  const entering = advanceCustomer(scene.pool, slow.source, scene.rules.taskQueueOf, { customerId: id, callKey: 'entering' });
  await slow.read;
  const resuming = resumeCampaign(scene.pool, WELCOME, 'catch-up', 0);
  expect(await isPending(resuming)).toBe(true);
  slow.open();
  await entering;

  expect((await resuming).woken).toBe(1);
  expect(await column(scene.pool, 'select pokes from customer_state where customer_id = $1 and wake_at is not null', [id])).toEqual([-1]);
});

it('no claim commits after the pause or the cancellation that it did not see', async () => {
  for (const [external, stop] of [['paused-in-time', pauseCampaign], ['cancelled-in-time', cancelCampaign]] as const) {
    const { message } = await withReadyMessage(scene, external);
    const slow = heldUp(scene.rules.source);
    const claiming = claimMessage(scene.pool, { ...scene.rules, source: slow.source }, message);
    await slow.read;
    const stopping = stop(scene.pool, WELCOME);
    expect(await isPending(stopping)).toBe(true);
    slow.open();
    expect((await claiming).kind).toBe('taken');
    await stopping;
  }
});
