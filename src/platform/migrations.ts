import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { migratingAlone, strikeUnfinished } from '../store/migration-books.ts';
import { causeOf, PartFailure } from './part-failure.ts';
import { projectFile } from './project-files.ts';
import { NO_FILTER, withSchemaEngine } from './schema-engine.ts';
import type { MigrationList, SchemaEngine } from './schema-engine.ts';

export interface MigrationState {
  /** In the project, not yet in the database. */
  readonly pending: readonly string[];
  /** Changed after they were applied: what the database holds is no longer what the files say. */
  readonly edited: readonly string[];
  /** Begun and not ended. Each file is one transaction, so nothing of them stands. */
  readonly failed: readonly string[];
  /** In the database, not in the project: a newer Touchline was here. */
  readonly unknown: readonly string[];
}

/** Text of the project's Prisma schema. */
export function readSchema(): Promise<string> {
  return readFile(projectFile('prisma', 'schema.prisma'), 'utf8');
}

/** Every migration of the project in its order. */
export async function readMigrations(baseDir = projectFile('prisma', 'migrations')): Promise<MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted();
  const read = async (name: string) => ({
    path: name,
    migrationFile: {
      path: 'migration.sql',
      content: { tag: 'ok' as const, value: await readFile(path.join(baseDir, name, 'migration.sql'), 'utf8') },
    },
  });
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.map(read)),
  };
}

/** How the database at `url` stands to the project's migrations. Changes nothing. */
export async function readMigrationState(url: string, baseDir?: string): Promise<MigrationState> {
  const migrationsList = await readMigrations(baseDir);
  return withSchemaEngine(url, await readSchema(), (engine) => diagnose(engine, migrationsList));
}

/** Brings the database at `url` up to the project's schema; answers the names applied now. Throws PartFailure when the histories disagree. */
export async function migrateDatabase(url: string, baseDir?: string): Promise<readonly string[]> {
  const migrationsList = await readMigrations(baseDir);
  const schema = await readSchema();
  return migratingAlone(url, () => withSchemaEngine(url, schema, async (engine, db) => {
    const state = await diagnose(engine, migrationsList);
    refuseStrangeHistory(state);
    if (state.failed.length > 0) await strikeUnfinished(db, state.failed);
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER }).catch((cause: unknown) => {
      throw new PartFailure('database', `a migration failed: ${causeOf(cause)}`, 'nothing of it stands; mend the cause and start again', { cause });
    });
    return appliedMigrationNames;
  }));
}

async function diagnose(engine: SchemaEngine, migrationsList: MigrationList): Promise<MigrationState> {
  const found = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters: NO_FILTER });
  const { history } = found;
  return {
    pending: history !== null && 'unappliedMigrationNames' in history ? history.unappliedMigrationNames : [],
    unknown: history !== null && 'unpersistedMigrationNames' in history ? history.unpersistedMigrationNames : [],
    edited: found.editedMigrationNames.filter((name) => !found.failedMigrationNames.includes(name)),
    failed: found.failedMigrationNames,
  };
}

function refuseStrangeHistory(state: MigrationState): void {
  if (state.edited.length > 0) {
    throw new PartFailure('database', `migrations were edited after this database applied them: ${state.edited.join(', ')}`,
      'put the files back as they were and say the change in a new migration');
  }
  if (state.unknown.length > 0) {
    throw new PartFailure('database', `this database knows migrations that this Touchline does not: ${state.unknown.join(', ')}`,
      'run the newer Touchline that made it, or use another database');
  }
}
