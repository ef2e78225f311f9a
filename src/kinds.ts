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
import { readStored } from './values/stored.ts'

/** Kinds of documents by name; the type of a kind's content is known only to its slice. */
export type Kinds = Record<DocumentKind, Kind<unknown>>

/** All kinds of documents, for code that loops over them. */
export const kinds: Kinds = {
  article: articleKind,
  'product-menu': productMenuKind,
  disclaimer: disclaimerKind,
}

/** All kinds of references: how each is parsed, and the number of its derivation. */
export const referenceKinds: Record<ReferenceKind, StoredReference> = {
  entity: {
    derivation: derivations.entity,
    read: (content) => entityPut(readStored(EntityContent, content)),
  },
  instrument: {
    derivation: derivations.instrument,
    read: (content) => instrumentPut(readStored(InstrumentContent, content)),
  },
  topic: {
    derivation: derivations.topic,
    read: (content) => topicPut(readStored(TopicContent, content)),
  },
  'disclaimer-rule': {
    derivation: ruleDerivation,
    read: (content) => rulePut(readStored(DisclaimerRule, content)),
  },
}

/** Everything with derived data, in the order in which it is rebuilt. */
export const derivables = (documents = kinds, references = referenceKinds): Derivable[] => [
  ...Object.entries(references).map(([kind, read]) => referencesOf(kind as ReferenceKind, read)),
  ...Object.values(documents).map(documentsOf),
  ...Object.values(documents).map(publicationsOf),
]
