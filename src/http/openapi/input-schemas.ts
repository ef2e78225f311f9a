import type { Document } from './parts.ts'

/** Temporary suffix for the response form of a schema that is used in requests and responses. */
export const answeredSuffix = '__answered'

/** A schema with defaults that is both sent and answered has two forms: `X` in responses, `XInput` in requests. */
export function nameSentSchemas(document: Document): Document {
  const { schemas = {} } = document.components ?? {}
  const twins = Object.keys(schemas).filter((name) => name + answeredSuffix in schemas)
  const renamed = new Map(
    twins.flatMap((name) => [
      [name, `${name}Input`],
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
  return { ...rest, components: { ...components, schemas: Object.fromEntries(named) } }
}

const refTo = (name: string) => `#/components/schemas/${name}`
