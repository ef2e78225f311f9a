import { z } from 'zod'
import { padded } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { Pacer } from '../../kernel/pacer.ts'
import * as references from '../../references/store.ts'
import { truncations, writtenTag } from '../../values/place.ts'
import type { Instant } from '../../values/time.ts'
import { termCountsQuery } from './selection-queries.ts'

export const facetNames = ['topic', 'instrument', 'entity', 'type', 'locale'] as const
export type FacetName = (typeof facetNames)[number]

const FacetValue = z
  .object({
    value: z.string().describe('What the filter of this name takes'),
    label: z
      .string()
      .describe(
        'Name of the topic, instrument or entity; a type or locale is its own label, to be put into the language of the reader',
      ),
    count: z.int().min(1).describe('Number of articles that the filter would keep'),
  })
  .meta({ id: 'FacetValue', description: 'A value of a facet' })
type FacetValue = z.output<typeof FacetValue>

const valuesMax = 20
const valuesOf = (filter: FacetName) =>
  z.array(FacetValue).max(valuesMax).optional().describe(`Values of the filter \`${filter}\``)

export const Facets = z
  .object({
    topic: valuesOf('topic'),
    instrument: valuesOf('instrument'),
    entity: valuesOf('entity'),
    type: valuesOf('type'),
    locale: valuesOf('locale'),
  })
  .meta({
    id: 'Facets',
    description:
      'The facets that were asked for, over all pages of the list: at most 20 values each, the most frequent first, equally frequent ones by value. A locale is listed if it is that of an article; its count also has the more specific ones, as its filter does',
  })
type Facets = z.output<typeof Facets>

/** Articles whose terms are counted at once, which takes 5 ms. */
const step = 1_024

/** Counts the values of facets among publications that were found by the predicate. */
export async function countFacets(
  pacer: Pacer,
  db: Queries,
  ids: readonly string[],
  names: readonly FacetName[],
  at: Instant,
): Promise<Facets> {
  const counts = new Map<string, Map<string, number>>(names.map((name) => [name, new Map()]))
  for (let start = 0; start < ids.length; start += step) {
    if (pacer.isSpent()) await pacer.turn()
    for (const { term, count } of await termCountsQuery(db, {
      ids: padded(ids.slice(start, start + step)),
    })) {
      const colon = term.indexOf(':')
      const facet = counts.get(term.slice(0, colon))
      const value = term.slice(colon + 1)
      facet?.set(value, (facet.get(value) ?? 0) + count)
    }
  }
  const facets: Facets = {}
  for (const name of names) facets[name] = await labelled(db, name, mostFrequent(name, counts.get(name)), at)
  return facets
}

function mostFrequent(name: FacetName, counts: ReadonlyMap<string, number> = new Map()): [string, number][] {
  const listed = name === 'locale' ? ownLocales(counts) : [...counts]
  return listed
    .sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || (one < other ? -1 : 1))
    .slice(0, valuesMax)
}

/** The locales that are an article's own, since an article has the terms of all that its locale is found by. */
function ownLocales(counts: ReadonlyMap<string, number>): [string, number][] {
  const own = new Map(counts)
  for (const [locale, count] of counts) {
    const [, broader] = truncations(locale)
    if (broader) own.set(broader, (own.get(broader) ?? 0) - count)
  }
  return [...counts]
    .filter(([locale]) => (own.get(locale) ?? 0) > 0)
    .map(([locale, count]) => [writtenTag(locale), count])
}

async function labelled(
  db: Queries,
  name: FacetName,
  counted: readonly [string, number][],
  at: Instant,
): Promise<FacetValue[]> {
  const labels = new Map<string, string>()
  if (name === 'topic' || name === 'instrument' || name === 'entity') {
    const keys = padded(counted.map(([value]) => value))
    for (const { key, content } of await references.findMany(db, name, keys, at))
      labels.set(key, JSON.parse(content).name)
  }
  return counted.map(([value, count]) => ({ value, label: labels.get(value) ?? value, count }))
}
