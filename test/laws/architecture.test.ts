import { describe, expect, test } from 'vitest'
import { readSource } from './source.ts'

/** Every part of the program (a folder or file of src) and the parts that it may import, lowest first. */
const mayImport: Record<string, readonly string[]> = {
  values: [],
  kernel: ['values'],
  db: ['values', 'kernel'],
  search: ['values', 'kernel', 'db'],
  // http knows only the contract of the store.
  http: ['values', 'kernel', 'db'],
  publishing: ['values', 'kernel', 'db', 'search'],
  body: ['values'],
  references: ['values', 'kernel', 'db', 'search', 'http', 'publishing'],
  disclaimers: ['values', 'kernel', 'db', 'http', 'publishing', 'references'],
  articles: ['values', 'kernel', 'db', 'http', 'search', 'publishing', 'body', 'references', 'disclaimers'],
  'product-menus': ['values', 'kernel', 'db', 'http', 'publishing', 'disclaimers', 'articles'],
  suggestions: ['values', 'db', 'search', 'http', 'publishing', 'references', 'articles'],
  events: ['values', 'kernel', 'db', 'http', 'publishing', 'references', 'articles'],
  feeds: ['values', 'kernel', 'http', 'disclaimers', 'articles'],
  formats: ['values', 'kernel', 'db', 'http', 'body', 'references', 'disclaimers', 'articles', 'feeds'],
  sitemaps: ['values', 'kernel', 'db', 'http', 'publishing', 'articles'],
  pages: [
    ...['values', 'kernel', 'db', 'http', 'body', 'references', 'disclaimers', 'articles'],
    ...['product-menus', 'feeds', 'formats'],
  ],
  access: ['values', 'kernel', 'db', 'http'],
  desk: [
    ...['values', 'kernel', 'db', 'http', 'publishing', 'body', 'references', 'disclaimers', 'articles'],
    'product-menus',
  ],
  webhooks: [
    ...['values', 'kernel', 'db', 'http', 'publishing', 'references', 'disclaimers', 'articles', 'events'],
    'access',
  ],
  ops: ['values', 'kernel', 'db', 'http', 'publishing', 'articles', 'webhooks'],
  site: ['kernel', 'db', 'http', 'articles'],
  kinds: ['values', 'db', 'publishing', 'references', 'disclaimers', 'articles', 'product-menus'],
  seeds: [
    ...['values', 'kernel', 'db', 'publishing', 'body', 'references', 'disclaimers', 'articles'],
    'product-menus',
  ],
  // What each slice contributes to the tables of the whole program.
  slices: [
    ...[
      'kernel',
      'db',
      'http',
      'search',
      'publishing',
      'references',
      'disclaimers',
      'articles',
      'events',
      'access',
      'desk',
      'webhooks',
      'ops',
    ],
  ],
  archive: [
    ...['values', 'kernel', 'db', 'http', 'search', 'publishing', 'references', 'articles'],
    ...['access', 'desk', 'kinds'],
  ],
  app: [
    ...['kernel', 'db', 'http', 'publishing', 'references', 'disclaimers', 'articles', 'product-menus'],
    ...['suggestions', 'events', 'feeds', 'formats', 'sitemaps', 'pages', 'access', 'desk', 'webhooks'],
    ...['ops', 'site', 'slices'],
  ],
  server: ['kernel', 'db', 'http', 'publishing', 'kinds', 'seeds', 'slices', 'app'],
  cli: [
    'kernel',
    'db',
    'http',
    'publishing',
    'events',
    'access',
    'kinds',
    'seeds',
    'archive',
    'slices',
    'app',
    'server',
  ],
}

/**
 * Inside a part with children: its folders and files, lowest first; `.` stands for the files that are not named. Each
 * imports only those before it.
 */
const inside: Record<string, readonly string[]> = {
  http: ['protocol', 'telemetry', 'json', 'parameters', 'edge', 'endpoints', 'openapi', 'server'],
  db: ['.', 'sqlite', 'postgres', 'open.ts'],
  publishing: ['view.ts', 'problems.ts', 'touch.ts', 'tape', 'kind.ts', 'documents', 'derived', 'acts'],
  articles: ['schema', '.', 'listing', 'related', 'delivery'],
  events: ['.', 'stream', 'routes.ts'],
  pages: ['words', 'language.ts', 'frame.ts', 'parts', '.'],
  access: ['scopes.ts', 'audit', 'keys', '.'],
  webhooks: ['.', 'delivery'],
  desk: ['.', 'documents', 'articles', 'menus', 'disclaimers', 'previews', 'references', 'routes.ts'],
  archive: ['.', 'verify', 'backup', 'exchange'],
  cli: ['.', 'commands', 'cli.ts', 'main.ts'],
}

