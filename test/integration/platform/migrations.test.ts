import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { migrateDatabase, readMigrationState, readSchema } from '../../../src/platform/migrations.ts';
import { projectFile } from '../../../src/platform/project-files.ts';
import { sqlBetween } from '../../../src/platform/schema-diff.ts';
import { emptyDatabase, freshDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

const opened: TestDatabase[] = [];
const folders: string[] = [];

async function keep(database: Promise<TestDatabase>): Promise<TestDatabase> {
  const result = await database;
  opened.push(result);
  return result;
}

/** A copy of the project's migrations that a test may change. */
async function copyOfMigrations(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'touchline-migrations-'));
  folders.push(folder);
  await cp(projectFile('prisma', 'migrations'), folder, { recursive: true });
  return folder;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.drop()));
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function columnsOf(database: TestDatabase): Promise<string[]> {
  const answer = await database.pool.query<{ line: string }>(`
    select c.table_name || '.' || c.column_name || ' ' || c.udt_name || ' ' || c.is_nullable || ' ' || coalesce(c.column_default, '')
      || ' ' || coalesce(c.character_maximum_length::text, '') || ' ' || coalesce(c.numeric_precision::text, '')
      || ' ' || coalesce(c.numeric_scale::text, '') || ' ' || coalesce(c.datetime_precision::text, '') as line
    from information_schema.columns c
    where c.table_schema = 'public' and c.table_name not in ('_prisma_migrations', 'decision_rest') and c.table_name not like 'decision\\_2%'
    order by 1`);
  return answer.rows.map((row) => row.line);
}

async function indexesOf(database: TestDatabase): Promise<string[]> {
  const answer = await database.pool.query<{ indexdef: string }>(`
    select indexdef from pg_indexes where schemaname = 'public' and tablename not in ('_prisma_migrations', 'decision_rest')
    and tablename not like 'decision\\_2%' order by 1`);
  return answer.rows.map((row) => row.indexdef.replace(' ON ONLY ', ' ON '));
}

describe('migrations', () => {
  it('lead to the tables that the schema describes', async () => {
    const [migrated, described] = await Promise.all([keep(freshDatabase()), keep(emptyDatabase())]);
    await described.pool.query(await sqlBetween(described.url, null, await readSchema()));
    expect(await columnsOf(migrated)).toEqual(await columnsOf(described));
    expect(await indexesOf(migrated)).toEqual(expect.arrayContaining(await indexesOf(described)));
  });

  it('change nothing the second time', async () => {
    const database = await keep(emptyDatabase());
    const names = await migrateDatabase(database.url);
    expect(names.length).toBeGreaterThan(0);
    expect(await migrateDatabase(database.url)).toEqual([]);
    expect(await readMigrationState(database.url)).toEqual({ pending: [], edited: [], failed: [], unknown: [] });
  });

  it('are applied once when several start at the same time', async () => {
    const database = await keep(emptyDatabase());
    const [first, second] = await Promise.all([migrateDatabase(database.url), migrateDatabase(database.url)]);
    expect([...first, ...second]).toHaveLength(Math.max(first.length, second.length));
    expect(await readMigrationState(database.url)).toEqual({ pending: [], edited: [], failed: [], unknown: [] });
  });

  it('are one transaction each, so that a failure leaves nothing behind', async () => {
    const base = projectFile('prisma', 'migrations');
    const names = (await readdir(base, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    for (const name of names) {
      const statements = (await readFile(path.join(base, name, 'migration.sql'), 'utf8')).replaceAll(/--.*$/gm, '').trim().toLowerCase();
      expect(statements.startsWith('begin;'), name).toBe(true);
      expect(statements.endsWith('commit;'), name).toBe(true);
    }
  });

  it('refuse a database whose migrations were edited afterwards', async () => {
    const database = await keep(emptyDatabase());
    const folder = await copyOfMigrations();
    await migrateDatabase(database.url, folder);
    const [first = ''] = (await readdir(folder)).toSorted();
    const file = path.join(folder, first, 'migration.sql');
    await writeFile(file, `${await readFile(file, 'utf8')}\n-- an afterthought\n`);
    await expect(migrateDatabase(database.url, folder)).rejects.toThrow(/edited after this database applied them: 2026/);
  });

  it('refuse a database of a newer Touchline', async () => {
    const database = await keep(emptyDatabase());
    const folder = await copyOfMigrations();
    await cp(path.join(folder, (await readdir(folder)).toSorted()[0]!), path.join(folder, '29990101000000_later'), { recursive: true });
    await writeFile(path.join(folder, '29990101000000_later', 'migration.sql'), 'begin;\ncreate table later (id int);\ncommit;\n');
    await migrateDatabase(database.url, folder);
    await expect(migrateDatabase(database.url)).rejects.toThrow(/does not: 29990101000000_later/);
  });

  it('go on after one failed, once its cause is mended', async () => {
    const database = await keep(emptyDatabase());
    const folder = await copyOfMigrations();
    const later = path.join(folder, '29990101000000_later');
    await cp(path.join(folder, (await readdir(folder)).toSorted()[0]!), later, { recursive: true });
    await writeFile(path.join(later, 'migration.sql'), 'begin;\ncreate table later (id int);\nselect 1 / 0;\ncommit;\n');
    await expect(migrateDatabase(database.url, folder)).rejects.toThrow(/a migration failed/);
    expect((await readMigrationState(database.url, folder)).failed).toEqual(['29990101000000_later']);
    await writeFile(path.join(later, 'migration.sql'), 'begin;\ncreate table later (id int);\ncommit;\n');
    expect(await migrateDatabase(database.url, folder)).toEqual(['29990101000000_later']);
    const found = await database.pool.query('select * from later');
    expect(found.rowCount).toBe(0);
  });
});
