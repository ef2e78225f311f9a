import { articleKind } from './articles/kind.ts'
import type { DocumentKind, ReferenceKind } from './db/tables.ts'
import { disclaimerKind } from './disclaimers/kind.ts'
import { ruleDerivation, rulePut } from './disclaimers/rules.ts'
import { DisclaimerRule } from './disclaimers/schema.ts'
import { productMenuKind } from './product-menus/kind.ts'
import { type Derivable, documentsOf, publicationsOf } from './publishing/derived/derivable.ts'
import type { Kind } from './publishing/kind.ts'
import { derivations, entityPut, instrumentPut, topicPut } from './references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from './references/schema.ts'
import { referencesOf, type StoredReference } from './references/side-rows.ts'

/** Every kind by its name. A kind's content is its own affair, so it is not known here. */
export type Kinds = Record<DocumentKind, Kind<unknown>>

/** The three kinds of documents by their names, for what goes over all of them. */
export const kinds: Kinds = {
  article: articleKind,
  'product-menu': productMenuKind,
  disclaimer: disclaimerKind,
}

/** The same for references. */
export const referenceKinds: Record<ReferenceKind, StoredReference> = {
  entity: {
    derivation: derivations.entity,
    read: (content) => entityPut(EntityContent.parse(content)),
  },
  instrument: {
    derivation: derivations.instrument,
    read: (content) => instrumentPut(InstrumentContent.parse(content)),
  },
  topic: {
    derivation: derivations.topic,
    read: (content) => topicPut(TopicContent.parse(content)),
  },
  'disclaimer-rule': {
    derivation: ruleDerivation,
    read: (content) => rulePut(DisclaimerRule.parse(content)),
  },
}

/** All that has derived data, to be made again from it. */
export const derivables = (documents = kinds, references = referenceKinds): Derivable[] => [
  ...Object.entries(references).map(([kind, read]) => referencesOf(kind as ReferenceKind, read)),
  ...Object.values(documents)
    .filter(({ catalogueOf }) => catalogueOf)
    .map(documentsOf),
  ...Object.values(documents).map(publicationsOf),
]
