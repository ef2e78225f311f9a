import { writeCursor } from '../../src/http/parameters/cursor.ts'
import type { Parameter, RawDocument } from '../fuzz/document.ts'
import { type Random, seededRandom } from '../fuzz/random.ts'
import { resolved } from '../laws/document.ts'

/** By what the stores can be asked: what is public, and what is hidden in one of them. */
export interface Names {
  readonly articles: readonly string[]
  readonly menus: readonly string[]
  readonly disclaimers: readonly string[]
  readonly storyKeys: readonly string[]
  /** Editorial dates, and the milliseconds around them. */
  readonly dates: readonly string[]
  /** Past moments of visibility, and of hidden writes. */
  readonly moments: readonly string[]
  /** Places of hidden publications in a list: editorial date and id. */
  readonly places: readonly (readonly [string, string])[]
  readonly seq: number
}

/** So many requests with a parameter are tried for each name that may stand in a path. */
const singlesOfName = 1
const combinations = 150
const cursorsOfList = 20

/** Every delivery GET of the document with every parameter: each value alone, and many drawn together. */
export function questionsOf(document: RawDocument, names: Names): string[] {
  const random = seededRandom(20_260_401)
  const delivery = Object.entries(resolved(document).paths).filter(
    ([path]) => !isDesk(path) && path !== metrics,
  )
  const questions = delivery.flatMap(([path, { get }]) => {
    if (!get) return []
    const { parameters = [] } = get
    const query = parameters.filter((one) => one.in === 'query' && one.name !== 'cursor')
    const ofTarget = (target: string) => [
      ...query.flatMap((one) =>
        valuesOf(one, path, names).map((value) => `${target}?${one.name}=${encodeURIComponent(value)}`),
      ),
      ...(parameters.some(({ name }) => name === 'cursor')
        ? some(random, cursorsOf(target, names), cursorsOfList)
        : []),
    ]
    if (!path.includes('{')) return [path, ...ofTarget(path), ...draw(random, path, query, names)]
    return targetsOf(path, parameters, names).flatMap((target) => [
      target,
      ...some(random, ofTarget(target), singlesOfName),
    ])
  })
  return [
    ...new Set([
      ...questions,
      ...searchCursors(names),
      ...withoutKey(names),
      ...pages(names),
      '/developers',
      '/openapi.json',
      '/readyz',
      '/livez',
    ]),
  ]
}

/** The pages for readers, which no document describes. */
const pages = (names: Names): string[] => {
  const { articles, moments } = names
  const values = known(names)
  const of = (path: string, name: string) =>
    values[name]?.map((value) => `${path}${encodeURIComponent(value)}`) ?? []
  const lists = ['/', '/corrections', '/search', '/topics/medtop:100', '/instruments/XNAS:ACME']
  return [
    ...[
      ...lists,
      '/instruments/acme-stock',
      '/instruments/XFRA:ACM',
      '/topics/medtop:200',
      '/topics/medtop:9',
    ],
    ...of('/?locale=', 'locale'),
    ...of('/search?q=', 'q'),
    ...['/', '/articles/corrected'].flatMap((path) => [
      ...of(`${path}?jurisdiction=`, 'jurisdiction'),
      ...moments.map((moment) => `${path}?asOf=${moment}`),
    ]),
    ...articles.flatMap((name) => [
      `/articles/${name}`,
      `/articles/${name}?jurisdiction=DE&asOf=${moments.at(-2)}&utm_source=x`,
    ]),
    ...['/', '/corrections', '/topics/medtop:100'].flatMap((path) => cursorsOf(path, names)),
  ]
}

/** Counts the requests themselves; what it tells of the store is compared by itself. */
const metrics = '/metrics'

const isDesk = (path: string) => path.startsWith('/admin/')

/** What is refused to those who have no key, whatever there is. */
const withoutKey = ({ articles, places }: Names): string[] => [
  ...['articles', 'audit', 'keys', 'previews/none'].map((path) => `/admin/v1/${path}`),
  ...articles.map((name) => `/admin/v1/articles/${name}`),
  ...places.map(([, publication]) => `/admin/v1/publications/${publication}`),
]

function some<Item>(random: Random, items: readonly Item[], count: number): Item[] {
  if (items.length <= count) return [...items]
  return Array.from({ length: count }, () => random.pick(items))
}

function draw(random: Random, path: string, query: readonly Parameter[], names: Names): string[] {
  if (query.length < 2) return []
  return Array.from({ length: combinations }, () => {
    const chosen = query.filter(() => random.chance(Math.min(0.5, 4 / query.length)))
    const pairs = chosen.map(
      (one) => `${one.name}=${encodeURIComponent(random.pick(valuesOf(one, path, names)))}`,
    )
    return `${path}?${pairs.join('&')}`
  })
}

