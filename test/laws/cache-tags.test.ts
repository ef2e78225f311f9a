import { beforeAll, describe, expect, test } from 'vitest'
import { everyTag } from '../../src/db/cache-tags.ts'
import type { ResponseCache } from '../../src/http/edge/response-cache.ts'
import { acts } from './acts.ts'
import { type Observation, observe, observeAhead, routeOf, sortOf, untold } from './cache-tags.ts'

const observed: Observation[] = []
beforeAll(async () => {
  for (const [act, perform] of Object.entries(acts)) observed.push(...(await observe(act, perform)))
}, 180_000)

test.each(Object.keys(acts))(
  'after %s no cached answer is stale, and a tag tells of each that changed',
  (act) => {
    const ofAct = observed.filter((one) => one.act === act)
    expect(ofAct.filter(({ isStale }) => isStale)).toEqual([])
    expect(untold(ofAct)).toEqual([])
    expect(ofAct.filter(({ changed }) => changed).length).toBeGreaterThan(0)
  },
)

/** They set the clock themselves, or begin at no instant. */
const undated = ['the moment of a scheduled publication', 'the moment of a scheduled update', 'a rebuild']

// Shown to fail where the tape is read beyond the moment (src/events/store.ts).
test.each(Object.entries(acts).filter(([act]) => !undated.includes(act)))(
  '%s that is dated ahead alters no answer before its instant, and then the same as one that is not',
  async (act, perform) => {
    const { early, there } = await observeAhead(perform)
    // What is retracted is withheld at once, and at every moment.
    if (act !== 'a retraction') expect(early).toEqual([])
    const changed = observed.filter((one) => one.act === act && one.changed)
    expect(there).toEqual(changed.map(({ url }) => url))
  },
)

describe('a tag that is forgotten', () => {
  /** No answer is cached of what was not public, and legal texts are carried as a collection. */
  const idle = [
    'a legal text in another language touches document',
    'a legal text touches document',
    'a publication touches document',
    'a release touches document',
    'the moment of a scheduled publication touches document',
  ]

  test('in a write is found', () => {
    const forgotten = new Set(
      observed.flatMap(({ act, touched }) => touched.map((tag) => `${act} touches ${sortOf(tag)}`)),
    )
    const found = (name: string) =>
      untold(
        observed.map((one) => ({
          ...one,
          touched: one.touched.filter((tag) => `${one.act} touches ${sortOf(tag)}` !== name),
        })),
      ).length > 0
    expect([...forgotten].filter((name) => !found(name)).sort()).toEqual(idle)
  })

  test('in a read is found', () => {
    const carried = new Set(
      observed.flatMap(({ url, tags }) =>
        (tags ?? []).map((tag) => `${routeOf(url)} carries ${sortOf(tag)}`),
      ),
    )
    const found = (name: string) =>
      untold(
        observed.map((one) => ({
          ...one,
          tags: one.tags?.filter((tag) => `${routeOf(one.url)} carries ${sortOf(tag)}` !== name) ?? null,
        })),
      ).length > 0
    expect([...carried].filter((name) => !found(name)).sort()).toEqual([])
  })

  test('makes the application give stale answers', async () => {
    const forgetful = (cache: ResponseCache): ResponseCache => ({
      ...cache,
      set: (url, answer, validity) =>
        cache.set(url, answer, { ...validity, tags: validity.tags?.slice(1) ?? null }),
    })
    const stale = await observe('a retraction', (world) => world.desk.retract(world.ids.own), forgetful)
    expect(stale.filter(({ isStale }) => isStale).length).toBeGreaterThan(0)
  })
})

test('a publication leaves the answers about other documents in the cache', () => {
  const told = ({ tags, touched }: Observation) =>
    !tags || [...tags, everyTag].some((tag) => touched.includes(tag))
  const kept = (act: string) => observed.filter((one) => one.act === act && !told(one)).map(({ url }) => url)
  expect(kept('an update')).toEqual(
    expect.arrayContaining([
      ...['/v1/articles/linked', '/v1/articles/linked/versions/1', '/v1/disclaimers', '/v1/product-menus'],
      ...['/v1/entities', '/v1/articles/linked/disclaimers?explain=true'],
    ]),
  )
  expect(kept('a product menu')).toEqual(expect.arrayContaining(['/v1/articles', '/v1/articles/own']))
  expect(kept('an entity')).toEqual(
    expect.arrayContaining(['/v1/articles/own', '/v1/product-menus/main-menu']),
  )
})
