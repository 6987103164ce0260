import { setTimeout as sleep } from 'node:timers/promises';
import { customerWorkflowId } from '../../../src/contracts/lifecycle.ts';
import type { CustomerId } from '../../../src/domain/ids.ts';
import { eventually } from '../../support/engine.ts';
import type { SinkScript } from '../../support/smtp-sink.ts';
import { type Stage, untilShown } from './stage.ts';

/** Plays one path of a workflow and answers whose run it was; `runId` for a run that has been followed by another. */
export type Scene = (stage: Stage) => Promise<{ workflowId: string; runId?: string }>;

const MAIL = '  - { id: mail, send: { template: second-order, channels: [email], good-for: 5 days } }\n';
const WAIT = '  - { id: pause, wait: 2 minutes }\n';

/** Campaigns that events enter; every scene has an event of its own. */
export async function applyEventCampaigns({ pool, applyCampaign }: Stage): Promise<void> {
  await applyCampaign('mail-on-inquiry', MAIL);
  await applyCampaign('mail-after-review', WAIT + MAIL, 'entry: { on: [review.given], re-entry: never }');
  await pool.query(`update campaign set state = 'running'`);
}

/** A run by its customer, as it is when the scene ends. */
const runOf = (id: CustomerId) => ({ workflowId: customerWorkflowId(id) });
const hasSent = (kinds: readonly string[]) => kinds.includes('activityTaskScheduled sendMessage');
const hasAnswered = (kinds: readonly string[]) => kinds.includes('activityTaskCompleted');
const sleeps = (kinds: readonly string[]) => kinds.includes('timerStarted');
const sleepsAfterSend = (kinds: readonly string[]) => hasAnswered(kinds) && kinds.lastIndexOf('timerStarted') > kinds.lastIndexOf('activityTaskCompleted');

/** The customer inquires and is written to, by a mail server that follows a script. */
const writtenTo = (script: SinkScript, shown: (kinds: readonly string[]) => boolean): Scene => async (stage) => {
  const id = await stage.newCustomer();
  stage.sink.follow(script);
  await stage.happens(id, 'inquiry.received');
  await stage.lifecycle.poke(id, 'inquiry.received');
  await untilShown(stage, id, 'its mail', shown).finally(() => stage.sink.follow({}));
  return runOf(id);
};

async function asleep(stage: Stage): Promise<CustomerId> {
  const id = await stage.newCustomer();
  await stage.lifecycle.poke(id, 'test');
  await untilShown(stage, id, 'a timer', sleeps);
  return id;
}

/** Sends to this customer are under way for a while: the mail server takes its time. */
async function sending(stage: Stage, id: CustomerId): Promise<void> {
  stage.sink.follow({ replyDelayMs: 700 });
  await stage.happens(id, 'inquiry.received');
  await stage.lifecycle.poke(id, 'inquiry.received');
  await untilShown(stage, id, 'a send', hasSent);
}

/** Decisions about this customer fail as they do while the database is away. */
async function withoutDatabase(stage: Stage, id: CustomerId, work: () => Promise<void>): Promise<void> {
  await stage.pool.query(`create or replace function database_away() returns trigger language plpgsql as $$
    begin raise exception 'the database is away' using errcode = '57P01'; end $$`);
  await stage.pool.query(`create trigger database_away before update of sequence on customer_state for each row when (old.customer_id = '${id}') execute function database_away()`);
  await work().finally(() => stage.pool.query('drop trigger database_away on customer_state'));
}

async function lapsedCustomer(stage: Stage): Promise<CustomerId> {
  const id = await stage.newCustomer();
  await stage.pool.query(`update customer_facts set first_order_at = touchline_now() - interval '3 years', last_order_at = touchline_now() - interval '3 years' where customer_id = $1`, [id]);
  return id;
}

const ended = (how: string) => (kinds: readonly string[]) => kinds.includes(`workflowExecution${how}`);

