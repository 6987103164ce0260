import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCampaign } from '../../../src/store/campaign-control.ts';
import { claimPageBatch, settlePageBatch } from '../../../src/store/page.ts';
import { inDecision } from '../../../src/store/pool.ts';
import { addCustomer, setDomainClock } from '../../support/engine.ts';
import { type LedgerScene, NUDGE, openLedger, runCampaign, TUESDAY_NOON, withReadyMessage } from './ledger-scene.ts';

/** Tables that grow with the shop. */
const GROWING = /\b(approval|attempt|audience_member|contact_point|customer|customer_facts|customer_hours|customer_state|enrolment|escalation|event_inbox|inquiry|inquiry_entry|message|promotion_choice|promotion_grant|sla_clock)\b/;
/** Only what is under way stands in it: it stays small. */
const SMALL_INDEX = 'message_under_way';
const ACCEPTED = { outcome: 'accepted', providerId: 'p1', detail: 'ok' } as const;

let scene: LedgerScene;
beforeAll(async () => { scene = await openLedger(); });
afterAll(() => scene.close());

/** A touch and a page, on tables that the planner has seen empty: no plan could know less of what they will be. */
async function decideOnEmptyTables(): Promise<void> {
  await scene.pool.query('vacuum analyze');
  const { id, message } = await withReadyMessage(scene, 'touched');
  await scene.tell(id, message, await scene.take(message), ACCEPTED);
  const member = await addCustomer(scene.pool, { external: 'paged', orders: ['2011-10-20T10:00:00Z'] });
  await runCampaign(scene, NUDGE);
  const runId = await startCampaign(scene.pool, NUDGE);
  await scene.pool.query(`update campaign_run set state = 'sending' where id = $1`, [runId]);
  await scene.pool.query('insert into audience_member (run_id, customer_id) values ($1, $2)', [runId, member]);
  await setDomainClock(scene.pool, TUESDAY_NOON);
  const { entered, toSend } = await claimPageBatch(scene.pool, scene.rules, runId, 10);
  expect(entered).toBe(1);
  await settlePageBatch(scene.pool, scene.rules.source, toSend.map(({ message: sent, taken }) => (
    { messageId: sent.id, fence: taken.fence, customerId: sent.customerId, outcome: ACCEPTED })));
}

interface Kept {
  readonly name: string;
  readonly parameter_types: string[];
}

/** Scans of growing tables that go through all of one, in the plans that the connection keeps. */
async function wholeScans(): Promise<string[]> {
  return inDecision(scene.pool, async (tx) => {
    const { rows } = await tx.query<Kept>('select name, parameter_types::text[] from pg_prepared_statements where generic_plans > 0 order by name');
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['lock-customers', 'mark-members', 'save-decisions', 'settle', 'snapshot', 'take-messages']));
    const found: string[] = [];
    for (const { name, parameter_types: types } of rows) {
      const nulls = types.map((type) => `null::${type}`).join(', ');
      const { rows: lines } = await tx.query<{ 'QUERY PLAN': string }>(`explain execute "${name}"${types.length === 0 ? '' : `(${nulls})`}`);
      const plan = lines.map((line) => line['QUERY PLAN']);
      plan.forEach((line, at) => {
        const scans = /(?:Scan using \S+|Scan) on (\S+)/.exec(line);
        if (scans === null || line.includes(`using ${SMALL_INDEX} `) || !GROWING.test(scans[1] ?? '') || plan[at + 1]?.includes('Index Cond') === true) return;
        found.push(`${name}: ${line.trim()} | ${plan[at + 1]?.trim() ?? ''}`);
      });
    }
    return found;
  });
}

it('no plan that a connection keeps goes through a whole table that grows', async () => {
  await decideOnEmptyTables();
  expect(await wholeScans()).toEqual([]);
});
