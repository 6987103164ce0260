import { placeOf, proveReachable } from '../platform/database.ts';
import { readEnvironment } from '../platform/env.ts';
import { useEmbeddedPostgres } from '../platform/embedded-postgres-use.ts';
import { migrateDatabase } from '../platform/migrations.ts';
import type { RegisterCommand } from './shell.ts';

/** `touchline migrate`: brings the database up to this Touchline's schema, before workers and servers start on it. */
export const registerMigrate: RegisterCommand = (parent, shell) => {
  parent.command('migrate')
    .description('bring the database up to the schema of this Touchline')
    .addHelpText('after', '\nExample:\n  $ DATABASE_URL=postgresql://… touchline migrate')
    .action(async () => {
      const { databaseUrl, home } = readEnvironment();
      const embedded = databaseUrl === null ? await useEmbeddedPostgres(home) : null;
      const url = embedded?.url ?? databaseUrl ?? '';
      try {
        await proveReachable(url);
        const applied = await migrateDatabase(url);
        if (shell.json) shell.printJson({ database: placeOf(url), applied });
        else shell.print(applied.length === 0 ? 'nothing to do: the database is up to date' : `applied ${applied.join(', ')}`);
      } finally {
        await embedded?.release();
      }
    });
};
