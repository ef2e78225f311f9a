import { type Form, render } from './form.ts'
import type { Block, Body, TextBlock } from './schema.ts'

/** A list with the lists nested in its items. `level` is the level that its items state. */
export type List = { kind: 'bullet' | 'number'; level: number; items: ListItem[] }
type ListItem = { block: TextBlock; lists: List[] }

/**
 * Returns the blocks in order, with each run of consecutive list items folded into lists. A deeper item opens one
 * nested list, even if it skips a level; an item of another kind at the same level starts a new list.
 */
export function foldLists(body: Body): (Block | List[])[] {
  const sections: (Block | List[])[] = []
  for (const block of body) {
    if (block._type === 'image' || !block.listItem) {
      sections.push(block)
      continue
    }
    const last = sections.at(-1)
    const run = Array.isArray(last) ? last : []
    if (run !== last) sections.push(run)
    place(run, block, block.listItem, block.level ?? 1)
  }
  return sections
}

function place(lists: List[], block: TextBlock, kind: List['kind'], level: number): void {
  const list = lists.at(-1)
  const above = list && list.level < level ? list.items.at(-1) : undefined
  if (above) place(above.lists, block, kind, level)
  else if (list?.level === level && list.kind === kind) list.items.push({ block, lists: [] })
  else lists.push({ kind, level, items: [{ block, lists: [] }] })
}

/**
 * Plain text: blocks separated by a blank line, list items of one run by a line feed. An item has a marker (`- `, or
 * `1. ` and so on), indented by two spaces per level above the first. An image becomes its caption; blocks without text
 * are left out.
 */
export const textForm: Form = {
  block: blockText,
  whole: (body, blocks) =>
    foldLists(body)
      .map((section) =>
        Array.isArray(section)
          ? section.flatMap((list) => listLines(list, blocks)).join('\n')
          : (blocks.get(section) ?? ''),
      )
      .filter((text) => text !== '')
      .join('\n\n'),
}

export const toText = (body: Body): string => render(textForm, body)

function listLines({ kind, level, items }: List, blocks: ReadonlyMap<Block, string>): string[] {
  const indent = '  '.repeat(level - 1)
  return items.flatMap(({ block, lists }, index) => [
    `${indent}${kind === 'bullet' ? '-' : `${index + 1}.`} ${blocks.get(block) ?? ''}`,
    ...lists.flatMap((list) => listLines(list, blocks)),
  ])
}

/** The exact text of a block without its list marker; for an image, its caption or the empty string. */
export function blockText(block: Block): string {
  return block._type === 'image' ? (block.caption ?? '') : block.children.map(({ text }) => text).join('')
}

const writtenWithoutSpaces = new Set(['zh', 'ja', 'th', 'lo', 'km', 'my'])

/**
 * Counts words: runs of non-space characters, or dictionary words in Chinese, Japanese, Thai, Lao, Khmer and Burmese.
 * List markers would count, so pass joined `blockText`, not `toText`.
 */
export function wordCount(text: string, locale: string): number {
  const [language = ''] = locale.toLowerCase().split('-')
  if (!writtenWithoutSpaces.has(language)) return text.match(/\S+/g)?.length ?? 0
  let words = 0
  for (const { isWordLike } of segmenterOf(language).segment(text)) if (isWordLike) words += 1
  return words
}

const segmenters = new Map<string, Intl.Segmenter>()

/** Cached, because creating a segmenter loads its dictionary. Segmentation depends on the language alone. */
function segmenterOf(language: string): Intl.Segmenter {
  const known = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'word' })
  segmenters.set(language, known)
  return known
}
