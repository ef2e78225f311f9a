import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { cancel, type PublishOrder, publish } from '../../src/publishing/acts/publish.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import type { Kind } from '../../src/publishing/kind.ts'
import { appendOverdue } from '../../src/publishing/tape/follow.ts'
import { publicAt } from '../../src/publishing/view.ts'
import { addMilliseconds } from '../../src/values/time.ts'
import { testStore } from '../helpers.ts'
import { reading } from '../reading.ts'
import { article, disclaimer, productMenu } from './content.ts'

type Terms = Omit<PublishOrder, 'documentId' | 'revision'>

/** A document with one revision, and the acts on it. */
async function prepare<Content>(kind: Kind<Content>, content: Content) {
  const store = await testStore()
  const { db } = store
  const documentId = await db.write((write) => createDocument(write, kind, content))
  return {
    ...store,
    publish: (terms: Terms = {}) =>
      db.write((write) => publish(write, kind, { documentId, revision: 1, ...terms })),
    cancel: (id: string) =>
      db.write(async (write) => {
        await cancel(write, kind, id)
        return write.at
      }),
    versionAt: async (at: string) => {
      const query = reading(db).selectFrom('publication').select('version').where(publicAt(at))
      return (await query.executeTakeFirst())?.version ?? null
    },
    tape: () => reading(db).selectFrom('tape').select(['type', 'at', 'version']).orderBy('seq').execute(),
  }
}

const makers = {
  'product menu': () => prepare(productMenuKind, productMenu('futures')),
  disclaimer: () => prepare(disclaimerKind, disclaimer('risk')),
}
const types = { 'product menu': 'productMenu.changed', disclaimer: 'disclaimer.changed' }

test.each(['product menu', 'disclaimer'] as const)(
  'cancelling a visible %s ends it now, with an entry on the tape',
  async (name) => {
    const document = await makers[name]()
    const { id, visible_from: from } = await document.publish({ expiresAt: '2026-06-01T00:00:00.000Z' })
    const ended = await document.cancel(id)
    expect(await document.versionAt(addMilliseconds(ended, -1))).toBe(1)
    expect(await document.versionAt(ended)).toBeNull()
    document.time.set('2026-07-01T00:00:00.000Z')
    await appendOverdue(document.db, document.clock.now)
    expect(await document.tape()).toEqual([
      { type: types[name], at: from, version: 1 },
      { type: types[name], at: ended, version: 1 },
    ])
    await expect(document.cancel(id)).rejects.toMatchObject({ code: 'state-conflict' })
  },
)

test.each(['product menu', 'disclaimer'] as const)(
  'a %s that expires has a tape entry for it',
  async (name) => {
    const document = await makers[name]()
    const expiresAt = '2026-04-01T12:00:00.000Z'
    const { visible_from: from } = await document.publish({ expiresAt })
    document.time.set(expiresAt)
    await appendOverdue(document.db, document.clock.now)
    expect(await document.versionAt(expiresAt)).toBeNull()
    expect(await document.tape()).toEqual([
      { type: types[name], at: from, version: 1 },
      { type: types[name], at: expiresAt, version: 1 },
    ])
  },
)

test('an ended menu returns as its next version, and cancelling that keeps the earlier end', async () => {
  const document = await makers['product menu']()
  const first = await document.publish()
  const ended = await document.cancel(first.id)
  const second = await document.publish({ publishAt: '2026-04-02T00:00:00.000Z' })
  expect(second.version).toBe(2)
  await document.cancel(second.id)
  document.time.set('2026-04-03T00:00:00.000Z')
  expect(await document.versionAt(ended)).toBeNull()
  expect(await document.versionAt(document.clock.now())).toBeNull()
  expect((await document.publish()).version).toBe(2)
})

test('cancelling the pending version of a menu restores the expiry of the visible one', async () => {
  const document = await makers['product menu']()
  const expiresAt = '2026-05-01T00:00:00.000Z'
  await document.publish({ expiresAt })
  const pending = await document.publish({ publishAt: '2026-04-10T00:00:00.000Z' })
  expect(await document.versionAt('2026-04-10T00:00:00.000Z')).toBe(2)
  await document.cancel(pending.id)
  expect(await document.versionAt('2026-04-30T23:59:59.999Z')).toBe(1)
  expect(await document.versionAt(expiresAt)).toBeNull()
})

test('a visible article cannot be cancelled: it is held or retracted, with a reason', async () => {
  const document = await prepare(articleKind, article({ slug: 'story' }))
  const { id } = await document.publish()
  await expect(document.cancel(id)).rejects.toMatchObject({ code: 'state-conflict' })
  expect(await document.versionAt(document.clock.now())).toBe(1)
})

test('a publication of another kind, or none, is not found', async () => {
  const menu = await makers['product menu']()
  const { id } = await menu.publish()
  const asArticle = menu.db.write((write) => cancel(write, articleKind, id))
  await expect(asArticle).rejects.toMatchObject({ code: 'not-found' })
  await expect(menu.cancel('pub_0000000000000000')).rejects.toMatchObject({ code: 'not-found' })
})

test('a disclaimer has one document for each language of its key', async () => {
  const document = await makers.disclaimer()
  const create = (locale: string) =>
    document.db.write((write) => createDocument(write, disclaimerKind, { ...disclaimer('risk'), locale }))
  await create('de')
  await expect(create('EN')).rejects.toMatchObject({ code: 'slug-taken' })
})
