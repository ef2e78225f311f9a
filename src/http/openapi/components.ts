import { isDeepStrictEqual } from 'node:util'
import type { Document } from './parts.ts'
import { pascalCase } from './shared.ts'

type Json = Record<string, unknown>

interface Operation {
  parameters?: Json[]
  responses: Record<string, { content?: Record<string, { schema: Json }> }>
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

function add(components: Record<string, Json>, name: string, one: Json): void {
  components[name] ??= one
  if (!isDeepStrictEqual(components[name], one)) throw new Error(`Two components are named ${name}.`)
}

const sorted = (components: Record<string, Json>) =>
  Object.fromEntries(Object.entries(components).sort(([one], [other]) => (one < other ? -1 : 1)))
