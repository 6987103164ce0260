import { afterAll, beforeAll, expect, test } from 'vitest';
import { createChannels } from '../../src/channels/registry.ts';
import { startSandboxMailServer } from '../../src/channels/sandbox/mail-server.ts';
import type { StaffNote } from '../../src/contracts/staff-note.ts';
import { loadSandboxChats, saveSandboxChat } from '../../src/store/sandbox-chats.ts';
import { addSandboxMail, countSandboxMail, duplicateSandboxMail, getSandboxMail, listSandboxMail } from '../../src/store/sandbox-mail.ts';
import { anOutgoing, sendOnce } from '../support/mail-fixtures.ts';
import { freshDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { toMessageId } from '../../src/domain/ids.ts';

let database: TestDatabase;
beforeAll(async () => { database = await freshDatabase(); });
afterAll(async () => { await database.drop(); });

test('a mail sent through the channel lies in the box with every byte; a second copy is noticed', async () => {
  const { pool } = database;
  const server = await startSandboxMailServer({ host: '127.0.0.1', port: 0, store: { add: async (mail) => addSandboxMail(pool, mail) } });
  const email = createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: server.port } })['email'];
  if (email === undefined) throw new Error('the shelf has no e-mail');
  const other = anOutgoing({ messageId: toMessageId('welcome:x:1/other/1/email') });
  const outcomes = [await sendOnce(email, anOutgoing()), await sendOnce(email, other)];
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
  expect(await duplicateSandboxMail(pool)).toEqual([]);

  await sendOnce(email, anOutgoing());
  await server.close();

  expect(await countSandboxMail(pool)).toBe(3);
  const duplicates = await duplicateSandboxMail(pool);
  expect(duplicates).toEqual([{ messageId: expect.stringMatching(/^<[a-z2-7]{20}@shop\.example>$/), copies: 2 }]);

  const [newest, second] = await listSandboxMail(pool, { before: null, limit: 2 });
  const older = await listSandboxMail(pool, { before: second?.id ?? null, limit: 10 });
  expect(older).toHaveLength(1);
  expect(newest).toMatchObject({ envelopeTo: 'sample@mail.example', subject: 'News from Example & Shop', messageId: duplicates[0]?.messageId });
  const mail = await getSandboxMail(pool, newest?.id ?? '0');
  expect(mail?.raw.length).toBe(newest?.bytes);
  expect(mail?.raw.toString()).toContain('X-Touchline-Message: welcome:');
  expect(await getSandboxMail(pool, '999999')).toBeNull();
});

test('a note to somebody of the staff arrives as what it is; one to no address is refused, and its words may be anything', async () => {
  const { pool } = database;
  const server = await startSandboxMailServer({ host: '127.0.0.1', port: 0, store: { add: async (mail) => addSandboxMail(pool, mail) } });
  const open = await createChannels({ smtpUrl: null, sandboxMail: { host: '127.0.0.1', port: server.port } })['email']?.open();
  const note: StaffNote = {
    id: toMessageId('staff:service-1:7/mail/1/email'), address: 'service-1@shop.example', name: 'First\r\nBcc: x', subject: 'Late: "first"\r\nanswer', sender: anOutgoing().sender,
    matters: [{ title: 'Inquiry 3', lines: ['Late: first answer'], command: 'npx touchline inquiry show 3' }],
  };
  const told = async (changes: Partial<StaffNote>) => open?.tell?.({ ...note, ...changes }, AbortSignal.timeout(5_000));
  expect(await told({})).toMatchObject({ outcome: 'accepted' });
  expect(await told({ address: 'nobody' })).toMatchObject({ outcome: 'refused', code: '5.1.3' });
  await open?.close();
  await server.close();
  const [newest] = await listSandboxMail(pool, { before: null, limit: 1 });
  expect(newest).toMatchObject({ envelopeFrom: note.sender.fromAddress, envelopeTo: note.address, subject: 'Late: "first" answer' });
  const raw = (await getSandboxMail(pool, newest?.id ?? '0'))?.raw.toString() ?? '';
  const head = raw.split('\r\n\r\n')[0] ?? '';
  expect(head).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  expect(head).not.toMatch(/^(Bcc|List-)/m);
});

test('the chats of a sandbox are kept as they are last, each under one name and per channel', async () => {
  const { pool } = database;
  const save = (channel: string, person: string, text: string, formerly: string | null = null) => saveSandboxChat(pool, channel, { person, formerly, state: { person, text } });
  await save('whatsapp', 'a', 'first');
  await save('whatsapp', 'b', 'other \u0000');
  await save('whatsapp', 'a', 'last');
  await save('skype', 'a', 'elsewhere');
  await save('whatsapp', 'c', 'moved', 'b');
  expect(await loadSandboxChats(pool, 'whatsapp')).toEqual([{ person: 'a', text: 'last' }, { person: 'c', text: 'moved' }]);
});
