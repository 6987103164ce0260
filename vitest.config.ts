import { defineConfig } from 'vitest/config';

// Pure tests run in parallel; tests with servers share one PostgreSQL and one Temporal server (test/support/global-setup.ts).
const withServers = { globalSetup: ['test/support/global-setup.ts'], testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/{unit,property,contract,replay,simulation,fuzz}/**/*.test.ts'], pool: 'forks', testTimeout: 30_000 } },
      {
        test: {
          name: 'servers',
          include: ['test/{integration,workflows,e2e,faults}/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          ...withServers,
        },
      },
    ],
  },
});
