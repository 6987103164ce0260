import type { ChannelRule } from '../../domain/channel-choice.ts';
import type { Transaction } from '../pool.ts';

/** One row that breaks an invariant: ids, counts and instants, nothing personal. */
export type Offender = Readonly<Record<string, unknown>>;

/** What one look found. */
export interface Look {
  /** Rows looked at: a zero of nothing proves nothing. */
  readonly checked: number;
  readonly count: number;
  /** The first ten. */
  readonly offenders: readonly Offender[];
}

/** What the tables alone do not know. */
export interface Surroundings {
  /** Capabilities by channel; a channel that is not named is held to every rule. */
  readonly channels: Readonly<Record<string, ChannelRule>>;
}

/** Something that is true of the database at any instant, and how to find what breaks it. */
export interface Invariant {
  readonly id: string;
  readonly title: string;
  /** What an operator does about an offender. */
  readonly remedy: string;
  /** Reads only, in one snapshot of the database. */
  readonly look: (tx: Transaction, around: Surroundings) => Promise<Look>;
}

export const MOST_OFFENDERS = 10;

/** An invariant in SQL: `checked` counts what is looked at, `offenders` selects each row that breaks it, its ids named. */
export function bySql({ checked, offenders, ...invariant }: Omit<Invariant, 'look'> & { readonly checked: string; readonly offenders: string }): Invariant {
  const sql = `
    with offender as materialized (${offenders})
    select (${checked})::int as checked, (select count(*)::int from offender) as count,
      coalesce((select json_agg(one) from (select * from offender limit ${MOST_OFFENDERS}) one), '[]') as offenders`;
  const look = async (tx: Transaction): Promise<Look> => {
    const { rows } = await tx.query<Look>(sql);
    return rows[0] ?? { checked: 0, count: 0, offenders: [] };
  };
  return { ...invariant, look };
}
