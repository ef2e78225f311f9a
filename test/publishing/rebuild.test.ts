import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { articleKind } from '../../src/articles/kind.ts'
import { derivables, type Kinds, kinds, referenceKinds } from '../../src/kinds.ts'
import { correct } from '../../src/publishing/acts/correct.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { rebuild, rebuildOutdated } from '../../src/publishing/derived/rebuild.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import { entityPut, instrumentPut, putReferences } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent } from '../../src/references/schema.ts'
import { testStore } from '../helpers.ts'
import { reading } from '../reading.ts'
import { article } from './content.ts'
import { derivedOf } from './derived.ts'
import type { Store } from './play.ts'

const stateOf = ({ db }: Store) =>
  reading(db).selectFrom('store_state').select('epoch').executeTakeFirstOrThrow()

const organisation = (key: string, name: string, fields: Partial<z.input<typeof EntityContent>> = {}) =>
  entityPut(EntityContent.parse({ key, type: 'organisation', name, ...fields }))

const acmeIs = (store: Store, name: string) =>
  store.db.write((write) =>
    putReferences(write, [
      organisation('group', 'The Group'),
      organisation('acme', name, { parent: 'group', identifiers: [{ scheme: 'cik', value: '1' }] }),
      instrumentPut(
        InstrumentContent.parse({
          ...{ key: 'acme-stock', name: 'Acme', assetClass: 'equity', issuer: 'acme' },
          listings: [{ mic: 'XNAS', ticker: 'ACME', primary: true }],
        }),
      ),
    ]),
  )

/** A public article about Acme, a scheduled version of it, and Acme renamed before that begins. */
async function renamedStore() {
  const store = await testStore()
  await acmeIs(store, 'Acme')
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
  await acmeIs(store, 'Acme Holdings')
  return store
}

/** Four rows of three references, a document and three publications. */
const rows = 8

const another = (fields: Partial<Kinds['article']> = {}): Kinds => ({
  ...kinds,
  article: { ...kinds.article, derivation: kinds.article.derivation + 1, ...fields },
})

const withExtra = () =>
  another({
    render: async (...given: Parameters<Kinds['article']['render']>) => {
      const rendition = await kinds.article.render(...given)
      return { ...rendition, content: { ...rendition.content, extra: true } }
    },
  })

test('rebuilt bytes are the same, after references have changed and before a scheduled version begins', async () => {
  const store = await renamedStore()
  const before = await derivedOf(reading(store.db))
  for (const spoilt of [{ content: Buffer.from('{}') }, { body: null }, { traits: '{}' }]) {
    await store.db.write(({ tx }) => tx.updateTable('rendition').set(spoilt).execute())
    expect(await rebuild(store.db, derivables())).toMatchObject({ examined: rows, changed: 3, failed: 0 })
    expect(await derivedOf(reading(store.db))).toEqual(before)
  }
  expect(before.renditions.map(({ content }) => JSON.parse(content).entities[0].name)).toEqual(
    Array.from({ length: 3 }, () => 'Acme'),
  )
})

test('rebuilding correct data changes nothing, not even the epoch', async () => {
  const store = await renamedStore()
  const epoch = await stateOf(store)
  expect(await rebuild(store.db, derivables())).toMatchObject({ examined: rows, changed: 0, failed: 0 })
  expect(await stateOf(store)).toEqual(epoch)
})

