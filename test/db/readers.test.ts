import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { connect } from '../../src/db/sqlite/connect.ts'
import { Readers } from '../../src/db/sqlite/readers.ts'
import { createFolder } from './files.ts'

function openReaders() {
  const file = join(createFolder(), 'store.db')
  connect(file).close()
  const opened: Sqlite.Database[] = []
  const readers = new Readers(() => {
    const database = new Sqlite(file)
    opened.push(database)
    return database
  })
  const joinNew = () => {
    readers.detachCurrent()
    return readers.join()
  }
  return { readers, opened, joinNew, openCount: () => opened.filter(({ open }) => open).length }
}

test('connections are opened as needed; four are kept, and used again', () => {
  const { readers, opened, joinNew, openCount } = openReaders()
  for (const held of [2, 9, 4]) {
    const all = Array.from({ length: held }, joinNew)
    expect(new Set(all.map(({ database }) => database)).size).toBe(held)
    for (const reader of all) readers.leave(reader)
    readers.endIfUnused()
  }
  expect([opened.length, openCount()]).toEqual([9, 4])
  const used = joinNew()
  readers.close()
  expect(openCount()).toBe(0)
  readers.leave(used)
})

test('a connection that has lost its transaction serves nobody any more', () => {
  const { readers, joinNew, openCount } = openReaders()
  const lost = joinNew()
  expect(readers.join()).toBe(lost)
  lost.database.exec('rollback')
  readers.markIfLost(lost)
  expect(lost.isLost).toBe(true)
  const next = readers.join()
  expect(next.database).not.toBe(lost.database)
  readers.leave(lost)
  expect(openCount()).toBe(2)
  readers.leave(lost)
  expect(openCount()).toBe(1)
  readers.leave(next)
  readers.close()
})
