import { isRedirect, locate } from '../articles/delivery/locate.ts'
import { shownWith } from '../articles/delivery/shown.ts'
import type { ArticleRow } from '../articles/delivery/store.ts'
import type { ArticleTraits } from '../articles/kind.ts'
import type { ArticleServices } from '../articles/listing/services.ts'
import type { Body } from '../body/schema.ts'
import type { CachedAnswer, Redirect } from '../http/endpoints/answer.ts'
import type { Reading } from '../http/endpoints/request.ts'
import { latest } from '../values/time.ts'
import { withDisclaimers } from './plain-text.ts'
import type { ArticleSource } from './source.ts'

type Asked = Reading<{ readonly idOrSlug: string }, { readonly jurisdiction?: string | undefined }>

/** How an article becomes a text, and the versions that it is made from, if its endpoint names no collection of them. */
interface Format extends Pick<CachedAnswer, 'versions'> {
  readonly isWithHtml?: boolean
  toText(source: ArticleSource): string
}

/** An answer with one article in a format. Refused and redirected as the article itself. */
export async function answerOf(
  services: ArticleServices,
  asked: Asked,
  formatOf: (row: ArticleRow, traits: ArticleTraits) => Promise<Format> | Format,
): Promise<CachedAnswer | Redirect> {
  const row = await locate(asked.db, asked.path.idOrSlug, asked)
  if (isRedirect(row)) return row
  const { traits, shown } = await shownWith(services, row, asked)
  const { toText, isWithHtml = false, versions = [] } = await formatOf(row, traits)
  return {
    render: async () => {
      const source = await readSource(services, row, shown.uses, isWithHtml, asked.epoch)
      return { bytes: Buffer.from(toText(source)) }
    },
    language: traits.locale,
    lastModified: latest(row.visible_from, shown.newest),
    ids: [row.document_id, ...shown.ids],
    versions,
  }
}

/** A body may have a mebibyte, which takes some milliseconds to parse in each of its forms. */
async function readSource(
  { pacer, bodies }: ArticleServices,
  { id, content, body }: ArticleRow,
  disclaimers: ArticleSource['disclaimers'],
  isWithHtml: boolean,
  epoch: number,
): Promise<ArticleSource> {
  const parse = async <Value>(json: Buffer): Promise<Value> => {
    if (pacer.isSpent()) await pacer.turn()
    return JSON.parse(json.toString())
  }
  const stored = body ?? Buffer.from('[]')
  const read = async (form: 'text' | 'html') =>
    parse<string>(await bodies.read({ id, body: stored }, form, epoch))
  const text = withDisclaimers(await read('text'), await parse<Body>(stored), disclaimers)
  const html = isWithHtml ? await read('html') : null
  const article = await parse<ArticleSource['article']>(content)
  if (pacer.isSpent()) await pacer.turn()
  return { article, disclaimers, text, html }
}
