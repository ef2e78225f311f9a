import type { Body } from '../../src/body/schema.ts'

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
