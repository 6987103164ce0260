import { defineConfig } from 'vitest/config';

// Pure tests, and those that need nothing but tables, share what they import: loading it anew for each file took a quarter of their time.
// Tests with servers share one PostgreSQL and one Temporal server (test/support/global-setup.ts).
const withServers = { globalSetup: ['test/support/global-setup.ts'], testTimeout: 60_000, hookTimeout: 120_000 };

const TABLES = ['test/integration/{api,cli,fuzz,import,ledger,mail,merges,news,on-site,products,promises,promotions,rights,staff,tiers,verify}/**/*.test.ts', 'test/integration/*.test.ts'];

// What would take the suite minutes and has no short form.
const LONG_ONLY = process.env['PROOF'] === 'long' ? [] : ['test/faults/promises.test.ts'];

export default defineConfig({
  test: {
    // Half of a test with servers is waiting: two files at once, each with a database and a namespace of its own.
    maxWorkers: 2,
    // What commands print is compared as text.
    env: { NO_COLOR: '1' },
    projects: [
      { test: { name: 'unit', include: ['test/{unit,property,contract,replay,simulation,fuzz}/**/*.test.ts'], pool: 'forks', isolate: false, testTimeout: 30_000 } },
      { test: { name: 'tables', include: TABLES, pool: 'forks', isolate: false, ...withServers } },
      { test: { name: 'servers', include: ['test/{integration,workflows,e2e,faults}/**/*.test.ts'], exclude: [...TABLES, ...LONG_ONLY], pool: 'forks', ...withServers } },
    ],
  },
});
