import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../../src/contracts/channel.ts';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { column } from '../../support/engine.ts';
import { openLedger, TUESDAY_NOON, withReadyMessage, type LedgerScene } from './ledger-scene.ts';

const ACCEPTED: SendOutcome = { outcome: 'accepted', providerId: 'queued-1', detail: '250 Ok' };
const UNKNOWN: SendOutcome = { outcome: 'unknown', code: 'cut', detail: 'after the final dot' };
const DEFERRED: SendOutcome = { outcome: 'deferred', code: '4.2.0', detail: 'later', retryAfterMs: null };
const refused = (addressIsDead: boolean): SendOutcome => ({ outcome: 'refused', code: '5.7.1', detail: 'no', addressIsDead });

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(() => scene.close());

interface MessageFacts {
  state: string; fence: number; provider_id: string | null; accepted: boolean; leased: boolean; reason: { code: string } | null; claimed: Date | null; lease_ms: number | null;
}
const messageOf = async (id: MessageId): Promise<MessageFacts> => (await scene.pool.query<MessageFacts>(
  `select state, fence, provider_id, accepted_at is not null as accepted, lease_until_system is not null as leased, reason, claimed_at as claimed,
          extract(epoch from lease_until_system - clock_timestamp())::float8 * 1000 as lease_ms from message where id = $1`, [id])).rows[0]!;
const attemptsOf = async (id: MessageId) => (await scene.pool.query<{ fence: number; outcome: string | null }>(
  'select fence, outcome from attempt where message_id = $1 order by fence', [id])).rows.map(({ fence, outcome }) => [fence, outcome]);
const lastContactOf = async (id: CustomerId) => (await column<string | null>(scene.pool, 'select last_contact_at from customer_facts where customer_id = $1', [id]))[0];
const pointOf = async (id: CustomerId) => (await column<string>(scene.pool, 'select state from contact_point where customer_id = $1', [id]))[0];
const suppressionsOf = (id: CustomerId) => column<string>(scene.pool, `select channel || ' ' || purpose || ' ' || reason || ' ' || (address is not null) from suppression where customer_id = $1`, [id]);
const serviceLeavesAgain = (word: 'resend' | 'list') => scene.pool.query(
  `update policy_version set definition = jsonb_set(definition, '{unknownOutcome,service}', to_jsonb($1::text)) where active`, [word]);

describe('a claim', () => {
  it('writes fence, instant, lease and attempt, and forgets the reason of an earlier wait', async () => {
    const { message } = await withReadyMessage(scene, 'claimed');
    await scene.pool.query(`update message set reason = '{"code":"deferred","params":{}}' where id = $1`, [message]);
    const fence = await scene.take(message);
    const facts = await messageOf(message);
    expect(facts).toMatchObject({ state: 'sending', fence, reason: null, leased: true });
    // The clock of the shop runs on from noon while the test does.
    expect(Math.abs(facts.claimed!.getTime() - Date.parse(TUESDAY_NOON))).toBeLessThan(60_000);
    expect(facts.lease_ms).toBeGreaterThan(30_000);
    expect(await attemptsOf(message)).toEqual([[fence, null]]);
  });

  it('of a message that somebody else has claimed waits for its lease, and takes nothing', async () => {
    const { message } = await withReadyMessage(scene, 'leased');
    const fence = await scene.take(message);
    expect(await scene.claim(message)).toMatchObject({ kind: 'leased' });
    expect(await attemptsOf(message)).toEqual([[fence, null]]);
  });
});

