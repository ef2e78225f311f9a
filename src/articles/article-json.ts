import type { RenderedForm } from './rendered-bodies.ts'
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

/** The parts of an article that a request selects by `body` and `fields`. */
export interface Shape {
  readonly form: BodyForm
  /** Null: all of them. */
  readonly fields: readonly string[] | null
}

/** Without a body if `fields` are asked for and it is not among them. */
export function shapeOf(form: BodyForm, fields: readonly string[] | null = null): Shape {
  const isAsked = !fields || fields.includes('body') || fields.includes(bodyFields[form] ?? 'body')
  return { form: isAsked ? form : 'none', fields }
}

/** The JSON of the body in the requested form, from its stored blocks; null if none is asked for. */
export async function bodyJson(
  blocks: Buffer | null,
  form: BodyForm,
  render: (blocks: Buffer, form: RenderedForm) => Promise<Buffer>,
): Promise<Buffer | null> {
  if (form === 'none' || !blocks) return null
  return form === 'blocks' ? blocks : render(blocks, form)
}

/**
 * Builds the JSON of an article from its stored bytes and the JSON of its body and disclaimers, as pieces that the
 * caller concatenates once. None is parsed, but for `fields` the stored object, which is without the body. `more` has
 * fields that are sent whatever is asked for.
 */
export function articleJson(
  stored: Buffer,
  body: Buffer | null,
  disclaimers: { readonly bytes: Buffer },
  { form, fields }: Shape,
  more: object = {},
): Buffer[] {
  const added = Object.entries(more).map(([name, value]) =>
    Buffer.from(`,"${name}":${JSON.stringify(value)}`),
  )
  const named = [...(body ? [Buffer.from(`,"${bodyFields[form]}":`), body] : []), ...added]
  if (!fields) return [stored.subarray(0, -1), ...named, disclaimersName, disclaimers.bytes, objectEnd]
  const all: Record<string, unknown> = JSON.parse(stored.toString())
  const chosen = Object.fromEntries(Object.entries(all).filter(([name]) => fields.includes(name)))
  const begin = Buffer.from(JSON.stringify(chosen)).subarray(0, -1)
  const legal = fields.includes('disclaimers') ? [disclaimersName, disclaimers.bytes] : []
  const [first, ...others] = [...named, ...legal]
  // Each piece begins with a comma, which the first member of an object must not have.
  const rest = first && begin.length === 1 ? [first.subarray(1), ...others] : [...named, ...legal]
  return [begin, ...rest, objectEnd]
}

const disclaimersName = Buffer.from(',"disclaimers":')
const objectEnd = Buffer.from('}')
