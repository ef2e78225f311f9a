import fc from 'fast-check'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import type { Write } from '../../src/db/database.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { addRevision, createDocument } from '../../src/publishing/documents/documents.ts'
import { addMilliseconds, type Instant } from '../../src/values/time.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { walk } from '../walk.ts'
import { library, listings, putLibrary } from './library.ts'

const start = '2026-04-01T00:00:00.000Z'
const secondRound = 30
const end = 90
const moment = (minutes: number): Instant => addMilliseconds(start, minutes * 60_000)
const editorialDates = ['2026-03-01', '2026-03-02', '2026-03-03'].map((day) => `${day}T00:00:00.000Z`)

const some = <Value>(...values: Value[]) => fc.subarray(values)
const orNone = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })

/** The filterable properties of a version. */
const terms = fc.record({
  publishedAt: fc.constantFrom(null, ...editorialDates),
  entities: some(...library.entities),
  instruments: some(...library.instruments),
  topics: some(...library.topics),
  type: fc.constantFrom('news', 'analysis', 'opinion'),
  storyKey: fc.constantFrom('merger', 'strike', 'budget'),
  locale: fc.constantFrom('en', 'en-GB', 'de', 'de-AT', 'fr'),
  urgency: fc.integer({ min: 1, max: 9 }),
  blockedIn: some('GB', 'DE', 'EU'),
})
type Terms = typeof terms extends fc.Arbitrary<infer Value> ? Value : never

const lasts = fc.option(fc.integer({ min: 1, max: 60 }))
const planned = fc.record({ terms, from: fc.integer({ min: 0, max: 20 }), lasts })
const story = fc.record({
  first: planned,
  second: fc.option(planned.map((one) => ({ ...one, from: secondRound + 2 * one.from }))),
})

const valuesOf = (...values: string[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })
const instant = fc.constantFrom(...editorialDates, moment(0), moment(10), moment(31), moment(60))
const query = fc.record({
  entity: orNone(valuesOf(...library.entities, 'nobody')),
  instrument: orNone(valuesOf(...library.instruments, 'XNAS:ACME', 'XNYS:BOLT', 'XNYS:ACME')),
  topic: orNone(valuesOf(...library.topics, 'medtop:999')),
  type: orNone(valuesOf('news', 'analysis', 'opinion', 'live')),
  storyKey: orNone(valuesOf('merger', 'strike', 'nothing')),
  locale: orNone(valuesOf('en', 'EN-gb', 'de', 'de-AT', 'es')),
  urgencyMax: orNone(fc.integer({ min: 1, max: 9 })),
  publishedFrom: orNone(instant),
  publishedTo: orNone(instant),
  updatedFrom: orNone(instant),
  updatedTo: orNone(instant),
  jurisdiction: orNone(fc.constantFrom('GB', 'DE', 'FR', 'US', 'EU')),
  sort: orNone(fc.constantFrom('-publishedAt', 'publishedAt', '-updatedAt')),
  asOf: orNone(fc.integer({ min: 0, max: end }).map(moment)),
  limit: fc.integer({ min: 1, max: 7 }),
})
type Query = typeof query extends fc.Arbitrary<infer Value> ? Value : never

/** A version in the model. */
interface Version {
  readonly id: string
  readonly slug: string
  readonly terms: Terms
  readonly publishedAt: Instant
  readonly from: Instant
  readonly until: Instant | null
}

const isVisible = ({ from, until }: Version, at: Instant) => from <= at && (until === null || at < until)

const isWithin = (value: Instant, from: Instant | undefined, to: Instant | undefined) =>
  (from === undefined || value >= from) && (to === undefined || value < to)

const binding: Record<string, string[]> = { DE: ['DE', 'EU'], FR: ['FR', 'EU'] }
const keyOf = (name: string) => {
  const listed = Object.entries(listings).find(([, all]) =>
    all?.some(({ mic, ticker }) => `${mic}:${ticker}` === name),
  )
  return listed?.[0] ?? name
}

/** The filters, applied naively one after the other. */
function isSelected({ terms, publishedAt, from }: Version, asked: Query): boolean {
  const inLocale = (tag: string) => `${terms.locale}-`.toLowerCase().startsWith(`${tag}-`.toLowerCase())
  const blocked = (binding[asked.jurisdiction ?? ''] ?? [asked.jurisdiction]).some((one) =>
    terms.blockedIn.some((other) => other === one),
  )
  return (
    (asked.entity?.some((key) => terms.entities.includes(key)) ?? true) &&
    (asked.instrument?.some((name) => terms.instruments.includes(keyOf(name))) ?? true) &&
    (asked.topic?.some((topic) => terms.topics.includes(topic)) ?? true) &&
    (asked.type?.some((type) => terms.type === type) ?? true) &&
    (asked.storyKey?.some((key) => terms.storyKey === key) ?? true) &&
    (asked.locale?.some(inLocale) ?? true) &&
    terms.urgency <= (asked.urgencyMax ?? 9) &&
    isWithin(publishedAt, asked.publishedFrom, asked.publishedTo) &&
    isWithin(from, asked.updatedFrom, asked.updatedTo) &&
    !blocked
  )
}