test('missing data is rebuilt, and extraneous data is removed', async () => {
  const store = await renamedStore()
  const before = await derivedOf(reading(store.db))
  await store.db.write(async ({ tx }) => {
    await tx.deleteFrom('rendition').execute()
    await tx.deleteFrom('publication_term').where('term', '=', 'type:news').execute()
    await tx.updateTable('publication_term').set({ term: 'type:opinion' }).where('term', '=', '*').execute()
    await tx
      .updateTable('publication_term')
      .set({ updated_at: '2026-01-01T00:00:00.000Z' })
      .where('term', 'like', 'locale:%')
      .execute()
    await tx.updateTable('document').set({ story_key: 'another', translation_version: 7 }).execute()
    await sql`delete from search_index`.execute(tx)
    await tx.deleteFrom('reference_identifier').execute()
    await tx
      .updateTable('reference_link')
      .set({ target_key: 'nobody' })
      .where('kind', '=', 'entity')
      .execute()
    await tx.updateTable('listing').set({ ticker: 'OLD' }).execute()
    await tx.deleteFrom('reference_word').where('kind', '=', 'topic').execute()
  })
  expect(await rebuild(store.db, derivables())).toMatchObject({ examined: rows, changed: 6, failed: 0 })
  expect(await derivedOf(reading(store.db))).toEqual(before)
})

test('another derivation number rebuilds everything of its kind once, and raises the epoch', async () => {
  const store = await renamedStore()
  expect(await rebuildOutdated(store.db, derivables())).toMatchObject({ examined: 0, changed: 0, failed: 0 })
  const epoch = await stateOf(store)
  // Including the document, which stays the same.
  expect(await rebuildOutdated(store.db, derivables(withExtra()))).toMatchObject({
    examined: 4,
    changed: 3,
    failed: 0,
  })
  const { renditions } = await derivedOf(reading(store.db))
  expect(renditions.map(({ content }) => JSON.parse(content).extra)).toEqual([true, true, true])
  const raised = await stateOf(store)
  expect(raised.epoch).toBeGreaterThan(epoch.epoch)
  expect(await rebuildOutdated(store.db, derivables(withExtra()))).toMatchObject({
    examined: 0,
    changed: 0,
    failed: 0,
  })
  expect(await stateOf(store)).toEqual(raised)
})

test('another number with the same data keeps the epoch, and a lower number counts as another', async () => {
  const store = await renamedStore()
  const epoch = await stateOf(store)
  expect(await rebuildOutdated(store.db, derivables(another()))).toMatchObject({
    examined: 4,
    changed: 0,
    failed: 0,
  })
  expect(await rebuildOutdated(store.db, derivables())).toMatchObject({ examined: 4, changed: 0, failed: 0 })
  expect(await stateOf(store)).toEqual(epoch)
})

test('another number of a kind of references rebuilds their side rows', async () => {
  const store = await renamedStore()
  const entity = { ...referenceKinds.entity, derivation: referenceKinds.entity.derivation + 1 }
  const read = (content: unknown) => ({ ...referenceKinds.entity.read(content), links: [] })
  const references = { ...referenceKinds, entity: { ...entity, read } }
  expect(await rebuildOutdated(store.db, derivables(kinds, references))).toMatchObject({
    examined: 3,
    changed: 1,
    failed: 0,
  })
  expect((await derivedOf(reading(store.db))).links).toEqual([expect.objectContaining({ key: 'acme-stock' })])
})

test('a row that cannot be rebuilt keeps its derived data and is named; the others are rebuilt', async () => {
  const store = await renamedStore()
  const fields = another({
    content: articleKind.content.superRefine(({ slug: input }, context) => {
      if (input === 'story')
        context.addIssue({ code: 'invalid_value', values: [], input, message: 'is not what it was' })
    }),
    render: withExtra().article.render,
  })
  const documentId = await store.db.write(async (write) => {
    const documentId = await createDocument(write, articleKind, article({ slug: 'other' }))
    await publish(write, articleKind, { documentId, revision: 1 })
    return documentId
  })
  const before = await derivedOf(reading(store.db))
  for (const examined of [6, 4]) {
    const outcome = await rebuildOutdated(store.db, derivables(fields))
    expect(outcome).toMatchObject({ examined, failed: 4 })
    expect(outcome.failures).toHaveLength(4)
    expect(outcome.failures.join('\n')).toMatch(/^article\/art_\w+, whose .* is not what it was$/m)
  }
  const after = await derivedOf(reading(store.db))
  const changed = after.renditions.filter(({ sha256 }, index) => sha256 !== before.renditions[index]?.sha256)
  const [row] = await reading(store.db)
    .selectFrom('publication')
    .select('id')
    .where('document_id', '=', documentId)
    .execute()
  expect(changed.map(({ publication_id }) => publication_id)).toEqual([row?.id])
})

