import type { StaffMatter } from '../contracts/staff-note.ts';
import type { ClockKind } from '../domain/sla-clock.ts';
import type { StaffNotice } from '../store/staff-notices.ts';

/** What a mail to somebody of the staff says, by matter: what happened and which command shows it. Nothing of a customer but their opaque id. */
export function staffMailWords(notices: readonly StaffNotice[], wordInstant: (ms: number) => string): { readonly subject: string; readonly matters: readonly StaffMatter[] } {
  const groups = [...byCommand(notices)];
  const matters = groups.map(([command, about]) => ({ title: titleOf(about), lines: [...new Set(about.map((notice) => lineOf(notice, wordInstant)))], command }));
  return { subject: subjectOf(groups.map(([, about]) => about)), matters };
}

function byCommand(notices: readonly StaffNotice[]): ReadonlyMap<string, readonly StaffNotice[]> {
  const groups = new Map<string, StaffNotice[]>();
  for (const notice of notices) groups.set(commandFor(notice), [...groups.get(commandFor(notice)) ?? [], notice]);
  return groups;
}

const HEADS: Readonly<Record<string, string>> = {
  warn: 'Due soon', breach: 'Late', again: 'Still late', person: 'A customer wants a personal word', approval: 'A draft waits for your yes', incoming: 'A key account has written', doubted: 'An inquiry wants a look before anything costly is given', charge: 'A customer is in your charge from now on',
  assigned: 'An inquiry was handed over to you', part: 'A part of a working group is yours', rejected: 'A draft of yours was rejected', lost: 'A draft of yours could not leave, though it was approved',
};

const CLOCKS: Readonly<Record<ClockKind, string>> = {
  contact: 'regular contact', 'first-reply': 'first answer', 'next-reply': 'next answer', resolution: 'solution', approval: 'approval', 'incoming-review': 'a look at what came in', 'group-part': 'a part of the working group',
};
const clockWords: Readonly<Record<string, string>> = CLOCKS;

/** One matter is named by the newest that happened; of several, how many are late already. */
function subjectOf(matters: readonly (readonly StaffNotice[])[]): string {
  const newest = matters.flatMap((about) => about.at(-1) ?? []);
  const [only] = newest;
  if (newest.length === 1 && only !== undefined) return headOf(only);
  const late = newest.filter(({ what }) => what === 'breach' || what === 'again').length;
  return `${newest.length} matters want you${late === 0 ? '' : `, ${late} late`}`;
}

function headOf({ what, about: { kind } }: StaffNotice): string {
  if (what === 'approval' && kind === 'document') return 'A paper waits for your yes';
  return `${HEADS[what] ?? what}${isOfClock(what) && kind !== undefined ? `: ${clockWords[kind] ?? kind}` : ''}`;
}

const isOfClock = (what: string) => what === 'warn' || what === 'breach' || what === 'again';

function lineOf(notice: StaffNotice, wordInstant: (ms: number) => string): string {
  const { dueMs } = notice.about;
  return `${headOf(notice)}${typeof dueMs === 'number' ? `, due ${wordInstant(dueMs)}` : ''}`;
}

function titleOf(notices: readonly StaffNotice[]): string {
  const { about, customer } = notices.at(-1) ?? { about: {}, customer: null };
  const level = notices.findLast((notice) => notice.about['level'] !== undefined)?.about['level'];
  const drafts = new Set(notices.flatMap((notice) => notice.about['draft'] ?? [])).size;
  const subject = drafts > 0 ? counted(drafts) : subjectWords(about, customer);
  return `${subject}${level === undefined ? '' : ` (level ${level})`}`;
}

const counted = (drafts: number) => (drafts === 1 ? 'A draft' : `${drafts} drafts`);

function subjectWords(about: StaffNotice['about'], customer: string | null): string {
  if (about['approval'] !== undefined) return `Approval ${about['approval']}`;
  if (about['inquiry'] !== undefined) return `Inquiry ${about['inquiry']}`;
  return customer === null ? 'The shop' : `Customer ${customer}`;
}

function commandFor({ about, customer }: StaffNotice): string {
  if (about['draft'] !== undefined) return 'npx touchline approvals list';
  if (about['approval'] !== undefined) return `npx touchline approvals show ${about['approval']}`;
  if (about['inquiry'] !== undefined) return `npx touchline inquiry show ${about['inquiry']}`;
  return customer === null ? 'npx touchline inbox' : `npx touchline customer show ${customer}`;
}
