import { defineConfig } from 'vitest/config';

// The tests that hold the core's rules, as Stryker runs them: pure ones only.
export default defineConfig({
  test: { include: ['test/unit/domain/**/*.test.ts', 'test/property/domain/**/*.test.ts'], pool: 'forks', testTimeout: 30_000 },
});