describe('an outcome', () => {
  it('of acceptance stamps message, customer and attempt, and ends the lease', async () => {
    const { id, message } = await withReadyMessage(scene, 'accepted');
    const fence = await scene.take(message);
    await scene.tell(id, message, fence, ACCEPTED);
    expect(await messageOf(message)).toMatchObject({ state: 'accepted', provider_id: 'queued-1', accepted: true, leased: false, reason: null });
    expect(await attemptsOf(message)).toEqual([[fence, 'accepted']]);
    expect(await lastContactOf(id)).not.toBeNull();
  });

  it('never moves the last contact back', async () => {
    const { id, message } = await withReadyMessage(scene, 'contacted');
    await scene.pool.query(`update customer_facts set last_contact_at = '2011-12-24T12:00Z' where customer_id = $1`, [id]);
    await scene.tell(id, message, await scene.take(message), ACCEPTED);
    expect(new Date((await lastContactOf(id))!).toISOString()).toBe('2011-12-24T12:00:00.000Z');
  });

  it.each([['refused', refused(false)], ['unknown', UNKNOWN], ['deferred', DEFERRED]] as const)('that is %s is no contact, has no instant of acceptance, says why, and spares the address', async (name, outcome) => {
    const { id, message } = await withReadyMessage(scene, `not-accepted-${name}`);
    await scene.tell(id, message, await scene.take(message), outcome);
    const facts = await messageOf(message);
    expect(facts).toMatchObject({ accepted: false, leased: false });
    expect(facts.reason?.code).toBe({ refused: 'refused', unknown: 'outcome-unknown', deferred: 'deferred' }[name]);
    expect([await lastContactOf(id), await pointOf(id), await suppressionsOf(id)]).toEqual([null, 'valid', []]);
  });

  it('that tells of a dead address closes it for every purpose', async () => {
    const { id, message } = await withReadyMessage(scene, 'dead-for-all');
    await scene.tell(id, message, await scene.take(message), refused(true));
    expect([await pointOf(id), await suppressionsOf(id)]).toEqual(['bounced', ['email * bounced true']]);
  });

  it('told late turns unknown into the truth, and is then certain: no later word changes it', async () => {
    const { id, message } = await withReadyMessage(scene, 'told-late');
    const fence = await scene.take(message);
    await scene.tell(id, message, fence, UNKNOWN);
    await scene.tell(id, message, fence, ACCEPTED);
    expect([(await messageOf(message)).state, await attemptsOf(message)]).toEqual(['accepted', [[fence, 'accepted']]]);
    await scene.tell(id, message, fence, refused(true));
    await scene.tell(id, message, fence, UNKNOWN);
    expect([(await messageOf(message)).state, await attemptsOf(message), await pointOf(id)]).toEqual(['accepted', [[fence, 'accepted']], 'valid']);
  });

  it('of refusal that is told late is the truth about an unknown message too', async () => {
    const { id, message } = await withReadyMessage(scene, 'refused-late');
    const fence = await scene.take(message);
    await scene.tell(id, message, fence, UNKNOWN);
    await scene.tell(id, message, fence, refused(true));
    expect([(await messageOf(message)).state, await attemptsOf(message), await pointOf(id)]).toEqual(['refused', [[fence, 'refused']], 'bounced']);
  });

  it('of deferral that is told late does not make an unknown message ready: it may have left', async () => {
    const { id, message } = await withReadyMessage(scene, 'deferred-late');
    const fence = await scene.take(message);
    await scene.tell(id, message, fence, UNKNOWN);
    await scene.tell(id, message, fence, DEFERRED);
    expect((await messageOf(message)).state).toBe('unknown');
  });

  it.each([['accepted', ACCEPTED, null], ['refused', refused(false), '5.7.1'], ['deferred', DEFERRED, '4.2.0']] as const)('that is %s leaves its code at the attempt, and among the parameters of the reason', async (name, outcome, code) => {
    const { id, message } = await withReadyMessage(scene, `code-${name}`);
    await scene.tell(id, message, await scene.take(message), outcome);
    expect(await column(scene.pool, 'select code from attempt where message_id = $1', [message])).toEqual([code]);
    expect(await column(scene.pool, `select reason->'params'->>'code' from message where id = $1`, [message])).toEqual([code]);
  });

  it('leads to a decision when it settles the message, not when it defers or comes from an attempt that is over', async () => {
    const { id, message } = await withReadyMessage(scene, 'decided');
    const decisions = async () => (await column<number>(scene.pool, 'select count(*)::int from decision where customer_id = $1', [id]))[0];
    const before = (await decisions())!;
    const first = await scene.take(message);
    await scene.tell(id, message, first, DEFERRED);
    const second = await scene.take(message);
    await scene.tell(id, message, first, ACCEPTED);
    expect(await decisions()).toBe(before);
    await scene.tell(id, message, second, ACCEPTED);
    expect(await decisions()).toBe(before + 1);
  });

  it('belongs to its own attempt: an earlier one stays unknown', async () => {
    const { id, message } = await withReadyMessage(scene, 'own-attempt');
    await scene.pool.query(`update message set purpose = 'service' where id = $1`, [message]);
    await serviceLeavesAgain('resend');
    const first = await scene.take(message);
    await scene.tell(id, message, first, UNKNOWN);
    const second = await scene.take(message);
    await scene.tell(id, message, second, ACCEPTED);
    expect(await attemptsOf(message)).toEqual([[first, 'unknown'], [second, 'accepted']]);
    await serviceLeavesAgain('list');
  });
});

