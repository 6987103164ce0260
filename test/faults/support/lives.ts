import { readFileSync } from 'node:fs';
import { rm, writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../../../src/platform/embedded-postgres.ts';
import { startEmbeddedTemporal } from '../../../src/platform/embedded-temporal.ts';
import { readEnvironment } from '../../../src/platform/env.ts';
import type { Home } from '../../../src/platform/home.ts';
import { isPortFree } from '../../../src/platform/ports.ts';
import { isAlive, type ProcessIdentity } from '../../../src/platform/process-identity.ts';
import { findTemporal } from '../../../src/platform/temporal-binary.ts';
import { temporalSearch } from '../../../src/platform/temporal-search.ts';
import { spawnPart, type PartName } from '../../support/part-process.ts';
import type { Life } from './kept-part.ts';

export const NAMESPACE = 'default';

/** PostgreSQL as users run it: what was committed is on disk. */
export async function postgresLife(home: Home): Promise<Life> {
  const { process: identity } = await startEmbeddedPostgres(home);
  return serverLife(identity, path.join(home.logs, 'postgres.log'));
}

export async function temporalLife(home: Home): Promise<Life> {
  const { process: identity } = await startEmbeddedTemporal({ home, namespace: NAMESPACE, binary: findBinary });
  return serverLife(identity, path.join(home.logs, 'temporal.log'));
}

async function findBinary(): Promise<string> {
  const search = temporalSearch(readEnvironment(), () => undefined, AbortSignal.timeout(240_000));
  return (await findTemporal(search)).file;
}

/** The servers are nobody's children: their end is seen, not told. */
function serverLife(identity: ProcessIdentity, logFile: string): Life {
  const ended = (async () => {
    while (await isAlive(identity)) await sleep(5);
    return 'an end that nobody saw';
  })();
  return {
    pid: identity.pid, ended, ready: Promise.resolve(),
    signal: (name) => { process.kill(identity.pid, name); },
    log: () => readFileSync(logFile, 'utf8').slice(-8_000),
  };
}

/** A worker or a server; `entry` is another program that plays the part. */
export async function partLife(name: PartName, variables: Readonly<Record<string, string>>, entry?: string): Promise<Life> {
  const part = spawnPart(name, variables, entry);
  const ended = part.ended.then(({ code, signal }) => String(signal ?? code));
  return {
    pid: part.pid, ended, signal: part.signal, log: part.log,
    ready: Promise.race([part.ready, ended.then((how) => { throw new Error(`ended with ${how} before it was ready`); })]),
  };
}

/**
 * Ports that no outgoing connection of this machine gets while their server is down (below the ephemeral range), and that no
 * other installation takes meanwhile: written as if a server had used them before.
 */
export async function reservePorts(home: Home, first: number): Promise<{ postgres: number; temporal: number; server: number }> {
  const ports = [];
  for (let port = first; ports.length < 4; port += 1) if (await isPortFree(port)) ports.push(port);
  const [postgres = 0, temporal = 0, ui = 0, server = 0] = ports;
  await mkdir(home.state, { recursive: true });
  const gone = { pid: 4_000_000, began: 'never' };
  await writeFile(path.join(home.state, 'postgres.json'), JSON.stringify({ ...gone, ports: { postgres } }));
  await writeFile(path.join(home.state, 'temporal.json'), JSON.stringify({ ...gone, ports: { temporal, ui } }));
  return { postgres, temporal, server };
}

/** Throws away everything Temporal knows. Only while it is down. */
export async function loseTemporalDatabase(home: Home): Promise<void> {
  for (const ending of ['', '-wal', '-shm', '-journal']) await rm(`${home.temporalDb}${ending}`, { force: true });
}
