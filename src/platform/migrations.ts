import { createRequire } from 'node:module';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { PrismaPg } from '@prisma/adapter-pg';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

const noFilter = { externalTables: [], externalEnums: [] };
let ready = false;

async function loadWasm() {
  if (ready) return;
  const glue = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(path.join(path.dirname(glue), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': engine as never });
  (engine as unknown as { __wbg_set_wasm(e: unknown): void }).__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  ready = true;
}

async function withEngine<T>(url: string, schemaText: string, use: (e: engine.SchemaEngine) => Promise<T>): Promise<T> {
  await loadWasm();
  const pool = new pg.Pool({ connectionString: url });
  const schemaEngine = await engine.SchemaEngine.new(
    { datamodels: [['schema.prisma', schemaText]] }, () => {}, bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool)));
  try {
    return await use(schemaEngine);
  } finally {
    schemaEngine.free();
    await pool.end(); // free() alone leaves the session that holds Prisma's advisory lock
  }
}

export async function readMigrations(baseDir: string): Promise<engine.MigrationList> {
  const entries = await readdir(baseDir, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((e) => e.isDirectory()).map((e) => e.name).sort();
  const migrationDirectories = await Promise.all(
    names.map(async (name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: await readFile(path.join(baseDir, name, 'migration.sql'), 'utf8') },
      },
    })),
  );
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}

export async function applyMigrations(url: string, schemaText: string, baseDir: string) {
  return withEngine(url, schemaText, async (schemaEngine) => {
    const result = await schemaEngine.applyMigrations({ migrationsList: await readMigrations(baseDir), filters: noFilter });
    return result.appliedMigrationNames;
  });
}

/** SQL that turns an empty database into the schema. */
export async function sqlFromEmpty(url: string, schemaText: string) {
  return withEngine(url, schemaText, async (schemaEngine) => {
    const result = await schemaEngine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schemaText }] },
      script: true,
      exitCode: null,
      shadowDatabaseUrl: null,
      filters: noFilter,
    } as never);
    return result.stdout ?? '';
  });
}

/** SQL between two versions of the schema text: needs no database content. */
export async function sqlBetween(url: string, before: string, after: string) {
  return withEngine(url, after, async (schemaEngine) => {
    const result = await schemaEngine.diff({
      from: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: before }] },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: after }] },
      script: true, exitCode: null, shadowDatabaseUrl: null, filters: noFilter,
    } as never);
    return result.stdout;
  });
}

export async function migrationState(url: string, schemaText: string, baseDir: string) {
  return withEngine(url, schemaText, async (schemaEngine) => schemaEngine.diagnoseMigrationHistory({
    migrationsList: await readMigrations(baseDir), optInToShadowDatabase: false, filters: noFilter }));
}
