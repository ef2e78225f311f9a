import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { correct } from '../../src/publishing/acts/correct.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import type { Kinds } from '../../src/publishing/derived/rebuild.ts'
import { rebuild, rebuildOutdated } from '../../src/publishing/derived/rebuild.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import { entityPut, putReferences } from '../../src/references/put.ts'
import { EntityContent } from '../../src/references/schema.ts'
import { kinds } from '../../src/slices.ts'
import { testStore } from '../helpers.ts'
import { article } from './content.ts'
import type { Store } from './play.ts'

const bytesOf = ({ db }: Store) =>
  db.read.selectFrom('rendition').selectAll().orderBy('publication_id').execute()

const stateOf = ({ db }: Store) => db.read.selectFrom('store_state').select('epoch').executeTakeFirstOrThrow()

const name = (store: Store, name: string) =>
  store.db.write((write) =>
    putReferences(write, [entityPut(EntityContent.parse({ key: 'acme', type: 'organisation', name }))]),
  )

/** A public article about Acme, a scheduled version of it, and Acme renamed before that begins. */
async function renamedStore() {
  const store = await testStore()
  await name(store, 'Acme')
  const content = article({ slug: 'story', entities: [{ key: 'acme', rel: 'about', relevance: null }] })
  const documentId = await store.db.write(async (write) => {
    const documentId = await createDocument(write, articleKind, content)
    await publish(write, articleKind, { documentId, revision: 1 })
    return documentId
  })
  await store.db.write((write) =>
    correct(write, articleKind, {
      documentId,
      kind: 'correction',
      severity: 'minor',
      blockKey: null,
      was: 'a',
      is: 'b',
      note: 'It was wrong.',
      patch: {},
    }),
  )
  const publishAt = '2026-05-01T00:00:00.000Z'
  await store.db.write((write) => publish(write, articleKind, { documentId, revision: 2, publishAt }))
  await name(store, 'Acme Holdings')
  return store
}

test('bytes made again are the same, after references have changed and before a scheduled version begins', async () => {
  const store = await renamedStore()
  const before = await bytesOf(store)
  const spoilt = { content: Buffer.from('{}'), body: null, facts: '{}', sha256: '' }
  await store.db.write(({ tx }) => tx.updateTable('rendition').set(spoilt).execute())
  expect(await rebuild(store.db, kinds)).toEqual({ examined: 3, changed: 3 })
  expect(await bytesOf(store)).toEqual(before)
  expect(before.map(({ content }) => JSON.parse(String(content)).entities[0].name)).toEqual(
    Array.from({ length: 3 }, () => 'Acme'),
  )
})

test('rebuilding what is right changes nothing and leaves the epoch', async () => {
  const store = await renamedStore()
  const epoch = await stateOf(store)
  expect(await rebuild(store.db, kinds)).toEqual({ examined: 3, changed: 0 })
  expect(await stateOf(store)).toEqual(epoch)
})

test('a lost rendition is made again', async () => {
  const store = await renamedStore()
  const before = await bytesOf(store)
  await store.db.write(({ tx }) => tx.deleteFrom('rendition').execute())
  await rebuild(store.db, kinds)
  expect(await bytesOf(store)).toEqual(before)
})

test('a renderer with another number makes everything of its kind again, once, and raises the epoch', async () => {
  const store = await renamedStore()
  await rebuildOutdated(store.db, kinds)
  const epoch = await stateOf(store)
  const article: Kinds['article'] = {
    ...kinds.article,
    renderer: 2,
    render: async (...given) => {
      const rendition = await kinds.article.render(...given)
      return { ...rendition, content: { ...rendition.content, extra: true } }
    },
  }
  await rebuildOutdated(store.db, { ...kinds, article })
  const rows = await bytesOf(store)
  expect(rows.map(({ renderer, content }) => [renderer, JSON.parse(String(content)).extra])).toEqual(
    Array.from({ length: 3 }, () => [2, true]),
  )
  const raised = await stateOf(store)
  expect(raised.epoch).toBeGreaterThan(epoch.epoch)
  await rebuildOutdated(store.db, { ...kinds, article })
  expect(await stateOf(store)).toEqual(raised)
})
