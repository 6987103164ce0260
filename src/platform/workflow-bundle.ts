import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleWorkflowCode, Runtime } from '@temporalio/worker';
import type { Home } from './home.ts';
import { projectFile } from './project-files.ts';

/** All that workflows import of ours (the linter holds them to it); what they import of others stands in the lock file. */
const SOURCES = ['src/workflows', 'src/contracts', 'src/domain', 'package-lock.json'].map((name) => projectFile(name));

/**
 * The bundled code of all workflows, as a worker runs it. It is kept in the home of the installation as long as its sources stay as they are:
 * bundling takes longer than the rest of a worker's start, and a worker that was killed is wanted back soon.
 */
export async function workflowBundle(home: Home): Promise<{ readonly code: string }> {
  const file = path.join(home.state, 'workflows.js');
  const digest = await digestOf(SOURCES);
  const kept = await readKept(file, digest);
  if (kept !== null) return { code: kept };
  const { code } = await bundleWorkflowCode({ workflowsPath: projectFile('src/workflows/index.ts'), logger: Runtime.instance().logger });
  // Where nothing can be kept, the next start bundles again.
  await keep(file, firstLine(digest, code) + code).catch(() => undefined);
  return { code };
}

/** Stands before the code; behind it would follow its source map, which ends with the file. */
const firstLine = (digest: string, code: string) => `// ${digest} ${code.length}\n`;

/** Null: there is none, it comes from other sources, or it was cut off. */
async function readKept(file: string, digest: string): Promise<string | null> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  const code = kept.slice(kept.indexOf('\n') + 1);
  return code !== '' && kept.startsWith(firstLine(digest, code)) ? code : null;
}

async function keep(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(draft, text);
  await rename(draft, file).catch(() => rm(draft, { force: true }));
}

/** Of the names and the bytes of files, and of all files in folders. */
async function digestOf(sources: readonly string[]): Promise<string> {
  const digest = createHash('sha256');
  for (const source of sources) {
    const inside = await readdir(source, { recursive: true, withFileTypes: true }).catch(() => null);
    const files = inside?.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name)).toSorted() ?? [source];
    for (const file of files) digest.update(file).update(await readFile(file));
  }
  return digest.digest('hex');
}
