import type { CachedAnswer } from '../../http/endpoints/answer.ts'
import type { Reading } from '../../http/endpoints/request.ts'
import { oneBytes } from '../../http/parameters/envelope.ts'
import { latest } from '../../values/time.ts'
import { articleJson, type BodyForm, bodyJson, shapeOf } from '../article-json.ts'
import type { ArticleServices } from '../listing/services.ts'
import { shownWith } from './shown.ts'
import type { ArticleRow } from './store.ts'

/** The answer with an article: its version, and the disclaimers that are shown with it. */
export async function represent(
  services: ArticleServices,
  row: ArticleRow,
  asked: Pick<Reading<unknown, ShapeQuery>, 'db' | 'epoch' | 'query' | 'since'>,
): Promise<CachedAnswer> {
  const { query } = asked
  const { traits, shown } = await shownWith(services, row, asked)
  const form = query.body ?? 'blocks'
  const isWhole = form === 'blocks' && !query.fields
  const shape = shapeOf(form, query.fields)
  return {
    render: async () => {
      const value = await bodyJson(row.body, shape.form, (body, form) =>
        services.bodies.read({ id: row.id, body }, form, asked.epoch),
      )
      return {
        bytes: oneBytes(articleJson(row.content, value, shown.whole, shape)),
        digest: isWhole ? `${row.sha256} ${shown.whole.digest}` : null,
      }
    },
    language: traits.locale,
    lastModified: latest(row.visible_from, shown.newest),
    ids: [row.document_id, ...shown.ids],
    versions: [row],
  }
}

/** The JSON of the article with its blocks and disclaimers, as that answer has it, in pieces. Throws 451 or 503. */
export async function articleBytes(
  services: Pick<ArticleServices, 'config' | 'disclaimers'>,
  row: ArticleRow,
  asked: Pick<Reading<unknown, ShapeQuery>, 'db' | 'epoch' | 'query' | 'since'>,
): Promise<Buffer[]> {
  const { shown } = await shownWith(services, row, asked)
  return articleJson(row.content, row.body, shown.whole, shapeOf('blocks'))
}

interface ShapeQuery {
  readonly body?: BodyForm | undefined
  readonly fields?: readonly string[] | undefined
  readonly jurisdiction?: string | undefined
}
