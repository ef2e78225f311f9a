import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { testStore } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/** A store whose clock was an hour ahead, and was then set right. */
async function storeOfTheFuture() {
  const { db, clock, time } = await testStore()
  const desk = newsroom(db)
  const published = await desk.publish(articleKind, anArticle({ slug: 'before' }))
  const held = await desk.publish(articleKind, anArticle({ slug: 'held' }))
  await desk.hold(held)
  time.advance(3_600_000)
  clock.now()
  time.advance(-3_590_000)
  return { desk, time, published, held }
}

const behind = {
  code: 'clock-behind',
  extras: { headers: { 'retry-after': expect.stringMatching(/^359\d$/) } },
}

test('while the clock is behind, nothing is published, whatever its moment', async () => {
  const { desk, published, held } = await storeOfTheFuture()
  for (const order of [
    {},
    { embargoedUntil: '2026-04-01T00:30:00.000Z' },
    { publishAt: '2026-04-02T00:00:00.000Z' },
  ])
    await expect(desk.publish(articleKind, anArticle({ slug: 'next' }), order)).rejects.toMatchObject(behind)
  await expect(desk.correct(published)).rejects.toMatchObject(behind)
  await expect(desk.release(held)).rejects.toMatchObject(behind)
})

test('while the clock is behind, what is public can be held and retracted', async () => {
  const { desk, published, held } = await storeOfTheFuture()
  await desk.hold(published)
  await desk.retract(held)
})

test('a clock that is a second behind is waited for, as behind a command', async () => {
  const { db, clock, time } = await testStore()
  clock.now()
  time.advance(-1_000)
  await newsroom(db).publish(articleKind, anArticle())
})
