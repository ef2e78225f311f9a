import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import type { Write } from '../../src/db/database.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { testStore } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { reading } from '../reading.ts'

// Shown to fail without the savepoint of each write, without the check for repeated documents, and where a write is
// settled before the commit (src/db/sqlite/group-commit.ts, open.ts).

/** Time stands, unless a write lets it pass: on a loaded machine a group would be cut short. */
async function storeThatCounts() {
  const store = await testStore()
  let now = performance.now()
  const standing = vi.spyOn(performance, 'now').mockImplementation(() => now)
  onTestFinished(() => void standing.mockRestore())
  const pass = (milliseconds: number) => {
    now += milliseconds
  }
  const commits: number[] = []
  store.db.onCommit(({ epoch }) => commits.push(epoch))
  /** Creates a document, and fails where told to. */
  const create =
    (slug: string, { fails = false } = {}) =>
    async (write: Write) => {
      await createDocument(write, articleKind, anArticle({ slug }))
      await touchEverything(write.tx)
      if (fails) throw new Error(`no ${slug}`)
      return write.at
    }
  const slugs = async () => {
    const rows = await reading(store.db).selectFrom('document_name').select('name').orderBy('name').execute()
    return rows.map(({ name }) => name)
  }
  return { ...store, commits, create, slugs, pass }
}

test('writes of different documents that wait share a commit and its instant', async () => {
  const { db, commits, create, slugs } = await storeThatCounts()
  const names = Array.from({ length: 20 }, (_, index) => `story-${index}`)
  const instants = await Promise.all(names.map((name) => db.write(create(name), { document: name })))
  expect(new Set(instants).size).toBe(1)
  expect(commits).toEqual([20])
  expect(await slugs()).toEqual(names.toSorted())
})

test('each write of a document has an instant of its own, and so has one that names none', async () => {
  const { db, commits, create } = await storeThatCounts()
  const documents = ['a', 'b', 'a', undefined, 'b', 'b', 'c']
  const instants = await Promise.all(
    documents.map((document, index) =>
      db.write(create(`story-${index}`), document === undefined ? {} : { document }),
    ),
  )
  const numbers = instants.map((instant) => [...new Set(instants)].indexOf(instant))
  expect(numbers).toEqual([0, 0, 1, 2, 3, 4, 4])
  expect(instants).toEqual(instants.toSorted())
  expect(commits).toEqual([2, 3, 4, 5, 7])
})

test('a write that is refused is undone alone', async () => {
  const { db, commits, create, slugs } = await storeThatCounts()
  const outcomes = await Promise.allSettled(
    ['a', 'b', 'c'].map((name) => db.write(create(name, { fails: name === 'b' }), { document: name })),
  )
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await slugs()).toEqual(['a', 'c'])
  expect(commits).toEqual([2])
})

test('where all writes are refused nothing is committed', async () => {
  const { db, commits, create, slugs } = await storeThatCounts()
  const before = await reading(db).selectFrom('store_state').selectAll().execute()
  const outcomes = await Promise.allSettled(
    ['a', 'b'].map((name) => db.write(create(name, { fails: true }), { document: name })),
  )
  expect(outcomes).toMatchObject([{ reason: { message: 'no a' } }, { reason: { message: 'no b' } }])
  expect(await slugs()).toEqual([])
  expect(commits).toEqual([])
  expect(await reading(db).selectFrom('store_state').selectAll().execute()).toEqual(before)
})

test('no write is settled before the commit of all', async () => {
  const { db, create, file } = await storeThatCounts()
  const other = new Sqlite(file, { readonly: true })
  const seen: number[] = []
  const look = () => void seen.push(Number(other.prepare('select count(*) from document_name').pluck().get()))
  await Promise.all(['a', 'b', 'c'].map((name) => db.write(create(name), { document: name }).then(look)))
  other.close()
  expect(seen).toEqual([3, 3, 3])
})

test('more than 32 writes take several commits, in the order of arrival', async () => {
  const { db, commits, create } = await storeThatCounts()
  const names = Array.from({ length: 70 }, (_, index) => `story-${index}`)
  const instants = await Promise.all(names.map((name) => db.write(create(name), { document: name })))
  expect(commits).toEqual([32, 64, 70])
  expect(instants).toEqual(instants.toSorted())
})

test('after 20 ms the rest of a group waits for the next transaction', async () => {
  const { db, create, pass } = await storeThatCounts()
  const lasting = (name: string, milliseconds: number) => async (write: Write) => {
    pass(milliseconds)
    return create(name)(write)
  }
  const writes = Object.entries({ a: 15, b: 6, c: 15, d: 0 })
  const instants = await Promise.all(
    writes.map(([name, milliseconds]) => db.write(lasting(name, milliseconds), { document: name })),
  )
  const numbers = instants.map((instant) => [...new Set(instants)].indexOf(instant))
  expect(numbers).toEqual([0, 0, 1, 1])
})

test('a fault of the store fails every write of the group, and the next ones go on', async () => {
  const { db, create, slugs } = await storeThatCounts()
  const broken = async ({ tx }: Write) => {
    // As an I/O fault does: it ends the transaction.
    await tx.executeQuery({ ...raw, sql: 'rollback' } as never)
    throw new Error('disk')
  }
  const outcomes = await Promise.allSettled([
    db.write(create('a'), { document: 'a' }),
    db.write(broken, { document: 'b' }),
    db.write(create('c'), { document: 'c' }),
  ])
  expect(outcomes).toMatchObject(Array.from({ length: 3 }, () => ({ reason: { message: 'disk' } })))
  expect(await slugs()).toEqual([])
  await db.write(create('d'), { document: 'd' })
  expect(await slugs()).toEqual(['d'])
})

const raw = {
  parameters: [],
  query: { kind: 'RawNode', sqlFragments: [], parameters: [] },
  queryId: { queryId: '' },
}
