import type { Purpose } from '../domain/customer.ts';
import type { ContactPointId, CustomerId, EnrolmentId, MessageId, StepId } from '../domain/ids.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { MessageState } from '../domain/message.ts';
import { APPROVED_UNTIL } from './draft-content.ts';
import type { Queryable, Statement } from './pool.ts';

/** A message as the ledger has it, with what a send needs to find. */
export interface MessageRow {
  readonly id: MessageId;
  readonly ref: string;
  readonly customerId: CustomerId;
  readonly enrolmentId: EnrolmentId;
  readonly campaign: string;
  readonly ordinal: number;
  readonly step: StepId;
  readonly channel: string;
  readonly purpose: Purpose;
  readonly state: MessageState;
  readonly contactPointId: ContactPointId;
  readonly templateHash: string;
  readonly fence: number;
  readonly createdAtMs: EpochMs;
  readonly expiresAtMs: EpochMs;
  /** System milliseconds left of the lease of a message in flight; negative when it ran out. */
  readonly leaseLeftMs: number | null;
  /** The inquiry that it answers; null: it belongs to a campaign. */
  readonly inquiryId: number | null;
  /** Of an answer: until when a second person's yes to it is good; null: there is none. */
  readonly approvedUntilMs: EpochMs | null;
}

const COLUMNS = `json_build_object('id', id, 'ref', ref::text, 'customerId', customer_id, 'enrolmentId', enrolment_id, 'campaign', campaign,
  'ordinal', ordinal, 'step', step, 'channel', channel, 'purpose', purpose, 'state', state, 'contactPointId', contact_point_id,
  'templateHash', template_hash, 'fence', fence, 'createdAtMs', epoch_ms(created_at), 'expiresAtMs', epoch_ms(expires_at),
  'leaseLeftMs', extract(epoch from lease_until_system - clock_timestamp()) * 1000,
  'inquiryId', inquiry_id, 'approvedUntilMs', case when inquiry_id is not null then (${APPROVED_UNTIL}) end) as row`;

const MESSAGES: Statement = { name: 'messages', text: `select ${COLUMNS} from message m where id = any($1::text[]) order by id` };

/** Messages by id; unknown ids are absent. */
export async function readMessages(db: Queryable, ids: readonly MessageId[]): Promise<MessageRow[]> {
  const { rows } = await db.query<{ row: MessageRow }>({ ...MESSAGES, values: [ids] });
  return rows.map(({ row }) => row);
}

/** One message, or null. */
export async function readMessage(db: Queryable, id: MessageId): Promise<MessageRow | null> {
  return (await readMessages(db, [id]))[0] ?? null;
}
