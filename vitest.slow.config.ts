import { defineConfig } from 'vitest/config'

/** What takes long by design: drawn by the thousand, or in processes of its own. */
export default defineConfig({
  test: {
    // Kills, signals, the log and the lock belong to what must hold at every change, and to `test:faults`.
    include: ['test/**/*.slow.test.ts', 'test/faults/{crash,log,second-server,stop}.test.ts'],
    globalSetup: ['test/templates.ts', 'test/clients/install.ts'],
    // Processes, proxies and browsers are waited for by the clock, on a machine that may be busy with other work.
    retry: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    isolate: false,
  },
})
