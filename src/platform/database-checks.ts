import { hasActivePolicy } from '../store/policy-presence.ts';
import { readClock } from '../store/domain-clock.ts';
import { countInboundMail } from '../store/inbound-mail.ts';
import { senderStates } from '../store/sender-state.ts';
import { type SenderUse, senderUseInForce } from '../store/sender-turns.ts';
import { listWebhooks, webhookEndpoint } from '../store/webhooks.ts';
import type { Pool } from '../store/pool.ts';
import { wordFactor } from './clock.ts';
import { placeOf, proveReachable } from './database.ts';
import { doubtful, faulty, fine } from './finding.ts';
import type { Finding } from './finding.ts';
import { readMigrationState } from './migrations.ts';

const UNSEEN_TOO_LONG_MS = 60_000;
const SKEW_TOO_FAR_MS = 5_000;
const MOST_MAIL_WAITING = 100;

export async function checkDatabase(url: string): Promise<Finding> {
  const startedMs = performance.now();
  await proveReachable(url);
  return fine('database', `${placeOf(url)} answers in ${Math.ceil(performance.now() - startedMs)} ms`);
}

/** The database's history of migrations is the project's. */
export async function checkMigrations(url: string): Promise<Finding> {
  const { edited, unknown, failed, pending } = await readMigrationState(url);
  if (edited.length > 0) return faulty('migrations', `edited after they were applied: ${edited.join(', ')}`, 'put the files back and say the change in a new migration');
  if (unknown.length > 0) return faulty('migrations', `of a newer Touchline: ${unknown.join(', ')}`, 'run that one, or use another database');
  if (failed.length > 0) return faulty('migrations', `begun and not ended: ${failed.join(', ')}`, 'run touchline migrate: nothing of them stands');
  if (pending.length > 0) return faulty('migrations', `not yet applied: ${pending.join(', ')}`, 'run touchline migrate, or npm start');
  return fine('migrations', 'all applied, none edited');
}

/** The clock runs, and the database's own agrees with this machine's. */
export async function checkClock(pool: Pool, isRunning: boolean): Promise<Finding> {
  const { nowMs, factor, isSet, unseenMs } = await readClock(pool);
  const now = new Date(nowMs).toISOString();
  if (!isSet) {
    const skewMs = Math.abs(nowMs - Date.now());
    return skewMs < SKEW_TOO_FAR_MS ? fine('clock', `${now}, the real time`)
      : doubtful('clock', `the database's clock is ${Math.round(skewMs / 1000)} s away from this machine's`, 'set both by a time server');
  }
  const detail = `demo clock at ${now}, ${wordFactor(factor)}`;
  const isKept = !isRunning || unseenMs === null || unseenMs < UNSEEN_TOO_LONG_MS;
  return isKept ? fine('clock', detail) : doubtful('clock', `${detail}; no worker has kept it for ${Math.round(unseenMs / 1000)} s`, 'see the worker line');
}

export async function checkPolicy(pool: Pool): Promise<Finding> {
  return (await hasActivePolicy(pool)) ? fine('policy', 'a shop policy is in force')
    : faulty('policy', 'no shop policy is in force', 'run touchline policy apply touchline.yaml');
}

/** Webhooks have somewhere to go, and a secret to be signed with; what failed is named. */
export async function checkWebhooks(pool: Pool, isSigned: boolean): Promise<Finding> {
  const { url, gone } = await webhookEndpoint(pool);
  if (url === null) {
    const waiting = await listWebhooks(pool, { state: 'waiting', limit: 1 });
    return waiting.length === 0 ? fine('webhooks', 'no endpoint in the policy; tasks stand in for them')
      : doubtful('webhooks', 'some wait, and the policy has no endpoint for them any more', 'name one in the policy: webhooks: { url: https://… }');
  }
  // The worker may have one: an environment knows its own variables only.
  if (!isSigned) return doubtful('webhooks', `${url} is to be called, and no secret to sign with is set here`, 'let the worker have TOUCHLINE_WEBHOOK_SECRET; touchline webhooks test proves it');
  if (gone) return doubtful('webhooks', `${url} has answered 410 (gone)`, 'name another one in the policy, or run touchline webhooks test');
  const failed = await listWebhooks(pool, { state: 'failed', limit: 1 });
  return failed.length === 0 ? fine('webhooks', `${url}, none has failed`) : doubtful('webhooks', `some have failed; the last: ${failed[0]?.fault ?? ''}`, 'run touchline webhooks list --state failed, then retry');
}

/** Mail that has come in is read. */
export async function checkInboundMail(pool: Pool, isListening: boolean): Promise<Finding> {
  const { waiting, unreadable } = await countInboundMail(pool);
  if (unreadable > 0) return doubtful('inbound mail', `${unreadable} of the last day could not be read`, `look at them: select id, kind, reason from inbound_mail where status = 'unreadable'`);
  if (waiting > MOST_MAIL_WAITING) return doubtful('inbound mail', `${waiting} wait to be read`, 'see the worker line: it reads what is left over');
  return fine('inbound mail', isListening ? 'read as it comes' : 'neither a listener nor a mailbox is set here (docs/how-to/receive-mail.md)');
}

/** No provider and no mailbox has stopped a sender of ours. */
export async function checkSenders(pool: Pool): Promise<Finding> {
  const [stopped] = (await senderStates(pool)).filter(({ state }) => state !== 'ok');
  return stopped === undefined ? fine('senders', `nothing is held against them${wordUse(await senderUseInForce(pool))}`)
    : doubtful('senders', `${stopped.channel}: ${stopped.sender} is ${stopped.state}; ${stopped.detail}`, 'look at DKIM, SPF and DMARC of the domain and at who was written to; it goes on an hour after the codes have stopped');
}

function wordUse(use: SenderUse | null): string {
  if (use === null) return '';
  const { sender, takenToday, mostToday, warmUpDay, spacingMs } = use;
  const room = mostToday === null ? '' : ` of ${mostToday}, ${warmUpDay !== null && warmUpDay > 0 ? `day ${warmUpDay} of its warm-up` : 'its warm-up has not begun'}`;
  return `; ${sender}: ${takenToday} today${room}${spacingMs === 0 ? '' : `, a mail every ${Math.ceil(spacingMs)} ms at most`}`;
}
