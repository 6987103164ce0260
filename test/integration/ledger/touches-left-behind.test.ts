import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, openLedger, withReadyMessage } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(async () => { await scene.close(); });

describe('a touch that was held back at its claim', () => {
  test('does not stay planned for ever when its enrolment goes on without it', async () => {
    const { id, message } = await withReadyMessage(scene, 'left-behind');
    // In the middle of the night: the claim holds the touch until the morning.
    await setDomainClock(scene.pool, '2011-11-30T02:00:00Z');
    expect((await scene.claim(message)).kind).toBe('not-now');
    expect(await scene.stateOf(message)).toBe('planned');
    // Nobody looked for a month: the touch is no longer worth sending.
    await setDomainClock(scene.pool, '2011-12-30T12:00:00Z');
    await scene.advance(id);
    expect(await scene.placeOf(id)).not.toMatchObject({ kind: 'held' });
    expect(await scene.stateOf(message)).toBe('void');
  });
});
