import { defineConfig } from 'vitest/config'

const folders = [
  ...[
    'access',
    'articles',
    'desk',
    'disclaimers',
    'engines',
    'events',
    'fuzz',
    'http',
    'ops',
    'product-menus',
  ],
  ...['publishing', 'references', 'search', 'seeds', 'site', 'suggestions', 'webhooks'],
]
/** Laws that ask a store. */
const laws = ['cache-tags', 'desk', 'errors', 'examples', 'page-bytes', 'refusals', 'retired']

/** Random histories, what hidden items change, and kills. */
const slow = ['publishing/history.slow', 'laws/non-interference.slow', 'faults/crash']

/** What the tests on a file show, on a server. */
export default defineConfig({
  test: {
    include: [
      ...folders.map((folder) => `test/${folder}/**/!(*.slow).test.ts`),
      ...laws.map((law) => `test/laws/${law}.test.ts`),
      ...slow.map((name) => `test/${name}.test.ts`),
    ],
    exclude: [
      '**/node_modules/**',
      // What becomes of a file, the plans of its engine, and processes that share one.
      ...['access/keys', 'articles/find-page', 'articles/translations'].map((name) => `test/${name}.test.ts`),
      ...['publishing/rebuild', 'publishing/beside'].map((name) => `test/${name}.test.ts`),
    ],
    globalSetup: 'test/templates.ts',
    env: { TEST_ENGINE: 'postgres' },
    // A request waits 1.5 s for the database, which a machine that is busy with other work may exceed.
    retry: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    isolate: false,
  },
})
