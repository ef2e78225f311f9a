import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { prepareOnce, preventReplanning } from '../../src/db/sqlite/prepare.ts'

// Shown to fail where the pattern knows no quotes: a literal is altered then without a word.

test('every parameter is hidden from the planner, in limits too, and keeps its value', () => {
  expect(preventReplanning('select a from t where b = ? and c in (?, ?) limit ? offset ?')).toBe(
    'select a from t where b = +? and c in (+?, +?) limit nullif(?, null) offset nullif(?, null)',
  )
  const database = prepareOnce(new Sqlite(':memory:'))
  onTestFinished(() => void database.close())
  const values = [1, 1.5, 'text', '', null, Buffer.from([1, 2]), 2n ** 62n]
  for (const value of values)
    expect(
      database
        .prepare('select ? as value')
        .safeIntegers(typeof value === 'bigint')
        .all(value),
    ).toEqual([{ value }])
  const numbers = 'select value from json_each(?) limit ? offset ?'
  expect(database.prepare(numbers).pluck().all('[1, 2, 3, 4]', 2, 1)).toEqual([2, 3])
  expect(database.prepare(numbers)).toBe(database.prepare(numbers))
})

test('quoted text stays unchanged', () => {
  const text = `select 'it''s', "a""b", [c], \`d\` /* e */ from t -- limit`
  expect(preventReplanning(text)).toBe(text)
})

test.each([
  ["select 'why?' where a = ?"],
  [`select "why?" from t`],
  ['select `why?` from t'],
  ['select [why?] from t'],
  ['select 1 -- why?'],
  ['select 1 /* why? */'],
  ["select 'it''s?' from t"],
  ['select ?1, ?2'],
])('a question mark that may be no parameter is refused: %s', (text) => {
  const database = prepareOnce(new Sqlite(':memory:'))
  onTestFinished(() => void database.close())
  expect(() => database.prepare(text)).toThrow('not a parameter')
})
