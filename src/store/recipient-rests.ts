import type { Purpose } from '../domain/customer.ts';
import type { EpochMs } from '../domain/instant.ts';
import { type Rest, restAfter } from '../domain/recipient-rest.ts';
import type { Queryable } from './pool.ts';
import type { SettledAttempt } from './settle.ts';

interface RestRow {
  id: string;
  contact_point_id: string;
  purpose: Purpose;
  expires_ms: string;
  now_ms: string;
  rest_ms: string | null;
  rests: number;
}

const ROWS = `select m.id, m.contact_point_id, m.purpose, epoch_ms(m.expires_at) as expires_ms, epoch_ms(touchline_now()) as now_ms, epoch_ms(p.rest_until) as rest_ms, p.rests
  from message m join contact_point p on p.id = m.contact_point_id where m.id = any($1::text[])`;

/** The receivers of these messages rest from now on, as far as marketing goes: whoever else wants to write to them there waits. Call it under the customers' locks. */
export async function restRecipients(db: Queryable, messageIds: readonly string[]): Promise<ReadonlyMap<string, Rest>> {
  const { rows } = await db.query<RestRow>(ROWS, [messageIds]);
  const rests = rows.map((row) => ({ row, rest: restAfter({ rests: row.rests, restUntilMs: instantOf(row.rest_ms), nowMs: Number(row.now_ms), purpose: row.purpose, goodUntilMs: Number(row.expires_ms) }) }));
  await db.query(
    `update contact_point p set rest_until = instant(r."untilMs"), rests = r.rests from jsonb_to_recordset($1::jsonb) as r(point uuid, "untilMs" float8, rests int)
     where p.id = any($2::uuid[]) and p.id = r.point`,
    [JSON.stringify(rests.map(({ row, rest }) => ({ point: row.contact_point_id, ...rest }))), rows.map((row) => row.contact_point_id)]);
  return new Map(rests.map(({ row, rest }) => [row.id, rest]));
}

/** An outcome of which the receiver's rest is the cause: the touch waits for its end, or the next channel takes over. */
export async function withRests(db: Queryable, attempts: readonly SettledAttempt[]): Promise<readonly SettledAttempt[]> {
  const resting = attempts.filter(({ outcome }) => 'recipientRests' in outcome && outcome.recipientRests);
  if (resting.length === 0) return attempts;
  const rests = await restRecipients(db, resting.map(({ messageId }) => messageId));
  return attempts.map((attempt): SettledAttempt => {
    const rest = resting.includes(attempt) ? rests.get(attempt.messageId) : undefined;
    const { outcome } = attempt;
    if (rest === undefined || rest.triesAgain || outcome.outcome !== 'deferred') return attempt;
    return { ...attempt, outcome: { outcome: 'refused', code: outcome.code, detail: outcome.detail, addressIsDead: false, recipientRests: true } };
  });
}

/** Marketing that was sent after the rest has arrived: the next refusal is a first one again. */
export async function endRests(db: Queryable, messageId: string): Promise<void> {
  await db.query(
    `update contact_point p set rests = 0, rest_until = null from message m
     where m.id = $1 and p.id = m.contact_point_id and p.rests > 0 and m.purpose = 'marketing' and m.claimed_at >= p.rest_until`, [messageId]);
}

const instantOf = (told: string | null): EpochMs | null => (told === null ? null : Number(told));
