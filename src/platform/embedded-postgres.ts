import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { askServer, createDatabaseIfMissing, dataFolderOf } from '../store/postgres-server.ts';
import { delay } from './delay.ts';
import { withHomeLock } from './home-lock.ts';
import type { Home } from './home.ts';
import { freshLog, lastLines } from './log-file.ts';
import { causeOf, PartFailure } from './part-failure.ts';
import { anyFreePort, isPortFree } from './ports.ts';
import { postgresAccount } from './postgres-account.ts';
import { locatePostgres } from './postgres-binaries.ts';
import { createCluster, credentials, hasCluster, POSTGRES_ENVIRONMENT, readPassword } from './postgres-cluster.ts';
import { forgetPostmaster, isServing, readPostmaster } from './postmaster-file.ts';
import { endProcess, isAlive } from './process-identity.ts';
import { readRecord, recordProcess } from './processes.ts';
import type { ProcessRecord } from './processes.ts';

const RECORD = 'postgres';
/** Recovery after a crash may have to replay much. */
const READY_WITHIN_MS = 60_000;
const STOP_GRACE_MS = 30_000;
/**
 * A crash of one of its processes ends it, and its keeper starts it again. By itself PostgreSQL 18 recovers in place, and when that recovery
 * fails too (the disk that made it crash is still full), it neither ends nor tries again: it refuses every connection for good.
 */
const ENDS_WITH_ITS_PROCESSES = ['-c', 'restart_after_crash=off'];

export interface EmbeddedPostgres {
  /** Of the installation's database, with its password. */
  readonly url: string;
  readonly port: number;
  readonly process: ProcessRecord;
  readonly how: 'new' | 'started' | 'adopted';
}

/**
 * Makes the home's database if there is none, and starts its server or adopts the one that an earlier start left running.
 * The server outlives this process: end it with `stopEmbeddedPostgres`. Throws PartFailure with the way out.
 */
export async function startEmbeddedPostgres(home: Home, flags: readonly string[] = []): Promise<EmbeddedPostgres> {
  await mkdir(home.root, { recursive: true });
  return withHomeLock(home.state, RECORD, async () => {
    const adopted = await adoptEmbeddedPostgres(home);
    return adopted ?? startServer(home, flags);
  });
}

/** The home's server when it runs and answers; null otherwise. Never starts one. */
async function adoptEmbeddedPostgres(home: Home): Promise<EmbeddedPostgres | null> {
  if (!(await hasCluster(home))) return null;
  const postmaster = await readPostmaster(home.postgres);
  if (postmaster === null) return null;
  if (!(await isServing(postmaster, home.postgres))) {
    await forgetPostmaster(home.postgres);
    return null;
  }
  const server = urlAt(postmaster.port, await readPassword(home));
  const trouble = await untilReady(server.admin, () => isServing(postmaster, home.postgres));
  if (trouble !== null && (await isServing(postmaster, home.postgres))) return failed(home, trouble);
  // It was on its way out when we came.
  if (trouble !== null) return null;
  await refuseForeign(server.admin, home);
  await createDatabaseIfMissing(server.admin, 'touchline');
  const record = await recordProcess(home.state, RECORD, postmaster.pid, { postgres: postmaster.port });
  return { url: server.url, port: postmaster.port, process: record, how: 'adopted' };
}

/** Stops the server in an orderly way: sessions end, everything is on disk. */
export async function stopEmbeddedPostgres(home: Home): Promise<void> {
  const record = await readRecord(home.state, RECORD);
  // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back.
  // The record stays: the next start wants the same port.
  if (record !== null) await endProcess(record, 'SIGINT', STOP_GRACE_MS);
}

async function startServer(home: Home, flags: readonly string[]): Promise<EmbeddedPostgres> {
  const binaries = await locatePostgres();
  const account = await postgresAccount([home.postgres, binaries.postgres]);
  const isNew = !(await hasCluster(home));
  if (isNew) await createCluster(home, binaries, account);
  const port = await choosePort(home);
  const [command = '', ...args] = [...(account?.prefix ?? []), binaries.postgres, '-D', home.postgres, '-p', String(port),
    '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', ...ENDS_WITH_ITS_PROCESSES, ...flags];
  const log = await freshLog(home, 'postgres');
  // Its own process group: a Ctrl-C meant for us must not stop it before the worker has drained.
  const child = spawn(command, args, { stdio: ['ignore', log.fd, log.fd], detached: true, env: POSTGRES_ENVIRONMENT, cwd: '/', ...credentials(account) });
  const pid = await started(child, command);
  await log.close();
  const record = await recordProcess(home.state, RECORD, pid, { postgres: port }).catch((cause: unknown) => failed(home, cause));
  const server = urlAt(port, await readPassword(home));
  const trouble = await untilReady(server.admin, () => isAlive(record));
  if (trouble !== null) return failed(home, trouble);
  await createDatabaseIfMissing(server.admin, 'touchline');
  return { url: server.url, port, process: record, how: isNew ? 'new' : 'started' };
}

function started(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new PartFailure('database', `${command} cannot be started: ${cause.message}`, 'run npm ci again', { cause })));
    child.once('spawn', () => {
      child.unref();
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}

/** The port of the last start, so that addresses stay the same where they can. */
async function choosePort(home: Home): Promise<number> {
  const last = (await readRecord(home.state, RECORD))?.ports['postgres'];
  return last !== undefined && (await isPortFree(last)) ? last : anyFreePort();
}

function urlAt(port: number, password: string): { url: string; admin: string } {
  const base = `postgresql://touchline:${password}@127.0.0.1:${port}`;
  return { url: `${base}/touchline`, admin: `${base}/postgres` };
}

/** Answers null once the server takes connections, else what went wrong: it ended, or the time is up. */
async function untilReady(url: string, lives: () => Promise<boolean>): Promise<Error | null> {
  let trouble = new Error('no answer');
  for (const start = performance.now(); performance.now() - start < READY_WITHIN_MS; await delay(25)) {
    try {
      await askServer(url);
      return null;
    } catch (error) {
      trouble = error instanceof Error ? error : new Error(String(error));
    }
    if (!(await lives())) return trouble;
  }
  return trouble;
}

async function failed(home: Home, cause: unknown): Promise<never> {
  const fatal = (await lastLines(home, 'postgres')).findLast((line) => /FATAL|PANIC|error/i.test(line));
  throw new PartFailure('database', `PostgreSQL does not start: ${fatal ?? causeOf(cause)}`,
    `read ${path.join(home.logs, 'postgres.log')}, or set DATABASE_URL to a PostgreSQL of yours`, { cause });
}

async function refuseForeign(url: string, home: Home): Promise<void> {
  const folder = await dataFolderOf(url);
  if (folder === (await realpath(home.postgres)) || folder === home.postgres) return;
  throw new PartFailure('database', `the server recorded for ${home.postgres} serves ${folder}`, `end it, remove ${home.postgres}/postmaster.pid and start again`);
}
