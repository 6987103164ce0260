import type { StaffId } from '../domain/ids.ts';
import { type Language, wordInstant } from '../domain/instant-words.ts';
import { wordTimeLeft } from '../domain/time-left-words.ts';
import { inboxLineJson } from '../json-words/inbox-line-json.ts';
import { pause } from '../platform/delay.ts';
import { type InboxLines, readInboxLines } from '../store/inbox-lines.ts';
import type { Pool } from '../store/pool.ts';
import type { InboxLine } from '../store/waiting-matters.ts';
import { actingPerson, byPerson } from './acting-person.ts';
import { howMany } from './how-many.ts';
import { policyInForce } from './policy-in-force.ts';
import { CliFailure, type RegisterCommand, type Shell } from './shell.ts';
import { tableText } from './table-text.ts';
import { checkAskedTeam } from './team-names.ts';

interface WaitingOptions { readonly mine?: boolean; readonly as?: string; readonly team?: string; readonly all?: boolean; readonly limit: string; readonly watch?: string | true }

const WATCH_SECONDS = 3;
const STAFF_OF_INBOX = ['service', 'supervisor', 'marketer'] as const;
const CLEARED = '\u001b[H\u001b[2J';

/** `touchline inbox [waiting]`. */
export const registerInboxWaiting: RegisterCommand = (parent, shell) => {
  byPerson(parent.command('waiting', { isDefault: true }).description('what waits for people: levels 1 to 3 by deadline, then level 4, which rises only once its longest time is over'))
    .option('--mine', 'only what is with me or whom I stand in for, what nobody has of customers in my charge, and drafts that I may approve').option('--team <name>', 'only what is with one team')
    .option('--all', 'also what is snoozed, and what waits for the customer').option('--limit <count>', 'at most so many', '100')
    .option('--watch [seconds]', `again and again, every ${WATCH_SECONDS} seconds if not told otherwise, until Ctrl-C`)
    .addHelpText('after', '\nExamples:\n  npx touchline inbox\n  npx touchline inbox --mine --as service-1 --watch\n  npx touchline inbox --team german-desk --json\n')
    .action((options: WaitingOptions) => show(shell, options));
};

async function show(shell: Shell, options: WaitingOptions): Promise<void> {
  const pool = await shell.database();
  const everySeconds = options.watch === undefined ? null : secondsOf(options.watch);
  if (everySeconds !== null && shell.json) throw new CliFailure({ exitCode: 2, code: 'usage', message: '--watch and --json exclude each other', wayOut: 'ask again in a loop of your own' });
  const me = options.mine === true ? await actingPerson(pool, options.as, STAFF_OF_INBOX) : null;
  if (everySeconds === null) return draw(shell, await look(pool, me, options));
  while (!shell.signal.aborted) {
    const seen = await look(pool, me, options);
    if (process.stdout.isTTY) process.stdout.write(CLEARED);
    shell.print(`${wordInstant(seen.nowMs, seen.zone, shell.language)} in ${seen.zone}`);
    draw(shell, seen);
    await pause(everySeconds * 1_000, shell.signal);
  }
}

function secondsOf(watch: string | true): number {
  const seconds = watch === true ? WATCH_SECONDS : Number(watch);
  if (Number.isFinite(seconds) && seconds >= 0.2 && seconds <= 3_600) return seconds;
  throw new CliFailure({ exitCode: 2, code: 'usage', message: '--watch takes seconds, from 0.2 to 3600' });
}

interface Seen extends InboxLines {
  readonly zone: string;
}

async function look(pool: Pool, mine: StaffId | null, { team, all, limit }: WaitingOptions): Promise<Seen> {
  const policy = await policyInForce(pool);
  if (team !== undefined) await checkAskedTeam(pool, team, policy);
  return { ...await readInboxLines(pool, { what: null, mine, team: team ?? null, all: all === true, limit: howMany(limit) }), zone: policy.shop.timeZone };
}

function draw(shell: Shell, { lines, more, nowMs, zone }: Seen): void {
  if (shell.json) { shell.printJson({ schemaVersion: 1, waiting: lines.map(inboxLineJson), more }); return; }
  if (lines.length === 0) { shell.print('nothing waits'); return; }
  shell.print(tableText([['what', 'level', 'due', 'kind', 'channel', 'with', 'customer'], ...lines.map((line) =>
    [`${line.what} ${line.id}`, String(line.level), dueOf(line, { nowMs, zone, language: shell.language }), line.kind ?? 'draft', line.channel ?? 'document', handsOf(line), line.customerId])]));
  if (more > 0) shell.print(`and ${more} more: --limit ${lines.length + more}`);
}

function dueOf({ dueAtMs, isWithCustomer, snoozedUntilMs, isDoubted }: InboxLine, { nowMs, zone, language }: { readonly nowMs: number; readonly zone: string; readonly language: Language }): string {
  const due = isWithCustomer ? 'waits for the customer' : dueAtMs === null ? 'no promise' : wordTimeLeft(dueAtMs, nowMs, zone, language);
  const notes = [...(snoozedUntilMs !== null && snoozedUntilMs > nowMs ? [`snoozed until ${wordInstant(snoozedUntilMs, zone, language)}`] : []), ...(isDoubted ? ['doubted'] : [])];
  return [due, ...notes].join(', ');
}

const handsOf = ({ person, inCharge, team }: InboxLine) => [person ?? inCharge, team].filter((one) => one !== null).join(' · ');
