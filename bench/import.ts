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

// The real file through our importer, and through hand-written SQL, in turn, each into an empty database. Goal: at most 1.5 times, memory flat.
const GOAL = 1.5;
const EXPECTED_TOTAL = '8911407.9040';
const FILE = new URL('../../shared/data/online-retail.csv.gz', import.meta.url).pathname;

interface Round {
  readonly oursMs: number;
  readonly plainMs: number;
  readonly ratio: number;
  /** Resident memory at a quarter, half, three quarters and the end of the file. */
  readonly rssMb: readonly number[];
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, file: { type: 'string', default: FILE } } });
const home = homeAt(await mkdtemp(path.join(tmpdir(), 'touchline-bench-')));
try {
  const { url } = await startEmbeddedPostgres(home);
  const rounds = await runRounds(url, Number(values.rounds), values.file);
  printRounds(rounds);
} finally {
  await stopEmbeddedPostgres(home);
  await rm(home.root, { recursive: true, force: true });
}

async function runRounds(url: string, count: number, file: string): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for (let round = 0; round < count; round += 1) {
    const rssMb: number[] = [];
    const ours = () => inFreshDatabase(url, `ours_${round}`, (pool) => importWithTouchline(pool, file, rssMb));
    const plain = () => inFreshDatabase(url, `plain_${round}`, (pool) => importByPlainSql(pool, file));
    // Who goes first alternates, so that a warm or a throttled machine favours neither.
    const [first, second] = round % 2 === 0 ? [ours, plain] : [plain, ours];
    const [firstMs, secondMs] = [await first(), await second()];
    const [oursMs, plainMs] = round % 2 === 0 ? [firstMs, secondMs] : [secondMs, firstMs];
    rounds.push({ oursMs, plainMs, ratio: oursMs / plainMs, rssMb });
  }
  return rounds;
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

function printRounds(rounds: readonly Round[]): void {
  const ratios = rounds.map(({ ratio }) => ratio).toSorted((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)] ?? Number.NaN;
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.table(rounds.map(({ oursMs, plainMs, ratio, rssMb }) => ({
    'touchline s': (oursMs / 1000).toFixed(2), 'plain SQL s': (plainMs / 1000).toFixed(2), 'ratio': ratio.toFixed(2), 'RSS MB at 1/4 … 4/4': rssMb.join(' '),
  })));
  console.log(JSON.stringify({ bench: 'import', rounds, medianRatio: Number(median.toFixed(3)), goal: GOAL, met: median <= GOAL, peakRssMb }));
}
