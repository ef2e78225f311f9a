import type { Body, TextBlock } from '../../src/body/schema.ts'

/**
 * The text of each paragraph, heading, quotation, image and run of list items in order, without list markers;
 * reimplemented here so that the renderers are not checked against themselves.
 */
export function plainSections(body: Body): string[] {
  const sections: string[] = []
  let inRun = false
  for (const block of body) {
    const text =
      block._type === 'image' ? (block.caption ?? '') : block.children.map((span) => span.text).join('')
    const isItem = block._type === 'block' && block.listItem !== undefined
    if (isItem && inRun) sections.push(`${sections.pop()}\n${text}`)
    else sections.push(text)
    inRun = isItem
  }
  return sections
}

/** The target and text of each link: one for all consecutive spans that have its mark, not counting empty spans. */
export function linksOf(body: Body): [href: string, text: string][] {
  return body.flatMap((block) => (block._type === 'image' ? [] : linksOfBlock(block)))
}

function linksOfBlock({ children, markDefs }: TextBlock): [href: string, text: string][] {
  const links: [string, string][] = []
  let open: string | undefined
  for (const { text, marks } of children.filter((span) => span.text !== '')) {
    const link = markDefs.find(({ _type, _key }) => _type === 'link' && marks.includes(_key))
    const last = links.at(-1)
    if (link?._type === 'link' && link._key !== open) links.push([link.href, text])
    else if (link && last) last[1] += text
    open = link?._key
  }
  return links
}
