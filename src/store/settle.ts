import type { SendOutcome } from '../contracts/channel.ts';
import { because } from '../domain/reason.ts';
import { channelOfMessage, type MessageId } from '../domain/ids.ts';
import { tellAddressTrouble } from './address-trouble.ts';
import type { Queryable, Statement } from './pool.ts';
import { withRests } from './recipient-rests.ts';
import { haltAccount, REFUSED_ATTEMPT } from './sender-state.ts';

/** What one attempt came to, under the fence it was made with. */
export interface SettledAttempt {
  readonly messageId: MessageId;
  readonly fence: number;
  readonly outcome: SendOutcome;
}

// An outcome counts for the attempt it belongs to; it settles the message only if no later attempt has been made (the fence),
// and it may still turn 'unknown' into the truth. What is certain stays as it was told first, with its end: a repeated telling
// whose first answer was lost changes nothing. A message that any of its attempts is known to have handed over is accepted:
// a service message that was to leave again does not, whatever came of a later attempt. A dead address is suppressed in the same commit, and so is marketing to whoever
// has told the provider to let none through.
// What comes of a message to somebody who has become part of another customer since is the other one's.
// Rows are named by their keys as well as joined: a plan made while the tables are young then never goes through a whole table.
const SETTLE: Statement = { name: 'settle', text: `
with moment as materialized (select touchline_now() as at), told as (
  select t.*, case
      when t.outcome <> 'accepted' and exists (select 1 from attempt a where a.message_id = t.id and a.fence < t.fence and a.outcome = 'accepted') then 'accepted'
      when t.outcome = 'deferred' then 'ready' else t.outcome end as state
  from jsonb_to_recordset($1::jsonb) as t(id text, fence int, outcome text, code text, detail text, provider_id text, dead boolean, opted_out boolean, reason jsonb)
), attempted as (
  update attempt a set ended_system = clock_timestamp(), outcome = t.outcome, code = t.code, detail = t.detail
  from told t where a.message_id = any($2::text[]) and a.message_id = t.id and a.fence = t.fence and (a.outcome is null or (a.outcome = 'unknown' and t.outcome <> 'unknown'))
  returning a.message_id, a.outcome
), settled as (
  update message m set
    state = t.state,
    accepted_at = case when t.state = 'accepted' then moment.at end,
    provider_id = coalesce(t.provider_id, m.provider_id), lease_until_system = null, reason = case when t.state <> 'accepted' then t.reason end
  from told t, moment
  where m.id = any($2::text[]) and m.id = t.id and (
    (m.fence = t.fence and (m.state = 'sending' or (m.state = 'unknown' and t.outcome <> 'deferred')))
    or (m.state in ('ready', 'planned', 'unknown') and m.id in (select message_id from attempted where outcome = 'accepted')))
  returning m.id, m.customer_id, (select coalesce(c.merged_into, c.id) from customer c where c.id = m.customer_id) as owner_id, m.contact_point_id, m.channel, m.state, m.accepted_at, m.grant_id, m.purpose, m.run_id, t.dead, t.opted_out,
    case when m.inquiry_id is null then m.run_id is null else coalesce((select e.by is not null from (select message_id, by from inquiry_entry where inquiry_id = m.inquiry_id offset 0) e where e.message_id = m.id limit 1), false) end as personal
), contacted as (
  update customer_facts f set last_contact_at = greatest(f.last_contact_at, s.accepted_at), last_personal_contact_at = greatest(f.last_personal_contact_at, s.personal_at), unanswered_touches = f.unanswered_touches + s.touches
  from (select owner_id, max(accepted_at) as accepted_at, max(accepted_at) filter (where personal) as personal_at, count(*) filter (where purpose = 'marketing')::int as touches
    from settled where state = 'accepted' group by owner_id) s
  where f.customer_id = any(array(select owner_id from settled)) and f.customer_id = s.owner_id
), given as (
  update promotion_grant g set state = 'committed', committed_at = s.accepted_at
  from settled s where g.id = any(array(select grant_id from settled where grant_id is not null)) and g.id = s.grant_id and s.state = 'accepted' and g.state = 'reserved'
), bounced as (
  update contact_point p set state = 'bounced' from settled s where p.id = any(array(select contact_point_id from settled where dead)) and p.id = s.contact_point_id and s.dead
), suppressed as (
  insert into suppression (customer_id, channel, address, purpose, reason, at)
  select s.owner_id, s.channel, p.address, '*', 'bounced', moment.at
  from moment, settled s join contact_point p on p.id = s.contact_point_id where s.dead
), opted_out as (
  insert into suppression (customer_id, channel, purpose, reason, at)
  select s.owner_id, s.channel, 'marketing', 'unsubscribed', moment.at from moment, settled s where s.opted_out
    and not exists (select 1 from suppression x where x.customer_id = s.owner_id and x.channel = s.channel and x.purpose = 'marketing' and x.reason = 'unsubscribed' and x.lifted_at is null)
)
select id, customer_id, state from settled` };

