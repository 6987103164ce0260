import type { EpochMs } from '../domain/instant.ts';
import { promiseStanding, type PromiseStanding } from '../domain/promise-standing.ts';
import { LEVELS } from '../domain/promised-time.ts';
import type { Queryable } from './pool.ts';
import { readRunningPromises, type RunningPromise } from './running-promises.ts';
import { domainNowMs } from './score-facts.ts';

/** How many promises of a level, or of a person, stand how. */
export interface BoardLine {
  readonly name: string;
  readonly counts: Readonly<Record<PromiseStanding, number>>;
}

/** How the promises that run stand. */
export interface SlaBoard {
  readonly nowMs: EpochMs;
  readonly all: BoardLine;
  readonly levels: readonly BoardLine[];
  /** By id; what is with nobody comes last. */
  readonly people: readonly BoardLine[];
  /** Those that are late, the longest first. */
  readonly late: readonly RunningPromise[];
}

type Standing = RunningPromise & { readonly standing: PromiseStanding };

const NOBODY = 'nobody';

/** The board of all promises that run, or of those of one team. */
export async function readSlaBoard(db: Queryable, team: string | null): Promise<SlaBoard> {
  const nowMs = await domainNowMs(db);
  const promises = (await readRunningPromises(db)).filter((one) => team === null || one.team === team).map((one) => ({ ...one, standing: promiseStanding(one, nowMs) }));
  const people = [...new Set(promises.map(({ person }) => person ?? NOBODY))].toSorted((a, b) => Number(a === NOBODY) - Number(b === NOBODY) || (a < b ? -1 : 1));
  return {
    nowMs, all: countsOf('all', promises),
    levels: LEVELS.map((level) => countsOf(`level ${level}`, promises.filter((one) => one.level === level))),
    people: people.map((person) => countsOf(person, promises.filter((one) => (one.person ?? NOBODY) === person))),
    late: promises.filter(({ standing }) => standing === 'late'),
  };
}

function countsOf(name: string, promises: readonly Standing[]): BoardLine {
  const count = (standing: PromiseStanding) => promises.filter((one) => one.standing === standing).length;
  return { name, counts: { late: count('late'), soon: count('soon'), 'on-track': count('on-track'), 'with-customer': count('with-customer') } };
}
