import { toHtml } from '../body/html.ts'
import { toMarkdown } from '../body/markdown.ts'
import type { Body } from '../body/schema.ts'
import { toText } from '../body/text.ts'
import { Article } from './schema/article.ts'

/** The forms of a body, each with the field that holds it. */
const bodyFields = {
  none: null,
  blocks: 'body',
  html: 'bodyHtml',
  markdown: 'bodyMarkdown',
  text: 'bodyText',
} as const
export type BodyForm = keyof typeof bodyFields
export const bodyForms = ['none', 'blocks', 'html', 'markdown', 'text'] as const satisfies readonly BodyForm[]

/** The names that `fields` may list. `body` means the body in the requested form. */
export const fieldNames: readonly string[] = Object.keys(Article.shape)

const renderBody: Record<Exclude<BodyForm, 'none' | 'blocks'>, (body: Body) => string> = {
  html: toHtml,
  markdown: toMarkdown,
  text: toText,
}

/** The bytes of a rendition: the JSON object without its body, and the body's blocks. */
export interface StoredArticle {
  readonly content: Buffer
  readonly body: Buffer | null
}

/**
 * Builds the JSON of an article from its stored bytes and the JSON of its disclaimers, as pieces that the caller
 * concatenates once. Without `fields`, the stored bytes are used without parsing.
 */
export function articleJson(
  row: StoredArticle,
  disclaimers: { readonly bytes: Buffer },
  form: BodyForm,
  fields: readonly string[] | null,
): Buffer[] {
  // The stored object without its closing brace, followed by more members.
  const pieces = [
    row.content.subarray(0, -1),
    ...bodyMember(row, form),
    disclaimersName,
    disclaimers.bytes,
    objectEnd,
  ]
  if (!fields) return pieces
  const whole: Record<string, unknown> = JSON.parse(Buffer.concat(pieces).toString())
  const wanted = new Set(fields.flatMap((name) => (name === 'body' ? [bodyFields[form] ?? name] : [name])))
  const chosen = Object.fromEntries(Object.entries(whole).filter(([name]) => wanted.has(name)))
  return [Buffer.from(JSON.stringify(chosen))]
}

function bodyMember({ body }: Pick<StoredArticle, 'body'>, form: BodyForm): Buffer[] {
  if (form === 'none' || !body) return []
  if (form === 'blocks') return [blocksName, body]
  return [member(bodyFields[form], renderBody[form](JSON.parse(body.toString())))]
}

const member = (name: string, value: unknown): Buffer =>
  Buffer.from(`,${JSON.stringify(name)}:${JSON.stringify(value)}`)

const blocksName = Buffer.from(',"body":')
const disclaimersName = Buffer.from(',"disclaimers":')
const objectEnd = Buffer.from('}')
