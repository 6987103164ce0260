import { childVariables } from '../platform/env.ts';
import type { Environment } from '../platform/env.ts';
import { clearTheWay, prepareNamespace, startDatabase, startTemporal } from '../platform/part-starts.ts';
import { projectFile } from '../platform/project-files.ts';
import { declareRunning, declareStopped } from '../platform/running-installation.ts';
import { SupervisedProcess } from '../platform/supervised-process.ts';
import type { TemporalSettings } from '../platform/temporal-client.ts';
import { keepSandboxSecret } from '../platform/sandbox-secret.ts';
import { type ChatUrls, planSandboxes } from './sandboxes.ts';
import type { StepTable } from './step-table.ts';

export interface InstallationStart {
  readonly environment: Environment;
  readonly port: number;
  readonly publicUrl: string;
  readonly steps: StepTable;
  readonly temporalBinary: () => Promise<string>;
  /** Fills a new database before workers see it; answers what to say of it. */
  readonly prepare: (databaseUrl: string) => Promise<string>;
}

export interface Installation {
  readonly databaseUrl: string;
  readonly temporal: TemporalSettings;
  readonly temporalUiUrl: string | null;
  readonly chatUrls: ChatUrls;
  /** Stops every part in the reverse order of its start. */
  readonly stop: (told: (part: string) => void) => Promise<void>;
}

type Stop = readonly [part: string, stop: () => Promise<void>];

/** Starts every part in its order, each with a line in the table. What was started is stopped again when one fails. Throws PartFailure. */
export async function startInstallation(start: InstallationStart): Promise<Installation> {
  const stops: Stop[] = [];
  const stop = (told: (part: string) => void) => stopAll(stops, told);
  try {
    const { databaseUrl, temporal, uiUrl } = await startServers(start, stops);
    const chatUrls = await startProcesses(start, { databaseUrl, temporal, uiUrl }, stops);
    return { databaseUrl, temporal, temporalUiUrl: uiUrl, chatUrls, stop };
  } catch (error) {
    await stop(() => undefined);
    throw error;
  }
}

interface Servers {
  readonly databaseUrl: string;
  readonly temporal: TemporalSettings;
  readonly uiUrl: string | null;
}

async function startServers({ environment, port, steps, temporalBinary, prepare }: InstallationStart, stops: Stop[]): Promise<Servers> {
  const tell = (line: string) => steps.tell(`      ${line}`);
  await clearTheWay(environment, port);
  await declareRunning(environment.home, { server: port });
  stops.push(['', () => declareStopped(environment.home)]);
  const database = await steps.run('database', () => startDatabase(environment, tell), (part) => part.detail);
  stops.push(['database', database.stop]);
  const temporal = await steps.run('temporal', () => startTemporal(environment, temporalBinary, tell), (part) => part.detail);
  stops.push(['temporal', temporal.stop]);
  await steps.run('namespace', () => prepareNamespace(temporal.value.settings), (detail) => detail);
  await steps.run('policy', () => prepare(database.value), (detail) => detail);
  return { databaseUrl: database.value, temporal: temporal.value.settings, uiUrl: temporal.value.uiUrl };
}

async function startProcesses({ environment, port, publicUrl, steps }: InstallationStart, servers: Servers, stops: Stop[]): Promise<ChatUrls> {
  const sandboxes = await planSandboxes(environment);
  await keepSandboxSecret(environment.home, sandboxes.secret);
  await declareRunning(environment.home, { server: port, ...sandboxes.ports });
  const variables = childVariables({
    DATABASE_URL: servers.databaseUrl,
    ...(environment.temporal === null ? { TEMPORAL_ADDRESS: servers.temporal.connectionOptions.address, TEMPORAL_NAMESPACE: servers.temporal.namespace } : {}),
    ...sandboxes.variables,
    ...(servers.uiUrl === null ? {} : { TOUCHLINE_TEMPORAL_UI: servers.uiUrl }),
    TOUCHLINE_HOME: environment.home.root,
    TOUCHLINE_PORT: String(port),
    TOUCHLINE_PUBLIC_URL: publicUrl,
  });
  const tell = (line: string) => steps.tell(`      ${line}`);
  const begin = (part: 'server' | 'worker') => SupervisedProcess.start({ part, entry: projectFile('src', `${part}.ts`), home: environment.home, variables, tell });
  const server = steps.run('server', () => begin('server'), () => `listening on ${environment.host}:${port}, ${sandboxes.words}`);
  const worker = steps.run('worker', () => begin('worker'), () => 'polling its task queues');
  // Both are waited for, whichever fails: what runs has to be stopped.
  const [serverStart, workerStart] = await Promise.allSettled([server, worker]);
  if (serverStart.status === 'fulfilled') stops.push(['server', () => serverStart.value.stop()]);
  if (workerStart.status === 'fulfilled') stops.push(['worker', () => workerStart.value.stop()]);
  await Promise.all([server, worker]);
  return sandboxes.chatUrls;
}

async function stopAll(stops: Stop[], told: (part: string) => void): Promise<void> {
  for (let next = stops.pop(); next !== undefined; next = stops.pop()) {
    const [part, stop] = next;
    if (part !== '') told(part);
    await stop();
  }
}
