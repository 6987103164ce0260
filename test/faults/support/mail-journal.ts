import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { cleanVariables } from '../../support/processes.ts';

/** One mail as the sink got it: the ledger's key, the Message-ID, whose address it was by its hash, and when (system time). */
export interface JournaledMail {
  readonly message: string;
  readonly messageIdHeader: string;
  readonly addressHash: string;
  readonly atMs: number;
}

export const addressHash = (address: string) => createHash('sha256').update(address).digest('hex').slice(0, 16);

export function journalLine({ to, raw }: { readonly to: string; readonly raw: Buffer }): string {
  const head = raw.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
  const header = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  const mail: JournaledMail = { message: header('X-Touchline-Message'), messageIdHeader: header('Message-ID'), addressHash: addressHash(to), atMs: Date.now() };
  return `${JSON.stringify(mail)}\n`;
}

/** The mail sink as a process of its own, with its journal on disk. */
export interface JournalingSink {
  readonly port: number;
  readonly mails: () => Promise<readonly JournaledMail[]>;
  readonly stop: () => Promise<void>;
}

export async function startJournalingSink(journal: string, replyDelayMs: number): Promise<JournalingSink> {
  await writeFile(journal, '');
  const program = fileURLToPath(new URL('mail-sink-process.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', program, journal, String(replyDelayMs)], {
    env: cleanVariables(), stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const [told] = await Promise.race([once(child, 'message'), ended.then(() => { throw new Error('the mail sink did not start'); })]);
  return {
    port: (told as { port: number }).port,
    mails: async () => (await readFile(journal, 'utf8')).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as JournaledMail),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
