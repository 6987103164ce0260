import Handlebars from 'handlebars';
import type { StaffMatter, StaffNote } from '../../contracts/staff-note.ts';
import { noteDocument } from './mail-frame.ts';
import { noteHeaders } from './mail-headers.ts';
import { inTwoForms } from './mail-message.ts';

const LOCALE = 'en';
const EVERYTHING = 'npx touchline inbox --mine';

const STYLES = {
  title: 'margin:0 0 4px;font-size:16px;line-height:24px;font-weight:650',
  list: 'margin:0 0 6px;padding-left:22px',
  command: 'margin:0 0 20px;font-size:14px;line-height:22px',
} as const;

/** The whole MIME message of a note to somebody of the staff. Throws UnsendableMail when a header field cannot be written safely. */
export function noteMessage(note: StaffNote, at: Date): Buffer {
  return inTwoForms(noteHeaders(note, LOCALE, at), note.id, { text: textOf(note), html: htmlOf(note) });
}

const whyOf = ({ name, sender }: StaffNote) => `For ${name}, of the staff of ${sender.fromName}.`;

function textOf(note: StaffNote): string {
  const matters = note.matters.flatMap(({ title, lines, command }) => [title, ...lines.map((line) => `- ${line}`), `  ${command}`, '']);
  return [...matters, `Everything that waits for you: ${EVERYTHING}`, '', '-- ', whyOf(note), ''].join('\n');
}

function htmlOf(note: StaffNote): string {
  const body = [...note.matters.map(matterHtml), `<p style="${STYLES.command}">Everything that waits for you: ${commandHtml(EVERYTHING)}</p>`].join('\n');
  return noteDocument({ locale: LOCALE, subject: note.subject, fromName: note.sender.fromName, body, why: whyOf(note) });
}

function matterHtml({ title, lines, command }: StaffMatter): string {
  const items = lines.map((line) => `<li>${escape(line)}</li>`).join('');
  return `<h2 style="${STYLES.title}">${escape(title)}</h2>\n<ul style="${STYLES.list}">${items}</ul>\n<p style="${STYLES.command}">${commandHtml(command)}</p>`;
}

const escape = (text: string) => Handlebars.escapeExpression(text);
const commandHtml = (command: string) => `<code>${escape(command)}</code>`;
