import { expect, test } from 'vitest'
import { declarationsOf, readSource } from './source.ts'

/** Files of the delivery side: all but the desk, the archive and the writing acts. */
const writing = /^src\/(?:search|publishing|db|desk|access|archive|cli)\/|\/put(?:-store)?\.ts$/
const delivery = readSource('src').filter(({ path }) => !writing.test(path))

const fileAt = (path: string) => {
  const file = delivery.find((one) => one.path === path)
  if (!file) throw new Error(`${path} is not there`)
  return file
}

interface Query {
  readonly place: string
  readonly text: string
}

const readOf = (table: string) =>
  new RegExp(String.raw`(?:selectFrom|[a-z]+Join)\(\s*\[?['"\`]${table}\b|\b(?:from|join)\s+${table}\b`)

/** Every declaration that reads the table, by name. */
const readersOf = (table: string): Query[] =>
  delivery.flatMap((file) =>
    declarationsOf(file)
      .filter((text) => readOf(table).test(text))
      .map((text) => ({ place: `${file.path} ${nameOf(text)}`, text })),
  )

const nameOf = (declaration: string): string =>
  /^(?:\/\*\*.*?\*\/\n)?(?:export )?(?:async )?(?:const|function\*?) (\w+)/.exec(declaration)?.[1] ?? '(file)'

/** Queries without the predicate, each with the reason why it cannot reveal anything that is not public. */
const exceptions: Record<string, string> = {
  'src/articles/listing/search/store.ts publicationOfRow':
    'is asked for rows alone that a query with the predicate has given',
  'src/articles/listing/search/store.ts rowOfPublication':
    'gives a place alone, and only of what is or was visible; a walk goes on after what has been retracted meanwhile',
  'src/articles/delivery/store.ts findRetraction':
    'gives the public notice alone, and only to moments from the first visibility on',
  'src/articles/listing/retraction-store.ts retractionQuery':
    'gives the public notice alone, and what was never public has no retraction',
  'src/events/store.ts hasOneOf':
    'filters the tape by what an entry is about, and gives nothing of the publication',
}

const without = (queries: readonly Query[], predicate: RegExp) =>
  queries.filter(({ text }) => !predicate.test(text)).map(({ place }) => place)

test('every query on publications uses the predicate, with the named exceptions', () => {
  const readers = readersOf('publication')
  expect(readers.length).toBeGreaterThan(10)
  expect(without(readers, /\b(?:everPublicAt|publicAt)\(at\)/).sort()).toEqual(Object.keys(exceptions).sort())
})

test('every query on references uses the predicate', () => {
  const readers = readersOf('reference')
  expect(readers.length).toBeGreaterThan(4)
  expect(without(readers, /\breferenceAt\(at\)/)).toEqual([])
})

test('the candidates of every list and count are selected with the predicate', () => {
  const queries = declarationsOf(fileAt('src/articles/listing/selection-queries.ts'))
  const named = (name: string) => queries.find((text) => nameOf(text) === name) ?? ''
  expect(named('candidates')).toMatch(/\bpublicAt\(at\)/)
  for (const name of ['firstRows', 'idsQuery'])
    expect(named(name)).toMatch(/from \(\$\{candidates\(search\)\}\)/)
  expect(named('pageQuery')).toContain('firstRows(search)')
  expect(named('traitsQuery')).toMatch(/from \(\$\{firstRows\(search\)\}\)/)
})

test('the index of terms is read only by lists and the tape', () => {
  const readers = readersOf('publication_term').map(({ place }) => place)
  expect(readers.sort()).toEqual([
    'src/articles/blocked.ts hasNoTerm',
    'src/articles/listing/selection-queries.ts hasOneOf',
    'src/articles/listing/selection-queries.ts sizeQuery',
    'src/articles/listing/selection-queries.ts termCountsQuery',
    'src/articles/listing/selection-queries.ts walk',
    'src/articles/related/store.ts newestWithTerm',
    'src/events/store.ts hasOneOf',
    'src/events/store.ts listTerms',
    'src/suggestions/store.ts matchingAny',
    'src/suggestions/store.ts mostNamed',
  ])
})

test('the search index is read only by searches, and gives nothing but with the predicate', () => {
  const readers = readersOf('search_index')
  const names = ['examined', 'anyMatchAt', 'publicMatchAt']
  expect(readers.map(({ place }) => place.split(' ')[1])).toEqual(names)
  const queries = declarationsOf(fileAt('src/articles/listing/search/store.ts'))
  const giving = queries.filter((text) => /\$\{examined\(db, walk\)\}/.test(text))
  expect(giving.map(nameOf)).toEqual(['matchesQuery', 'matchingIdsQuery', 'lastExaminedQuery'])
  for (const text of giving.slice(0, 2)) expect(text).toContain('conditionsOf(walk)')
  expect(queries.find((text) => nameOf(text) === 'conditionsOf')).toContain('sql`is_public`')
})

test('links of documents are read only together with their publication', () => {
  const readers = readersOf('document_link')
  expect(readers.map(({ place }) => place)).toEqual(['src/articles/translations-store.ts translationLinks'])
  expect(readers.filter(({ text }) => !readOf('publication').test(text))).toEqual([])
})

test('renditions are read only together with their publication', () => {
  const alone = readersOf('rendition').filter(({ text }) => !readOf('publication').test(text))
  expect(alone.map(({ place }) => place)).toEqual(['src/articles/listing/selection-queries.ts traitsQuery'])
})

test.each([
  ...['revision', 'hold', 'document', 'due', 'store_state'],
  ...['review', 'api_key', 'audit', 'idempotency', 'preview'],
])('delivery never reads the table %s', (table) => {
  expect(readersOf(table).map(({ place }) => place)).toEqual([])
})

test('no query compares visibility bounds itself, with the named exceptions', () => {
  const bound = /visible_(?:from|until)(?:\s+(?:[<>]=?|is)\s|['"],\s*['"](?:[<>]|is\b))/
  const comparing = delivery.flatMap((file) =>
    declarationsOf(file)
      .filter((text) => bound.test(text))
      .map((text) => `${file.path} ${nameOf(text)}`),
  )
  expect(comparing).toEqual([
    'src/articles/delivery/store.ts findRetraction',
    'src/articles/listing/search/store.ts rowOfPublication',
  ])
})
