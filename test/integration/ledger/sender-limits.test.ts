import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { channelRules } from '../../../src/channels/registry.ts';
import { claimMessage } from '../../../src/store/claim.ts';
import { RulesSource } from '../../../src/store/rules.ts';
import { claimPageBatch } from '../../../src/store/page.ts';
import { senderUse } from '../../../src/store/sender-turns.ts';
import type { MessageId } from '../../../src/domain/ids.ts';
import { addCustomer, applyCampaignFile, applyChangedPolicy, column, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, NUDGE, openLedger, TUESDAY_NOON, withReadyMessage } from './ledger-scene.ts';
import { sendsOf } from '../../support/sends.ts';

let scene: LedgerScene;
beforeEach(async () => { scene = await openLedger(); });
afterEach(async () => { await scene.close(); });

/** The shop policy with limits for its domain. */
const limitedTo = (limits: string) => applyChangedPolicy(scene, (source) => source.replace('languages:', `sending: { shop.example: ${limits} }\nlanguages:`));
const THREE_THEN_FIVE = '{ warm-up: { from: 2011-11-29, per-day: [3, 5] } }';

/** So many people in the frozen audience of a run that is sending. */
async function audience(people: number): Promise<string> {
  await setDomainClock(scene.pool, TUESDAY_NOON);
  for (let n = 0; n < people; n += 1) await addCustomer(scene.pool, { external: `page${n}`, orders: ['2011-10-20T10:00:00Z'] });
  await applyCampaignFile(scene, `campaigns/${NUDGE}.yaml`);
  const runId = await startCampaign(scene.pool, NUDGE);
  await scene.pool.query(`update campaign_run set state = 'sending' where id = $1`, [runId]);
  await scene.pool.query('insert into audience_member (run_id, customer_id) select $1, customer_id from identity', [runId]);
  return runId;
}
const page = (runId: string, size = 10) => claimPageBatch(scene.pool, scene.rules, runId, size);
const use = async () => senderUse(scene.pool, (await scene.rules.source.load(scene.pool)).policy);
const waitsFor = () => column<string>(scene.pool, `select distinct place->'because'->>'code' from enrolment where place->>'kind' = 'held'`);

describe('the warm-up of a domain', () => {
  test('is kept by all pages together, holds the others with the reason, and lets more go on the next day', async () => {
    await limitedTo(THREE_THEN_FIVE);
    const runId = await audience(24);
    const batches = await Promise.all([page(runId), page(runId), page(runId)]);
    expect(batches.flatMap(({ toSend }) => toSend)).toHaveLength(3);
    expect(await use()).toMatchObject({ sender: 'shop.example', takenToday: 3, mostToday: 3, warmUpDay: 1 });
    const leftBehind = await column<MessageId>(scene.pool, `select id from message where state = 'ready'`);
    for (const id of leftBehind) expect((await scene.claim(id)).kind).toBe('not-now');
    expect(await waitsFor()).toEqual(['sender-warm-up']);
    const [earliest] = await column<Date>(scene.pool, `select min(to_timestamp((place->>'untilMs')::bigint / 1000)) from enrolment where place->>'kind' = 'held'`);
    expect(earliest?.toISOString().slice(0, 10)).toBe('2011-11-30');
    await setDomainClock(scene.pool, '2011-11-30T12:00:00Z');
    expect(await use()).toMatchObject({ takenToday: 0, mostToday: 5, warmUpDay: 2 });
    await setDomainClock(scene.pool, '2011-12-01T12:00:00Z');
    expect(await use(), 'warm').toMatchObject({ mostToday: null, warmUpDay: null });
  });

  test('the next morning the held ones go on by themselves, as many as that day takes', async () => {
    await limitedTo(THREE_THEN_FIVE);
    const runId = await audience(16);
    await page(runId, 20);
    await setDomainClock(scene.pool, '2011-11-30T14:00:00Z');
    const going: string[] = [];
    for (const { customer_id: id } of (await scene.pool.query(`select customer_id from enrolment where place->>'kind' = 'held'`)).rows) {
      for (const { messageId } of sendsOf(await scene.advance(id))) going.push((await scene.claim(messageId)).kind);
    }
    expect(going.filter((kind) => kind === 'taken')).toHaveLength(5);
    expect(await use()).toMatchObject({ takenToday: 5 });
  });

  test('service leaves when the day is full, and is counted; a retry of the day is not counted twice', async () => {
    const { id, message } = await withReadyMessage(scene, 'counted');
    const { message: service } = await withReadyMessage(scene, 'service');
    await limitedTo('{ warm-up: { from: 2011-11-29, per-day: [1] } }');
    const fence = await scene.take(message);
    await scene.tell(id, message, fence, { outcome: 'deferred', code: 'ECONNECTION', detail: 'away', retryAfterMs: null });
    expect(await scene.take(message), 'its place is its own').toBe(fence + 1);
    expect(await use()).toMatchObject({ takenToday: 1 });
    await scene.pool.query(`update message set purpose = 'service' where id = $1`, [service]);
    await scene.pool.query(`update campaign_version set definition = jsonb_set(definition, '{purpose}', '"service"')`);
    // Versions are cached for ever, and this one was changed.
    const source = new RulesSource(channelRules(scene.channels));
    expect((await claimMessage(scene.pool, { ...scene.rules, source }, service)).kind).toBe('taken');
    expect(await use()).toMatchObject({ takenToday: 2 });
  });
});

