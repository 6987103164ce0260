import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { projectFile } from '../../src/platform/project-files.ts';

/** `npm run proof` sets PROOF=long; every other run takes the short form of the same test. */
const isLong = process.env['PROOF'] === 'long';

/** The size of this run: the short one is part of `npm test`, the long one is evidence. */
export function sized<Size>(short: Size, long: Size): Size {
  return isLong ? long : short;
}

/** The seed of this run: PROOF_SEED repeats an earlier one, otherwise the short form is always the same and the long form always new. */
export function proofSeed(): number {
  const given = process.env['PROOF_SEED'];
  if (given !== undefined && given !== '') return Number(given);
  return sized(20_261_122, Math.floor(Date.now() % 2 ** 31));
}

const startedAt = new Date();

/**
 * Writes `evidence/<part>.json` after a long run: commit, seed, machine, duration and the figures of the part.
 * A short run leaves no evidence: it only says whether the product still holds.
 */
export async function writeEvidence(part: string, seed: number, figures: Readonly<Record<string, unknown>>): Promise<void> {
  if (!isLong) return;
  const folder = projectFile('evidence');
  await mkdir(folder, { recursive: true });
  const evidence = {
    part, seed,
    commit: git('rev-parse', 'HEAD'),
    code: codeUnderProof(),
    startedAt: startedAt.toISOString(),
    seconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
    machine: { cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version },
    figures,
  };
  await writeFile(path.join(folder, `${part}.json`), `${JSON.stringify(evidence, null, 2)}\n`);
}

const CODE = ['src', 'prisma', 'test', 'templates'];

/** Names the committed code: two commits that differ in other files only prove the same. Marked when files differ from the commit. */
export function codeUnderProof(): string {
  const trees = CODE.map((folder) => git('rev-parse', '--short=10', `HEAD:${folder}`)).join('-');
  return git('status', '--porcelain', '--', ...CODE) === '' ? trees : `${trees}-changed`;
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: projectFile('.'), encoding: 'utf8' }).trim();
}
