import { expect, onTestFinished, test, vi } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { createSegmentMerger, mergeSegments, segmentsOf } from '../../src/search/merge-segments.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/** A store in which every publication has left a segment of its own: the engine merges eight of one size. */
async function storeOfSegments() {
  const world = await testApp({ sample: false, engine: 'sqlite' })
  const desk = newsroom(world.db)
  for (let at = 0; at < 7 * 8 + 7; at += 1)
    await desk.publish(articleKind, anArticle({ slug: `copper-${at}`, headline: `Copper falls ${at}` }))
  const segments = () => segmentsOf(world.db)
  const found = async () => {
    const { body } = await world.http.get('/v1/articles?q=copper%20falls&limit=100&total=true').expect(200)
    return [body.page.total, body.data.map(({ slug }: { slug: string }) => slug)]
  }
  return { ...world, segments, found }
}

test('merging leaves one segment, in which the same is found', async () => {
  const { db, segments, found } = await storeOfSegments()
  const before = await found()
  expect(before[0]).toBe(63)
  expect(await segments()).toBeGreaterThan(8)
  const epoch = db.epoch()
  await mergeSegments(db)
  expect(await segments()).toBe(1)
  expect(await found()).toEqual(before)
  expect(db.epoch()).toBe(epoch)
})

test('a server merges when there are more than eight, and logs why it cannot', async () => {
  const { db, segments, log, lines } = await storeOfSegments()
  let isFull = true
  const write: typeof db.write = (work, options) =>
    isFull ? Promise.reject(new Error('disk full')) : db.write(work, options)
  const merger = createSegmentMerger({ db: { ...db, write }, log }, 5)
  await merger.start()
  onTestFinished(() => merger.stop())
  await vi.waitFor(() => expect(lines.join()).toContain('cannot be merged'))
  expect(await segments()).toBeGreaterThan(8)
  isFull = false
  await vi.waitFor(async () => expect(await segments()).toBe(1))
})
