import { defineConfig } from 'vitest/config'

/** What is too slow for every run. One after the other: they measure times. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    globalSetup: 'test/templates.ts',
    testTimeout: 90_000,
    hookTimeout: 30_000,
    fileParallelism: false,
  },
})