export const CUSTOMER_SCENES: Readonly<Record<string, Scene>> = {
  'first-start': async (stage) => runOf(await asleep(stage)),
  'ends-when-nothing-is-awaited': async (stage) => {
    const id = await lapsedCustomer(stage);
    await stage.lifecycle.poke(id, 'test');
    await untilShown(stage, id, 'its end', ended('Completed'));
    return runOf(id);
  },
  'merged-away': async (stage) => {
    const [id, other] = [await asleep(stage), await stage.newCustomer()];
    await stage.pool.query('update customer set merged_into = $2 where id = $1', [id, other]);
    await stage.lifecycle.poke(id, 'merged');
    await untilShown(stage, id, 'its end', ended('Completed'));
    return runOf(id);
  },
  'send-accepted': writtenTo({}, sleepsAfterSend),
  'send-refused': writtenTo({ at: { rcpt: '550 5.1.1 no such mailbox' } }, hasAnswered),
  'send-deferred-then-accepted': async (stage) => {
    const id = await stage.newCustomer();
    stage.sink.follow({ at: { rcpt: '451 4.3.0 later' } });
    await stage.happens(id, 'inquiry.received');
    await stage.lifecycle.poke(id, 'inquiry.received');
    await eventually('it is deferred', async () => (await stage.pool.query(`select 1 from attempt a join message m on m.id = a.message_id where m.customer_id = $1 and a.outcome = 'deferred'`, [id])).rowCount === 1);
    stage.sink.follow({});
    await untilShown(stage, id, 'its mail', sleepsAfterSend);
    return runOf(id);
  },
  'send-unknown': writtenTo({ at: { body: 'cut' } }, hasAnswered),
  'timer-fires-and-sends': async (stage) => {
    const id = await stage.newCustomer();
    await stage.happens(id, 'review.given');
    await stage.lifecycle.poke(id, 'review.given');
    await untilShown(stage, id, 'a timer that fires, and a mail', (kinds) => kinds.includes('timerFired') && sleepsAfterSend(kinds));
    return runOf(id);
  },
  'poked-while-sending': async (stage) => {
    const id = await asleep(stage);
    await sending(stage, id);
    await stage.happens(id, 'clicked');
    await stage.lifecycle.poke(id, 'clicked');
    await untilShown(stage, id, 'its mail', sleepsAfterSend).finally(() => stage.sink.follow({}));
    return runOf(id);
  },
  'timer-beside-a-send': async (stage) => {
    const id = await stage.newCustomer();
    await stage.happens(id, 'review.given');
    await stage.lifecycle.poke(id, 'review.given');
    await untilShown(stage, id, 'a timer', sleeps);
    await sending(stage, id);
    await untilShown(stage, id, 'both mails', (kinds) => kinds.filter((kind) => kind === 'activityTaskCompleted').length === 2 && sleepsAfterSend(kinds)).finally(() => stage.sink.follow({}));
    return runOf(id);
  },
  'poked-while-deciding': async (stage) => {
    const id = await asleep(stage);
    const holder = await stage.pool.connect();
    await holder.query('begin');
    await holder.query('select 1 from customer_state where customer_id = $1 for update', [id]);
    await stage.lifecycle.poke(id, 'test');
    await sleep(1_000);
    await stage.lifecycle.poke(id, 'test');
    await sleep(500);
    await holder.query('rollback');
    holder.release();
    await untilShown(stage, id, 'two decisions more', (kinds) => kinds.filter((kind) => kind === 'markerRecorded').length >= 3 && kinds.at(-1) === 'timerStarted');
    return runOf(id);
  },
  'more-to-decide': async (stage) => {
    const id = await asleep(stage);
    await stage.happens(id, 'opened', 250);
    await stage.lifecycle.poke(id, 'test');
    await untilShown(stage, id, 'several decisions', (kinds) => kinds.filter((kind) => kind === 'markerRecorded').length >= 3 && kinds.at(-1) === 'timerStarted');
    return runOf(id);
  },
  'database-away': async (stage) => {
    const id = await asleep(stage);
    await withoutDatabase(stage, id, async () => {
      await stage.lifecycle.poke(id, 'test');
      await untilShown(stage, id, 'two waits for the database', (kinds) => kinds.filter((kind) => kind === 'timerStarted').length >= 3);
    });
    await untilShown(stage, id, 'a decision', (kinds) => kinds.filter((kind) => kind === 'timerStarted').length >= 4);
    return runOf(id);
  },
  'cancelled-while-sending': async (stage) => {
    const id = await stage.newCustomer();
    await sending(stage, id);
    await stage.temporal.client.workflow.getHandle(customerWorkflowId(id)).cancel();
    await untilShown(stage, id, 'its end', ended('Canceled')).finally(() => stage.sink.follow({}));
    return runOf(id);
  },
  'continues-as-new': async (stage) => {
    const id = await asleep(stage);
    const handle = stage.temporal.client.workflow.getHandle(customerWorkflowId(id));
    const { runId } = await handle.describe();
    await eventually('it continues as new', async () => {
      await stage.lifecycle.poke(id, 'test');
      return (await handle.describe()).runId !== runId;
    }, 90_000);
    return { workflowId: customerWorkflowId(id), runId };
  },
  'continued-as-new': async (stage) => {
    const { workflowId } = await CUSTOMER_SCENES['continues-as-new']!(stage);
    await untilShown(stage, workflowId.replace('customer:', ''), 'a timer', sleeps);
    return { workflowId };
  },
};
