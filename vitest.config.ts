import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/faults/**', 'test/**/*.slow.test.ts'],
    globalSetup: 'test/templates.ts',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    maxWorkers: 2,
    // No test changes what a module holds: loading all of them anew for each file would take half of the time.
    isolate: false,
  },
})
