import { readArticles } from './delivery-articles.ts'
import { others } from './delivery-others.ts'
import { moments, type Names } from './moments.ts'
import type { Reply, Session } from './session.ts'
import { words } from './words.ts'

const small = 'fields=slug,publishedAt,updatedAt,version'

/** Values of each filter of the list of articles; of more than one, in pairs with others too. */
const filters: Readonly<Record<string, readonly string[]>> = {
  entity: ['acme', 'bolt', 'acme,bolt', 'nobody', 'acme,acme', 'Acme', ''],
  instrument: words`acme-stock XNAS:ACME XFRA:ACM XNAS:PLTR XNYS:PLTR bolt-stock,XNAS:ACME xnas:acme XXXX:NONE`,
  topic: ['medtop:100', 'medtop:200', 'own:a.b_c-1', 'medtop:100,own:a.b_c-1', 'medtop', 'none:1'],
  type: ['news', 'analysis', 'press_release,live', 'gossip', 'news,'],
  storyKey: ['rally', 'slump', 'rally,slump', 'acme-results', 'Rally', 'none'],
  locale: ['en', 'de', 'de-AT', 'DE-at', 'ar', 'ja,ar', 'x', 'fr'],
  urgencyMax: ['1', '4', '9', '0', '10', '05'],
  publishedFrom: words`
2026-03-05T08:00:00Z 2026-03-05T08:00:00.001Z 2026-03-05T10:00:00+02:00 2026-03-05
2026-02-30T00:00:00Z
`,
  publishedTo: words`
2026-03-05T08:00:00Z 2026-03-05T08:00:00.001Z 0001-01-01T00:00:00Z 9999-12-31T23:59:59Z
2026-03-05T08:00:60Z
`,
  updatedFrom: [moments.corrected, moments.scheduled, '2026-03-28T09:00:00.001Z', 'yesterday'],
  updatedTo: [moments.corrected, moments.scheduled, '2026-03-28T09:00:00.001Z', '2026-03-28T09:00:00'],
  sort: ['-publishedAt', 'publishedAt', '-updatedAt', 'updatedAt', 'relevance'],
  total: ['true', 'false', '1'],
  limit: ['1', '100', '101', '0', '-1', '1e1', '5.0', ' 5'],
  body: ['none', 'text', 'pdf'],
  fields: ['id,slug', 'headline,body', 'nothing', '', 'id,id', 'corrections,disclaimers,links'],
  jurisdiction: ['DE', 'US', 'EU', 'EEA', 'JP', 'UK', 'de', 'XX'],
  minSeq: ['0', '10', '9999', '-1'],
}

const together = [
  'entity=acme&type=news,analysis,brief',
  'entity=acme&instrument=acme-stock&storyKey=rally',
  'topic=medtop:100&urgencyMax=5&locale=en&total=true',
  'publishedFrom=2026-03-03T00:00:00Z&publishedTo=2026-03-07T00:00:00Z&sort=publishedAt',
  'updatedFrom=2026-03-24T00:00:00Z&updatedTo=2026-03-29T00:00:00Z&sort=-updatedAt&total=true',
  'entity=acme,bolt&sort=publishedAt&total=true&jurisdiction=DE',
  'instrument=XNAS:ACME&jurisdiction=US&sort=-updatedAt',
  'publishedFrom=2026-03-07T00:00:00Z&publishedTo=2026-03-03T00:00:00Z&total=true',
  `entity=${Array.from({ length: 50 }, (_, index) => `e${index}`)}`,
  `entity=${Array.from({ length: 51 }, (_, index) => `e${index}`)}`,
]

const walks = [
  `/v1/articles?limit=7&${small}`,
  `/v1/articles?limit=4&sort=publishedAt&${small}`,
  `/v1/articles?limit=5&sort=-updatedAt&${small}&total=true`,
  `/v1/articles?limit=2&entity=acme,bolt&jurisdiction=DE&${small}`,
  `/v1/articles?limit=3&asOf=2026-03-25T00:00:00Z&${small}`,
  '/v1/articles/updated-story/versions?limit=1',
  '/v1/articles/corrected-story/corrections?limit=1',
  '/v1/articles/plain-2/related?limit=6',
  '/v1/corrections?limit=2',
  '/v1/product-menus?limit=1',
  '/v1/disclaimers?limit=2',
  '/v1/disclaimers?limit=1&locale=de&jurisdiction=DE',
  '/v1/entities?limit=6',
  '/v1/instruments?limit=2&asOf=2026-03-25T00:00:00Z',
  '/v1/topics?limit=3',
]

