import { toHtml } from '../body/html.ts'
import { toMarkdown } from '../body/markdown.ts'
import type { Body } from '../body/schema.ts'
import { toText } from '../body/text.ts'
import type { DisclaimerReference, DisclaimerUse } from '../disclaimers/schema.ts'
import { Article } from './schema.ts'
import type { ArticleRow } from './store.ts'

/** The forms in which a body can be had, each with the field that it comes in. */
const bodyFields = {
  none: null,
  blocks: 'body',
  html: 'bodyHtml',
  markdown: 'bodyMarkdown',
  text: 'bodyText',
} as const
export type BodyForm = keyof typeof bodyFields
export const bodyForms = ['none', 'blocks', 'html', 'markdown', 'text'] as const satisfies readonly BodyForm[]

/** The top-level names that `fields` may list. `body` stands for the body in whichever form is asked for. */
export const fieldNames: readonly string[] = Object.keys(Article.shape)

const renderBody: Record<Exclude<BodyForm, 'none' | 'blocks'>, (body: Body) => string> = {
  html: toHtml,
  markdown: toMarkdown,
  text: toText,
}

/**
 * The JSON of an article, from its stored bytes and the disclaimers resolved beside it. Where nothing is left out
 * or changed, the stored bytes are copied as they are.
 */
export function shape(
  row: ArticleRow,
  disclaimers: readonly (DisclaimerUse | DisclaimerReference)[],
  form: BodyForm,
  fields: readonly string[] | null,
): Buffer {
  const body = bodyMember(row, form)
  if (!fields) return join(row.content, body, member('disclaimers', disclaimers))
  const whole = JSON.parse(join(row.content, body, member('disclaimers', disclaimers)).toString())
  const wanted = new Set(fields.flatMap((name) => (name === 'body' ? [bodyFields[form] ?? name] : [name])))
  return Buffer.from(
    JSON.stringify(Object.fromEntries(Object.entries(whole).filter(([name]) => wanted.has(name)))),
  )
}

function bodyMember({ body }: ArticleRow, form: BodyForm): Buffer | null {
  if (form === 'none' || !body) return null
  if (form === 'blocks') return Buffer.concat([Buffer.from(',"body":'), body])
  return member(bodyFields[form], renderBody[form](JSON.parse(body.toString())))
}

const member = (name: string, value: unknown): Buffer =>
  Buffer.from(`,${JSON.stringify(name)}:${JSON.stringify(value)}`)

/** Puts further members behind those of a JSON object that has some. */
const join = (object: Buffer, ...members: (Buffer | null)[]): Buffer =>
  Buffer.concat([object.subarray(0, -1), ...members.filter((one) => one !== null), Buffer.from('}')])
