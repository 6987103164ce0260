import type { Command } from 'commander';
import { foresee } from '../domain/preview.ts';
import { wordInstant } from '../domain/instant-words.ts';
import { wordReason } from '../domain/reason-words.ts';
import { whereabouts } from '../domain/zone.ts';
import { type PastTouch, readPastDecisions, readPastTouches } from '../store/customer-journey.ts';
import { readLevelHistory } from '../store/level-overrides.ts';
import { readPastHandling } from '../store/past-handling.ts';
import { loadSnapshots } from '../store/snapshot.ts';
import { listInbound } from '../store/inbound-list.ts';
import { readSaid } from '../store/statements.ts';
import { customerNamed } from './customer.ts';
import { toldLines } from './decision-lines.ts';
import { handlingInWords, levelInWords, newsJson } from './handling-words.ts';
import { mergeLines, mergesAround, mergesJson } from './customer-merge-words.ts';
import { inboundInWords, inboundJson } from './inbound-words.ts';
import { rulesOfInstallation } from './installation.ts';
import { saidInWords, saidJson } from './said-words.ts';
import { CliFailure, type Shell } from './shell.ts';
import { ZONE_FROM } from './zone-words.ts';

const MOST_PAST = 50;
const MOST_FUTURE = 20;

/** `touchline customer journey ID [--future]`. */
export function registerCustomerJourney(customer: Command, shell: Shell): void {
  customer.command('journey').description('past touches and decisions of a customer, and with --future the planned ones, each with its reason')
    .argument('<id>', "the customer's id, or the id a shop gave")
    .option('--shop <id>', 'the shop whose id it is, when several know it')
    .option('--future', 'what would happen next if every message is accepted and nothing else happens')
    .addHelpText('after', '\nExamples:\n  npx touchline customer journey 12347 --future\n')
    .action((id: string, options: { shop?: string; future?: boolean }) => journey(shell, id, options));
}

/** What the receiver and their server did with it. */
function whatFollowed({ deliveredAtMs, openedAtMs, clickedAtMs, repliedAtMs, bouncedAtMs, complainedAtMs }: PastTouch): string {
  const words = { arrived: deliveredAtMs, opened: openedAtMs, clicked: clickedAtMs, answered: repliedAtMs, bounced: bouncedAtMs, 'called spam': complainedAtMs };
  return Object.entries(words).filter(([, at]) => at !== null).map(([word]) => `, ${word}`).join('');
}

async function journey(shell: Shell, named: string, options: { shop?: string; future?: boolean }): Promise<void> {
  const pool = await shell.database();
  const { id } = await customerNamed(pool, named, options.shop ?? null);
  const rules = await rulesOfInstallation().load(pool);
  const snapshot = (await loadSnapshots(pool, [id], rules.capWindowHours, rules.shownSkus)).get(id);
  if (snapshot === undefined) throw new CliFailure({ exitCode: 2, code: 'customer-unknown', message: `nothing is known of ${named}` });
  const { zones: [zone, ...others], source } = whereabouts(snapshot.customer, rules.policy);
  const touches = await readPastTouches(pool, id, MOST_PAST);
  const decisions = await readPastDecisions(pool, id, MOST_PAST);
  const said = await readSaid(pool, id, MOST_PAST);
  const wrote = (await listInbound(pool, { from: { customerId: id }, limit: MOST_PAST })).toReversed();
  const handled = await readPastHandling(pool, id, MOST_PAST);
  const levels = await readLevelHistory(pool, id, MOST_PAST);
  const merged = await mergesAround(pool, named, id);
  const future = options.future === true ? foresee(snapshot, rules, null, MOST_FUTURE) : null;
  if (shell.json) {
    shell.printJson({ customer: id, ...mergesJson(merged), zone, zoneFrom: source, otherZones: others, now: snapshot.nowMs, touches, wrote: wrote.map(inboundJson), said: said.map(saidJson), handling: handled.map(newsJson), levels: levels.map(newsJson), decisions, future });
    return;
  }
  const at = (ms: number) => wordInstant(ms, zone, shell.language).padEnd(18);
  const widest = Math.max(0, ...[...touches, ...wrote].map(({ channel }) => channel.length));
  const line = ({ campaign, step, because }: { campaign: string | null; step: string | null; because: Parameters<typeof wordReason>[0] }) =>
    `${[campaign, step].filter((part) => part !== null).join('/') || 'customer'}: ${wordReason(because, shell.language, zone)}`;
  shell.print([
    ...mergeLines(merged, zone),
    `times in ${zone} (${ZONE_FROM[source]}${others.length === 0 ? '' : `, one of ${others.length + 1}: it has to be a decent hour in all`}); now ${wordInstant(snapshot.nowMs, zone, shell.language)}`,
    '', 'touches',
    ...(touches.length === 0 ? ['  none yet'] : touches.map((touch) =>
      `  ${at(touch.atMs)}  ${touch.channel.padEnd(widest)}  ${touch.campaign}/${touch.step}  ${touch.state}${whatFollowed(touch)}${touch.reason === null ? '' : ` (${wordReason(touch.reason, shell.language, zone)})`}`)),
    ...(wrote.length === 0 ? [] : ['', 'written by the customer', ...wrote.map((one) => `  ${at(one.atMs)}  ${one.channel.padEnd(widest)}  ${inboundInWords(one)}`)]),
    '', 'said by the customer, or told of them',
    ...(said.length === 0 ? ['  nothing'] : said.map((one) => `  ${at(one.atMs)}  ${saidInWords(one)}`)),
    ...(handled.length === 0 ? [] : ['', 'what people of the shop had to do with', ...handled.map((one) => `  ${at(one.atMs)}  ${handlingInWords(one, { zone, language: shell.language })}`)]),
    ...(levels.length === 0 ? [] : ['', 'levels', ...levels.map((one) => `  ${at(one.atMs)}  ${levelInWords(one, { zone, language: shell.language })}`)]),
    '', 'decisions',
    ...(decisions.length === 0 ? ['  none yet'] : toldLines(decisions, line).map(({ atMs, text, times, untilMs }) => `  ${at(atMs)}  ${text}${times === 1 ? '' : ` (${times} times, last ${wordInstant(untilMs, zone, shell.language)})`}`)),
    ...(future === null ? [] : ['', 'planned, if every message is accepted and nothing else happens',
      ...(future.lines.length === 0 ? ['  nothing'] : future.lines.map((one) => `  ${at(one.atMs)}  ${line(one)}`))]),
  ].join('\n'));
}
