import { defineConfig } from 'prisma/config';

// `prisma generate` never connects: a placeholder url is enough. Migrations run in-process (src/platform/migrations.ts).
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://unused:unused@127.0.0.1:1/unused' },
});
