import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { raiseEpoch } from '../../src/publishing/tape/tape.ts'
import { testApp } from '../helpers.ts'

const list = '/v1/articles?limit=1'

test('what another process has rendered anew is listed within 100 ms, with another entity tag', async () => {
  const { http, file, time } = await testApp({ environment: { CACHE_BYTES: '0' } })
  const before = await http.get(list).expect(200)
  expect((await http.get(list)).headers.etag).toBe(before.headers.etag)
  const other = await openSqlite(file, createClock(time.read))
  await other.write(async ({ tx }) => {
    for (const { publication_id, content } of await tx.selectFrom('rendition').selectAll().execute()) {
      const anew = Buffer.from(content.toString().replace('"headline":"', '"headline":"Anew: '))
      await tx
        .updateTable('rendition')
        .set({ content: anew })
        .where('publication_id', '=', publication_id)
        .execute()
    }
    await raiseEpoch(tx)
  })
  await other.close()
  await sleep(100)
  const after = await http.get(list).expect(200)
  expect(after.body.data[0].headline).toBe(`Anew: ${before.body.data[0].headline}`)
  expect(after.headers.etag).not.toBe(before.headers.etag)
})

test('an article that is retracted leaves the list at once', async () => {
  const { http, db } = await testApp({ environment: { CACHE_BYTES: '0' } })
  const { body } = await http.get(list).expect(200)
  await db.write(({ tx, at }) =>
    tx
      .updateTable('publication')
      .set({ retracted_at: at })
      .where('document_id', '=', body.data[0].id)
      .execute(),
  )
  expect((await http.get(list).expect(200)).body.data).toEqual([])
})
