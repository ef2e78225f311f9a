import { hash } from 'node:crypto'
import { fromHtml } from 'hast-util-from-html'
import { expect } from 'vitest'

type Root = ReturnType<typeof fromHtml>
type Content = Root['children'][number]
type Element = Extract<Content, { type: 'element' }>

/** Every element of a page. Fails where the page is not well-formed. */
export function elementsOf(page: string): Element[] {
  const faults: string[] = []
  const root = fromHtml(page, { onerror: ({ reason }) => void faults.push(reason) })
  expect(faults).toEqual([])
  const found: Element[] = []
  const visit = (node: Root | Content) => {
    if (node.type === 'element') found.push(node)
    if ('children' in node) for (const child of node.children) visit(child)
  }
  visit(root)
  return found
}

/** The addresses that a page loads or links to. */
export const addressesIn = (page: string): string[] =>
  elementsOf(page).flatMap(({ properties: { href, src } }) =>
    [href, src].filter((value) => typeof value === 'string'),
  )

/**
 * Expects that a page complies with its content security policy, and that this allows nothing but what comes from this
 * server: one inline style sheet by its hash, and scripts from files where they are allowed.
 */
export function expectStrict(page: string, policy = ''): void {
  const elements = elementsOf(page)
  const named = (name: string) => elements.filter(({ tagName }) => tagName === name)
  const styles = named('style').map(({ children: [text] }) => (text?.type === 'text' ? text.value : ''))
  const hashes = styles.map((text) => `'sha256-${hash('sha256', text, 'base64')}'`)
  expect(policy.match(/'sha256-[^']+'/g)).toEqual(hashes)
  expect(policy).toMatch(/^default-src 'none';/)
  expect(policy).toMatch(/base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/)
  expect(policy).not.toMatch(/https?:|unsafe|\*|\w\.\w/)
  const scripts = named('script')
  if (!policy.includes("script-src 'self';")) expect(scripts).toEqual([])
  for (const { properties, children } of scripts) {
    expect(properties.src).toMatch(/^\/docs\//)
    expect(children).toEqual([])
  }
  const inline = elements
    .flatMap(({ properties }) => Object.keys(properties))
    .filter((name) => /^(?:style|on)/i.test(name))
  expect(inline).toEqual([])
  for (const address of addressesIn(page)) expect(address).toMatch(/^\/(?!\/)/)
}
