import type { Queries } from '../db/database.ts'
import { publicAt, referenceAt } from '../publishing/view.ts'
import { referencePath } from '../references/names.ts'
import type { Instant } from '../values/time.ts'
import type { EventData, TapeEvent } from './schema.ts'
import type { Entry } from './store.ts'

/** Adds to each entry the current public data of its subject. */
export async function withData(db: Queries, entries: readonly Entry[], at: Instant): Promise<TapeEvent[]> {
  const data = await listData(db, [...new Set(entries.map(({ subject }) => subject))], at)
  return entries.map(({ publicationId, ...entry }) => ({
    ...entry,
    data: data.get(entry.subject) ?? null,
  }))
}

/** Public data by subject; subjects that are not public at the moment are absent. */
async function listData(
  db: Queries,
  subjects: readonly string[],
  at: Instant,
): Promise<Map<string, EventData>> {
  const data = new Map<string, EventData>()
  if (subjects.length === 0) return data
  for (const row of await listDocuments(db, subjects, at)) {
    data.set(row.document_id, dataOf[row.kind](JSON.parse(row.content.toString())))
  }
  for (const row of await listReferences(db, subjects, at)) {
    const self = referencePath(pathOf[row.kind], row.key)
    data.set(`${row.kind}/${row.key}`, {
      ...nothing,
      headline: JSON.parse(row.content).name,
      links: { self },
    })
  }
  return data
}

const listDocuments = (db: Queries, ids: readonly string[], at: Instant) =>
  db
    .selectFrom('publication')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select(['publication.document_id', 'publication.kind', 'rendition.content'])
    .where('publication.document_id', 'in', ids)
    .where(publicAt(at))
    .execute()

/** Disclaimer rules have no public URL. */
const pathOf = { entity: 'entities', instrument: 'instruments', topic: 'topics' }
type ServedKind = keyof typeof pathOf

async function listReferences(db: Queries, subjects: readonly string[], at: Instant) {
  const kinds = Object.keys(pathOf) as ServedKind[]
  // Document ids contain no slash. A key may exist in two kinds: the extra row is harmless.
  const keys = subjects
    .filter((subject) => subject.includes('/'))
    .map((subject) => subject.slice(subject.indexOf('/') + 1))
  if (keys.length === 0) return []
  const rows = await db
    .selectFrom('reference')
    .select(['kind', 'key', 'content'])
    .where('kind', 'in', kinds)
    .where('key', 'in', keys)
    .where(referenceAt(at))
    .execute()
  return rows as ((typeof rows)[number] & { kind: ServedKind })[]
}

const nothing = { headline: null, slug: null, locale: null, instruments: [], urgency: null }

/** Builds event data from the stored JSON of each kind. */
const dataOf = {
  article: ({ headline, slug, locale, instruments, urgency, links: { self } }): EventData => ({
    headline,
    slug,
    locale,
    instruments,
    urgency,
    links: { self },
  }),
  'product-menu': ({ key, title, defaultLocale }): EventData => ({
    ...nothing,
    headline: title?.[defaultLocale] ?? null,
    locale: defaultLocale,
    links: { self: `/v1/product-menus/${key}` },
  }),
  disclaimer: ({ title, locale, links: { self } }): EventData => ({
    ...nothing,
    headline: title,
    locale,
    links: { self },
  }),
} satisfies Record<string, (content: ReturnType<typeof JSON.parse>) => EventData>
