import type { StaffNotice } from '../store/staff-notices.ts';

/** What a mail to somebody of the staff says: what happened and which command shows it. Nothing of a customer but their opaque id. */
export function staffMailWords(notices: readonly StaffNotice[], wordInstant: (ms: number) => string): { readonly subject: string; readonly text: string } {
  const lines = notices.map((notice) => `- ${lineOf(notice, wordInstant)}`);
  const [first] = notices;
  const subject = notices.length === 1 && first !== undefined ? headOf(first) : `${notices.length} matters want you`;
  return { subject, text: ['Hello,', '', ...lines, '', 'Everything that is open: npx touchline inbox'].join('\n') };
}

const HEADS: Readonly<Record<string, string>> = {
  warn: 'Due soon', breach: 'Late', again: 'Still late', person: 'A customer wants a personal word', approval: 'A draft waits for your yes', incoming: 'A key account has written', doubted: 'An inquiry wants a look before anything costly is given', charge: 'A customer is in your charge from now on',
};

const headOf = ({ what, about }: StaffNotice) => `${HEADS[what] ?? what}${about['kind'] === undefined ? '' : `: ${about['kind']}`}`;

function lineOf(notice: StaffNotice, wordInstant: (ms: number) => string): string {
  const { about, customer } = notice;
  const due = typeof about['dueMs'] === 'number' ? `, due ${wordInstant(about['dueMs'])}` : '';
  const level = about['level'] === undefined ? '' : ` (level ${about['level']})`;
  return `${headOf(notice)}${level}${due}. ${commandFor(about, customer)}`;
}

function commandFor(about: StaffNotice['about'], customer: string | null): string {
  if (about['draft'] !== undefined) return 'npx touchline approvals list';
  if (about['inquiry'] !== undefined) return `npx touchline inquiry show ${about['inquiry']}`;
  return customer === null ? '' : `npx touchline customer show ${customer}`;
}
