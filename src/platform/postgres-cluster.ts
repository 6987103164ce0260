import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Home } from './home.ts';
import { causeOf, PartFailure } from './part-failure.ts';
import type { PostgresAccount } from './postgres-account.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

const run = promisify(execFile);
const MAJOR_VERSION = '18';
/** What a whole cluster has besides its version; initdb writes the last of them at its end. */
const WHOLE = ['PG_VERSION', 'global', 'base', 'pg_wal', 'postgresql.conf'];

export const POSTGRES_ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

function passwordFile(home: Home): string {
  return path.join(home.state, 'postgres.password');
}

/** Whether there is a database in this home. Throws PartFailure when there is half of one, or one of another major version. */
export async function hasCluster(home: Home): Promise<boolean> {
  const entries: string[] = await readdir(home.postgres).catch(() => []);
  if (entries.length === 0) return false;
  const missing = WHOLE.filter((entry) => !entries.includes(entry));
  if (missing.length > 0) {
    throw new PartFailure('database', `${home.postgres} is a half-made database (no ${missing.join(', ')})`,
      `put it back from a backup, or move it away to begin anew: mv ${home.postgres} ${home.postgres}.broken`);
  }
  const version = (await readFile(path.join(home.postgres, 'PG_VERSION'), 'utf8')).trim();
  if (version !== MAJOR_VERSION) {
    throw new PartFailure('database', `${home.postgres} was made by PostgreSQL ${version}; this is PostgreSQL ${MAJOR_VERSION}`,
      'carry it over with pg_dump and pg_restore, or move it away to begin anew');
  }
  return true;
}

/** Password of the database's owner: made once, readable by the installation's account alone. */
export async function readPassword(home: Home): Promise<string> {
  const text = await readFile(passwordFile(home), 'utf8').catch((cause: unknown) => {
    throw new PartFailure('database', `the password of the database, ${passwordFile(home)}, is missing`,
      `put the file back, or move ${home.postgres} away to begin anew`, { cause });
  });
  return text.trim();
}

async function createPassword(home: Home): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile(home), password, { mode: 0o600 });
  return password;
}

/** Makes a new cluster beside its place and moves it there when it is whole: a crash leaves no half of one. */
export async function createCluster(home: Home, binaries: PostgresBinaries, account: PostgresAccount | null): Promise<void> {
  const making = `${home.postgres}.making`;
  const handedOver = path.join(home.state, 'postgres.password.initdb');
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  await writeFile(handedOver, await createPassword(home), { mode: 0o600 });
  if (account !== null) await Promise.all([making, handedOver].map((file) => chown(file, account.uid, account.gid)));
  try {
    await initialise(binaries, account, making, handedOver);
    await rm(home.postgres, { recursive: true, force: true });
    await rename(making, home.postgres);
  } finally {
    await rm(handedOver, { force: true });
  }
}

async function initialise(binaries: PostgresBinaries, account: PostgresAccount | null, dataDir: string, pwfile: string): Promise<void> {
  const words = [...(account?.prefix ?? []), binaries.initdb, `--pgdata=${dataDir}`, `--pwfile=${pwfile}`,
    '--username=touchline', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions'];
  const [command = '', ...args] = words;
  await run(command, args, { env: POSTGRES_ENVIRONMENT, cwd: '/', ...credentials(account) }).catch((cause: Error & { stderr?: string }) => {
    const said = cause.stderr?.split('\n').findLast((line) => /error|fatal|denied/i.test(line)) ?? causeOf(cause);
    throw new PartFailure('database', `a new database cannot be made in ${path.dirname(dataDir)}: ${said}`,
      'see that the disk has room and the folder can be written to', { cause });
  });
}

/** Options of a spawn that let the command run as the account; `setpriv` changes over by itself. */
export function credentials(account: PostgresAccount | null): { uid?: number; gid?: number } {
  return account === null || account.prefix.length > 0 ? {} : { uid: account.uid, gid: account.gid };
}
