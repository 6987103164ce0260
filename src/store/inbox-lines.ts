import { actingFor, type Away } from '../domain/deputies.ts';
import { type StaffId, toStaffId } from '../domain/ids.ts';
import { inInboxOrder } from '../domain/inbox-order.ts';
import type { EpochMs } from '../domain/instant.ts';
import type { Queryable } from './pool.ts';
import { domainNowMs } from './score-facts.ts';
import { readStaffMember } from './staff.ts';
import { readAway } from './staff-presence.ts';
import { type InboxLine, readWaitingMatters } from './waiting-matters.ts';

/** Which of what waits; null leaves a question out. */
export interface InboxFilter {
  readonly what: InboxLine['what'] | null;
  /** Only what is with them or whom they stand in for, and drafts that they may approve. */
  readonly mine: StaffId | null;
  readonly team: string | null;
  /** Also what is snoozed, and what waits for the customer. */
  readonly all: boolean;
  readonly limit: number;
}

/** What waits for people, in the order in which they see to it. */
export interface InboxLines {
  readonly lines: readonly InboxLine[];
  /** How many more there are than were asked for. */
  readonly more: number;
  readonly nowMs: EpochMs;
}

/** What waits for people: levels 1 to 3 by deadline, then level 4. */
export async function readInboxLines(db: Queryable, { what, mine: me, team, all, limit }: InboxFilter): Promise<InboxLines> {
  const nowMs = await domainNowMs(db);
  const mine = me === null ? null : { me, away: await readAway(db, nowMs), isSupervisor: (await readStaffMember(db, me))?.roles.includes('supervisor') === true };
  const isWanted = (line: InboxLine) =>
    (what === null || line.what === what) && (team === null || line.team === team) && (mine === null || isMine(line, mine)) && (all || isInSight(line, nowMs));
  const lines = inInboxOrder((await readWaitingMatters(db)).filter(isWanted), nowMs);
  return { lines: lines.slice(0, limit), more: Math.max(0, lines.length - limit), nowMs };
}

interface Mine {
  readonly me: StaffId;
  readonly away: Away;
  readonly isSupervisor: boolean;
}

/** Of inquiries those that are with me, or with somebody for whom I stand in, and what nobody has of customers in our charge; of drafts those that I may approve. */
function isMine({ what, person, inCharge, authors }: InboxLine, { me, away, isSupervisor }: Mine): boolean {
  if (what === 'approval') return isSupervisor && !authors.includes(me);
  const inHands = person ?? inCharge;
  return inHands !== null && (inHands === me || actingFor(toStaffId(inHands), away) === me);
}

/** What is late is in sight, whatever was said of it. */
function isInSight({ isWithCustomer, snoozedUntilMs, dueAtMs }: InboxLine, nowMs: EpochMs): boolean {
  if (dueAtMs !== null && dueAtMs <= nowMs && !isWithCustomer) return true;
  return !isWithCustomer && (snoozedUntilMs === null || snoozedUntilMs <= nowMs);
}
