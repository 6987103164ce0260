/**
 * Every bench, one after the other on an otherwise quiet machine; leaves `evidence/benchmarks.json`.
 *
 *   npm run bench [-- --quick] [-- --only touch,broadcast]
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs, promisify } from 'node:util';
import { projectFile } from '../src/platform/project-files.ts';
import { type PrintedReport, printTable } from './support/report.ts';

const BENCHES = ['touch', 'broadcast', 'ingest', 'enrol', 'idle', 'import', 'email-send', 'render', 'tiers', 'decide', 'claims', 'send-hour', 'products', 'channels', 'sla'];
const LONGEST_MS = 30 * 60_000;
const MOST_OUTPUT = 64 * 2 ** 20;

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: BENCHES.join(',') } } });
const wanted = values.only.split(',');
const unknown = wanted.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) throw new Error(`no bench is called ${unknown.join(', ')}: there are ${BENCHES.join(', ')}`);

const reports: PrintedReport[] = [];
for (const name of wanted) {
  const words = ['--import', 'tsx', projectFile('bench', `${name}.ts`), '--json', ...(values.quick ? ['--quick'] : [])];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: projectFile('.'), timeout: LONGEST_MS, maxBuffer: MOST_OUTPUT });
  const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as PrintedReport;
  reports.push(report);
  printTable(report);
}
if (!values.quick) {
  await mkdir(projectFile('evidence'), { recursive: true });
  await writeFile(projectFile('evidence', 'benchmarks.json'), `${JSON.stringify(reports, null, 2)}\n`);
}
