import { beforeAll, describe, expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { everyTag } from '../../src/db/cache-tags.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import type { ResponseCache } from '../../src/http/edge/response-cache.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { removeReference } from '../../src/references/remove.ts'
import { aDisclaimer, aMenu, anArticle, anItem, aRule } from '../makers.ts'
import {
  lonely,
  type Observation,
  observe,
  paper,
  routeOf,
  sortOf,
  topic,
  untold,
  type World,
} from './cache-tags.ts'

const soon = '2026-04-02T00:00:00.000Z'

/** Every act that can alter a public answer. */
const acts: Record<string, (world: World) => Promise<unknown>> = {
  'a publication': ({ desk }) => desk.publish(articleKind, anArticle({ slug: 'more', storyKey: 'own' })),
  'the moment of a scheduled publication': async ({ desk, time }) => {
    await desk.publish(articleKind, anArticle({ slug: 'later' }), { publishAt: soon })
    time.set(soon)
  },
  'the moment of a scheduled update': async ({ desk, ids, time }) => {
    const next = anArticle({ slug: 'own', headline: 'The Next Version' })
    await desk.update(articleKind, ids.own, next, { publishAt: soon })
    time.set(soon)
  },
  'an update': ({ desk, ids }) =>
    desk.update(articleKind, ids.own, anArticle({ slug: 'own', headline: 'The Next Version' })),
  'a correction': ({ desk, ids }) => desk.correct(ids.own),
  'a hold': ({ desk, ids }) => desk.hold(ids.linked),
  'a release': ({ desk, ids }) => desk.release(ids.held),
  'a retraction': ({ desk, ids }) => desk.retract(ids.own),
  'a legal text': ({ desk, ids }) =>
    desk.update(disclaimerKind, ids.text, aDisclaimer({ text: 'You may lose everything.' })),
  'a legal text in another language': ({ desk }) =>
    desk.publish(disclaimerKind, aDisclaimer({ locale: 'en-GB' })),
  'a rule': ({ db }) => db.write((write) => putRules(write, [aRule({ placement: 'footer' })])),
  'a rule whose legal text is missing': ({ db }) =>
    db.write((write) => putRules(write, [aRule({ disclaimer: 'absent', required: true })])),
  'the end of a rule': ({ db }) =>
    db.write((write) => removeReference(write, { kind: 'disclaimer-rule', key: 'capital-everywhere' })),
  'a product menu': ({ desk, ids }) =>
    desk.update(productMenuKind, ids.menu, aMenu({ sections: [{ key: 'all', items: [anItem('other')] }] })),
  'an entity': ({ db }) =>
    db.write((write) => putReferences(write, [entityPut({ ...lonely, name: 'New Name' })])),
  'a topic': ({ db }) =>
    db.write((write) => putReferences(write, [topicPut({ ...topic, name: 'New Name' })])),
  'the end of an entity': ({ db }) =>
    db.write((write) => removeReference(write, { kind: 'entity', key: 'lonely' })),
  'a symbol that goes to another instrument': ({ db }) =>
    db.write((write) => putReferences(write, [instrumentPut({ ...paper, listings: [] })])),
  'an identifier of an instrument': ({ db }) =>
    db.write((write) => {
      const identifiers = [{ scheme: 'figi' as const, value: 'BBG000N7QR55' }]
      return putReferences(write, [instrumentPut({ ...paper, identifiers })])
    }),
  'a rebuild': ({ db }) =>
    db.write(async ({ tx }) => {
      await tx
        .updateTable('rendition')
        .set({ content: Buffer.from('{"headline":"Anew"}') })
        .execute()
      await touchEverything(tx)
    }),
}

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
