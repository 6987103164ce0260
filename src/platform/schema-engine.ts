import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { executeMigration } from '../store/migration-books.ts';
import type { Pool } from '../store/pool.ts';

export type SchemaEngine = engine.SchemaEngine;
export type MigrationList = engine.MigrationList;

/** Migrations concern everything in the database. */
export const NO_FILTER = { externalTables: [], externalEnums: [] };

let loading: Promise<void> | null = null;

/** Prisma's own loader imports `.wasm` files, which Node 20 cannot: the glue code gets its instance from us. */
async function loadEngine(): Promise<void> {
  const glue = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(path.join(path.dirname(glue), 'schema_engine_bg.wasm'));
  // Generated glue whose typings leave out what its loader calls; the package is pinned to one build.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports });
  engine.__wbg_set_wasm(instance.exports);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
}

/** Prisma's adapter, which leaves the books of a migration to the migration itself. */
class MigratingPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect();
    const execute = adapter.executeScript.bind(adapter);
    adapter.executeScript = (script) => executeMigration(script, execute);
    return adapter;
  }
}

/** Opens Prisma's schema engine on a database for the time of `use`. */
export async function withSchemaEngine<T>(url: string, schemaText: string, use: (schemaEngine: SchemaEngine, db: Pool) => Promise<T>): Promise<T> {
  await (loading ??= loadEngine());
  const pool = new pg.Pool({ connectionString: url });
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new MigratingPg(pool));
    const schemaEngine = await engine.SchemaEngine.new({ datamodels: [['schema.prisma', schemaText]] }, () => {}, adapter);
    try {
      return await use(schemaEngine, pool);
    } finally {
      schemaEngine.free();
    }
  } finally {
    // free() alone leaves the session that holds Prisma's advisory lock.
    await pool.end();
  }
}
