import type { CustomerId, MessageId } from '../../domain/ids.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { Purpose } from '../../domain/customer.ts';
import type { Transaction } from '../pool.ts';
import { LEAVING } from './messages.ts';

/** A message that left, may have left or is leaving, as it stood at its claim. */
export interface ClaimedTouch {
  readonly messageId: MessageId;
  readonly customerId: CustomerId;
  readonly campaign: string;
  readonly ordinal: number;
  readonly channel: string;
  readonly purpose: Purpose;
  readonly atMs: EpochMs;
  /** Told later: whoever never got it was not contacted by it. */
  readonly failed: boolean;
  /** As frozen with the message. */
  readonly countryThen: string | null;
  /** As it is now; it may have been learned since. */
  readonly timeZone: string | null;
  readonly phoneCountry: string | null;
}

interface TouchRow extends Omit<ClaimedTouch, 'atMs'> {
  atMs: string;
}

const TOUCHES_PER_FETCH = 5_000;

const TOUCHES = `
select m.id as "messageId", m.customer_id as "customerId", m.campaign, m.ordinal, m.channel, m.purpose, epoch_ms(m.claimed_at) as "atMs", m.bounced_at is not null as failed,
  m.context->'customer'->>'country' as "countryThen", c.time_zone as "timeZone", trim(c.phone_country) as "phoneCountry"
from message m left join customer c on c.id = m.customer_id`;
const CLAIMED = `where m.state in ${LEAVING} and m.claimed_at is not null`;

const ORDERS = {
  'as-stored': `${TOUCHES} ${CLAIMED}`,
  // Of two claims at one instant (a clock that stands still) the one that was made later comes later.
  'by-customer': `${TOUCHES} left join attempt a on a.message_id = m.id and a.fence = m.fence ${CLAIMED}
    order by m.customer_id, m.claimed_at, a.started_system, m.ref`,
} as const;

/** `by-customer`: customer by customer, in the order of their claims; it costs a sort. */
export type TouchOrder = keyof typeof ORDERS;

/** Every claimed touch, a few thousand rows in memory at a time. */
export async function* claimedTouches(tx: Transaction, order: TouchOrder): AsyncGenerator<readonly ClaimedTouch[]> {
  await tx.query(`declare claimed_touch no scroll cursor for ${ORDERS[order]}`);
  try {
    for (;;) {
      const { rows } = await tx.query<TouchRow>(`fetch ${TOUCHES_PER_FETCH} from claimed_touch`);
      if (rows.length === 0) return;
      yield rows.map((row) => ({ ...row, atMs: Number(row.atMs) }));
    }
  } finally {
    // After an error the cursor is gone with its transaction.
    await tx.query('close claimed_touch').catch(() => undefined);
  }
}
