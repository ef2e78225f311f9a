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

/** Moves parameters that several operations share to the components. Throws if two would get one name. */
export function shareParameters(document: Document): void {
  const operations = operationsOf(document)
  const byContent = Map.groupBy(
    operations.flatMap(({ parameters = [] }) => parameters),
    (parameter) => JSON.stringify(parameter),
  )
  const shared: Record<string, Json> = {}
  const nameOf = new Map<string, string>()
  for (const [content, [parameter, ...others]] of byContent) {
    if (!parameter || others.length === 0) continue
    const name = nameOfParameter(parameter)
    // Generators put all components into one namespace.
    const free = name in (document.components?.schemas ?? {}) ? `${name}Parameter` : name
    add(shared, free, parameter)
    nameOf.set(content, free)
  }
  for (const operation of operations)
    if (operation.parameters)
      operation.parameters = operation.parameters.map((parameter) => {
        const name = nameOf.get(JSON.stringify(parameter))
        return name === undefined ? parameter : { $ref: `#/components/parameters/${name}` }
      })
  document.components = { ...document.components, parameters: sorted(shared) as never }
}

/** `AsOf`, `RequiredIfMatch`; of a parameter in the path `IdOfArticle`, since many objects have an id. */
function nameOfParameter({ in: place, name, description, required }: Json): string {
  if (place === 'path')
    return pascalCase(/^[^(,.]+/.exec(String(description))?.[0].replaceAll(/\b(?:an?|the) /g, '') ?? '')
  return (place === 'header' && required ? 'Required' : '') + pascalCase(String(name))
}

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
  const name = (one ?? item)?.split('/').at(-1)
  if (!name) return null
  return one
    ? { name: `${name}Response`, description: `An answer with one \`${name}\`` }
    : { name: `${name}List`, description: `A page of \`${name}\`` }
}

/** Moves answers that several operations share to the components. */
export function shareAnswers(document: Document): void {
  const operations = operationsOf(document)
  const all = operations.flatMap(({ responses }) => Object.entries(responses))
  const byContent = Map.groupBy(all, ([status, response]) => JSON.stringify([status, response]))
  const responses: Record<string, Json> = { ...(document.components?.responses as object) }
  for (const operation of operations)
    for (const [status, response] of Object.entries(operation.responses)) {
      const name = nameOfResponse(status, response)
      if (!name || (byContent.get(JSON.stringify([status, response]))?.length ?? 0) < 2) continue
      add(responses, name, response as Json)
      operation.responses[status] = { $ref: `#/components/responses/${name}` } as Response
    }
  document.components = { ...document.components, responses: sorted(responses) as never }
}

/** `DeskArticleAnswer`; of a POST, which may be replayed, `DeskArticleDone` or `DeskArticleCreated`. */
function nameOfResponse(status: string, { headers = {}, content = {} }: Response): string | undefined {
  const schema = Object.values(content)[0]?.schema.$ref
  const name = String(schema)
    .split('/')
    .at(-1)
    ?.replace(/Response$/, '')
  if (!schema || status >= '300') return undefined
  if (status === '201') return `${name}Created`
  return `${name}${'Idempotency-Replayed' in headers ? 'Done' : 'Answer'}`
}

function add(components: Record<string, Json>, name: string, one: Json): void {
  components[name] ??= one
  if (!isDeepStrictEqual(components[name], one)) throw new Error(`Two components are named ${name}.`)
}

const sorted = (components: Record<string, Json>) =>
  Object.fromEntries(Object.entries(components).sort(([one], [other]) => (one < other ? -1 : 1)))
