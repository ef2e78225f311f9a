import type { Document } from './parts.ts'

/** Temporary suffix for the response form of a schema that is used in requests and responses. */
export const answeredSuffix = '__answered'

type Schemas = Readonly<Record<string, unknown>>

/**
 * A schema that is both sent and answered has two forms, `X` in responses and `XInput` in requests, if they differ in what
 * is required. That unknown members are refused in requests alone does not make two.
 */
export function nameSentSchemas(document: Document): Document {
  const schemas: Schemas = document.components?.schemas ?? {}
  const twins = Object.keys(schemas).filter((name) => name + answeredSuffix in schemas)
  const equal = equalTwins(schemas, twins)
  const renamed = new Map(
    twins.flatMap((name) => [
      [name, equal.has(name) ? name : `${name}Input`],
      [name + answeredSuffix, name],
    ]),
  )
  const refs = new Map([...renamed].map(([from, to]) => [refTo(from), refTo(to)]))
  const { components, ...rest }: Document = JSON.parse(
    JSON.stringify(document, (_, value) => (typeof value === 'string' ? (refs.get(value) ?? value) : value)),
  )
  const named = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) => [renamed.get(name) ?? name, schema] as const,
  )
  // The response form comes last, and stays.
  return { ...rest, components: { ...components, schemas: Object.fromEntries(named) } }
}

/** Found in rounds, since a schema is equal in both forms only if those that it refers to are. */
function equalTwins(schemas: Schemas, twins: readonly string[]): ReadonlySet<string> {
  const equal = new Set<string>()
  const formOf = (name: string) =>
    JSON.stringify(schemas[name], (key, value) => {
      if (key === 'additionalProperties' && value === false) return undefined
      const base = typeof value === 'string' ? value.replace(answeredSuffix, '') : value
      return equal.has(String(base).split('/').at(-1) ?? '') ? base : value
    })
  for (let before = -1; before < equal.size; ) {
    before = equal.size
    for (const name of twins) if (formOf(name) === formOf(name + answeredSuffix)) equal.add(name)
  }
  return equal
}

const refTo = (name: string) => `#/components/schemas/${name}`