/** Every public read, with every parameter. */
export async function readAll(session: Session, names: Names): Promise<void> {
  session.begin('the list of articles')
  await session.ask({ path: '/v1/articles' })
  await session.ask({ path: '/v1/articles?limit=100' })
  for (const form of ['blocks', 'html', 'markdown'])
    await session.ask({ path: `/v1/articles?limit=2&storyKey=acme-results&body=${form}` })
  for (const [name, values] of Object.entries(filters))
    for (const value of values) {
      const shape = name === 'fields' || name === 'body' ? 'limit=2' : small
      await session.ask({ path: `/v1/articles?${name}=${encodeURIComponent(value)}&${shape}` })
    }
  for (const query of together) await session.ask({ path: `/v1/articles?${query}&${small}` })
  session.begin('lists to their end')
  for (const path of walks) await walk(session, path)
  session.begin('single articles')
  await readArticles(session, names)
  session.begin('other reads')
  for (const path of others) await session.ask({ path })
  session.begin('past moments')
  await readPast(session)
}

async function walk(session: Session, path: string): Promise<void> {
  for (let next: string | null = path; next !== null; ) next = nextOf(await session.ask({ path: next }))
}

const nextOf = ({ json: { page } }: Reply): string | null => {
  if (typeof page !== 'object' || page === null || !('next' in page)) return null
  return typeof page.next === 'string' ? page.next : null
}

/** Each bound, and the milliseconds beside it. */
async function readPast(session: Session): Promise<void> {
  const asked = [
    `/v1/articles?limit=3&${small}`,
    `/v1/articles/scheduled-story?fields=slug,availableAt`,
    '/v1/articles/embargoed-story?fields=slug,availableAt',
    '/v1/articles/expiring-story?fields=slug,availableAt',
    '/v1/articles/updated-story?fields=version,headline,summary',
    '/v1/product-menus/second-menu',
    '/v1/disclaimers/marketing',
    '/v1/articles/moved-again-story?fields=slug',
    '/v1/articles/updated-story/versions',
    '/v1/articles/updated-story/related?limit=2',
  ]
  for (const moment of Object.values(moments).slice(0, -1))
    for (const offset of [-1, 0, 1]) {
      const asOf = new Date(Date.parse(moment) + offset).toISOString()
      for (const path of asked)
        await session.ask({ path: `${path}${path.includes('?') ? '&' : '?'}asOf=${asOf}` })
    }
  await readAroundNotices(session)
  for (const offset of [-60_001, -60_000, -1, 0, 1, 1_000]) {
    const asOf = new Date(session.now() + offset).toISOString()
    await session.ask({ path: `/v1/articles/plain-1?fields=slug&asOf=${asOf}` })
  }
  for (const asOf of words`
2026-03-20T09:00:00.000Z 2026-03-20T08:59:59.999Z 2026-03-21 2026-03-21T00:00:00 now
2026-13-01T00:00:00Z 2026-03-21T00:00:00%2B01:00 2026-03-21T00:00:00+01:00
`)
    await session.ask({ path: `/v1/articles?limit=2&${small}&asOf=${asOf}` })
}

/** Around each correction and retraction, in every list that tells of it. */
async function readAroundNotices(session: Session): Promise<void> {
  const { json } = await session.ask({ path: '/v1/corrections?limit=100' })
  const moments = new Set(JSON.stringify(json).match(/(?<="at":")[^"]+/g))
  for (const moment of moments)
    for (const offset of [-1, 0, 1]) {
      const asOf = new Date(Date.parse(moment) + offset).toISOString()
      for (const path of [
        '/v1/corrections',
        ...['corrections', 'versions'].map((list) => `/v1/articles/corrected-story/${list}`),
      ])
        await session.ask({ path: `${path}?asOf=${asOf}` })
    }
}
