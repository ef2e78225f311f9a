import { expect, test } from 'vitest'
import { articleKind } from '../../../src/articles/kind.ts'
import { listDocuments } from '../../../src/desk/documents/list.ts'
import { createPacer } from '../../../src/kernel/pacer.ts'
import { createDocument } from '../../../src/publishing/documents/documents.ts'
import { testStore } from '../../helpers.ts'
import { anArticle } from '../../makers.ts'
import { reading } from '../../reading.ts'

test('a list that finds nothing stops after 20,000 articles, and has a next page', async () => {
  const { db } = await testStore()
  const content = JSON.stringify(anArticle())
  await db.write(async (write) => {
    // The oldest change, so it sorts last.
    await createDocument(write, articleKind, anArticle())
    const numbers = Array.from({ length: 21_000 }, (_, index) => String(index).padStart(16, '0'))
    for (let start = 0; start < numbers.length; start += 1_000) {
      const ids = numbers.slice(start, start + 1_000).map((number) => `art_${number}`)
      const later = { created_at: write.at, changed_at: '2026-04-02T00:00:00.000Z' }
      await write.tx
        .insertInto('document')
        .values(ids.map((id) => ({ id, kind: 'article' as const, ...later, discarded_at: undefined })))
        .execute()
      await write.tx
        .insertInto('revision')
        .values(ids.map((document_id) => ({ document_id, revision: 1, content, created_at: write.at })))
        .execute()
    }
  })
  await db.write(({ tx }) =>
    tx
      .updateTable('document')
      .set({ discarded_at: '2026-04-02T00:00:00.000Z' })
      .where('id', 'like', 'art_0000%')
      .execute(),
  )
  const wanted = { narrowing: {}, states: ['draft' as const], limit: 20 }
  const services = { config: { reviewRequired: true }, pacer: createPacer() }
  const at = '2026-04-03T00:00:00.000Z'
  const first = await listDocuments(reading(db), articleKind, services, { ...wanted, after: null }, at)
  expect({ found: first.documents.length, goesOn: first.stoppedAt !== null }).toEqual({
    found: 0,
    goesOn: true,
  })
  const second = await listDocuments(
    reading(db),
    articleKind,
    services,
    { ...wanted, after: first.stoppedAt },
    at,
  )
  expect({ found: second.documents.length, stoppedAt: second.stoppedAt }).toEqual({
    found: 1,
    stoppedAt: null,
  })
})
