/**
 * The long form of every proof, in two lanes beside each other: parts with servers mostly wait (for leases, for outages to pass),
 * the others only calculate and leave the processors to them. A part whose evidence was written for this very code is not run
 * again, so that a proof that was interrupted goes on where it was.
 *
 *   npm run proof [-- --part random-kills] [--again]
 */
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { setPriority } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { projectFile } from '../src/platform/project-files.ts';
import { codeUnderProof } from '../test/support/proof.ts';

interface Part {
  /** The evidence file carries the same name. */
  readonly name: string;
  readonly lane: LaneName;
  readonly file: string;
}

// The quick ones first: what fails early costs little to run again.
const PARTS: readonly Part[] = [
  { name: 'smtp-faults', lane: 'servers', file: 'test/faults/smtp-faults.test.ts' },
  { name: 'priority', lane: 'servers', file: 'test/workflows/priority.test.ts' },
  { name: 'fuzz-routes', lane: 'servers', file: 'test/integration/fuzz/routes.test.ts' },
  { name: 'fuzz-imports', lane: 'servers', file: 'test/integration/fuzz/imports.test.ts' },
  { name: 'approval-interleavings', lane: 'servers', file: 'test/integration/promises/interleavings.test.ts' },
  { name: 'outages', lane: 'servers', file: 'test/faults/outages.test.ts' },
  { name: 'random-kills', lane: 'servers', file: 'test/faults/random-kills.test.ts' },
  { name: 'promises', lane: 'servers', file: 'test/faults/promises.test.ts' },
  { name: 'crash-points', lane: 'servers', file: 'test/faults/crash-points.test.ts' },
  { name: 'zombie-workers', lane: 'servers', file: 'test/faults/zombie.test.ts' },
  { name: 'fuzz', lane: 'cases', file: 'test/fuzz/parsers.test.ts' },
  { name: 'advance-model', lane: 'cases', file: 'test/integration/simulation/model-holds.test.ts' },
  { name: 'simulation', lane: 'cases', file: 'test/simulation/simulation.test.ts' },
];

type LaneName = 'servers' | 'cases';
const LANES: readonly LaneName[] = ['servers', 'cases'];
/** Yields the processors: a lease that is kept too late because of another part would prove nothing. */
const CALCULATING: LaneName = 'cases';
const LOW_PRIORITY = 10;

const evidenceShape = z.object({ code: z.string(), seconds: z.number() });
type Evidence = z.output<typeof evidenceShape>;

const evidenceFile = ({ name }: Part) => path.join(projectFile('evidence'), `${name}.json`);

async function evidenceOf(part: Part): Promise<Evidence | null> {
  const text = await readFile(evidenceFile(part), 'utf8').catch(() => null);
  return text === null ? null : evidenceShape.parse(JSON.parse(text));
}

const isOfThisCode = (evidence: Evidence | null): boolean => evidence !== null && evidence.code === codeUnderProof() && !evidence.code.endsWith('-changed');

/** Each line of a part is told under its name: several parts speak at a time. */
function run({ name, lane, file }: Part): Promise<number> {
  // Those without servers have a project of their own; of the other two one has the file.
  const projects = /^test\/(?:integration|faults|workflows)\//.test(file) ? ['tables', 'servers'] : ['unit'];
  const child = spawn(process.execPath, [projectFile('node_modules/vitest/vitest.mjs'), 'run', ...projects.map((project) => `--project=${project}`), file], {
    cwd: projectFile('.'), stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PROOF: 'long' },
  });
  if (lane === CALCULATING && child.pid !== undefined) setPriority(child.pid, LOW_PRIORITY);
  for (const output of [child.stdout, child.stderr]) createInterface(output).on('line', (line) => console.log(`${name.padEnd(14)} ${line}`));
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

interface Result {
  readonly part: string;
  readonly result: string;
  readonly seconds: number;
}

async function proveOne(part: Part, again: boolean): Promise<Result> {
  const known = await evidenceOf(part);
  if (!again && isOfThisCode(known)) return { part: part.name, result: 'proven before', seconds: known?.seconds ?? 0 };
  const startedMs = Date.now();
  const failed = await run(part) !== 0;
  // A part of several tests may have written its figures before another of them failed.
  if (failed) await rm(evidenceFile(part), { force: true });
  const written = isOfThisCode(await evidenceOf(part));
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  return { part: part.name, result: failed ? 'FAILED' : written ? 'proven' : 'no evidence: the code changed meanwhile', seconds };
}

async function prove(parts: readonly Part[], again: boolean): Promise<boolean> {
  const startedMs = Date.now();
  const results: Result[] = [];
  const runLane = async (lane: LaneName) => {
    for (const part of parts) {
      if (part.lane !== lane) continue;
      console.log(`${part.name}: begun after ${minutesSince(startedMs)} min; ${results.length} of ${parts.length} parts are done`);
      results.push(await proveOne(part, again));
    }
  };
  await Promise.all(LANES.map(runLane));
  console.table(results);
  console.log(`${minutesSince(startedMs)} min in all`);
  return results.every(({ result }) => result.startsWith('proven'));
}

const minutesSince = (startedMs: number) => Math.round((Date.now() - startedMs) / 60_000);

const { values } = parseArgs({ options: { part: { type: 'string', multiple: true }, again: { type: 'boolean', default: false } } });
const chosen = values.part === undefined ? PARTS : PARTS.filter(({ name }) => values.part?.includes(name));
if (chosen.length === 0) {
  console.error(`no such part: known are ${PARTS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
process.exitCode = await prove(chosen, values.again) ? 0 : 1;
