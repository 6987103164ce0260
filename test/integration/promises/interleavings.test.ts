import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toStaffId } from '../../../src/domain/ids.ts';
import { APPROVAL_INVARIANTS } from '../../../src/store/invariants/approvals.ts';
import { PROMISE_INVARIANTS } from '../../../src/store/invariants/promises.ts';
import { addStaff } from '../../../src/store/staff-changes.ts';
import { verifyInvariants } from '../../../src/store/verify.ts';
import { applyCampaignFile, column } from '../../support/engine.ts';
import { proofSeed, sized, writeEvidence } from '../../support/proof.ts';
import { scratchFolder } from '../import/order-fixture.ts';
import { course, READERS } from './interleaved-acts.ts';
import { type InterleavingScene, play, type Played, PROMOTION } from './interleaved-course.ts';
import { openPromises } from './promises-scene.ts';

const SEED = proofSeed();
const SEQUENCES = sized(60, 1_000);
const LOOKED_AT = [...APPROVAL_INVARIANTS, ...PROMISE_INVARIANTS].map(({ id }) => id);
/** What a run that proves anything has seen. */
const OCCURS = [
  'word: approved', 'word: rejected', 'word: own-work', 'word: no-supervisor', 'word: changed', 'word: decided-before', 'edit: edited', 'edit: decided-before',
  'left with a yes', 'left below level 1', 'promotion revoked', 'escalated',
];
const OFFER = `apiVersion: touchline/v1
name: offer
title: { en: An offer }
purpose: marketing
entry: { on: [order.placed], re-entry: never }
steps:
  - id: mail
    send: { template: thank-you, channels: [email], good-for: 5 days }
    promote: { choose: [${PROMOTION}] }
`;

let scene: InterleavingScene;
beforeAll(async () => {
  scene = await openPromises();
  const folder = await scratchFolder();
  await applyCampaignFile(scene, await folder.write('offer.yaml', OFFER));
  await folder.remove();
  await scene.pool.query(`update campaign set state = 'running'`);
  for (const id of READERS) await addStaff(scene.pool, { id: toStaffId(id), name: id, email: `${id}@shop.example`, languages: ['en'], roles: ['supervisor'], teams: ['key-accounts'] });
});
afterAll(() => scene.close());

/** Nothing left unseen: to exactly what left somebody said yes who had no hand in it. */
function expectSeenByTwo({ read, words, hands, left }: Played): void {
  for (const { message, content, mayGoUnseen } of left) {
    const yeses = words.filter(({ approval, kind }) => kind === 'approved' && read.some((page) => page.approval === approval && page.message === message && page.content === content));
    const byOthers = yeses.filter(({ approval, by }) => !hands.some((hand) => hand.message === message && hand.by === by && hand.from <= approval));
    expect(mayGoUnseen || byOthers.length > 0, `${message} left with ${yeses.length} yeses to its content, ${byOthers.length} of them by others than its authors`).toBe(true);
  }
  expect(new Set(left.map(({ message }) => message)).size, 'each message left once').toBe(left.length);
}

/** Each question was decided once, and the tables name whoever was told so. */
async function expectDecidedOnce({ id, words }: Played): Promise<void> {
  const decided = await column<string>(scene.pool, `select concat_ws(' ', id, state, decided_by) from approval where customer_id = $1 and state in ('approved', 'rejected') order by id`, [id]);
  const told = words.toSorted((a, b) => a.approval - b.approval).map(({ approval, kind, by }) => `${approval} ${kind} ${by}`);
  expect(decided).toEqual(told);
}

/** Each step that a clock has done was told, once; nothing is late and unescalated. That it is entered, `promise-as-recorded` says. */
async function expectEscalatedOnce(played: Played): Promise<void> {
  const clock = `customer_id || '/' || kind || '/' || subject || '/' || epoch_ms(opened_at)::bigint || '/'`;
  const done = await column<string>(scene.pool, `select ${clock} || step from sla_clock, unnest(done) step where customer_id = $1 and step <> 'prepare' order by 1`, [played.id]);
  const told = await column<string>(scene.pool,
    `select told from staff_notice, lateral substr(origin, length('escalation/') + 1) told
     where staff_notice.customer_id = $1 and origin like 'escalation/%' and exists (select 1 from sla_clock where starts_with(told, ${clock})) order by 1`, [played.id]);
  expect(told).toEqual(done);
  if (told.length > 0) played.note('escalated');
  expect(await column(scene.pool,
    `select kind || ' ' || subject from sla_clock where customer_id = $1 and ended_at is null and paused_at is null and due_at <= touchline_now() and not 'breach' = any(done)`, [played.id])).toEqual([]);
}

test(`${SEQUENCES} interleavings of approve, edit, demote, revoke and send leave nothing unseen and nothing unescalated (seed ${SEED})`, { timeout: sized(180_000, 3_600_000) }, async () => {
  const occurred = new Map<string, number>();
  let sequences = 0;
  let acts = 0;
  await fc.assert(fc.asyncProperty(course, async (one) => {
    acts += one.rounds.flat().length;
    const played = await play(scene, `course-${sequences += 1}`, one, occurred);
    expectSeenByTwo(played);
    await expectDecidedOnce(played);
    await expectEscalatedOnce(played);
    const reports = await verifyInvariants(scene.pool, { only: LOOKED_AT });
    expect(reports.filter(({ count }) => count > 0).map(({ id, offenders }) => ({ id, offenders }))).toEqual([]);
    // Acts at the same time do not repeat themselves, so that a smaller course would prove nothing.
  }), { numRuns: SEQUENCES, seed: SEED, endOnFailure: true });
  const figures = { sequences, acts, occurred: Object.fromEntries([...occurred].toSorted(([a], [b]) => a.localeCompare(b))), escalations: (await column<number>(scene.pool, 'select count(*)::int from escalation'))[0] };
  process.stdout.write(`interleavings: ${JSON.stringify(figures)}\n`);
  expect(OCCURS.filter((what) => !occurred.has(what))).toEqual([]);
  await writeEvidence('approval-interleavings', SEED, figures);
});
