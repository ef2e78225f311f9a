import { isRedirect, locate } from '../articles/delivery/locate.ts'
import { shownWith } from '../articles/delivery/shown.ts'
import type { ArticleRow } from '../articles/delivery/store.ts'
import type { ArticleTraits } from '../articles/kind.ts'
import type { ArticleServices } from '../articles/listing/services.ts'
import type { Body } from '../body/schema.ts'
import type { View } from '../db/database.ts'
import type { CachedAnswer, Redirect } from '../http/endpoints/answer.ts'
import type { Reading } from '../http/endpoints/request.ts'
import type { Entity, Instrument } from '../references/schema.ts'
import * as references from '../references/store.ts'
import { type Instant, latest } from '../values/time.ts'
import { withDisclaimers } from './plain-text.ts'
import type { ArticleSource } from './source.ts'

type Asked = Reading<{ readonly idOrSlug: string }, { readonly jurisdiction?: string | undefined }>

/** How an article becomes a text, and the versions that it is made from, if its endpoint names no collection of them. */
interface Format extends Pick<CachedAnswer, 'versions'> {
  toText(source: ArticleSource): string
}

/** An answer with one article in a format. Refused and redirected as the article itself. */
export async function answerOf(
  services: ArticleServices,
  asked: Asked,
  formatOf: (row: ArticleRow) => Promise<Format> | Format,
): Promise<CachedAnswer | Redirect> {
  const { pacer, bodies } = services
  const row = await locate(asked.db, asked.path.idOrSlug, asked)
  if (isRedirect(row)) return row
  const { traits, shown } = await shownWith(services, row, asked)
  const named = await namedIn(asked, traits, asked.at)
  const { toText, versions = [] } = await formatOf(row)
  const pause = async () => {
    if (pacer.isSpent()) await pacer.turn()
  }
  return {
    // A body may have a mebibyte: parsing it, and writing the whole, take some milliseconds each.
    render: async () => {
      const stored = row.body ?? Buffer.from('[]')
      const text: string = JSON.parse(
        (await bodies.read({ id: row.id, body: stored }, 'text', asked.epoch)).toString(),
      )
      await pause()
      const body: Body = JSON.parse(stored.toString())
      await pause()
      const article: ArticleSource['article'] = JSON.parse(row.content.toString())
      await pause()
      const { uses } = shown
      const source = { article, ...named, disclaimers: uses, text: withDisclaimers(text, body, uses) }
      return { bytes: Buffer.from(toText(source)) }
    },
    language: traits.locale,
    lastModified: latest(row.visible_from, shown.newest),
    ids: [row.document_id, ...shown.ids],
    versions,
  }
}

/** The references that an article names, as they are at the moment, and the issuers of its instruments. */
async function namedIn({ db }: View, traits: ArticleTraits, at: Instant) {
  const read = async <Content>(kind: 'entity' | 'instrument', keys: readonly string[]) =>
    new Map(
      (await references.findMany(db, kind, keys, at)).map(({ key, content }): [string, Content] => [
        key,
        JSON.parse(content),
      ]),
    )
  const instruments = await read<Instrument>('instrument', traits.instruments)
  const issuers = [...instruments.values()].flatMap(({ issuer }) => issuer ?? [])
  const entities = await read<Entity>('entity', [...new Set([...traits.entities, ...issuers])])
  return { instruments, entities }
}