const run = (script: string) => spawn(process.execPath, ['--input-type=module', '-e', script])

const many = 450

/** More than two batches of articles. */
const publishMany = (db: Store['db']) =>
  db.write(async (write) => {
    for (let index = 0; index < many; index += 1) {
      const documentId = await createDocument(write, articleKind, article({ slug: `story-${index}` }))
      await publish(write, articleKind, { documentId, revision: 1 })
    }
  })

describe('many rows', () => {
  async function fullStore() {
    const store = await testStore()
    await publishMany(store.db)
    return store
  }

  /** A process that rebuilds all articles with `extra`. */
  const rebuilding = (file: string, beforeEach = '') => `
    import { openSqlite } from './src/db/sqlite/open.ts'
    import { createClock } from './src/kernel/clock.ts'
    import { derivables, kinds } from './src/kinds.ts'
    import { rebuildOutdated } from './src/publishing/derived/rebuild.ts'
    const db = await openSqlite(${JSON.stringify(file)}, createClock())
    let made = 0
    const render = async (...given) => {
      made += 1
      ${beforeEach}
      const { content, ...rest } = await kinds.article.render(...given)
      return { ...rest, content: { ...content, extra: true } }
    }
    const article = { ...kinds.article, derivation: kinds.article.derivation + 1, render }
    await rebuildOutdated(db, derivables({ ...kinds, article }), { onProgress: console.log })
    await db.close()`

  test('a rebuild that is killed continues where it was, and ends as if uninterrupted', async () => {
    const store = await fullStore()
    const kill = `if (made > ${many / 2}) process.kill(process.pid, 'SIGKILL')`
    const child = run(rebuilding(store.file, kill))
    const [, signal] = await once(child, 'exit')
    expect(signal).toBe('SIGKILL')
    const { examined, changed } = await rebuildOutdated(store.db, derivables(withExtra()))
    expect(examined).toBe(changed)
    expect(changed).toBeGreaterThan(0)
    expect(changed).toBeLessThan(many)
    const { renditions } = await derivedOf(reading(store.db))
    expect(renditions.filter(({ content }) => JSON.parse(content).extra)).toHaveLength(many)
  })

  test('each batch reports progress, lets other writes in, and raises the epoch', async () => {
    const store = await fullStore()
    const epochs = new Set<number>()
    const told: number[][] = []
    const others: Promise<number>[] = []
    const onProgress = (...given: number[]) => {
      told.push(given)
      epochs.add(store.db.epoch())
      others.push(store.db.write(async () => told.length))
    }
    await rebuildOutdated(store.db, derivables(withExtra()), { onProgress })
    expect(told.at(-1)).toEqual([2 * many, 2 * many])
    // Each write was done before the next batch.
    expect(await Promise.all(others)).toEqual(told.map((_, index) => index + 1))
    expect(epochs.size).toBeGreaterThan(2)
  })

  test('another process can write between two batches', async () => {
    const store = await fullStore()
    // Batches of a quarter of a second.
    const child = run(
      rebuilding(store.file, 'for (const end = performance.now() + 2; performance.now() < end; );'),
    )
    let done = 0
    child.stdout.on('data', (lines) => {
      done = Number.parseInt(String(lines).trimEnd().split('\n').at(-1) ?? '', 10)
    })
    // In the middle of the second batch of articles; two more are to come.
    while (done <= many) await once(child.stdout, 'data')
    await sleep(80)
    const doneBefore = await store.db.write(async () => done)
    await once(child, 'close')
    expect(doneBefore).toBeLessThan(2 * many)
    expect(done).toBe(2 * many)
  })
})
