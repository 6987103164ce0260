import { setTimeout as sleep } from 'node:timers/promises';
import { staffTemplate } from '../../../src/channels/staff-template.ts';
import { channelRules } from '../../../src/channels/registry.ts';
import { type CustomerId, toCustomerId } from '../../../src/domain/ids.ts';
import { answerInquiry } from '../../../src/store/answer-inquiry.ts';
import { decideApproval } from '../../../src/store/decide-approval.ts';
import { RulesSource } from '../../../src/store/rules.ts';
import { wakeCustomers } from './fire-shop.ts';
import type { Installation } from './installation.ts';
import type { Dice } from './seeded.ts';

/** What the people of the shop did. */
export interface StaffDid {
  answered: number;
  approved: number;
  rejected: number;
  closed: number;
  noted: number;
  /** Looks at the desk that were slept through. */
  slept: number;
  /** Did not go through: somebody was faster, or the matter had changed. */
  refused: number;
}

const LOOK_EVERY_MS = 700;
const MOST_AT_ONCE = 12;
const SERVICE = ['service-1', 'service-2', 'account-1'];
const SUPERVISORS = ['supervisor-1', 'supervisor-2', 'supervisor-3'];

/** People who look at what waits, do some of it, and sleep for spells in which nobody does anything, until the signal. */
export async function beStaff(installation: Installation, dice: Dice, signal: AbortSignal): Promise<StaffDid> {
  const did: StaffDid = { answered: 0, approved: 0, rejected: 0, closed: 0, noted: 0, slept: 0, refused: 0 };
  const source = new RulesSource(channelRules(installation.channels));
  let sleepsFor = 0;
  while (!signal.aborted) {
    await sleep(LOOK_EVERY_MS);
    if (sleepsFor === 0 && dice.chance(0.05)) sleepsFor = dice.between(20, 90);
    if (sleepsFor > 0) {
      sleepsFor -= 1;
      did.slept += 1;
      continue;
    }
    const moved = [...await answerSome(installation, source, dice, did), ...await judgeSome(installation, source, dice, did)];
    // What does not reach Temporal just now, the relay tells.
    await wakeCustomers(installation, moved).catch(() => undefined);
  }
  return did;
}

async function answerSome({ pool, channels }: Installation, source: RulesSource, dice: Dice, did: StaffDid): Promise<CustomerId[]> {
  const templateOf = (channel: string, locale: string) => staffTemplate(channels, channel, locale);
  const { rows } = await pool.query<{ id: string; customer_id: string; is_answered: boolean }>(
    `select i.id, i.customer_id, exists (select 1 from inquiry_entry e where e.inquiry_id = i.id and e.what = 'answer') as is_answered
     from inquiry i where i.state <> 'closed' order by random() limit ${MOST_AT_ONCE}`);
  const moved = [];
  for (const { id, customer_id, is_answered } of rows) {
    if (is_answered && dice.chance(0.3)) {
      await pool.query(`update inquiry set state = 'closed', closed_at = touchline_now() where id = $1 and state <> 'closed'`, [id]);
      did.closed += 1;
    } else if (!is_answered && dice.chance(0.3)) {
      const answer = await answerInquiry(pool, source, templateOf, { inquiry: Number(id), by: dice.pick(SERVICE), subject: 'Your question', text: 'It leaves tomorrow.', channel: null });
      if (answer.kind === 'sent' || answer.kind === 'draft') did.answered += 1;
      else did.refused += 1;
    } else continue;
    moved.push(toCustomerId(customer_id));
  }
  return moved;
}

async function judgeSome({ pool }: Installation, source: RulesSource, dice: Dice, did: StaffDid): Promise<CustomerId[]> {
  const { rows } = await pool.query<{ id: string; content_hash: string; customer_id: string }>(
    `select id, content_hash, customer_id from approval where state = 'waiting' order by random() limit ${MOST_AT_ONCE}`);
  const moved = [];
  for (const { id, content_hash, customer_id } of rows) {
    if (!dice.chance(0.4)) continue;
    const yes = dice.chance(0.85);
    const answer = await decideApproval(pool, source, { approval: Number(id), contentHash: content_hash, by: dice.pick(SUPERVISORS), yes, note: yes ? null : 'not like this' });
    if (answer.kind === 'approved' || answer.kind === 'rejected') did[answer.kind] += 1;
    else did.refused += 1;
    moved.push(toCustomerId(customer_id));
  }
  const noted = await pool.query<{ customer_id: string }>(
    `update inquiry_entry e set reviewed_at = touchline_now(), reviewed_by = 'supervisor-1' from inquiry i
     where i.id = e.inquiry_id and e.id in (select id from inquiry_entry where needs_review and reviewed_at is null and abs(hashint8(id)) % 4 > 0 order by id limit 2) returning i.customer_id`);
  did.noted += noted.rowCount ?? 0;
  return [...moved, ...noted.rows.map((row) => toCustomerId(row.customer_id))];
}
