import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { projectFile } from '../platform/project-files.ts';
import type { CommonOptions, OpenShell } from './open-shell.ts';
import type { RegisterCommand } from './shell.ts';

/** A command's place: below the named group, or at the top. */
export type Registration = readonly [group: Group | null, register: RegisterCommand];

/** Groups of commands and what each is about. */
const GROUPS = {
  campaign: 'campaigns as files: check, look ahead, apply, start, pause, resume, cancel',
  policy: 'the business rules of this installation (touchline.yaml)',
  demo: 'the demo shop and its clock',
  customer: 'one customer',
  consent: 'what customers said of being written to, and what permits it now',
  country: 'laws by country: consent, hours, labels',
  tier: 'how much customers contribute: membership bands, up at once and down late',
  promotion: 'what the shop gives away: the shelf, its budgets, and what customers hold',
  channel: 'how messages leave: every channel of the shelf, its health, a test message, inboxes in the shop\'s pages',
  template: 'what is said to customers: every text compiled strictly, looked at with invented data',
  products: 'what the shop sells: what is known of it, and which of it fits whom',
  agreement: 'long-term agreements with customers: discount, rebate after volume, renewal',
  suggestions: 'what customers suggest when they are asked to judge an idea, and what becomes of it',
  staff: 'the people who serve customers: what they may do, on which teams, when they are away',
  'api-key': 'keys with which programs act for somebody of the staff',
  team: 'people who serve customers together: their hours, and who is there now',
  approvals: 'what waits for a second person before it leaves: messages to customers of level 1, documents',
  draft: 'the words of a message that waits for a second person',
  group: 'the working groups of key accounts: who does what until when',
  incoming: 'what key accounts write: read and noted by a supervisor',
  document: 'papers of customers: quotations, contracts, invoices; read by two people at level 1',
  tasks: 'what people are to do: rights that the staff carries out, order tags without an endpoint',
  webhooks: 'what leaves for the system of the shop: what left, what waits, what failed and why',
  inbox: 'what waits for people of the shop: inquiries and drafts, by deadline; what people wrote, and what providers told that belongs to nobody',
  sla: 'what is promised to customers, and how it stands',
  contact: 'meetings, calls, fairs and visits: contact that no channel carries',
  inquiry: 'one inquiry: its thread, an answer, who has it, what it came to',
  report: 'what was achieved',
  temporal: 'ready-made links into the Temporal UI',
} as const;
type Group = keyof typeof GROUPS;

const EXAMPLES = `
Examples:
  $ touchline up                                             start everything on this machine
  $ touchline campaign validate campaigns/win-back.yaml      needs no server
  $ touchline campaign preview campaigns/win-back.yaml --sample 5
  $ touchline import orders orders.csv.gz --format online-retail
  $ touchline customer show 12346                            what is known, and why
  $ touchline doctor                                         what is wrong, and how to mend it

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 file invalid, 4 refused by policy,
            5 a part cannot be reached, 6 partly done, 130 interrupted`;

/** The whole command line: every registered command with --json, --lang, suggestions and exit codes of ours. */
export function buildProgram(opened: OpenShell, registrations: readonly Registration[]): Command {
  const program = new Command('touchline')
    .description('A durable outreach engine for cross-border shops.')
    .version(versionOfPackage(), '-V, --version', 'print the version')
    .addHelpText('after', EXAMPLES);
  for (const [group, register] of registrations) register(group === null ? program : groupBelow(program, group), opened.shell);
  everyCommand(program, (command) => dress(command, opened));
  return program;
}

function groupBelow(program: Command, name: Group): Command {
  const existing = program.commands.find((command) => command.name() === name);
  return existing ?? program.command(name).description(GROUPS[name]);
}

function everyCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) everyCommand(child, visit);
}

function dress(command: Command, opened: OpenShell): void {
  command.exitOverride().showSuggestionAfterError(true).helpCommand(false);
  // The refusal is told once, by the program, in its own words.
  command.configureOutput({ outputError: () => undefined });
  if (command.commands.length > 0) return;
  command.option('--json', 'answer with one JSON object');
  command.option('--lang <language>', 'language of the answer: en or zh-CN');
  command.hook('preAction', () => opened.use(command.optsWithGlobals<CommonOptions>()));
}

function versionOfPackage(): string {
  const text: unknown = JSON.parse(readFileSync(projectFile('package.json'), 'utf8'));
  return typeof text === 'object' && text !== null && 'version' in text ? String(text.version) : 'unknown';
}
