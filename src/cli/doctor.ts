import pc from 'picocolors';
import { countryRows, staleCountries } from '../channels/country-rules.ts';
import type { Channel } from '../contracts/channel.ts';
import { type ChannelReport, lookAtChannels, wordReport } from '../platform/channel-health.ts';
import { openDatabase } from '../platform/database.ts';
import { checkClock, checkDatabase, checkMigrations, checkInboundMail, checkPolicy, checkSenders, checkWebhooks } from '../platform/database-checks.ts';
import { useEmbeddedPostgres } from '../platform/embedded-postgres-use.ts';
import { DEFAULT_PORT, readEnvironment } from '../platform/env.ts';
import type { Environment } from '../platform/env.ts';
import { doubtful, faulty, fine, lookAt } from '../platform/finding.ts';
import type { Finding } from '../platform/finding.ts';
import { checkHome, checkPackages, checkPort } from '../platform/machine-checks.ts';
import type { ProcessRecord } from '../platform/processes.ts';
import { findRunning } from '../platform/running-installation.ts';
import { checkSearchAttributes, checkTemporal, checkWorker } from '../platform/temporal-checks.ts';
import { openPool, type Pool } from '../store/pool.ts';
import { channelsAsRunning, probeOnce } from './installation.ts';
import { openTemporal } from './open-temporal.ts';
import type { RegisterCommand, Shell } from './shell.ts';

/** `touchline doctor`: looks at every part and says how to mend what is wrong. Exit code 5 when a part fails. */
export const registerDoctor: RegisterCommand = (parent, shell) => {
  parent.command('doctor').description('look at every part; a fix for each fault')
    .addHelpText('after', '\nExamples:\n  $ touchline doctor\n  $ touchline doctor --json')
    .action(() => examine(shell));
};

async function examine(shell: Shell): Promise<void> {
  const environment = readEnvironment();
  const running = await findRunning(environment.home);
  const findings: Finding[] = [];
  for (const look of [machine, databaseParts, temporalParts, channelParts]) findings.push(...(await look(environment, running)));
  if (shell.json) shell.printJson({ findings });
  else for (const finding of findings) shell.print(wordFinding(finding));
  if (findings.some(({ state }) => state === 'fail')) shell.exitWith(5);
}

type Look = (environment: Environment, running: ProcessRecord | null) => Promise<Finding[]>;

const machine: Look = async ({ home, port }) => [
  await lookAt('packages', checkPackages),
  await lookAt('home', () => checkHome(home)),
  await lookAt('laws', async () => checkLaws(new Date().toISOString().slice(0, 10))),
  await lookAt('port', () => checkPort(home, port ?? DEFAULT_PORT)),
];

/** Laws change: a row that nobody has looked at for too long may be wrong. */
function checkLaws(today: string): Finding {
  const stale = staleCountries(today);
  const all = countryRows().length;
  if (stale.length === 0) return fine('laws', `${all} rows of country rules, each looked at in time`);
  return doubtful('laws', `${stale.length} of ${all} rows of country rules should have been looked at again: ${stale.join(', ')}`, 'touchline country show CODE names the source; correct src/channels/country-rules.csv, or say otherwise under consent.countries of the policy');
}

const databaseParts: Look = async ({ databaseUrl, home, webhookKeys, inboundMail }, running) => {
  const findings: Finding[] = [];
  const reached = await lookAt('database', async () => {
    const embedded = databaseUrl === null ? await useEmbeddedPostgres(home) : null;
    try {
      const url = embedded?.url ?? databaseUrl ?? '';
      const database = await checkDatabase(url);
      findings.push(await lookAt('migrations', () => checkMigrations(url)), ...(await insideDatabase(url, { isRunning: running !== null, isSigned: webhookKeys.length > 0, isListening: inboundMail.smtpUrl !== null || inboundMail.imap !== null })));
      return database;
    } finally {
      await embedded?.release();
    }
  });
  return [reached, ...findings];
};

