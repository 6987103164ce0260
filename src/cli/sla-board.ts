import { PROMISE_STANDINGS } from '../domain/promise-standing.ts';
import { USUAL_SLA } from '../domain/sla-policy.ts';
import { wordTimeLeft } from '../domain/time-left-words.ts';
import { slaBoardJson } from '../json-words/sla-json.ts';
import { readSlaBoard } from '../store/sla-board.ts';
import { howMany } from './how-many.ts';
import { policyInForce } from './policy-in-force.ts';
import type { RegisterCommand, Shell } from './shell.ts';
import { tableText } from './table-text.ts';
import { checkAskedTeam } from './team-names.ts';

const MOST_LATE = 20;

/** `touchline sla [board]`. */
export const registerSlaBoard: RegisterCommand = (parent, shell) => {
  parent.command('board', { isDefault: true }).description('how the promises that run stand: late, soon due, on track, waiting for the customer; by level and by person')
    .option('--team <name>', 'only those of one team').option('--late <count>', 'list so many of those that are late', String(MOST_LATE))
    .addHelpText('after', '\nExamples:\n  npx touchline sla board\n  npx touchline sla board --team key-accounts --json\n')
    .action((options: { team?: string; late: string }) => board(shell, options));
};

async function board(shell: Shell, { team, late: lateText }: { readonly team?: string; readonly late: string }): Promise<void> {
  const most = howMany(lateText, '--late');
  const pool = await shell.database();
  const policy = await policyInForce(pool);
  if (team !== undefined) await checkAskedTeam(pool, team, policy);
  const seen = await readSlaBoard(pool, team ?? null);
  if (shell.json) { shell.printJson(slaBoardJson(seen)); return; }
  const { nowMs, all, levels, people, late } = seen;
  const left = Math.round((1 - (policy.sla ?? USUAL_SLA).warnShare) * 100);
  const head = ['', 'late', `under ${left} % left`, 'on track', 'waits for the customer'];
  shell.print(tableText([head, ...[...levels, all, ...people].map(({ name, counts }) => [name, ...PROMISE_STANDINGS.map((standing) => String(counts[standing]))])]));
  if (late.length > 0) {
    shell.print(`\n${tableText([['late', 'level', 'promise', 'about', 'with', 'customer'], ...late.slice(0, most).map((one) =>
      [wordTimeLeft(one.dueAtMs, nowMs, policy.shop.timeZone, shell.language), String(one.level), one.kind, one.subject, [one.person, one.team].filter((part) => part !== null).join(' · '), one.customerId])])}`);
  }
  if (late.length > most) shell.print(`and ${late.length - most} more: --late ${late.length}`);
}
