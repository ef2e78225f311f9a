import { hash } from 'node:crypto'
import type { fromHtml } from 'hast-util-from-html'
import { expect } from 'vitest'
import { elementsOf } from '../site/html.ts'

type Elements = ReturnType<typeof elementsOf>
type Node = ReturnType<typeof fromHtml>['children'][number]

/** All text in an element. */
export const textOf = (node: Node): string =>
  'value' in node
    ? node.value
    : 'children' in node
      ? node.children.map((one) => textOf(one as Node)).join('')
      : ''

/** The elements of a page by name and class. */
export const named = (elements: Elements, tagName: string, className?: string) =>
  elements.filter(
    ({ tagName: name, properties }) =>
      name === tagName && (className === undefined || [properties.className].flat().includes(className)),
  )

/**
 * Expects that a page runs nothing, loads nothing but images, and complies with its policy: one style sheet by its hash,
 * and scripts that are data. Returns its elements.
 */
export function expectSafe(page: string, policy: string | undefined): Elements {
  const elements = elementsOf(page)
  const styles = named(elements, 'style').map(textOf)
  const hashes = styles.map((text) => `style-src 'sha256-${hash('sha256', text, 'base64')}'`)
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    ...hashes,
    'img-src https: http: data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ])
  for (const { properties, children } of named(elements, 'script')) {
    expect(properties).toEqual({ type: 'application/ld+json' })
    expect(() => JSON.parse(children.map(textOf).join(''))).not.toThrow()
  }
  for (const { tagName, properties } of elements) {
    expect(Object.keys(properties).filter((name) => /^(?:style|on|srcDoc|action)/i.test(name))).toEqual(
      tagName === 'form' ? ['action'] : [],
    )
    if (tagName === 'img') expect(properties.referrerPolicy).toBe('no-referrer')
    if (typeof properties.href === 'string') expect(properties.href).toMatch(/^(?:\/|#|https?:|mailto:)/)
  }
  const loading = ['iframe', 'object', 'embed', 'base', 'audio', 'video', 'svg', 'math', 'meta'] as const
  const found = elements.filter(({ tagName }) => (loading as readonly string[]).includes(tagName))
  expect(found.every(({ tagName, properties }) => tagName === 'meta' && !('httpEquiv' in properties))).toBe(
    true,
  )
  expect(
    elements.filter(
      ({ tagName, properties: { rel } }) => tagName === 'link' && [rel].flat().includes('stylesheet'),
    ),
  ).toEqual([])
  return elements
}
