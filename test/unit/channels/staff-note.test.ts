import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { UnsendableMail } from '../../../src/channels/email/mail-headers.ts';
import { noteMessage } from '../../../src/channels/email/note-mail.ts';
import { staffMailWords } from '../../../src/channels/staff-mail-words.ts';
import type { StaffNote } from '../../../src/contracts/staff-note.ts';
import { toMessageId } from '../../../src/domain/ids.ts';
import type { StaffNotice } from '../../../src/store/staff-notices.ts';
import { anOutgoing } from '../../support/mail-fixtures.ts';

const AT = new Date('2026-11-22T10:00:00Z');
const note = (changes: Partial<StaffNote> = {}): StaffNote => ({
  id: toMessageId('staff:service-1:7/mail/1/email'), address: 'service-1@shop.example', name: 'First in service', subject: 'Late: first answer',
  matters: [{ title: 'Inquiry 3 (level 1)', lines: ['Late: first answer, due Mon 7 Nov 15:05'], command: 'npx touchline inquiry show 3' }], sender: anOutgoing().sender, ...changes,
});

describe('a note to somebody of the staff', () => {
  it('is no mailing: nothing of consent, lists or the ledger is in it', async () => {
    const mail = await simpleParser(noteMessage(note(), AT));
    const names = mail.headerLines.map(({ key }) => key);
    expect(names.filter((name) => name.startsWith('list-') || name === 'feedback-id')).toEqual([]);
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    for (const form of [mail.text, String(mail.html)]) {
      expect(form).not.toMatch(/unsubscribe|preferences|ordered/i);
      expect(form).toContain(`For First in service, of the staff of `);
      expect(form).toContain('npx touchline inquiry show 3');
    }
  });

  it('says the same in both forms, and nothing in it is markup', async () => {
    const [title, line, command] = ['<b>Inquiry</b> & more', 'Late: "first" <answer>', 'npx touchline inquiry show 3'];
    const mail = await simpleParser(noteMessage(note({ matters: [{ title, lines: [line], command }] }), AT), { skipHtmlToText: true });
    expect(mail.text).toContain(`${title}\n- ${line}\n  ${command}\n`);
    expect(String(mail.html)).toContain('&lt;b&gt;Inquiry&lt;/b&gt; &amp; more');
    expect(String(mail.html)).not.toContain('<answer>');
  });

  it('lets nobody add a header', () => {
    const nasty = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('a\r\nBcc: evil@mail.example', '\r\n\r\nbody', '\0'));
    fc.assert(fc.property(nasty, fc.constantFrom('subject', 'name', 'address'), (text, field) => {
      try {
        const head = noteMessage(note({ [field]: text }), AT).toString('latin1').split('\r\n\r\n')[0] ?? '';
        expect(head.split('\r\n').filter((one) => !/^\s/.test(one)).map((one) => one.split(':')[0]))
          .toEqual(['From', 'To', 'Reply-To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted', 'Content-Language', 'X-Touchline-Message', 'MIME-Version', 'Content-Type']);
      } catch (error) {
        if (!(error instanceof UnsendableMail)) throw error;
      }
    }), { numRuns: 300 });
  });
});

const notice = (what: string, about: StaffNotice['about'], customer: string | null = 'c-1'): StaffNotice => ({ what, about, customer, atMs: 0 });

describe('what it says', () => {
  it('goes by matter, with how many are late in the subject', () => {
    const words = staffMailWords([
      notice('warn', { inquiry: 3, kind: 'first-reply', level: 1, dueMs: 5 }), notice('approval', { draft: 'm/1', kind: 'approval' }), notice('breach', { inquiry: 3, kind: 'first-reply', level: 1, dueMs: 5 }),
      notice('charge', {}), notice('warn', { inquiry: 4, kind: 'resolution', level: 3, dueMs: 9 }),
    ], String);
    expect(words.subject).toBe('4 matters want you, 1 late');
    expect(words.matters.map(({ title, lines }) => [title, ...lines])).toEqual([
      ['Inquiry 3 (level 1)', 'Due soon: first answer, due 5', 'Late: first answer, due 5'], ['A draft', 'A draft waits for your yes'],
      ['Customer c-1', 'A customer is in your charge from now on'], ['Inquiry 4 (level 3)', 'Due soon: solution, due 9'],
    ]);
  });

  it('tells a paper from a message', () => {
    expect(staffMailWords([notice('approval', { draft: 'document/3', kind: 'document' })], String).subject).toBe('A paper waits for your yes');
  });

  it('says the same of several drafts once, and names one matter by what happened last', () => {
    const words = staffMailWords([notice('approval', { draft: 'm/1' }), notice('approval', { draft: 'm/2' })], String);
    expect(words).toEqual({ subject: 'A draft waits for your yes', matters: [{ title: '2 drafts', lines: ['A draft waits for your yes'], command: 'npx touchline approvals list' }] });
  });
});
