import { expect, test, vi } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { createRenderedBodies } from '../../src/articles/rendered-bodies.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { createPacer } from '../../src/kernel/pacer.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { testApp } from '../helpers.ts'
import { aBlock, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

const source = (text: string, id = 'pub_1') => ({ id, body: Buffer.from(JSON.stringify([aBlock(text)])) })

test('a body is rendered once in each form, for those too who ask while it is being rendered', async () => {
  const bodies = createRenderedBodies(createPacer())
  const [one, other] = await Promise.all([
    bodies.read(source('a'), 'text', 1),
    bodies.read(source('a'), 'text', 1),
  ])
  expect(one.toString()).toBe('"a"')
  expect(other).toBe(one)
  expect(await bodies.read(source('b'), 'text', 2)).toBe(one)
  expect((await bodies.read(source('b'), 'html', 2)).toString()).toBe('"<p id=\\"bt-b1\\">b</p>"')
  expect((await bodies.read(source('c', 'pub_2'), 'text', 2)).toString()).toBe('"c"')
})

test('a list takes what is rendered, and reads the blocks of the others only', async () => {
  const { http, db } = await testApp({ sample: false, environment: { CACHE_BYTES: '0' } })
  const publish = (slug: string) =>
    newsroom(db).publish(articleKind, anArticle({ slug, body: [aBlock(slug)] }))
  const texts = async () => {
    const { body } = await http.get('/v1/articles?body=text&fields=body').expect(200)
    return body.data.map(({ bodyText }: { bodyText: string }) => bodyText).toSorted()
  }
  await publish('a')
  expect(await texts()).toEqual(['a'])
  await db.write(({ tx }) => tx.updateTable('rendition').set({ body: null }).execute())
  await publish('b')
  expect(await texts()).toEqual(['a', 'b'])
})

test('after a write by another process it is rendered again, and nothing older is kept', async () => {
  const bodies = createRenderedBodies(createPacer())
  await bodies.read(source('old'), 'text', 1)
  const begun = bodies.read(source('old'), 'html', 1)
  bodies.clear(7)
  await begun
  expect((await bodies.read(source('stale'), 'text', 6)).toString()).toBe('"stale"')
  expect((await bodies.read(source('new'), 'text', 7)).toString()).toBe('"new"')
  expect((await bodies.read(source('new'), 'html', 7)).toString()).toContain('new')
  expect((await bodies.read(source('newer'), 'text', 7)).toString()).toBe('"new"')
})

test('a body that another process has rebuilt is served once its write is noticed', async () => {
  const { http, db, open, time } = await testApp({ sample: false, environment: { CACHE_BYTES: '0' } })
  const id = await newsroom(db).publish(articleKind, anArticle())
  const text = async () => (await http.get(`/v1/articles/${id}?body=text`).expect(200)).body.data.bodyText
  expect(await text()).toBe('Shares rose.')
  const epoch = db.epoch()
  const other = await open(createClock(time.read))
  await other.write(async ({ tx }) => {
    await tx
      .updateTable('rendition')
      .set({ body: Buffer.from(JSON.stringify([aBlock('Shares fell.')])) })
      .execute()
    await touchEverything(tx)
  })
  await other.close()
  await vi.waitFor(() => expect(db.epoch()).toBeGreaterThan(epoch), { timeout: 5_000 })
  expect(await text()).toBe('Shares fell.')
})
