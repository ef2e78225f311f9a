import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { migratePostgres } from '../../src/db/postgres/migrate.ts'
import { openPostgres } from '../../src/db/postgres/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { runCommand } from '../cli/run.ts'
import { startOwnServer } from '../faults/server.postgres.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

test('a base backup made while editors publish restores a store that passes verify', {
  timeout: 120_000,
}, async () => {
  const server = await startOwnServer()
  await migratePostgres(server.url)
  const db = await openPostgres(server.url, createClock())
  const desk = newsroom(db)
  const published: string[] = []
  let isOver = false
  const publishing = (async () => {
    while (!isOver)
      published.push(await desk.publish(articleKind, anArticle({ slug: `backed-up-${published.length}` })))
  })()
  await expect.poll(() => published.length).toBeGreaterThan(20)
  const before = [...published]
  const restored = await server.restoreBackup()
  expect(published.length).toBeGreaterThan(before.length + 20)
  isOver = true
  await publishing
  await db.close()
  const verified = await runCommand('verify', { DATABASE_URL: restored.url })
  expect(verified, verified.errors).toMatchObject({ code: 0 })
  const kept = await restored.execute('select id from document order by id')
  const ids = kept.map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining(before))
  expect(published).toEqual(expect.arrayContaining(ids))
})
