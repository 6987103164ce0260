import { PROMISE_STANDINGS, promiseStanding, type PromiseStanding } from '../domain/promise-standing.ts';
import { LEVELS } from '../domain/promised-time.ts';
import { USUAL_SLA } from '../domain/sla-policy.ts';
import { wordTimeLeft } from '../domain/time-left-words.ts';
import { readRunningPromises, type RunningPromise } from '../store/running-promises.ts';
import { domainNowMs } from '../store/score-facts.ts';
import { isoOf } from './iso-words.ts';
import { policyInForce } from './policy-in-force.ts';
import type { RegisterCommand, Shell } from './shell.ts';
import { tableText } from './table-text.ts';

const MOST_LATE = 20;
const NOBODY = 'nobody';

/** `touchline sla [board]`. */
export const registerSlaBoard: RegisterCommand = (parent, shell) => {
  parent.command('board', { isDefault: true }).description('how the promises that run stand: late, soon due, on track, waiting for the customer; by level and by person')
    .option('--team <name>', 'only those of one team').option('--late <count>', 'list so many of those that are late', String(MOST_LATE))
    .addHelpText('after', '\nExamples:\n  npx touchline sla board\n  npx touchline sla board --team key-accounts --json\n')
    .action((options: { team?: string; late: string }) => board(shell, options));
};

type Standing = RunningPromise & { readonly standing: PromiseStanding };

async function board(shell: Shell, { team, late: lateText }: { readonly team?: string; readonly late: string }): Promise<void> {
  const pool = await shell.database();
  const policy = await policyInForce(pool);
  const nowMs = await domainNowMs(pool);
  const promises = (await readRunningPromises(pool)).filter((one) => team === undefined || one.team === team).map((one) => ({ ...one, standing: promiseStanding(one, nowMs) }));
  const people = [...new Set(promises.map(({ person }) => person ?? NOBODY))].toSorted((a, b) => Number(a === NOBODY) - Number(b === NOBODY) || (a < b ? -1 : 1));
  const late = promises.filter(({ standing }) => standing === 'late');
  const byLevel = LEVELS.map((level) => countsOf(`level ${level}`, promises.filter((one) => one.level === level)));
  const byPerson = people.map((person) => countsOf(person, promises.filter((one) => (one.person ?? NOBODY) === person)));
  if (shell.json) { shell.printJson({ schemaVersion: 1, all: countsOf('all', promises).counts, levels: byLevel, people: byPerson, late: late.map(plainly) }); return; }
  const left = Math.round((1 - (policy.sla ?? USUAL_SLA).warnShare) * 100);
  const head = ['', 'late', `under ${left} % left`, 'on track', 'waits for the customer'];
  shell.print(tableText([head, ...[...byLevel, countsOf('all', promises), ...byPerson].map(({ name, counts }) => [name, ...PROMISE_STANDINGS.map((standing) => String(counts[standing]))])]));
  const most = Number(lateText) || 0;
  if (late.length > 0 && most > 0) {
    shell.print(`\n${tableText([['late', 'level', 'promise', 'about', 'with', 'customer'], ...late.slice(0, most).map((one) =>
      [wordTimeLeft(one.dueAtMs, nowMs, policy.shop.timeZone, shell.language), String(one.level), one.kind, one.subject, [one.person, one.team].filter((part) => part !== null).join(' · '), one.customerId])])}`);
  }
  if (late.length > most && most > 0) shell.print(`and ${late.length - most} more: --late ${late.length}`);
}

/** How many of some promises stand how. */
function countsOf(name: string, promises: readonly Standing[]): { readonly name: string; readonly counts: Readonly<Record<PromiseStanding, number>> } {
  const count = (standing: PromiseStanding) => promises.filter((one) => one.standing === standing).length;
  return { name, counts: { late: count('late'), soon: count('soon'), 'on-track': count('on-track'), 'with-customer': count('with-customer') } };
}

function plainly({ customerId, dueAtMs, kind, subject, level, team, person }: Standing): object {
  return { customer: customerId, kind, subject, level, dueAt: isoOf(dueAtMs), team, person };
}
