import { z } from 'zod'
import { termOf } from '../articles/terms.ts'
import type { View } from '../db/database.ts'
import { anyOf } from '../http/parameters/values.ts'
import { type TapeType, tapeTypes } from '../publishing/tape/tape.ts'
import { instrumentKeys } from '../references/names.ts'
import { InstrumentName, TopicName } from '../references/symbols.ts'
import { Locale } from '../values/place.ts'
import { Key } from '../values/text.ts'
import type { Instant } from '../values/time.ts'

/** Parameters that choose entries of the tape. All but `type` concern articles alone. */
export const filters = {
  type: anyOf(
    z.enum(tapeTypes, { message: `must be one of ${tapeTypes.join(', ')}` }),
    'Only entries of these types.',
    'article.corrected,article.retracted',
  ),
  instrument: anyOf(
    InstrumentName,
    'Only entries of articles about these instruments: keys, or `MIC:TICKER` as listed now.',
    'XNAS:PLTR',
  ),
  entity: anyOf(Key, 'Only entries of articles that concern these entities.', 'palantir,microsoft'),
  topic: anyOf(TopicName, 'Only entries of articles on these topics: `scheme:code`.', 'medtop:20001298'),
  locale: anyOf(
    Locale,
    'Only entries of articles in these languages: `de` also finds `de-AT` (RFC 4647).',
    'en',
  ),
}
type Filters = z.output<z.ZodObject<typeof filters>>

/** Chooses entries of the tape. */
export interface EventFilter {
  readonly types: readonly TapeType[] | null
  /** The version that an entry concerns has at least one term of each group. */
  readonly groups: readonly (readonly string[])[]
}

/** The filter that the parameters describe, with instruments as they are listed at the moment. */
export async function filterOf(asked: Filters, { db }: View, at: Instant): Promise<EventFilter> {
  const { type, instrument, entity, topic, locale } = asked
  const groups = [
    instrument && (await instrumentKeys(db, instrument, at)).map(termOf.instrument),
    entity?.map(termOf.entity),
    topic?.map(termOf.topic),
    locale?.map(termOf.locale),
  ]
  return {
    types: type ? [...new Set(type)].sort() : null,
    // If no value names anything, the empty term, which no article has, chooses nothing.
    groups: groups
      .filter((terms) => terms !== undefined)
      .map((terms) => (terms.length > 0 ? [...new Set(terms)].sort() : [''])),
  }
}

/** Whether an entry is chosen, by the terms of the version that it concerns. */
export const isChosen = (
  { types, groups }: EventFilter,
  type: TapeType,
  terms: ReadonlySet<string>,
): boolean =>
  (types === null || types.includes(type)) && groups.every((group) => group.some((term) => terms.has(term)))
