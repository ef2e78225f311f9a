import type { ArticleTraits } from '../articles/kind.ts'
import type { View } from '../db/database.ts'
import type { Entity, Instrument } from '../references/schema.ts'
import * as references from '../references/store.ts'
import type { Instant } from '../values/time.ts'

/** The references that an article names, by key. */
export interface Named {
  readonly instruments: ReadonlyMap<string, Instrument>
  /** The entities that it concerns, and the issuers of those instruments. */
  readonly entities: ReadonlyMap<string, Entity>
}

/** As they are at the moment: an identifier that was added later helps an older article too. */
export async function readNamed({ db }: View, traits: ArticleTraits, at: Instant): Promise<Named> {
  const read = async <Content>(kind: 'entity' | 'instrument', keys: readonly string[]) => {
    const rows = await references.findMany(db, kind, keys, at)
    return new Map(rows.map(({ key, content }): [string, Content] => [key, JSON.parse(content)]))
  }
  const instruments = await read<Instrument>('instrument', traits.instruments)
  const issuers = [...instruments.values()].flatMap(({ issuer }) => issuer ?? [])
  const entities = await read<Entity>('entity', [...new Set([...traits.entities, ...issuers])])
  return { instruments, entities }
}