/** Records outcomes; answers the messages whose state they settled. Call it under the customers' locks. */
export async function settleAttempts(db: Queryable, told: readonly SettledAttempt[]): Promise<{ id: MessageId; state: string }[]> {
  const attempts = await withRests(db, told);
  const { rows } = await db.query<{ id: MessageId; state: string }>({ ...SETTLE, values: [JSON.stringify(attempts.map(toldRow)), attempts.map(({ messageId }) => messageId)] });
  const inTrouble = attempts.filter(({ outcome }) => outcome.outcome === 'refused' && outcome.addressInTrouble).map(({ messageId }) => messageId);
  if (inTrouble.length > 0) await tellAddressTrouble(db, inTrouble);
  for (const { messageId, outcome } of attempts) {
    if (outcome.outcome === 'deferred' && outcome.senderHalted === true) await haltAccount(db, channelOfMessage(messageId), `${REFUSED_ATTEMPT} ${outcome.code}: ${outcome.detail}`);
  }
  const awaiting = new Set(attempts.filter(({ outcome }) => outcome.outcome === 'unknown' && outcome.awaitsNews === true).map(({ messageId }) => messageId));
  const unknown = rows.filter(({ id, state }) => state === 'unknown' && !awaiting.has(id)).map(({ id }) => id);
  if (unknown.length > 0) await db.query(RESEND_SQL, [unknown, MOST_ATTEMPTS_OF_SERVICE]);
  return rows;
}

/** A service message whose outcomes stay unknown is listed after so many attempts, whatever the policy says. */
const MOST_ATTEMPTS_OF_SERVICE = 3;

// By policy a service message of unknown outcome leaves again under the same key: a receipt twice rather than never. Marketing never does.
const RESEND_SQL = `
update message m set state = 'ready' from policy_version p
where p.active and p.definition->'unknownOutcome'->>'service' = 'resend'
  and m.id = any($1::text[]) and m.state = 'unknown' and m.purpose = 'service' and m.fence < $2`;

function toldRow({ messageId, fence, outcome }: SettledAttempt): object {
  const code = outcome.outcome === 'accepted' ? null : outcome.code;
  return {
    id: messageId,
    fence,
    outcome: outcome.outcome,
    code,
    detail: outcome.detail,
    provider_id: outcome.outcome === 'accepted' ? outcome.providerId : null,
    opted_out: outcome.outcome === 'refused' && outcome.optedOut === true,
    dead: outcome.outcome === 'refused' && outcome.addressIsDead,
    reason: reasonOf(outcome),
  };
}

const REASONS = { refused: 'refused', deferred: 'deferred', unknown: 'outcome-unknown' } as const;

function reasonOf(outcome: SendOutcome): object | null {
  if (outcome.outcome === 'accepted') return null;
  return because(REASONS[outcome.outcome], { code: outcome.code, ...('addressInTrouble' in outcome ? { about: 'address' } : {}) });
}
