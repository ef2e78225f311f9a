import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { sampleHoldings } from '../../seeds/load.ts'
import { backup } from '../../src/archive/backup/backup.ts'
import { restore } from '../../src/archive/backup/restore.ts'
import { exportTo } from '../../src/archive/exchange/export.ts'
import { importExact } from '../../src/archive/exchange/import-exact.ts'
import { withInput } from '../../src/archive/exchange/input.ts'
import { withSnapshot } from '../../src/archive/with-snapshot.ts'
import { articleKind } from '../../src/articles/kind.ts'
import type { Database } from '../../src/db/database.ts'
import { openFileSnapshot } from '../../src/db/sqlite/file-snapshot.ts'
import { migrateSqlite } from '../../src/db/sqlite/migrate.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import { createFolder, migrations } from '../db/files.ts'
import { anArticle } from '../makers.ts'
import { reading } from '../reading.ts'
import { addressesOf, answersOf, later, storyStore, verifyFile } from './stores.ts'

const sample = sampleHoldings()
const quietly = { force: false, sample, onProgress: () => {} }

/** Bounded, because unlimited writes during a slow backup could fill the disk. */
const writesMax = 500

const soundness = async (file: string) => (await verifyFile(file)).filter(({ faults }) => faults > 0)

const exportFile = (file: string, target: string) =>
  withSnapshot(`The file ${file}`, openFileSnapshot(file), (snapshot) => exportTo(snapshot, target, quietly))

const importFile = (db: Database, file: string) =>
  withInput(file, Readable.from([]), (input) => importExact(db, input, sample, () => {}))

test('a backup taken under writes is consistent, and a restored store answers every read identically', async () => {
  const { db, file } = await storyStore()
  const folder = createFolder()
  const copy = join(folder, 'copy.db')
  let isDone = false
  let count = 0
  const writing = (async () => {
    // Until the backup has ended.
    for (; count < 5 || (!isDone && count < writesMax); count += 1)
      await db.write(async (write) => {
        const documentId = await createDocument(write, articleKind, anArticle({ slug: `meanwhile-${count}` }))
        await publish(write, articleKind, { documentId, revision: 1 })
      })
  })()
  const { seq } = await backup(file, copy, quietly)
  isDone = true
  expect(count).toBeGreaterThan(0)
  expect(count).toBeLessThan(writesMax)
  await writing
  expect(statSync(copy).mode & 0o777).toBe(0o600)
  expect(await soundness(copy)).toEqual([])

  // Both are queried as of the backup, because the store has changed since.
  const calm = join(folder, 'calm.db')
  await backup(copy, calm, quietly)
  const restored = join(folder, 'restored.db')
  expect((await restore(copy, restored, quietly)).seq).toBe(seq)
  expect(await soundness(restored)).toEqual([])
  const all = await addressesOf(db)
  const [addresses, events] = [true, false].map((isOther) =>
    all.filter((address) => address.startsWith('/v1/events') !== isOther),
  ) as [string[], string[]]
  expect(addresses.length).toBeGreaterThan(150)
  expect(await answersOf(restored, later, addresses)).toEqual(await answersOf(calm, later, addresses))
  // Who follows the tape may have seen entries that the backup lacks, and is told by another name of it.
  const tapes = async (name: string) =>
    Object.values(await answersOf(name, later, events)).map((answer) =>
      JSON.parse((answer as { body: string }).body),
    )
  const [here, there] = [await tapes(restored), await tapes(calm)]
  expect(new Set([...here, ...there].map(({ page }) => page.tape)).size).toBe(2)
  expect(here.map(({ data }) => data)).toEqual(there.map(({ data }) => data))
})

test('an exact export imported into an empty store answers every read byte-identically, and exports the same again', async () => {
  const { db, file } = await storyStore()
  const folder = createFolder()
  const [first, second] = [join(folder, 'first.ndjson'), join(folder, 'second.ndjson')]
  await exportFile(file, first)

  const target = join(folder, 'target.db')
  await migrateSqlite(target, migrations)
  const other = await openSqlite(
    target,
    createClock(() => Date.parse(later)),
  )
  await importFile(other, first)
  await other.close()

  const addresses = await addressesOf(db)
  const answers = await answersOf(target, later, addresses)
  expect(answers).toEqual(await answersOf(file, later, addresses))
  const statuses = Object.values(answers).map((answer) => (answer as { status: number }).status)
  expect(new Set(statuses)).toEqual(new Set([200, 308, 404, 410]))
  await exportFile(target, second)
  const records = (name: string) => readFileSync(name, 'utf8').split('\n').slice(1)
  expect(records(second)).toEqual(records(first))
})

test('neither a restore nor an exact import overwrites existing data, and a backup overwrites no file', async () => {
  const { db, file } = await storyStore()
  const folder = createFolder()
  const [copy, lines] = [join(folder, 'copy.db'), join(folder, 'lines.ndjson')]
  await backup(file, copy, quietly)
  await exportFile(file, lines)
  await expect(backup(file, copy, quietly)).rejects.toThrow(/exists/)
  await expect(exportFile(file, lines)).rejects.toThrow(/exists/)
  await expect(importFile(db, lines)).rejects.toThrow(/more than the sample/)
  const full = join(folder, 'full.db')
  await restore(copy, full, quietly)
  await expect(restore(copy, full, quietly)).rejects.toThrow(/more than the sample/)
  const { aside } = await restore(copy, full, { ...quietly, force: true })
  expect(aside && existsSync(aside)).toBe(true)
})

test('a damaged file, or one that is not a store, is neither restored nor imported', async () => {
  const { file } = await storyStore()
  const folder = createFolder()
  const target = join(folder, 'target.db')
  const noStore = join(folder, 'no-store.db')
  writeFileSync(noStore, 'not a database at all, but long enough to be looked at '.repeat(400))
  await expect(restore(noStore, target, quietly)).rejects.toThrow()
  const lines = join(folder, 'lines.ndjson')
  await exportFile(file, lines)
  const cut = readFileSync(lines, 'utf8').split('\n').slice(0, -20).join('\n')
  writeFileSync(lines, cut)
  await migrateSqlite(target, migrations)
  const db = await openSqlite(target, createClock())
  await expect(importFile(db, lines)).rejects.toThrow()
  expect(await reading(db).selectFrom('document').select('id').execute()).toEqual([])
  await db.close()
})