function expected(versions: readonly Version[], asked: Query): string[] {
  const found = versions.filter((one) => isVisible(one, asked.asOf ?? moment(end)) && isSelected(one, asked))
  const placeOf = (one: Version) => (asked.sort === '-updatedAt' ? one.from : one.publishedAt) + one.id
  const ascending = found.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1))
  return (asked.sort === 'publishedAt' ? ascending : ascending.reverse()).map(
    ({ slug, from }) => `${slug} ${from}`,
  )
}

const contentOf = (slug: string, { entities, instruments, topics, ...terms }: Terms) =>
  anArticle({
    ...terms,
    slug,
    entities: entities.map((key) => ({ key, rel: 'about' as const })),
    instruments: instruments.map((key) => ({ key })),
    topics: topics.map((topic) => {
      const [scheme = '', code = ''] = topic.split(':')
      return { scheme, code }
    }),
  } as Parameters<typeof anArticle>[0])

type Planned = typeof planned extends fc.Arbitrary<infer Value> ? Value : never
type Stories = readonly { readonly first: Planned; readonly second: Planned | null }[]

/** A later version ends the previous one. */
function remember(versions: Version[], added: Omit<Version, 'publishedAt'>): void {
  const index = versions.findIndex(({ slug }) => slug === added.slug)
  const earlier = versions[index]
  if (earlier && (earlier.until === null || earlier.until > added.from))
    versions[index] = { ...earlier, until: added.from }
  versions.push({ ...added, publishedAt: added.terms.publishedAt ?? earlier?.from ?? added.from })
}

/** Publishes the stories in two rounds, and returns the resulting versions. */
async function open(stories: Stories) {
  const world = await testApp({ sample: false, startAt: addMilliseconds(start, -1_000) })
  await putLibrary(world.db)
  const versions: Version[] = []
  const documents = new Map<string, string>()
  const add = async (write: Write, slug: string, { terms, from, lasts }: Planned) => {
    const content = contentOf(slug, terms)
    const known = documents.get(slug)
    const documentId = known ?? (await createDocument(write, articleKind, content))
    documents.set(slug, documentId)
    const revision = known ? await addRevision(write, articleKind, documentId, content) : 1
    const until = lasts === null ? null : moment(from + lasts)
    const times = { publishAt: moment(from), expiresAt: until }
    const row = await publish(write, articleKind, { documentId, revision, ...times })
    remember(versions, { id: row.id, slug, terms, from: row.visible_from, until })
  }
  const round = (which: 'first' | 'second') =>
    world.db.write(async (write) => {
      for (const [index, story] of stories.entries()) {
        const planned = story[which]
        if (planned) await add(write, `s${index}`, planned)
      }
    })
  await round('first')
  world.time.set(moment(secondRound))
  await round('second')
  world.time.set(moment(end))
  return { ...world, versions }
}

function urlOf(asked: Query): string {
  const parameters = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return `/v1/articles?${new URLSearchParams(parameters)}&fields=slug,availableAt&total=true`
}

test('any list of any newsroom equals a naive filter, in order, total and pages', async () => {
  const stories = fc.array(story, { minLength: 30, maxLength: 30 })
  const queries = fc.array(query, { minLength: 30, maxLength: 30 })
  const seen = { lists: 0, filled: 0, pages: 0 }
  await fc.assert(
    fc.asyncProperty(stories, queries, async (stories, queries) => {
      const { http, versions } = await open(stories)
      for (const asked of queries) {
        const url = urlOf(asked)
        const items = await walk<{ slug: string; availableAt: Instant }>(http, url)
        const wanted = expected(versions, asked)
        expect({ url, items: items.map(({ slug, availableAt }) => `${slug} ${availableAt}`) }).toEqual({
          url,
          items: wanted,
        })
        expect((await http.get(url).expect(200)).body.page.total).toBe(wanted.length)
        seen.lists += 1
        seen.filled += wanted.length > 0 ? 1 : 0
        seen.pages += Math.ceil(wanted.length / asked.limit)
      }
    }),
    { numRuns: 6, interruptAfterTimeLimit: 15_000 },
  )
  // Otherwise the queries would find nothing.
  expect(seen.filled).toBeGreaterThan(seen.lists / 6)
  expect(seen.pages).toBeGreaterThan(seen.filled)
})
