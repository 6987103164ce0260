import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toMessageId } from '../../../src/domain/ids.ts';
import type { CustomerId, MessageId } from '../../../src/domain/ids.ts';
import { NOTHING_AWAITED } from '../../../src/store/lifecycle-answer.ts';
import { inTransaction } from '../../../src/store/pool.ts';
import { takeMessages } from '../../../src/store/take-messages.ts';
import { column, setDomainClock } from '../../support/engine.ts';
import { happens, NUDGE, openLedger, runCampaign, TUESDAY_NOON, WELCOME, withReadyMessage, type LedgerScene } from './ledger-scene.ts';

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(() => scene.close());

const attemptsOf = (id: MessageId) => column<number>(scene.pool, 'select fence from attempt where message_id = $1', [id]);
const standing = async (id: MessageId) => (await scene.pool.query<{ state: string; reason: string | null }>(`select state, reason->>'code' as reason from message where id = $1`, [id])).rows[0];
const enrolmentIs = (id: CustomerId, place: object, open = true) =>
  scene.pool.query('update enrolment set place = $2, open = $3 where customer_id = $1', [id, JSON.stringify(place), open]);

describe('what may be claimed', () => {
  it('carries by what its opening may be noticed, as the customer has said last', async () => {
    const { id, message } = await withReadyMessage(scene, 'open-to-it');
    const say = (granted: boolean) => scene.pool.query(`insert into consent (customer_id, channel, purpose, granted, source, wording, at) values ($1, 'email', 'tracking', $2, 'test', 'x', touchline_now())`, [id, granted]);
    await say(false);
    await say(true);
    const claim = await scene.claim(message);
    expect(claim.kind === 'taken' && claim.taken.tracking).toMatchObject({ shopWants: true, word: true, marketingWord: true, customer: { phoneCountry: null, timeZone: null } });
  });
});

describe('what may not be claimed', () => {
  it('is not taken, whoever asks for it', async () => {
    const { message } = await withReadyMessage(scene, 'taken-once');
    await scene.take(message);
    const again = await inTransaction(scene.pool, (tx) => takeMessages(tx, new Map([[message, 0]]), 60_000, Date.parse(TUESDAY_NOON)));
    expect([again, (await attemptsOf(message)).length]).toEqual([[], 1]);
  });

  it('is a message that nobody knows', async () => {
    expect(await scene.claim(toMessageId('nobody:1:1/hello/1/email'))).toEqual({ kind: 'not-now', answer: NOTHING_AWAITED });
  });

  it('stays where it is for a customer who was merged away: that run has nothing left to do', async () => {
    const { id, message } = await withReadyMessage(scene, 'merged-away');
    const { id: other } = await withReadyMessage(scene, 'merged-into');
    await scene.pool.query('update customer set merged_into = $2 where id = $1', [id, other]);
    expect(await scene.claim(message)).toEqual({ kind: 'not-now', answer: NOTHING_AWAITED });
    expect([(await standing(message))?.state, await attemptsOf(message)]).toEqual(['ready', []]);
  });

  it('waits for the lease of the attempt that is under way', async () => {
    const { message } = await withReadyMessage(scene, 'under-way');
    await scene.take(message);
    const claim = await scene.claim(message);
    expect(claim.kind).toBe('leased');
    expect(claim.kind === 'leased' && claim.leftMs > 30_000 && claim.leftMs <= 60_000).toBe(true);
  });

  it('expires when its time is over, and says so', async () => {
    const { message } = await withReadyMessage(scene, 'over');
    await scene.pool.query('update message set expires_at = touchline_now() where id = $1', [message]);
    expect((await scene.claim(message)).kind).toBe('not-now');
    expect([await standing(message), await attemptsOf(message)]).toEqual([{ state: 'expired', reason: 'touch-expired' }, []]);
  });

  it('expires at the very instant until which it was good', async () => {
    const { message } = await withReadyMessage(scene, 'over-now');
    // A clock that stands still.
    await setDomainClock(scene.pool, TUESDAY_NOON, 0);
    await scene.pool.query('update message set expires_at = $2 where id = $1', [message, TUESDAY_NOON]);
    expect((await scene.claim(message)).kind).toBe('not-now');
    expect((await standing(message))?.state).toBe('expired');
  });

  it.each([
    ['that has ended', { kind: 'ended', reason: 'done' }, false],
    ['that has gone on', { kind: 'waiting', step: 'let-it-settle', for: [], sinceMs: 0, untilMs: Date.parse('2012-06-01T00:00:00Z') }, true],
  ] as const)('is void when it belongs to an enrolment %s', async (name, place, open) => {
    const { id, message } = await withReadyMessage(scene, name.replaceAll(' ', '-'));
    await enrolmentIs(id, place, open);
    expect((await scene.claim(message)).kind).toBe('not-now');
    expect([await standing(message), await attemptsOf(message)]).toEqual([{ state: 'void', reason: 'not-ready' }, []]);
  });

  it('is held with the reason for which it may not leave now', async () => {
    const { message } = await withReadyMessage(scene, 'paused');
    await scene.pool.query(`update campaign set state = 'paused' where name = $1`, [WELCOME]);
    expect((await scene.claim(message)).kind).toBe('not-now');
    expect([await standing(message), await attemptsOf(message)]).toEqual([{ state: 'planned', reason: 'campaign-paused' }, []]);
  });
});

describe('a claim for a customer who is in several campaigns', () => {
  it('judges by the enrolment, campaign and version of the message', async () => {
    await runCampaign(scene, NUDGE);
    const { id, message } = await withReadyMessage(scene, 'in-two');
    await scene.pool.query(
      `insert into enrolment (id, campaign, customer_id, entry_number, ordinal, place, visits, open, entered_at, expires_at)
       select 'a-' || $1::text, $2, $1::uuid, 1, 1, $3, '{}', true, touchline_now() - interval '1 day', touchline_now() + interval '90 days'`,
      [id, NUDGE, JSON.stringify({ kind: 'waiting', step: 'reaction', for: [], sinceMs: 0, untilMs: Date.parse('2012-06-01T00:00:00Z') })]);
    const claim = await scene.claim(message);
    expect(claim.kind).toBe('taken');
  });
});

describe('an event that comes between decision and claim', () => {
  it('is decided upon before the claim', async () => {
    const { id, message } = await withReadyMessage(scene, 'news');
    await happens(scene, id, 'inquiry.received');
    await scene.take(message);
    expect(await column(scene.pool, `select status from event_inbox where customer_id = $1 and kind = 'inquiry.received'`, [id])).toEqual(['consumed']);
  });
});
