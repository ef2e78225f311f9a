import { isDeepStrictEqual } from 'node:util'
import type { Document } from './parts.ts'
import { pascalCase } from './shared.ts'

type Json = Record<string, unknown>

interface Response {
  headers?: Json
  content?: Record<string, { schema: Json }>
}

interface Operation {
  parameters?: Json[]
  responses: Record<string, Response>
}

const operationsOf = ({ paths }: Document): Operation[] =>
  Object.values(paths ?? {}).flatMap((item) => Object.values(item) as Operation[])

/** Names the envelope of every answer by what is in it: `ArticleResponse`, `ArticleSummaryList`. */
export function nameAnswers(document: Document): void {
  const schemas: Record<string, Json> = { ...(document.components?.schemas as object) }
  for (const { responses } of operationsOf(document))
    for (const { content = {} } of Object.values(responses))
      for (const media of Object.values(content)) {
        const named = nameOfAnswer(media.schema)
        if (!named) continue
        add(schemas, named.name, { ...media.schema, description: named.description })
        media.schema = { $ref: `#/components/schemas/${named.name}` }
      }
  document.components = { ...document.components, schemas: sorted(schemas) as never }
}

interface Envelope {
  readonly properties?: {
    readonly data?: { readonly $ref?: string; readonly items?: { readonly $ref?: string } }
  }
}

function nameOfAnswer({ properties }: Envelope): { name: string; description: string } | null {
  const { $ref: one, items: { $ref: item } = {} } = properties?.data ?? {}
  const name = nameIn(one ?? item)
  if (!name) return null
  return one
    ? { name: `${name}Response`, description: `An answer with one \`${name}\`` }
    : { name: `${name}List`, description: `A page of \`${name}\`` }
}

/** Moves parameters that several operations share to the components. */
export function shareParameters(document: Document): void {
  const { schemas = {} } = document.components ?? {}
  share(
    document,
    'parameters',
    operationsOf(document).flatMap(({ parameters = [] }) =>
      parameters.map((value, index) => {
        const name = nameOfParameter(value)
        // Generators put all components into one namespace.
        return { holder: parameters, key: index, name: name in schemas ? `${name}Parameter` : name }
      }),
    ),
  )
}

/** `AsOf`, `RequiredIfMatch`; of a parameter in the path `IdOfArticle`, since many objects have an id. */
function nameOfParameter({ in: place, name, description, required }: Json): string {
  if (place === 'path')
    return pascalCase(/^[^(,.]+/.exec(String(description))?.[0].replaceAll(/\b(?:an?|the) /g, '') ?? '')
  return (place === 'header' && required ? 'Required' : '') + pascalCase(String(name))
}

/** Moves answers that several operations share to the components. */
export function shareAnswers(document: Document): void {
  share(
    document,
    'responses',
    operationsOf(document).flatMap(({ responses }) =>
      Object.entries(responses).flatMap(([status, response]) => {
        const name = nameOfResponse(status, response)
        return name ? [{ holder: responses, key: status, name }] : []
      }),
    ),
  )
}

/** `DeskArticleAnswer`; of a POST, which may be replayed, `DeskArticleDone` or `DeskArticleCreated`. */
function nameOfResponse(status: string, { headers = {}, content = {} }: Response): string | undefined {
  const name = nameIn(Object.values(content)[0]?.schema.$ref)?.replace(/Response$/, '')
  if (!name || status >= '300') return undefined
  if (status === '201') return `${name}Created`
  return `${name}${'Idempotency-Replayed' in headers ? 'Done' : 'Answer'}`
}

/** A part of an operation, and the name that it would have among the components. */
interface Place {
  readonly holder: object
  readonly key: string | number
  readonly name: string
}

/** Moves what is equal at several places to the components of this kind. */
function share(document: Document, kind: 'parameters' | 'responses', places: readonly Place[]): void {
  const components: Record<string, Json> = { ...(document.components?.[kind] as object) }
  const valueAt = ({ holder, key }: Place) => (holder as Record<string, Json>)[key] ?? {}
  const equal = Map.groupBy(places, (place) => `${place.name} ${JSON.stringify(valueAt(place))}`)
  for (const [first, ...others] of equal.values()) {
    if (!first || others.length === 0) continue
    add(components, first.name, valueAt(first))
    for (const { holder, key, name } of [first, ...others])
      Object.assign(holder, { [key]: { $ref: `#/components/${kind}/${name}` } })
  }
  document.components = { ...document.components, [kind]: sorted(components) }
}

/** Throws if two would get one name. */
function add(components: Record<string, Json>, name: string, one: Json): void {
  components[name] ??= one
  if (!isDeepStrictEqual(components[name], one)) throw new Error(`Two components are named ${name}.`)
}

const nameIn = (reference: unknown): string | undefined =>
  typeof reference === 'string' ? reference.split('/').at(-1) : undefined

const sorted = (components: Record<string, Json>) =>
  Object.fromEntries(Object.entries(components).sort(([one], [other]) => (one < other ? -1 : 1)))
