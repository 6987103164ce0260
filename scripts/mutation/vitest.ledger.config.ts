import { defineConfig } from 'vitest/config';

// The tests of the send ledger and of promotions on a real database, as Stryker runs them.
export default defineConfig({
  test: {
    include: ['test/integration/ledger/**/*.test.ts', 'test/integration/promotions/**/*.test.ts'], pool: 'forks', fileParallelism: false,
    // One process for all files: what they import is loaded once, and every scene has a database of its own anyway.
    isolate: false,
    globalSetup: ['test/support/global-setup.ts'], testTimeout: 60_000, hookTimeout: 120_000,
  },
});
