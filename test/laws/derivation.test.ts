import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { loadSample } from '../../seeds/load.ts'
import type { Queries } from '../../src/db/database.ts'
import type { DocumentKind, ReferenceKind } from '../../src/db/tables.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { kinds, referenceKinds } from '../../src/kinds.ts'
import { putReferences, topicPut } from '../../src/references/put.ts'
import { TopicContent } from '../../src/references/schema.ts'
import { testStore } from '../helpers.ts'
import { aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { derivedOf, publishNamingBeside } from '../publishing/derived.ts'
import { reading } from '../reading.ts'

/** The derivation number of each kind, and the hash of its derived data in the store below. */
const known: Record<DocumentKind | ReferenceKind, readonly [number: number, sha256: string]> = {
  article: [11, '83ea56b3750031486898fa6052e909e8363616adc347133881de7914e032400f'],
  'product-menu': [2, '1b095c68372102dcb9422b68e1d89524f687d66ded02974faa770b681599ddd5'],
  disclaimer: [1, '4dd8b9ae245b067354032595a82fec14aaf88c81f70b1395cc162ba2abfe5a45'],
  entity: [3, 'cab580daff7213e32440c0d9397670954459a0569da1dd732382b67aa7394e1b'],
  instrument: [4, '132e5c90a37f9a1b86d4ea1430dc57f8829ccd0e03604479c9f2394beb2af170'],
  topic: [3, 'b415fda7f3669b27665e78e6d03696703ac72bdcff9cc2a930f593f25267eab1'],
  'disclaimer-rule': [1, '9e69471884974da0e05c58184e351c3e69591417ce0ca3f05a5b1297e23e4c6b'],
}

const files: Record<keyof typeof known, string> = {
  article: 'src/articles/kind.ts',
  'product-menu': 'src/product-menus/kind.ts',
  disclaimer: 'src/disclaimers/kind.ts',
  entity: 'src/references/put.ts',
  instrument: 'src/references/put.ts',
  topic: 'src/references/put.ts',
  'disclaimer-rule': 'src/disclaimers/rules.ts',
}

const numbers: Record<string, { readonly derivation: number }> = { ...kinds, ...referenceKinds }

/** The sample, plus a fuller, corrected article, and a topic and a rule that refer to others. */
async function exampleStore() {
  const { db } = await testStore()
  await loadSample(db)
  const authors = [
    { name: 'Zoë Müller' },
    { key: 'sato-haruka', name: '佐藤 遥' },
    { name: '佐藤 遥' },
    { name: 'Иван Петров' },
    { name: 'Conor O\u00adBrien’s™' },
  ]
  const images = [
    { url: 'https://x.example/a.jpg', alt: 'A', variants: [{ url: 'https://x.example/b.jpg', width: 9 }] },
  ]
  await newsroom(db).correct(await publishNamingBeside(db), { patch: { externalId: 'x-1', authors, images } })
  const narrower = { scheme: 'own', code: '1', name: 'robots', broader: 'medtop:20001298' }
  const when = { entities: ['openai'], instruments: ['paper'], topics: ['own:1'] }
  await db.write(async (write) => {
    await putReferences(write, [topicPut(TopicContent.parse(narrower))])
    await putRules(write, [aRule({ when })])
  })
  return reading(db)
}

/** Derived data of a kind, without what differs between stores. */
async function derivedOfKind(db: Queries, kind: string): Promise<string> {
  const { renditions, terms, search, documents, documentLinks, listings, identifiers, links, words } =
    await derivedOf(db)
  if (kind in referenceKinds)
    return JSON.stringify({
      listings: kind === 'instrument' ? listings : [],
      identifiers: identifiers.filter((row) => row.kind === kind),
      links: links.filter((row) => row.kind === kind),
      words: words.filter((row) => row.kind === kind),
    })
  const publications = await db
    .selectFrom('publication')
    .select(['id', 'document_id', 'name', 'locale', 'version'])
    .where('kind', '=', kind as DocumentKind)
    .orderBy('name')
    .orderBy('locale')
    .orderBy('version')
    .execute()
  return withoutIds(
    publications.map(({ id, document_id }) => [
      renditions.filter((row) => row.publication_id === id).map(({ sha256, ...rendition }) => rendition),
      terms.filter((row) => row.publication_id === id),
      ...search.filter((row) => row.publication_id === id).map((row) => row.search_sha256),
      documents.filter((row) => row.id === document_id),
      documentLinks.filter((row) => row.publication_id === id),
      documentLinks.filter((row) => row.document_id === document_id && row.publication_id === ''),
    ]),
  )
}

/** Ids are random: each is replaced by its order of appearance. */
function withoutIds(value: unknown): string {
  const labels = new Map<string, string>()
  return JSON.stringify(value).replaceAll(/\b(art|mnu|dsc|pub|cor)_[0-9a-z]{16}\b/g, (id, prefix) => {
    const label = labels.get(id) ?? `${prefix}_${labels.size}`
    labels.set(id, label)
    return label
  })
}

const kindNames = Object.keys(known) as (keyof typeof known)[]

test.each(kindNames)('derived data changes only with the derivation number: %s', async (kind) => {
  const [number, sha256] = known[kind]
  const derived = await derivedOfKind(await exampleStore(), kind)
  const hash = createHash('sha256').update(derived).digest('hex')
  expect(numbers[kind]?.derivation, `its number was raised: update this line: ${kind}: ${hash}`).toBe(number)
  const message = `derived data changed: raise \`derivation\` in ${files[kind]} and update this line: ${kind}: ${hash}`
  expect(hash, message).toBe(sha256)
})

test('the law covers every kind', () => {
  expect([...kindNames].sort()).toEqual(Object.keys(numbers).sort())
})
