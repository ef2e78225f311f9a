import type { Response } from 'supertest'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { entityPut, instrumentPut, putReferences } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent } from '../../src/references/schema.ts'
import { testApp } from '../helpers.ts'
import { pageIn } from '../http/page-in.ts'
import { feedPaths } from '../http/paths.ts'
import { aBlock, aDisclaimer, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/** A page ends with the item that fills it, so it may have as much as this and one item more. */
const pageBytesMax = 4 * 1024 ** 2
const itemsCount = 130

const numbers = Array.from({ length: itemsCount }, (_, index) => 1_000 + index)
/** A text of this many characters, each of three bytes. */
const wide = (name: string, length: number) => name.padEnd(length, '株')

type World = Awaited<ReturnType<typeof testApp>>

async function fillArticles({ db }: World) {
  const desk = newsroom(db)
  const body = numbers.slice(0, 20).map((number) => aBlock(wide('', 1_000), `b${number}`))
  for (const number of numbers) await desk.publish(articleKind, anArticle({ slug: `a-${number}`, body }))
}

const lists: [string | string[], (world: World) => Promise<unknown>][] = [
  [['/v1/articles?limit=100&body=html', ...feedPaths.map((path) => `${path}?limit=100`)], fillArticles],
  [
    '/v1/entities?limit=100',
    ({ db }) =>
      db.write((write) =>
        putReferences(
          write,
          numbers.map((number) => {
            const aliases = numbers.slice(0, 100).map((one) => wide(`${number} ${one}`, 200))
            return entityPut(
              EntityContent.parse({ key: `e-${number}`, name: 'E', type: 'organisation', aliases }),
            )
          }),
        ),
      ),
  ],
  [
    '/v1/disclaimers?limit=100',
    async ({ db }) => {
      for (const number of numbers)
        await newsroom(db).publish(
          disclaimerKind,
          aDisclaimer({ key: `d-${number}`, text: wide('', 20_000) }),
        )
    },
  ],
  [
    '/v1/corrections?limit=100',
    async ({ db }) => {
      const desk = newsroom(db)
      const long = wide('', 5_000)
      for (const number of numbers) {
        const id = await desk.publish(articleKind, anArticle({ slug: `a-${number}` }))
        await desk.correct(id, { was: long, is: long, note: long })
      }
    },
  ],
  [
    // After the entries of the instruments.
    '/v1/events?limit=100&after=100',
    async ({ db }) => {
      const desk = newsroom(db)
      const keys = numbers.slice(0, 100).map((number) => `i-${number}`.padEnd(120, 'x'))
      const instruments = keys.map((key) =>
        instrumentPut(
          InstrumentContent.parse({ key, name: wide(key, 200), assetClass: 'equity', listings: [] }),
        ),
      )
      await db.write((write) => putReferences(write, instruments))
      const named = keys.map((key) => ({ key }))
      for (const number of numbers)
        await desk.publish(articleKind, anArticle({ slug: `a-${number}`, instruments: named }))
    },
  ],
]

test.each(lists)('a page of %s ends early once it holds 4 MiB, and the walk goes on', async (paths, fill) => {
  const world = await testApp({ sample: false })
  await fill(world)
  for (const path of [paths].flat()) await expectWalk(world, path)
})

async function expectWalk({ http }: World, path: string) {
  let url: string | null = path
  let seen = 0
  for (let pages = 0; url !== null && pages < 40; pages += 1) {
    const { text }: Response = await http.get(url).buffer(true).expect(200)
    const bytes = Buffer.byteLength(text)
    const { items, next } = pageIn(text)
    const item = Math.max(0, ...items.map((one) => Buffer.byteLength(one)))
    expect(bytes).toBeLessThanOrEqual(pageBytesMax + item + 50_000)
    if (pages === 0) expect(bytes).toBeGreaterThan(pageBytesMax)
    if (pages === 0) expect(items.length).toBeLessThan(100)
    seen += items.length
    url = next === url ? null : next
  }
  expect(seen).toBeGreaterThanOrEqual(itemsCount)
  expect(url).toBeNull()
}