/** The path with each name that may stand in it. */
function targetsOf(path: string, parameters: readonly Parameter[], names: Names): string[] {
  let targets = [path]
  for (const one of parameters.filter((one) => one.in === 'path')) {
    const values = valuesOf(one, path, names)
    targets = targets.flatMap((target) => values.map((value) => target.replace(`{${one.name}}`, value)))
  }
  return targets
}

/** Related articles are sorted by points first. */
const pointsIn = (target: string): string[] => (target.endsWith('/related') ? ['41'] : [])

/** Cursors are no secret: one can be made that leads right before and right behind what is hidden. */
const cursorsOf = (target: string, { places, moments }: Names): string[] =>
  places.flatMap(([value, id]) =>
    [moments.at(-1) ?? ''].flatMap((pinned) =>
      [`${id.slice(0, -1)}0`, id, `${id.slice(0, -1)}z`].map(
        (near) =>
          `${target}?cursor=${writeCursor(`${target}?`, { pinned, after: [...pointsIn(target), value, near] })}`,
      ),
    ),
  )

/** Cursors of a search, at what is hidden. */
const searchCursors = ({ places, moments }: Names): string[] =>
  searches.flatMap((q) =>
    places.map((after) => {
      const scope = `/v1/articles?${new URLSearchParams({ q })}`
      return `${scope}&cursor=${writeCursor(scope, { pinned: moments.at(-1) ?? '', after })}`
    }),
  )

/** Words of what is public, of what is hidden, and of both. */
const searches = [
  ...['shares', 'share rose', '"shares rose"', 'ro*', 'acme -bolt', '-acme', 'markets open', 'ADA', 'OpenAI'],
  ...['zqcanary', 'zq*', 'zqcanary-body', 'rose -zqcanary', 'body', '"zqcanary headline"', 'zqcanary acme'],
]

/** Beginnings of what is public, of what is hidden, and of names that only what is hidden names. */
const typed = [
  'a',
  'b',
  'c',
  'm',
  'o',
  'ac',
  'am',
  'bo',
  'cy',
  'cyan',
  'med',
  'markets o',
  'z',
  'zqcanary',
  'zqcanary h',
]

function valuesOf({ name }: Parameter, path: string, names: Names): readonly string[] {
  if (path.startsWith('/v1/events') && name === 'type')
    return ['article.published', 'article.updated,article.removed', 'productMenu.changed,disclaimer.changed']
  if (name === 'key') return keysOf(path, names)
  if (path.startsWith('/v1/search/') && name === 'q') return typed
  if (path.startsWith('/v1/search/') && name === 'limit') return ['1', '3', '20']
  const values = known(names)[name]
  if (!values) throw new Error(`${path} takes ${name}, for which this file gives no values`)
  return values
}

const keysOf = (path: string, { menus, disclaimers }: Names): readonly string[] => {
  if (path.includes('/product-menus/')) return menus
  if (path.includes('/disclaimers/')) return disclaimers
  return path.includes('/entities/') ? ['acme', 'openai', 'nobody'] : ['acme-stock', 'XNAS:ACME', 'nothing']
}

const known = (names: Names): Record<string, readonly string[]> => ({
  idOrSlug: names.articles,
  version: ['1', '2', '3'],
  year: ['2026', '2025'],
  month: ['01', '02', '03', '04'],
  number: ['1', '2'],
  topic: ['medtop:100', 'medtop:200', 'medtop:100,medtop:200'],
  entity: ['acme', 'bolt', 'acme,bolt', 'cyan'],
  instrument: ['acme-stock', 'XNAS:ACME', 'XFRA:ACM', 'bolt-stock,acme-stock'],
  author: ['ada-moravec', 'emile-garnier', 'ada-moravec,emile-garnier', 'nobody'],
  type: ['news', 'analysis', 'live', 'news,live'],
  q: searches,
  storyKey: names.storyKeys,
  locale: ['en', 'de', 'de-AT', 'nl', 'fr', 'it'],
  urgencyMax: ['1', '5', '9'],
  publishedFrom: names.dates,
  publishedTo: names.dates,
  updatedFrom: [...names.dates, ...names.moments],
  updatedTo: [...names.dates, ...names.moments],
  sort: ['-publishedAt', 'publishedAt', '-updatedAt', 'relevance'],
  total: ['true', 'false'],
  limit: ['1', '3', '100'],
  body: ['none', 'blocks', 'html', 'markdown', 'text'],
  facets: ['topic,instrument,entity,type,locale', 'entity', 'locale,type'],
  fields: ['id,slug', 'headline,body', 'corrections,disclaimers,updatedAt,version'],
  jurisdiction: ['DE', 'US', 'EU', 'JP'],
  platform: ['web', 'ios', 'android'],
  appVersion: ['1', '5.2.1'],
  explain: ['true', 'false'],
  asOf: names.moments,
  minSeq: [0, names.seq, names.seq + 1].map(String),
  after: [0, 5, names.seq - 1, names.seq, names.seq + 1].map(String),
})
