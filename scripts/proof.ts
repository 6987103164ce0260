/**
 * The long form of every proof, one part after the other. A part whose evidence was written for this very code is not
 * run again, so that a proof that was interrupted goes on where it was.
 *
 *   npm run proof [-- --part random-kills] [--again]
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
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
  { name: 'crash-points', project: 'servers', file: 'test/faults/crash-points.test.ts' },
  { name: 'random-kills', project: 'servers', file: 'test/faults/random-kills.test.ts' },
  { name: 'zombie-workers', project: 'servers', file: 'test/faults/zombie.test.ts' },
  { name: 'outages', project: 'servers', file: 'test/faults/outages.test.ts' },
  { name: 'smtp-faults', project: 'servers', file: 'test/faults/smtp-faults.test.ts' },
  { name: 'advance-model', project: 'servers', file: 'test/integration/simulation/model-holds.test.ts' },
  { name: 'simulation', project: 'unit', file: 'test/simulation/simulation.test.ts' },
  { name: 'fuzz', project: 'unit', file: 'test/fuzz/parsers.test.ts' },
  { name: 'fuzz-imports', project: 'servers', file: 'test/integration/fuzz/imports.test.ts' },
  { name: 'fuzz-routes', project: 'servers', file: 'test/integration/fuzz/routes.test.ts' },
];

const evidenceShape = z.object({ code: z.string(), seconds: z.number() });
type Evidence = z.output<typeof evidenceShape>;

async function evidenceOf({ name }: Part): Promise<Evidence | null> {
  const text = await readFile(path.join(projectFile('evidence'), `${name}.json`), 'utf8').catch(() => null);
  return text === null ? null : evidenceShape.parse(JSON.parse(text));
}

const isOfThisCode = (evidence: Evidence | null): boolean => evidence !== null && evidence.code === codeUnderProof() && !evidence.code.endsWith('-changed');

function run({ project, file }: Part): Promise<number> {
  const child = spawn(process.execPath, [projectFile('node_modules/vitest/vitest.mjs'), 'run', '--project', project, file], {
    cwd: projectFile('.'), stdio: 'inherit', env: { ...process.env, PROOF: 'long' },
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

async function prove(parts: readonly Part[], again: boolean): Promise<boolean> {
  const startedMs = Date.now();
  const table: { part: string; result: string; seconds: number }[] = [];
  for (const part of parts) {
    const known = await evidenceOf(part);
    if (!again && isOfThisCode(known)) {
      table.push({ part: part.name, result: 'proven before', seconds: known?.seconds ?? 0 });
      continue;
    }
    console.log(`\n${part.name}: ${table.length + 1} of ${parts.length}, after ${Math.round((Date.now() - startedMs) / 60_000)} min`);
    const partStartedMs = Date.now();
    const failed = await run(part) !== 0;
    const written = isOfThisCode(await evidenceOf(part));
    const seconds = Math.round((Date.now() - partStartedMs) / 1000);
    table.push({ part: part.name, result: failed ? 'FAILED' : written ? 'proven' : 'no evidence: the code changed meanwhile', seconds });
  }
  console.table(table);
  return table.every(({ result }) => result.startsWith('proven'));
}

const { values } = parseArgs({ options: { part: { type: 'string', multiple: true }, again: { type: 'boolean', default: false } } });
const chosen = values.part === undefined ? PARTS : PARTS.filter(({ name }) => values.part?.includes(name));
if (chosen.length === 0) {
  console.error(`no such part: known are ${PARTS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
process.exitCode = await prove(chosen, values.again) ? 0 : 1;
