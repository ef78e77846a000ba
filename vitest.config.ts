import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'spec/*.test.ts', 'scripts/*.test.ts', 'e2e/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default one core is left to vitest itself, which has little to do.
    maxWorkers: '100%',
    reporters: ['./scripts/plain-reporter.ts'],
  },
});
