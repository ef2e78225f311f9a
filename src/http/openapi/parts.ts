import type { createDocument } from 'zod-openapi'
import { isDeskPath } from '../protocol/desk-path.ts'

export type Document = ReturnType<typeof createDocument>

/** The files that the API description is served and stored as: all of it, and each side alone. */
export const documentNames = ['openapi', 'delivery', 'desk'] as const
export type DocumentName = (typeof documentNames)[number]

/** The document of one side: its paths, and the tags and components used there. Only the desk has a security scheme. */
export function partOf(document: Document, name: DocumentName): Document {
  if (name === 'openapi') return document
  const paths = Object.fromEntries(
    Object.entries(document.paths ?? {}).filter(([path]) => isDeskPath(path) === (name === 'desk')),
  )
  const tagNames = new Set(
    Object.values(paths).flatMap((item) => Object.values(item).flatMap((one) => one.tags)),
  )
  const tags = document.tags?.filter((tag) => tagNames.has(tag.name)) ?? []
  const { securitySchemes, ...referable } = document.components ?? {}
  const components = { ...usedIn(paths, referable), ...(name === 'desk' && { securitySchemes }) }
  const info = { ...document.info, title: `${document.info.title} ${name}` }
  return { ...document, info, tags, paths, components }
}

type Components = NonNullable<Document['components']>

/** The components that something refers to, directly or through others, in their order. */
export function usedIn(paths: object, components: Components): Components {
  const used = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, one] of Object.entries(value)) {
      if (name !== '$ref' || typeof one !== 'string') visit(one)
      else if (!used.has(one)) {
        used.add(one)
        visit(componentAt(components, one))
      }
    }
  }
  visit(paths)
  const kept = Object.entries(components).map(([kind, some]) => [
    kind,
    Object.fromEntries(
      Object.entries(some ?? {}).filter(([name]) => used.has(`#/components/${kind}/${name}`)),
    ),
  ])
  return Object.fromEntries(kept)
}

function componentAt(components: object, reference: string): unknown {
  const [, , kind = '', name = ''] = reference.split('/')
  return (components as Record<string, Record<string, unknown>>)[kind]?.[name]
}
