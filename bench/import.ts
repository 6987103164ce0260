import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { orderFormat } from '../src/intake/import/formats/registry.ts';
import { importOrders } from '../src/intake/import/import-orders.ts';
import { startEmbeddedPostgres, stopEmbeddedPostgres } from '../src/platform/embedded-postgres.ts';
import { homeAt } from '../src/platform/home.ts';
import { migrateDatabase } from '../src/platform/migrations.ts';
import { parsePolicy } from '../src/policy-file/parse-policy.ts';
import { openPool, type Pool } from '../src/store/pool.ts';
import { importByPlainSql } from './import-baseline.ts';
import { printReport } from './support/report.ts';
import { interleaved, ratioOf, spreadOf } from './support/rounds.ts';

/**
 * The real file through our importer and through hand-written SQL, in turn, each into an empty database. Goal: at most 1.5 times
 * the time, with flat memory.
 *
 *   node --import tsx bench/import.ts [--file online-retail.csv.gz] [--rounds 5] [--quick] [--json]
 */
const GOAL = 1.5;
const EXPECTED_TOTAL = '8911407.9040';
const FILE = new URL('../../shared/data/online-retail.csv.gz', import.meta.url).pathname;

const { values } = parseArgs({ options: {
  rounds: { type: 'string', default: '5' }, file: { type: 'string', default: FILE },
  quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
} });
const rounds = values.quick ? 1 : Number(values.rounds);
const home = homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-bench-')));
try {
  const { url } = await startEmbeddedPostgres(home);
  await runRounds(url);
} finally {
  await stopEmbeddedPostgres(home);
  await rm(home.root, { recursive: true, force: true });
}

async function runRounds(url: string): Promise<void> {
  // Resident memory at a quarter, half, three quarters and the end of the file, round by round.
  const rssMb: number[][] = [];
  const ours = (round: number) => inFreshDatabase(url, `ours_${round}`, (pool) => importWithTouchline(pool, values.file, rssMb[round] = []));
  const plain = (round: number) => inFreshDatabase(url, `plain_${round}`, (pool) => importByPlainSql(pool, values.file));
  const pairs = await interleaved(rounds, ours, plain);
  printReport({
    bench: 'import', seed: 0, rounds, size: { quick: values.quick }, raw: { pairs, rssMb },
    figures: [
      { what: 'time of the import, against hand-written SQL', unit: 'ratio', value: ratioOf(pairs, (ms) => ms), goal: { atMost: GOAL } },
      { what: 'Touchline', unit: 's', value: spreadOf(pairs.map((pair) => pair.ours / 1000)) },
      { what: 'hand-written SQL', unit: 's', value: spreadOf(pairs.map((pair) => pair.plain / 1000)) },
      { what: 'memory at a quarter of the file', unit: 'MB', value: spreadOf(rssMb.map((quarters) => quarters[0] ?? 0)) },
      { what: 'memory at its end', unit: 'MB', value: spreadOf(rssMb.map((quarters) => quarters.at(-1) ?? 0)) },
      { what: 'most memory', unit: 'MB', value: Math.round(process.resourceUsage().maxRSS / 1024) },
    ],
  }, values.json);
}

async function inFreshDatabase(url: string, name: string, load: (pool: Pool) => Promise<string>): Promise<number> {
  const admin = openPool(url, 1);
  await admin.query(`create database ${name}`);
  const databaseUrl = url.replace(/\/touchline$/, `/${name}`);
  await migrateDatabase(databaseUrl);
  const pool = openPool(databaseUrl, 4);
  await pool.query('checkpoint');
  const startedMs = performance.now();
  const total = await load(pool);
  const elapsedMs = performance.now() - startedMs;
  await pool.end();
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
  if (total !== EXPECTED_TOTAL) throw new Error(`${name} loaded ${total}, not ${EXPECTED_TOTAL}`);
  return elapsedMs;
}

async function importWithTouchline(pool: Pool, file: string, rssMb: number[]): Promise<string> {
  const parsed = parsePolicy(await readFile(new URL('../touchline.yaml', import.meta.url), 'utf8'), 'touchline.yaml');
  if (!('policy' in parsed)) throw new Error('touchline.yaml is not valid');
  const onProgress = (read: number, size: number) => {
    if (read / size >= (rssMb.length + 1) / 4) rssMb.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
  };
  const report = await importOrders(pool, { path: file, format: orderFormat('online-retail')!, rules: { policy: parsed.policy, cutPoints: null }, onProgress });
  return report.counts.knownSaleValue;
}