describe('a service message that leaves again, whose first attempt turns out to have been accepted', () => {
  beforeAll(() => serviceLeavesAgain('resend'));
  afterAll(() => serviceLeavesAgain('list'));

  async function unknownOnce(external: string) {
    const { id, message } = await withReadyMessage(scene, external);
    await scene.pool.query(`update message set purpose = 'service' where id = $1`, [message]);
    const first = await scene.take(message);
    await scene.tell(id, message, first, UNKNOWN);
    return { id, message, first };
  }

  it('does not leave again, and its enrolment goes on', async () => {
    const { id, message, first } = await unknownOnce('known-in-time');
    expect((await messageOf(message)).state).toBe('ready');
    await scene.tell(id, message, first, ACCEPTED);
    expect(await messageOf(message)).toMatchObject({ state: 'accepted', fence: first, accepted: true, provider_id: 'queued-1', reason: null });
    expect((await scene.placeOf(id))?.message).not.toBe(message);
    expect((await scene.claim(message)).kind).toBe('not-now');
    expect(await lastContactOf(id)).not.toBeNull();
  });

  it('does not leave again either while it is held back', async () => {
    const { id, message, first } = await unknownOnce('known-while-held');
    await scene.pool.query(`update message set state = 'planned' where id = $1`, [message]);
    await scene.tell(id, message, first, ACCEPTED);
    expect((await messageOf(message)).state).toBe('accepted');
  });

  it.each([['unknown', UNKNOWN], ['deferred', DEFERRED], ['refused', refused(false)]] as const)('is accepted when its second attempt ends %s', async (name, outcome) => {
    const { id, message, first } = await unknownOnce(`known-before-${name}`);
    const second = await scene.take(message);
    await scene.tell(id, message, first, ACCEPTED);
    expect(await messageOf(message)).toMatchObject({ state: 'sending', fence: second });
    await scene.tell(id, message, second, outcome);
    expect(await messageOf(message)).toMatchObject({ state: 'accepted', accepted: true, leased: false, reason: null });
    expect(await attemptsOf(message)).toEqual([[first, 'accepted'], [second, name]]);
    expect((await scene.claim(message)).kind).toBe('not-now');
  });

  it('is accepted although it was listed as unknown after its last attempt', async () => {
    const { id, message, first } = await unknownOnce('known-too-late');
    for (let attempt = 2; attempt <= 3; attempt += 1) await scene.tell(id, message, await scene.take(message), UNKNOWN);
    expect((await messageOf(message)).state).toBe('unknown');
    await scene.tell(id, message, first, ACCEPTED);
    expect((await messageOf(message)).state).toBe('accepted');
  });

  it('leaves again when its first attempt turns out to have been refused or deferred', async () => {
    const { id, message, first } = await unknownOnce('known-as-refused');
    await scene.tell(id, message, first, refused(false));
    expect((await messageOf(message)).state).toBe('ready');
  });
});

describe('a message of unknown outcome', () => {
  it('of marketing stays where it is, also where service leaves again', async () => {
    await serviceLeavesAgain('resend');
    const { id, message } = await withReadyMessage(scene, 'unknown-marketing');
    await scene.tell(id, message, await scene.take(message), UNKNOWN);
    expect((await messageOf(message)).state).toBe('unknown');
    await serviceLeavesAgain('list');
  });

  it('of service stays where it is, whatever a policy says that is not in force', async () => {
    await scene.pool.query(`insert into policy_version (hash, source, definition, active, applied_at)
      select 'old', source, jsonb_set(definition, '{unknownOutcome,service}', '"resend"'), false, applied_at from policy_version where active`);
    const { id, message } = await withReadyMessage(scene, 'unknown-service');
    await scene.pool.query(`update message set purpose = 'service' where id = $1`, [message]);
    await scene.tell(id, message, await scene.take(message), UNKNOWN);
    expect((await messageOf(message)).state).toBe('unknown');
  });
});
