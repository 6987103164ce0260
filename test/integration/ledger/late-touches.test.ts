import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pauseCampaign, resumeCampaign } from '../../../src/store/campaign-control.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger, WELCOME, withReadyMessage } from './ledger-scene.ts';
import { sendsOf } from '../../support/sends.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(async () => { await scene.close(); });

describe('a touch that a pause held at its claim', () => {
  test('leaves after a resume that catches up, however long the pause was', async () => {
    const { id, message } = await withReadyMessage(scene, 'caught-up');
    await pauseCampaign(scene.pool, WELCOME);
    expect((await scene.claim(message)).kind).toBe('not-now');
    // Three weeks on, again a Tuesday at noon: far beyond what the touch was good for.
    await setDomainClock(scene.pool, '2011-12-20T12:00:00Z');
    await resumeCampaign(scene.pool, WELCOME, 'catch-up', 0);
    const [command] = sendsOf(await scene.advance(id));
    expect(command?.messageId).toBe(message);
    await scene.take(message);
    expect(await scene.stateOf(message)).toBe('sending');
    await scene.tell(id, message, 1, { outcome: 'accepted', providerId: 'p', detail: 'ok' });
  });
});

describe('a touch whose address changed between the decision and the claim', () => {
  test('leaves to the address that is right now, once', async () => {
    const { id, message } = await withReadyMessage(scene, 'moved');
    const [better] = await column<string>(scene.pool,
      `insert into contact_point (customer_id, channel, address, state, sandbox_only) values ($1, 'email', 'moved-new@example.com', 'valid', true) returning id`, [id]);
    await scene.pool.query(`update contact_point set state = 'gone' where customer_id = $1 and id <> $2`, [id, better]);
    const claim = await scene.claim(message);
    expect(claim.kind).toBe('not-now');
    expect(claim.kind === 'not-now' && sendsOf(claim.answer).map(({ messageId }) => messageId)).toEqual([message]);
    const again = await scene.claim(message);
    expect(again.kind === 'taken' && again.taken.address).toBe('moved-new@example.com');
  });
});
