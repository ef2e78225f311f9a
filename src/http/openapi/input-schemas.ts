import type { createDocument } from 'zod-openapi'

type Document = ReturnType<typeof createDocument>

/** Marks the form that is answered of a schema that is both sent and answered. */
export const answeredSuffix = '__answered'

/**
 * A schema that is both sent and answered has two forms where defaults fill it up. The one that is answered has the
 * plain name, as it has where nobody can send it; the other is named for being sent.
 */
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
