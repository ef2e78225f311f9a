import { findPage } from '../articles/listing/find-page.ts'
import type { Selection } from '../articles/listing/selection.ts'
import { blockingTerms } from '../articles/terms.ts'
import type { Queries, View } from '../db/database.ts'
import { referenceTerm } from '../publishing/derived/terms.ts'
import { mainListing } from '../references/listing.ts'
import { referencePath } from '../references/names.ts'
import type { EntityContent, InstrumentContent } from '../references/schema.ts'
import * as references from '../references/store.ts'
import { typedHits } from '../search/typed.ts'
import type { Asked } from './asked.ts'
import { candidates } from './candidates.ts'
import type { NamedKind } from './popularity.ts'
import type { Suggested } from './schema.ts'

const plurals = { instrument: 'instruments', entity: 'entities', topic: 'topics' } as const

/** Suggests references of a kind that a public article names at the moment. */
export async function suggestReferences(
  { db }: View,
  kind: NamedKind,
  popular: readonly string[],
  asked: Asked,
): Promise<Suggested[]> {
  const keys: string[] = []
  for await (const key of candidates(db, kind, popular, asked)) {
    if (await isNamed(db, referenceTerm(kind, key), asked)) keys.push(key)
    if (keys.length >= asked.limit) break
  }
  const rows = await references.findMany(db, kind, keys, asked.at)
  const contents = new Map(rows.map(({ key, content }): [string, Named] => [key, JSON.parse(content)]))
  return keys.flatMap((key) => {
    const content = contents.get(key)
    if (!content) return []
    const hits = typedHits(content.name, asked.typed)
    const links = { self: referencePath(plurals[kind], key) }
    return {
      kind,
      key,
      label: content.name,
      detail: detailOf(content, asked),
      hits,
      links,
      id: `${kind}/${key}`,
    }
  })
}

/** Versions that are looked at for each reference, the last changed first: of an article only the newest can be public. */
const examined = 100

/** Whether the list of articles with the term has any. */
async function isNamed(db: Queries, term: string, { at, jurisdiction }: Asked): Promise<boolean> {
  const selection: Selection = {
    at,
    sort: '-updatedAt',
    groups: [[term]],
    excluded: blockingTerms(jurisdiction),
    published: {},
    updated: {},
  }
  return (await findPage(db, selection, null, 1, { examined })).rows.length > 0
}

interface Named extends Partial<Pick<EntityContent, 'aliases'> & Pick<InstrumentContent, 'listings'>> {
  readonly name: string
}

/** The listing of an instrument; the alias of an entity that has what its name lacks. */
function detailOf({ name, aliases = [], listings = [] }: Named, { typed, at }: Asked): string | null {
  const lacking = typed.filter((word) => typedHits(name, [word]).length === 0)
  const listing = mainListing(listings, at)
  if (listing) return `${listing.mic}:${listing.ticker}`
  return aliases.find((alias) => typedHits(alias, lacking).length > 0) ?? null
}