describe('the pace of a domain', () => {
  test('gives each mail a turn of its own, for all workers together', async () => {
    await limitedTo('{ at-most: { per-second: 10, per-hour: 36000 } }');
    const runId = await audience(24);
    await page(runId, 1);
    const batches = await Promise.all([page(runId, 8), page(runId, 8)]);
    const turns = batches.flatMap(({ toSend }) => toSend.map(({ taken }) => taken.turnAtMs)).toSorted((a, b) => a - b);
    expect(turns.length).toBeGreaterThan(8);
    const gaps = turns.slice(1).map((turn, index) => turn - (turns[index] ?? 0));
    // Two pages tell their clocks from answers that took a moment each.
    expect(Math.min(...gaps)).toBeGreaterThan(60);
    expect(turns.at(-1)! - turns[0]!).toBeGreaterThan((turns.length - 1) * 100 - 60);
  });

  test('a page takes no more than leaves soon, and waits when the queue is long; a single touch stays ready and says why', async () => {
    await limitedTo('{ at-most: { per-minute: 60 } }');
    const { message } = await withReadyMessage(scene, 'single');
    const runId = await audience(8);
    await page(runId, 1);
    expect((await page(runId)).toSend.length, 'two seconds of turns').toBeLessThanOrEqual(2);
    await scene.pool.query(`update sender_use set next_system = clock_timestamp() + interval '9 seconds'`);
    const full = await page(runId);
    expect(full).toMatchObject({ entered: 0, toSend: [], stopped: false });
    expect(full.waitMs).toBeGreaterThan(6_000);
    expect(await scene.claim(message)).toEqual({ kind: 'no-turn' });
    expect(await column(scene.pool, `select reason->>'code' from message where id = $1`, [message])).toEqual(['sender-pace']);
    expect(await scene.stateOf(message)).toBe('ready');
    await scene.pool.query('update sender_use set next_system = clock_timestamp()');
    expect((await scene.claim(message)).kind).toBe('taken');
  });

  test('without limits nothing is written', async () => {
    const runId = await audience(3);
    expect((await page(runId)).toSend.every(({ taken }) => taken.turnAtMs === 0)).toBe(true);
    expect(await column(scene.pool, 'select count(*)::int from sender_use')).toEqual([0]);
    expect(await use()).toBeNull();
  });
});
