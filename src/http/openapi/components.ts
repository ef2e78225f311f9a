import { severalValues } from '../parameters/values.ts'
import type { Document } from './parts.ts'
import { addComponent, pascalCase } from './shared.ts'

type Json = Record<string, unknown>

interface Operation {
  readonly tags: readonly string[]
  readonly parameters?: Json[]
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { schema: Json }> }>>
}

const operationsOf = ({ paths }: Document): Operation[] =>
  Object.values(paths ?? {}).flatMap((item) => Object.values(item) as Operation[])

/** Makes a component of each response body, named after its `data`: `ArticleResponse`, `ArticleSummaryList`. */
export function nameAnswers(document: Document): void {
  const schemas: Record<string, Json> = { ...(document.components?.schemas as object) }
  for (const { responses } of operationsOf(document))
    for (const { content = {} } of Object.values(responses))
      for (const media of Object.values(content)) {
        const named = nameOfAnswer(media.schema)
        if (!named) continue
        const schema = { ...media.schema, description: named.description }
        media.schema = { ...addComponent(schemas, 'schemas', named.name, schema) }
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
  const { schemas = {}, parameters: given } = document.components ?? {}
  const shared: Record<string, Json> = { ...(given as object) }
  const places = operationsOf(document).flatMap(({ parameters = [], tags }) =>
    parameters.map((parameter, index) => ({ parameters, index, parameter, tags })),
  )
  for (const equal of Map.groupBy(places, ({ parameter }) => JSON.stringify(parameter)).values()) {
    const [first, ...others] = equal
    if (!first || others.length === 0) continue
    const name = nameOfParameter(first.parameter)
    // Generators put all components into one namespace.
    const free = name in schemas ? `${name}Parameter` : name
    // Another one has the name already: of what is asked for.
    const own = free in shared ? `${name}Of${first.tags.map(pascalCase)}` : free
    const reference = addComponent(shared, 'parameters', own, first.parameter)
    for (const { parameters, index } of equal) parameters[index] = { ...reference }
  }
  document.components = { ...document.components, parameters: sorted(shared) as never }
}

/**
 * `AsOf`, `RequiredIfMatch`; `LocaleFilter` of one that matches any of several values, since others have one language;
 * of a parameter in the path `IdOfArticle`, since many objects have an id.
 */
function nameOfParameter({ in: place, name, description, required }: Json): string {
  if (place === 'path')
    return pascalCase(/^[^(,.]+/.exec(String(description))?.[0].replaceAll(/\b(?:an?|the) /g, '') ?? '')
  const prefix = place === 'header' && required ? 'Required' : ''
  return prefix + pascalCase(String(name)) + (String(description).includes(severalValues) ? 'Filter' : '')
}

const nameIn = (reference: unknown): string | undefined =>
  typeof reference === 'string' ? reference.split('/').at(-1) : undefined

const sorted = (components: Record<string, Json>) =>
  Object.fromEntries(Object.entries(components).sort(([one], [other]) => (one < other ? -1 : 1)))
