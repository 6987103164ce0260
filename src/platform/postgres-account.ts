import { execFile } from 'node:child_process';
import { constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { causeOf, PartFailure } from './part-failure.ts';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; then it runs as this system account. */
export interface PostgresAccount {
  readonly uid: number;
  readonly gid: number;
  /** Words before the command when the account may not search the folders on the way. */
  readonly prefix: readonly string[];
}

async function numberFrom(command: string, args: readonly string[]): Promise<number> {
  const { stdout } = await run(command, args);
  return Number.parseInt(stdout, 10);
}

async function ids(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([numberFrom('id', ['-u', 'postgres']), numberFrom('id', ['-g', 'postgres'])]);
  return { uid, gid };
}

async function createAccount(): Promise<{ uid: number; gid: number }> {
  try {
    await run('groupadd', ['--system', '--force', 'postgres']);
    await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
    return await ids();
  } catch (cause) {
    throw new PartFailure('database', `PostgreSQL does not run as root, and no account for it can be made: ${causeOf(cause)}`,
      'start Touchline as an ordinary account, or add one named postgres', { cause });
  }
}

/** True when everybody may search every folder down to `target`. */
async function isOpenToAll(target: string): Promise<boolean> {
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & constants.S_IXOTH) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** The account to run PostgreSQL as, or null when the current one will do. `paths` are the files it has to reach. */
export async function postgresAccount(paths: readonly string[]): Promise<PostgresAccount | null> {
  if (process.getuid?.() !== 0) return null;
  const account = await ids().catch(createAccount);
  const open = (await Promise.all(paths.map(isOpenToAll))).every(Boolean);
  return { ...account, prefix: open ? [] : await searchAnywhere(account, paths) };
}

/** A closed folder on the way (/root, mktemp): the account keeps the one right of root that lets it pass, and nothing on disk is opened up. */
async function searchAnywhere(account: { uid: number; gid: number }, paths: readonly string[]): Promise<readonly string[]> {
  const prefix = [
    'setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override',
    // Otherwise access(), by which PostgreSQL looks for its own programs, leaves the right out of account.
    '--securebits=+no_setuid_fixup',
  ];
  const [command = '', ...args] = prefix;
  try {
    await run(command, [...args, 'true']);
    return prefix;
  } catch (cause) {
    throw new PartFailure('database', `the account postgres may not pass the folders on the way to ${paths[0] ?? ''}`,
      'start Touchline as an ordinary account, put it into a folder that others may search (chmod o+x), or set DATABASE_URL', { cause });
  }
}
