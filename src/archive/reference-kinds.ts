import type { ReferenceKind, Tables } from '../db/tables.ts'
import { rulePut } from '../disclaimers/rules.ts'
import { DisclaimerRule } from '../disclaimers/schema.ts'
import { entityPut, instrumentPut, type ReferencePut, topicPut } from '../references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../references/schema.ts'

/** Reads the stored content of a reference as its kind does. Throws a `ZodError` for what breaks its schema. */
export const readReference: Record<ReferenceKind, (content: unknown) => ReferencePut> = {
  entity: (content) => entityPut(EntityContent.parse(content)),
  instrument: (content) => instrumentPut(InstrumentContent.parse(content)),
  topic: (content) => topicPut(TopicContent.parse(content)),
  'disclaimer-rule': (content) => rulePut(DisclaimerRule.parse(content)),
}

/** What is kept beside one row of a reference, to find it. */
export interface BesideReference {
  readonly listings: Tables['listing'][]
  /** Of the current row alone. */
  readonly identifiers: Tables['reference_identifier'][]
  readonly links: Tables['reference_link'][]
}

export function besideReference(
  put: ReferencePut,
  { visible_from, visible_until }: { readonly visible_from: string; readonly visible_until: string | null },
): BesideReference {
  const { kind, key, listings = [], identifiers = [], links = [] } = put
  const isCurrent = visible_until === null
  return {
    listings: listings.map(({ mic, ticker, validFrom, validTo }) => ({
      mic,
      ticker,
      instrument_key: key,
      visible_from,
      // Dates sort as text; these two stand for "always".
      valid_from: validFrom ?? '0000-01-01',
      valid_to: validTo ?? '9999-12-31',
    })),
    identifiers: isCurrent ? identifiers.map(({ scheme, value }) => ({ scheme, value, kind, key })) : [],
    links: isCurrent
      ? links.map((target) => ({ kind, key, target_kind: target.kind, target_key: target.key }))
      : [],
  }
}
