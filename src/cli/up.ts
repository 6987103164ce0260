import { DEFAULT_PORT, readEnvironment } from '../platform/env.ts';
import type { Client } from '@temporalio/client';
import { connectTemporal } from '../platform/temporal-client.ts';
import { loadDemo } from './load-demo.ts';
import { findTemporal } from '../platform/temporal-binary.ts';
import { temporalSearch } from '../platform/temporal-search.ts';
import { openPool } from '../store/pool.ts';
import type { Pool } from '../store/pool.ts';
import { untilAborted } from '../platform/delay.ts';
import { ensurePolicy, ensureStopConfirmation } from './first-start.ts';
import { CliFailure } from './shell.ts';
import type { RegisterCommand, Shell } from './shell.ts';
import { startInstallation } from './start-installation.ts';
import type { Installation } from './start-installation.ts';
import { StepTable } from './step-table.ts';

interface UpOptions {
  readonly demo?: boolean;
  readonly port?: number;
}

const EXAMPLES = `
Examples:
  $ npm start                                    everything on this machine, with the demo shop
  $ npm start -- --no-demo --port 4500
  $ DATABASE_URL=postgresql://… TEMPORAL_ADDRESS=host:7233 touchline up`;

/** `touchline up` (what npm start does): starts every part, says where it is, and stops all on Ctrl-C. */
export const registerUp: RegisterCommand = (parent, shell) => {
  parent.command('up').description('start everything on this machine and stay until Ctrl-C')
    .option('--demo', 'load the demo shop even into a database given by DATABASE_URL')
    .option('--no-demo', 'do not load the demo shop on the first start')
    .option('--port <number>', `port of the web server (default ${DEFAULT_PORT})`, wantedPort)
    .addHelpText('after', EXAMPLES)
    .action((options: UpOptions) => up(shell, options));
};

function wantedPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CliFailure({ exitCode: 2, code: 'usage', message: `--port ${text}: not a port`, wayOut: 'give a number from 1 to 65535' });
}

async function up(shell: Shell, options: UpOptions): Promise<void> {
  const environment = readEnvironment();
  const port = options.port ?? environment.port ?? DEFAULT_PORT;
  const publicUrl = environment.publicUrl ?? `http://127.0.0.1:${port}`;
  const steps = new StepTable(shell);
  steps.tell(`Touchline  node ${process.versions.node}, ${process.platform} ${process.arch}, state in ${environment.home.root}`);
  const search = temporalSearch(environment, (line) => steps.tell(`      ${line}`), shell.signal);
  const installation = await startInstallation({
    environment, port, publicUrl, steps,
    temporalBinary: async () => (await findTemporal(search)).file,
    prepare: (databaseUrl) => withPool(databaseUrl, async (pool) => {
      const detail = await ensurePolicy(pool);
      await ensureStopConfirmation(pool);
      return detail;
    }),
  });
  try {
    if (options.demo ?? environment.databaseUrl === null) {
      await steps.run('demo', () => withDemoAccess(installation, (pool, client) => loadDemo(pool, client, shell.signal)), (detail) => detail);
    }
    welcome(shell, steps, publicUrl, installation);
    await untilAborted(shell.signal);
  } finally {
    await installation.stop((part) => steps.tell(`  stopping ${part}`));
  }
  steps.tell('Stopped. All customers wait safely; the next start goes on where this one ended.');
}

async function withPool<T>(url: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = openPool(url, 2);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

async function withDemoAccess<T>(installation: Installation, work: (pool: Pool, client: Client) => Promise<T>): Promise<T> {
  const { client, close } = await connectTemporal(installation.temporal);
  return withPool(installation.databaseUrl, (pool) => work(pool, client)).finally(close);
}

/** Where everything is, and what to try first. */
function welcome(shell: Shell, steps: StepTable, publicUrl: string, { temporal, temporalUiUrl, chatUrls }: Installation): void {
  const urls = {
    status: `${publicUrl}/`,
    ...(temporalUiUrl === null ? {} : { temporalUi: `${temporalUiUrl}/namespaces/${temporal.namespace}/workflows` }),
    outbox: `${publicUrl}/outbox`,
    ...(chatUrls.whatsapp === undefined ? {} : { chats: chatUrls.whatsapp }),
    ...(chatUrls.skype === undefined ? {} : { teamsChats: chatUrls.skype }),
    ...(chatUrls.shop === undefined ? {} : { accounts: chatUrls.shop }),
  };
  const tryFirst = ['npx touchline campaign list', 'npx touchline campaign preview campaigns/win-back.yaml --sample 5', 'npx touchline doctor'];
  if (shell.json) {
    shell.printJson({ steps: steps.done, urls, try: tryFirst, seconds: steps.seconds });
    return;
  }
  const titles: Readonly<Record<string, string>> = { status: 'Status page', temporalUi: 'Temporal UI', outbox: 'Outbox', chats: 'WhatsApp chats', teamsChats: 'Teams chats', accounts: 'Shop accounts' };
  for (const [name, url] of Object.entries(urls)) shell.print(`  ${(titles[name] ?? name).padEnd(14)} ${url}`);
  tryFirst.forEach((line, index) => shell.print(`  ${(index === 0 ? 'Try' : '').padEnd(14)} ${line}`));
  shell.print(`Ready in ${steps.seconds.toFixed(1)} s. Ctrl-C stops Touchline; all customers wait safely and go on at the next start.`);
}