/** Packages that only some files may import. */
const keepers: Record<string, (path: string) => boolean> = {
  'better-sqlite3': (path) => path.startsWith('src/db/sqlite/'),
  pg: (path) => path.startsWith('src/db/postgres/'),
  kysely: (path) =>
    /^src\/(db|publishing)\/|\/((?:[a-z]+-)*store|blocked|corrections|selection-queries|search\/(?:search-)?index)\.ts$|\.(?:sqlite|postgres)\.ts$/.test(
      path,
    ),
  fastify: (path) => /^src\/(http|site)\/|^src\/app\.ts$/.test(path),
  pino: (path) => /^src\/(server|cli\/commands\/openapi)\.ts$/.test(path),
  'sonic-boom': (path) => path === 'src/kernel/log-output.ts',
}

/** Words of the program that only some files may use. */
const words: [name: string, word: RegExp, keeper: RegExp][] = [
  ['the environment is read', /\bprocess\.(env|loadEnvFile)\b/, /^src\/kernel\/config\.ts$/],
  ['the system clock is read', /\bDate\.now\b|\bnew Date\(\s*\)/, /^src\/kernel\/(database-)?clock\.ts$/],
  ['a clock is made', /\bcreateClock\(/, /^src\/(kernel\/clock|db\/open|cli\/commands\/openapi)\.ts$/],
  [
    'a route is added',
    /\bapp\.(?:get|post|put|patch|delete|head|all|route)\(/,
    /^src\/(http\/endpoints\/router|site\/[\w-]+)\.ts$/,
  ],
  // Signal 0 only asks whether a process is running.
  [
    'the process is ended',
    /\bprocess\.(exit|exitCode|kill)\b(?!\(\w+, 0\))/,
    /^src\/(cli\/main|kernel\/shutdown)\.ts$/,
  ],
]

const files = readSource('src')
const program = [...files, ...readSource('seeds')]

const partOf = (path: string): string => {
  const [top = '', name = ''] = path.split('/')
  return top === 'seeds' ? 'seeds' : name.replace(/\.ts$/, '')
}

describe('the parts of the program', () => {
  test('each import goes to a part that is allowed', () => {
    const wrong = program.flatMap(({ path, imports }) => {
      const part = partOf(path)
      const allowed = [part, ...(mayImport[part] ?? [])]
      return imports
        .filter(({ file }) => file !== null && !allowed.includes(partOf(file)))
        .map(({ from }) => `${path} imports ${from}`)
    })
    expect(wrong).toEqual([])
  })

  test('the table names every part, and no unused import', () => {
    expect(new Set(Object.keys(mayImport))).toEqual(new Set(program.map(({ path }) => partOf(path))))
    const made = new Set(
      program.flatMap(({ path, imports }) =>
        imports.flatMap(({ file }) => (file ? [`${partOf(path)} → ${partOf(file)}`] : [])),
      ),
    )
    const unused = Object.entries(mayImport)
      .flatMap(([part, allowed]) => allowed.map((one) => `${part} → ${one}`))
      .filter((edge) => !made.has(edge))
    expect(unused).toEqual([])
  })

  test('the table has no cycle: each part imports only parts above it', () => {
    const order = Object.keys(mayImport)
    const upward = Object.entries(mayImport).flatMap(([part, allowed]) =>
      allowed.filter((one) => order.indexOf(one) >= order.indexOf(part)).map((one) => `${part} → ${one}`),
    )
    expect(upward).toEqual([])
  })

  test.each(Object.entries(inside))('inside %s, no import goes against the order', (part, order) => {
    const rankOf = (path: string): number => {
      const [, , name = ''] = path.split('/')
      const named = order.indexOf(name)
      return named >= 0 || path.split('/').length > 3 ? named : order.indexOf('.')
    }
    const files = program.filter(({ path }) => partOf(path) === part)
    expect(files.filter(({ path }) => rankOf(path) < 0).map(({ path }) => path)).toEqual([])
    const upward = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ file }) => file !== null && partOf(file) === part && rankOf(file) > rankOf(path))
        .map(({ from }) => `${path} imports ${from}`),
    )
    expect(upward).toEqual([])
  })

  test('a part with child folders declares their order', () => {
    const withChildren = program.filter(({ path }) => path.startsWith('src/') && path.split('/').length > 3)
    expect(new Set(Object.keys(inside))).toEqual(new Set(withChildren.map(({ path }) => partOf(path))))
  })

  test('no folder holds more than 16 files', () => {
    const folders = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/')))
    const full = [...folders].filter(([, some]) => some.length > 16).map(([folder]) => folder)
    expect(full).toEqual([])
  })

  test('there are no import cycles at run time', () => {
    const next = new Map(
      program.map(({ path, imports }) => [
        path,
        imports.flatMap(({ file, typeOnly }) => (file && !typeOnly ? [file] : [])),
      ]),
    )
    const circles: string[][] = []
    const done = new Set<string>()
    const walk = (path: string, way: readonly string[]): void => {
      if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path])
      if (way.includes(path) || done.has(path)) return
      for (const file of next.get(path) ?? []) walk(file, [...way, path])
      done.add(path)
    }
    for (const path of next.keys()) walk(path, [])
    expect(circles).toEqual([])
  })
})

