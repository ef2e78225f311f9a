import type { Document } from './parts.ts'

/** Answers that a test has recorded: of each schema of an answer, by its name, and of each problem code. */
export interface Examples {
  readonly answers: Readonly<Record<string, unknown>>
  readonly problems: Readonly<Record<string, unknown>>
}

/** The document with the examples among its components. Every answer with the same schema shows the same one. */
export function withExamples(document: Document, { answers, problems }: Examples): Document {
  const text = JSON.stringify(document, (_, media) => {
    const name = media?.schema?.$ref?.split('/').at(-1)
    return name in answers && !media.in
      ? { ...media, examples: { sample: { $ref: `#/components/examples/${name}` } } }
      : media
  })
  const { components, ...rest }: Document = JSON.parse(text)
  const entries = Object.entries({ ...answers, ...problems })
    .filter(([name]) => text.includes(`"#/components/examples/${name}"`))
    .map(([name, value]) => [name, { value }] as const)
  return { ...rest, components: { ...components, examples: Object.fromEntries(entries) } }
}
