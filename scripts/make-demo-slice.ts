import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { lifeCycleOf } from '../src/domain/life-cycle.ts';
import { DAY_MS } from '../src/domain/instant.ts';
import { DEMO_HISTORY_FILE, DEMO_LATER_FILE, DEMO_START_DAY, DEMO_START_MS } from '../src/intake/demo/demo-shop.ts';
import { parsePolicy } from '../src/policy-file/parse-policy.ts';
import { aCustomer } from '../test/support/builders.ts';

// Cuts the demo shop out of the real file: whole histories of customers in every part of a life, chosen the same way each time.
const REAL_FILE = new URL('../../shared/data/online-retail.csv.gz', import.meta.url);
const MOST_LINES_EACH = 400;
const FIRST_MIDNIGHT_MS = Date.parse(`${DEMO_START_DAY}T00:00Z`);

/** A history as far as choosing needs it. Times as if London's wall clock were UTC: an hour decides nothing here. */
interface History {
  readonly id: string;
  readonly country: string;
  readonly lines: number;
  readonly orderTimesBefore: readonly number[];
  readonly orderTimesAfter: readonly number[];
  readonly value: number;
}

/** How many customers of which kind; earlier kinds choose first. */
const KINDS: readonly (readonly [name: string, count: number, fits: (history: History) => boolean])[] = [
  ['key accounts', 8, (history) => history.value > 8_000],
  ['at risk within three days', 26, (history) => changesTo(history, 'at-risk', 3)],
  ['at risk within ten days', 24, (history) => changesTo(history, 'at-risk', 10)],
  ['one order, 20 to 60 days ago', 36, (history) => history.orderTimesBefore.length === 1 && silentDays(history) >= 20 && silentDays(history) <= 60],
  ['first order in the first week', 20, (history) => history.orderTimesBefore.length === 0 && firstAfterDays(history) < 7],
  ['first order later', 22, (history) => history.orderTimesBefore.length === 0],
  ['at risk', 22, (history) => lifeCycle(history, DEMO_START_MS) === 'at-risk'],
  ['lapsed', 24, (history) => lifeCycle(history, DEMO_START_MS) === 'lapsed'],
  ['abroad', 30, (history) => history.country !== 'United Kingdom' && history.orderTimesBefore.length > 0],
  ['active with orders to come', 34, (history) => history.orderTimesBefore.length > 1 && history.orderTimesAfter.length > 0],
];

const parsed = parsePolicy(await readFile(new URL('../touchline.yaml', import.meta.url), 'utf8'), 'touchline.yaml');
if (!('policy' in parsed)) throw new Error('touchline.yaml is not valid');
const { policy } = parsed;

const [header = '', ...rows] = gunzipSync(await readFile(REAL_FILE)).toString('utf8').trimEnd().split('\n');
const chosen = choose(historiesOf(rows));
const kept = rows.filter((row) => chosen.has(customerOf(row)));
await writeSlice(DEMO_HISTORY_FILE, kept.filter((row) => dayOf(row) < DEMO_START_DAY));
await writeSlice(DEMO_LATER_FILE, kept.filter((row) => dayOf(row) >= DEMO_START_DAY));

// Columns from the end: a description may hold commas, the others never do.
function customerOf(row: string): string {
  return row.split(',').at(-2) ?? '';
}

function timeOf(row: string): string {
  return row.split(',').at(-4) ?? '';
}

function dayOf(row: string): string {
  return timeOf(row).slice(0, 10);
}

function historiesOf(all: readonly string[]): readonly History[] {
  const byCustomer = new Map<string, string[]>();
  for (const row of all) {
    const own = byCustomer.get(customerOf(row));
    if (own === undefined) byCustomer.set(customerOf(row), [row]);
    else own.push(row);
  }
  byCustomer.delete(''); // anonymous sales
  return [...byCustomer].map(([id, own]) => historyOf(id, own));
}

function historyOf(id: string, own: readonly string[]): History {
  const sales = own.filter((row) => !row.startsWith('C') && quantityOf(row) > 0 && priceOf(row) > 0);
  const times = [...new Map(sales.map((row) => [row.split(',')[0], Date.parse(`${timeOf(row).replace(' ', 'T')}Z`)])).values()].toSorted((a, b) => a - b);
  const before = sales.filter((row) => dayOf(row) < DEMO_START_DAY);
  return {
    id, country: own[0]?.split(',').at(-1) ?? '', lines: own.length,
    orderTimesBefore: times.filter((time) => time < FIRST_MIDNIGHT_MS), orderTimesAfter: times.filter((time) => time >= FIRST_MIDNIGHT_MS),
    value: before.reduce((sum, row) => sum + quantityOf(row) * priceOf(row), 0),
  };
}

function quantityOf(row: string): number {
  return Number(row.split(',').at(-5));
}

function priceOf(row: string): number {
  return Number(row.split(',').at(-3));
}

function choose(histories: readonly History[]): ReadonlySet<string> {
  const candidates = histories.filter((history) => history.lines <= MOST_LINES_EACH).toSorted((a, b) => (shuffleKey(a) < shuffleKey(b) ? -1 : 1));
  const ids = new Set<string>();
  for (const [name, count, fits] of KINDS) {
    const found = candidates.filter((history) => !ids.has(history.id) && fits(history)).slice(0, count);
    for (const { id } of found) ids.add(id);
    console.log(`${String(found.length).padStart(4)} of ${count}  ${name}`);
  }
  return ids;
}

/** A fixed shuffle: the file is ordered by time, and the first customers are not typical. */
function shuffleKey(history: History): string {
  return createHash('sha256').update(`demo:${history.id}`).digest('hex');
}

function silentDays(history: History): number {
  return (DEMO_START_MS - (history.orderTimesBefore.at(-1) ?? 0)) / DAY_MS;
}

function firstAfterDays(history: History): number {
  return ((history.orderTimesAfter[0] ?? Number.POSITIVE_INFINITY) - DEMO_START_MS) / DAY_MS;
}

function lifeCycle(history: History, atMs: number): string {
  return lifeCycleOf(asCustomer(history), policy, atMs).lifeCycle;
}

function changesTo(history: History, target: string, withinDays: number): boolean {
  if (history.orderTimesBefore.length < 2 || history.orderTimesAfter.some((time) => time < DEMO_START_MS + withinDays * DAY_MS)) return false;
  return lifeCycle(history, DEMO_START_MS) !== target && lifeCycle(history, DEMO_START_MS + withinDays * DAY_MS) === target;
}

function asCustomer({ orderTimesBefore }: History) {
  const gaps = orderTimesBefore.slice(1).map((time, index) => (time - (orderTimesBefore[index] ?? time)) / 3_600_000).toSorted((a, b) => a - b);
  const middle = (gaps.length - 1) / 2;
  const median = gaps.length === 0 ? null : ((gaps[Math.floor(middle)] ?? 0) + (gaps[Math.ceil(middle)] ?? 0)) / 2;
  return aCustomer({
    orderCount: orderTimesBefore.length, firstOrderAtMs: orderTimesBefore[0] ?? null, lastOrderAtMs: orderTimesBefore.at(-1) ?? null, usualGapHours: median,
  });
}

async function writeSlice(path: string, slice: readonly string[]): Promise<void> {
  const packed = gzipSync(`${[header, ...slice].join('\n')}\n`, { level: 9 });
  await writeFile(path, packed);
  console.log(`${path}: ${slice.length} lines, ${packed.length} bytes`);
}
