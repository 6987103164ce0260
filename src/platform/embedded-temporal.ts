import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { delay } from './delay.ts';
import { withHomeLock } from './home-lock.ts';
import type { Home } from './home.ts';
import { freshLog, lastLines } from './log-file.ts';
import { causeOf, PartFailure } from './part-failure.ts';
import { portHolderPid } from './port-holder.ts';
import { isPortFree, isRefused, nextFreePort } from './ports.ts';
import { endProcess, isAlive } from './process-identity.ts';
import { findLeftOver, readRecord, recordProcess } from './processes.ts';
import type { ProcessRecord } from './processes.ts';
import { searchAttributeFlags } from './search-attributes.ts';

const RECORD = 'temporal';
const READY_WITHIN_MS = 60_000;
/** A left-over that is busy with many sleeping runs answers late, not never. */
const ADOPT_WITHIN_MS = 10_000;
const DEFAULT_PORT = 7233;
const DEFAULT_UI_PORT = 8233;

export interface EmbeddedTemporal {
  readonly address: string;
  readonly uiUrl: string;
  readonly process: ProcessRecord;
  readonly how: 'started' | 'adopted';
}

export interface TemporalStart {
  readonly home: Home;
  readonly namespace: string;
  /** Finds the binary; asked only when no server of this home runs. */
  readonly binary: () => Promise<string>;
}

/**
 * Starts the development server on the home's file, or adopts the one that an earlier start left running; ends that one if it
 * does not answer. The server outlives this process: end it with `stopEmbeddedTemporal`. Throws PartFailure.
 */
export async function startEmbeddedTemporal(start: TemporalStart): Promise<EmbeddedTemporal> {
  await mkdir(start.home.root, { recursive: true });
  return withHomeLock(start.home.state, RECORD, async () => {
    const leftOver = await findLeftOver(start.home.state, RECORD);
    if (leftOver !== null && (await answers(leftOver, start.namespace, ADOPT_WITHIN_MS)) === null) return describe(leftOver, 'adopted');
    if (leftOver !== null) await endProcess(leftOver, 'SIGTERM', 5_000);
    return startServer(start);
  });
}

/** The recorded server when it runs; null otherwise. Never starts one. */
export async function findEmbeddedTemporal(home: Home): Promise<EmbeddedTemporal | null> {
  const leftOver = await findLeftOver(home.state, RECORD);
  return leftOver === null ? null : describe(leftOver, 'adopted');
}

/** Ends the server; its file keeps every run, its record the ports for the next start. */
export async function stopEmbeddedTemporal(home: Home): Promise<void> {
  const record = await readRecord(home.state, RECORD);
  if (record !== null) await endProcess(record, 'SIGTERM', 10_000);
}

function describe(record: ProcessRecord, how: EmbeddedTemporal['how']): EmbeddedTemporal {
  return { address: `127.0.0.1:${record.ports['temporal']}`, uiUrl: `http://127.0.0.1:${record.ports['ui']}`, process: record, how };
}

async function startServer(start: TemporalStart, otherPorts = 2): Promise<EmbeddedTemporal> {
  const { home, namespace, binary } = start;
  const file = await binary();
  const last = (await readRecord(home.state, RECORD))?.ports ?? {};
  const port = await nextFreePort(last['temporal'] ?? DEFAULT_PORT);
  const uiPort = await nextFreePort(last['ui'] ?? DEFAULT_UI_PORT + port - DEFAULT_PORT);
  const log = await freshLog(home, 'temporal');
  // Its own process group: a Ctrl-C meant for us must not stop it before the worker has drained.
  const child = spawn(file, serverFlags(home, namespace, port, uiPort), { stdio: ['ignore', log.fd, log.fd], detached: true, cwd: home.root });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => reject(new PartFailure('temporal', `${file} cannot be started: ${cause.message}`, 'remove it and start again', { cause })));
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
  child.unref();
  await log.close();
  const record = await recordProcess(home.state, RECORD, pid, { temporal: port, ui: uiPort }).catch((cause: unknown) => failed(home, cause));
  const trouble = await answers(record, namespace, READY_WITHIN_MS);
  if (trouble === null) return describe(record, 'started');
  // Another program took a port between our look and the server's start: with the next free ones it goes.
  const wasTaken = !(await isAlive(record)) && !((await isPortFree(port)) && (await isPortFree(uiPort)));
  return wasTaken && otherPorts > 0 ? startServer(start, otherPorts - 1) : failed(home, trouble);
}

function serverFlags(home: Home, namespace: string, port: number, uiPort: number): string[] {
  return [
    'server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-ip', '127.0.0.1', '--ui-port', String(uiPort),
    '--ui-disable-news-fetch', '--namespace', namespace, '--db-filename', home.temporalDb, '--log-level', 'warn',
    // With SQLite's defaults it is two to three times slower; what such a file may lose on power failure, the relay heals.
    '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL',
    // Otherwise no timer fires within a second: the demo clock would crawl.
    '--dynamic-config-value', 'history.timerProcessorMaxTimeShift="1ms"',
    '--dynamic-config-value', 'matching.enableFairness=true',
    // A queue in parts keeps an order in each part only: then some ten sends of others may leave before that of level 1.
    '--dynamic-config-value', 'matching.numTaskqueueReadPartitions=1', '--dynamic-config-value', 'matching.numTaskqueueWritePartitions=1',
    ...searchAttributeFlags(),
  ];
}

/** Null once this very server knows the namespace, else why not: it ended, or the time is up. */
async function answers(record: ProcessRecord, namespace: string, limitMs: number): Promise<Error | null> {
  const port = record.ports['temporal'] ?? DEFAULT_PORT;
  let trouble = new Error('no answer');
  for (const start = performance.now(); performance.now() - start < limitMs; await delay(25)) {
    if (!(await isAlive(record))) return trouble;
    // A gRPC channel that meets a closed port pauses for a second before it tries again. Asked without taking the port ourselves:
    // the server is about to.
    if (await isRefused(`127.0.0.1:${port}`)) continue;
    try {
      await askNamespace(`127.0.0.1:${port}`, namespace);
      if (await isHeldBy(port, record.pid)) return null;
      trouble = new Error(`another server answers on port ${port}`);
    } catch (error) {
      trouble = error instanceof Error ? error : new Error(String(error));
    }
  }
  return trouble;
}

/** Two servers that start at once both find the port free: whoever gets it answers for the other one too, which is about to end. */
async function isHeldBy(port: number, pid: number): Promise<boolean> {
  const holder = await portHolderPid(port);
  return holder === null || holder === pid;
}

async function askNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.describeNamespace({ namespace }));
  } finally {
    await connection.close();
  }
}

async function failed(home: Home, cause: unknown): Promise<never> {
  const said = (await lastLines(home, 'temporal')).findLast((line) => /error|fatal|unable/i.test(line));
  throw new PartFailure('temporal', `the Temporal server does not start: ${said ?? causeOf(cause)}`,
    `read ${path.join(home.logs, 'temporal.log')}, or set TEMPORAL_ADDRESS to a server of yours`, { cause });
}
