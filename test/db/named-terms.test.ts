import { readFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { entityPut, instrumentPut, putReferences } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent } from '../../src/references/schema.ts'
import { testStore } from '../helpers.ts'
import { anArticle, namingBeside } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

test('the migration gives what only facts and text name the terms that publishing gives it', async () => {
  const { db, file } = await testStore()
  const names = ['known', 'issuer', 'subject', 'partner', 'source', 'speaker', 'marked']
  const papers = ['paper', 'known-paper']
  await db.write((write) =>
    putReferences(write, [
      ...names.map((key) => entityPut(EntityContent.parse({ key, type: 'organisation', name: key }))),
      ...papers.map((key) =>
        instrumentPut(InstrumentContent.parse({ key, name: key, assetClass: 'equity' })),
      ),
    ]),
  )
  const { publish } = newsroom(db)
  await publish(articleKind, namingBeside())
  await publish(articleKind, {
    ...namingBeside(),
    slug: 'listed',
    entities: anArticle({ entities: [{ key: 'speaker', rel: 'about' }] }).entities,
  })

  const store = new Sqlite(file)
  const all = () =>
    store.prepare('select * from publication_term order by term, published_at, publication_id').all()
  const before = all()
  const removed = store.prepare("delete from publication_term where term like 'named:%'").run().changes
  expect(removed).toBeGreaterThan(12)
  const text = readFileSync('migrations/sqlite/0002_desk.sql', 'utf8')
  store.exec(/^insert or ignore into publication_term[^;]*;/m.exec(text)?.[0] ?? '')
  expect(all()).toEqual(before)
  store.close()
})