describe('what is restricted to some files', () => {
  test.each(Object.entries(keepers))('%s is imported only by its keepers', (name, isKeeper) => {
    const naming = files.filter(({ imports }) =>
      imports.some(({ from }) => from === name || from.startsWith(`${name}/`)),
    )
    expect(naming.length).toBeGreaterThan(0)
    expect(naming.map(({ path }) => path).filter((path) => !isKeeper(path))).toEqual([])
  })

  test.each(words)('%s only by its keepers', (_, word, keeper) => {
    const using = files.filter(({ code }) => word.test(code)).map(({ path }) => path)
    expect(using.length).toBeGreaterThan(0)
    expect(using.filter((path) => !keeper.test(path))).toEqual([])
  })
})

/** For each engine: what it is called in code, what else names it, and who imports its folder. */
const engines: Record<
  string,
  { readonly word: RegExp; readonly naming: string[]; readonly importing: string[] }
> = {
  sqlite: {
    word: /sqlite|\bpragma|\bwal\b|replace ?into|rowid/i,
    naming: [],
    // The tools that copy its files.
    importing: ['backup', 'restore', 'with-copy'].map((name) => `src/archive/backup/${name}.ts`),
  },
  postgres: {
    word: /postgres|\bpg\b|\btsvector|\btsquery/i,
    // Texts for operators.
    naming: ['src/cli/commands/copy.ts', 'src/cli/store.ts'],
    importing: [],
  },
}

describe.each(Object.entries(engines))('code of %s alone', (engine, { word, naming, importing }) => {
  /** The module that selects the engine. */
  const selecting = 'src/db/open.ts'
  const outside = files.filter(
    ({ path }) => !path.startsWith(`src/db/${engine}/`) && !path.endsWith(`.${engine}.ts`),
  )

  test('is imported only where the engine is selected, and by the tools that copy its files', () => {
    const found = outside.filter(({ imports }) =>
      imports.some(({ file }) => file?.startsWith(`src/db/${engine}/`)),
    )
    expect(found.map(({ path }) => path).sort()).toEqual([selecting, ...importing].sort())
  })

  test('is named nowhere else, in code or comments', () => {
    const known = [selecting, ...naming, ...importing]
    const found = outside.flatMap(({ path, text }) => {
      // A file that only one engine has is imported by its name.
      const named = word.exec(text.replaceAll(new RegExp(`'[^']+\\.${engine}\\.ts'`, 'g'), ''))
      return named && !known.includes(path) ? [`${path}: ${named[0]}`] : []
    })
    expect(found).toEqual([])
  })
})

describe('the form of the files', () => {
  test('no file has more than 250 lines', () => {
    const long = program.filter(({ text }) => text.split('\n').length > 251).map(({ path }) => path)
    expect(long).toEqual([])
  })

  test('relative imports end in .ts and lead to a file', () => {
    const known = new Set(program.map(({ path }) => path))
    const wrong = program.flatMap(({ path, imports }) =>
      imports.filter(({ file }) => file && !known.has(file)).map(({ from }) => `${path}: ${from}`),
    )
    expect(wrong).toEqual([])
  })

  test('there is no any and no non-null assertion', () => {
    // As a type: after what precedes a type, and before what can follow one.
    const any = /(?:[:<|&,(]|=>|\bas|\bextends|\bis)\s*any\b(?=\s*(?:[,;:)\]}>=|&{[]|$))/m
    const notNull = /[\w)\]]!(?=[.,;:)\]}[\s]|$)/m
    const wrong = program
      .filter(({ code }) => any.test(code) || notNull.test(code))
      .map(({ path, code }) => `${path}: ${(any.exec(code) ?? notNull.exec(code))?.[0]}`)
    expect(wrong).toEqual([])
  })
})