async function insideDatabase(url: string, { isRunning, isSigned, isListening }: { isRunning: boolean; isSigned: boolean; isListening: boolean }): Promise<Finding[]> {
  const pool = openPool(url, 1);
  try {
    return [await lookAt('clock', () => checkClock(pool, isRunning)), await lookAt('policy', () => checkPolicy(pool)), await lookAt('webhooks', () => checkWebhooks(pool, isSigned)),
      await lookAt('inbound mail', () => checkInboundMail(pool, isListening)), await lookAt('senders', () => checkSenders(pool))];
  } finally {
    await pool.end();
  }
}

const temporalParts: Look = async (environment, running) => {
  if (environment.temporal === null && running === null) return [doubtful('temporal', 'Touchline does not run here, and its Temporal server with it', 'npm start')];
  const findings: Finding[] = [];
  const reached = await lookAt('temporal', async () => {
    const access = await openTemporal(environment);
    try {
      const temporal = await checkTemporal(access);
      findings.push(await lookAt('attributes', () => checkSearchAttributes(access)), await lookAt('worker', () => checkWorker(access)));
      return temporal;
    } finally {
      await access.close();
    }
  });
  return [reached, ...findings];
};

/** Every channel: its provider asked now, its senders and last attempts by the tables. Without a database only the providers are asked. */
const channelParts: Look = async (environment, running) => {
  const isRunning = running !== null || environment.sandboxSmtpUrl !== null;
  return withDatabase(environment, async (pool) => {
    const channels = await channelsAsRunning(environment, running, pool);
    const probeOf = async (name: string) => { const channel = channels[name]; return channel === undefined ? null : probeOnce(channel, isRunning); };
    if (pool !== null) return (await lookAtChannels(pool, channels, probeOf)).map((report) => findingOf(report, channels[report.channel], isRunning));
    return Promise.all(Object.entries(channels).filter(([, { carriedHere }]) => carriedHere !== true).map(([name, channel]) => lookAt(name, async () => {
      const fault = await probeOf(name);
      return fault === null ? fine(name, reachable(channel, isRunning)) : faulty(name, fault, fixOf(name));
    })));
  });
};

async function withDatabase(environment: Environment, look: (pool: Pool | null) => Promise<Finding[]>): Promise<Finding[]> {
  const opened = await openDatabase(environment.databaseUrl, environment.home).catch(() => null);
  try {
    return await look(opened?.pool ?? null);
  } finally {
    await opened?.close();
  }
}

const FIXES: Readonly<Record<string, string>> = {
  onsite: 'see the database line',
  whatsapp: 'see what WhatsApp Manager says of the number, and correct the variables of WhatsApp',
  skype: 'see what the Azure portal says of the bot, and correct TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID',
};

const fixOf = (name: string) => FIXES[name] ?? 'correct SMTP_URL, or look at the mail server';

function reachable({ rule, carriedHere }: Channel, isRunning: boolean): string {
  if (carriedHere === true) return 'stored in this installation';
  if (!rule.staysLocal) return 'its server is reachable';
  return isRunning ? 'reachable; stays on this machine' : 'stays on this machine; starts with Touchline';
}

function findingOf(report: ChannelReport, channel: Channel | undefined, isRunning: boolean): Finding {
  if (!report.isReachable) return faulty(report.channel, wordReport(report), fixOf(report.channel));
  if (report.state !== 'ok') return doubtful(report.channel, `${report.state}: ${wordReport(report)}`, 'npx touchline channel health tells more');
  return fine(report.channel, channel === undefined ? '' : reachable(channel, isRunning));
}

const COLORS = { ok: pc.green, warn: pc.yellow, fail: pc.red } as const;

function wordFinding({ check, state, detail, fix }: Finding): string {
  return `  ${COLORS[state](state.padEnd(4))}  ${check.padEnd(12)} ${detail}${fix === null ? '' : ` — ${fix}`}`;
}
