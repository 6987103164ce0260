/**
 * The long form of every proof, in two lanes beside each other: parts with servers mostly wait (for leases, for outages to
 * pass), the others only calculate. A part whose evidence was written for this very code is not run again, so that a proof
 * that was interrupted goes on where it was.
 *
 *   npm run proof [-- --part random-kills] [--again]
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { projectFile } from '../src/platform/project-files.ts';
import { codeUnderProof } from '../test/support/proof.ts';

interface Part {
  /** The evidence file carries the same name. */
  readonly name: string;
  readonly project: 'unit' | 'servers';
  readonly file: string;
}

const PARTS: readonly Part[] = [
  { name: 'random-kills', project: 'servers', file: 'test/faults/random-kills.test.ts' },
  { name: 'zombie-workers', project: 'servers', file: 'test/faults/zombie.test.ts' },
  { name: 'outages', project: 'servers', file: 'test/faults/outages.test.ts' },
  { name: 'smtp-faults', project: 'servers', file: 'test/faults/smtp-faults.test.ts' },
  { name: 'advance-model', project: 'servers', file: 'test/integration/simulation/model-holds.test.ts' },
  { name: 'simulation', project: 'unit', file: 'test/simulation/simulation.test.ts' },
  { name: 'fuzz', project: 'unit', file: 'test/fuzz/parsers.test.ts' },
  { name: 'fuzz-imports', project: 'servers', file: 'test/integration/fuzz/imports.test.ts' },
  { name: 'fuzz-routes', project: 'servers', file: 'test/integration/fuzz/routes.test.ts' },
  { name: 'crash-points', project: 'servers', file: 'test/faults/crash-points.test.ts' },
];

const evidenceShape = z.object({ code: z.string(), seconds: z.number() });
type Evidence = z.output<typeof evidenceShape>;

async function evidenceOf({ name }: Part): Promise<Evidence | null> {
  const text = await readFile(path.join(projectFile('evidence'), `${name}.json`), 'utf8').catch(() => null);
  return text === null ? null : evidenceShape.parse(JSON.parse(text));
}

const isOfThisCode = (evidence: Evidence | null): boolean => evidence !== null && evidence.code === codeUnderProof() && !evidence.code.endsWith('-changed');

/** Each line of a part is told under its name: two parts speak at a time. */
function run({ name, project, file }: Part): Promise<number> {
  const child = spawn(process.execPath, [projectFile('node_modules/vitest/vitest.mjs'), 'run', '--project', project, file], {
    cwd: projectFile('.'), stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PROOF: 'long' },
  });
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
  const written = isOfThisCode(await evidenceOf(part));
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  return { part: part.name, result: failed ? 'FAILED' : written ? 'proven' : 'no evidence: the code changed meanwhile', seconds };
}

async function prove(parts: readonly Part[], again: boolean): Promise<boolean> {
  const startedMs = Date.now();
  const results: Result[] = [];
  const lane = async (project: Part['project']) => {
    for (const part of parts) {
      if (part.project !== project) continue;
      console.log(`${part.name}: begun after ${minutesSince(startedMs)} min; ${results.length} of ${parts.length} parts are done`);
      results.push(await proveOne(part, again));
    }
  };
  await Promise.all([lane('servers'), lane('unit')]);
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
