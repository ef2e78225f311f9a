import { expect, test } from 'vitest'
import { articleKind } from '../../../src/articles/kind.ts'
import { publish } from '../../../src/publishing/acts/publish.ts'
import { createDocument } from '../../../src/publishing/documents/documents.ts'
import { changedMonths } from '../../../src/publishing/tape/changed-months.ts'
import { testStore } from '../../helpers.ts'
import { anArticle } from '../../makers.ts'
import { reading } from '../../reading.ts'

test('changes are counted, not articles, so that no more of them are read than the limit', async () => {
  const { db, clock } = await testStore({ sample: false })
  const begin = clock.now()
  const content = anArticle({ publishedAt: '2026-03-01T00:00:00Z' })
  const documentId = await db.write((write) => createDocument(write, articleKind, content))
  const publishOnce = () => db.write((write) => publish(write, articleKind, { documentId, revision: 1 }))
  const months = async () => changedMonths(reading(db), { after: begin, at: clock.now() })
  expect(await months()).toEqual([])
  await publishOnce()
  expect(await months()).toEqual(['2026-03'])
  for (let change = 2; change <= 1_000; change += 1) await publishOnce()
  expect(await months()).toEqual(['2026-03'])
  await publishOnce()
  expect(await months()).toBeNull()
})
