import { DAY_MS, type EpochMs } from '../domain/instant.ts';
import type { ClockKind } from '../domain/sla-clock.ts';
import type { Queryable } from './pool.ts';
import { PERSON_OF_CLOCK } from './running-promises.ts';

/** What a report is told by. `hour`: of the shop's clock, in which the promise was given. */
export const SLA_GROUPS = ['level', 'team', 'person', 'hour'] as const;
export type SlaGroup = (typeof SLA_GROUPS)[number];

/** Which promises: those that fell due from an instant on and before another. */
export interface SlaReportOf {
  readonly by: SlaGroup;
  readonly fromMs: EpochMs;
  readonly untilMs: EpochMs;
  /** IANA; whose hours are meant. */
  readonly zone: string;
}

/** So many days are reported on where none are named. */
export const USUAL_DAYS = 30;

/** The time of a report; null: as usual, up to now. */
export function spanOfReport({ fromMs, untilMs }: { readonly fromMs: EpochMs | null; readonly untilMs: EpochMs | null }, nowMs: EpochMs): Pick<SlaReportOf, 'fromMs' | 'untilMs'> {
  // What is due at this very instant is due.
  const endMs = untilMs ?? nowMs + 1;
  return { fromMs: fromMs ?? endMs - USUAL_DAYS * DAY_MS, untilMs: endMs };
}

/** What became of the promises of one kind to, or of, one group. */
export interface SlaReportLine {
  /** A level, the name of a team, the id of a person, or an hour of 0 to 23; null: no team, or nobody. */
  readonly group: string | null;
  readonly kind: ClockKind;
  readonly due: number;
  readonly met: number;
  /** Kept after their time. */
  readonly metLate: number;
  /** Not kept to this moment. */
  readonly late: number;
  /** They stand still: the customer is to answer. */
  readonly withCustomer: number;
  readonly cancelled: number;
  /** Of those that were late: minutes after their time, until they were kept or to this moment; null without any. */
  readonly lateMedianMinutes: number | null;
  readonly lateMostMinutes: number | null;
}

const GROUPS: Readonly<Record<SlaGroup, string>> = {
  level: 'c.level::text', team: 'c.team', person: PERSON_OF_CLOCK, hour: `extract(hour from c.opened_at at time zone $3)::int::text`,
};

/** What became of the promises that fell due, by groups and kinds. */
export async function reportSla(db: Queryable, { by, fromMs, untilMs, zone }: SlaReportOf): Promise<SlaReportLine[]> {
  const { rows } = await db.query<{ line: SlaReportLine }>(
    `with due as (
       select ${GROUPS[by]} as grouped, c.kind, c.state, c.paused_at is not null and c.ended_at is null as stands, c.due_at, c.ended_at,
         case when c.state <> 'cancelled' and (c.ended_at is not null or c.paused_at is null) and coalesce(c.ended_at, touchline_now()) > c.due_at then extract(epoch from coalesce(c.ended_at, touchline_now()) - c.due_at) / 60 end as late_minutes
       from sla_clock c where c.due_at >= instant($1) and c.due_at < instant($2) and $3::text is not null
     )
     select json_build_object('group', grouped, 'kind', kind, 'due', count(*), 'met', count(*) filter (where state = 'met' and late_minutes is null), 'metLate', count(*) filter (where state = 'met' and late_minutes is not null),
       'late', count(*) filter (where ended_at is null and not stands), 'withCustomer', count(*) filter (where stands), 'cancelled', count(*) filter (where state = 'cancelled'),
       'lateMedianMinutes', round((percentile_cont(0.5) within group (order by late_minutes))::numeric, 1)::float8, 'lateMostMinutes', round(max(late_minutes)::numeric, 1)::float8) as line
     from due group by grouped, kind order by ${by === 'hour' ? 'grouped::int' : 'grouped'} nulls last, kind`, [fromMs, untilMs, zone]);
  return rows.map(({ line }) => line);
}
