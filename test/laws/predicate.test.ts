import { expect, test } from 'vitest'
import { declarationsOf, readSource } from './source.ts'

/** Files that answer readers: all but the kernel and what writes. */
const writing = /^src\/(?:publishing|db)\/|\/put\.ts$/
const delivery = readSource('src').filter(({ path }) => !writing.test(path))

interface Query {
  readonly place: string
  readonly text: string
}

const readOf = (table: string) =>
  new RegExp(String.raw`(?:selectFrom|[a-z]+Join)\(\s*\[?['"\`]${table}\b|\b(?:from|join)\s+${table}\b`)

/** Every declaration that reads the table, by the name of what is declared. */
const readersOf = (table: string): Query[] =>
  delivery.flatMap((file) =>
    declarationsOf(file)
      .filter((text) => readOf(table).test(text))
      .map((text) => ({ place: `${file.path} ${nameOf(text)}`, text })),
  )

const nameOf = (declaration: string): string =>
  /^(?:export )?(?:async )?(?:const|function\*?) (\w+)/.exec(declaration)?.[1] ?? '(file)'

/** Queries without the predicate, each with the reason why nothing that is not public can be told by it. */
const exceptions: Record<string, string> = {
  'src/articles/store.ts findRetraction':
    'gives the public notice alone, and only to moments from the first visibility on',
  'src/articles/store.ts endOfExamined': 'gives a place in the index, never a row of it',
}

const without = (queries: readonly Query[], predicate: RegExp) =>
  queries.filter(({ text }) => !predicate.test(text)).map(({ place }) => place)

test('every reader of publications asks through the predicate, but for the named exceptions', () => {
  const readers = readersOf('publication')
  expect(readers.length).toBeGreaterThan(10)
  expect(without(readers, /\b(?:everPublicAt|publicAt)\(at\)/).sort()).toEqual(Object.keys(exceptions).sort())
})

test('every reader of references asks through the predicate', () => {
  const readers = readersOf('reference')
  expect(readers.length).toBeGreaterThan(4)
  expect(without(readers, /\breferenceAt\(at\)/)).toEqual([])
})

test('renditions are read beside their publication, never alone', () => {
  const alone = readersOf('rendition').filter(({ text }) => !readOf('publication').test(text))
  expect(alone.map(({ place }) => place)).toEqual([])
})

test.each(['revision', 'hold', 'document', 'due', 'store_state'])(
  'delivery never reads the table %s',
  (table) => {
    expect(readersOf(table).map(({ place }) => place)).toEqual([])
  },
)

test('no reader compares a bound of visibility by itself, but for the named exceptions', () => {
  const bound = /visible_(?:from|until)(?:\s+(?:[<>]=?|is)\s|['"],\s*['"](?:[<>]|is\b))/
  const comparing = delivery.flatMap((file) =>
    declarationsOf(file)
      .filter((text) => bound.test(text))
      .map((text) => `${file.path} ${nameOf(text)}`),
  )
  expect(comparing).toEqual(['src/articles/store.ts findRetraction'])
})
