import type { Block, Body, TextBlock } from './schema.ts'

/** A list and the lists inside its items. `level` is the one its items state. */
export type List = { kind: 'bullet' | 'number'; level: number; items: ListItem[] }
type ListItem = { block: TextBlock; lists: List[] }

/**
 * The blocks in order, each run of consecutive list items folded into its lists. An item that is deeper than the
 * one before opens a list inside it, one list even where it skips a level; another kind at the same level opens
 * the next list.
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
 * The body as plain text: blocks joined by a blank line, the items of one run of lists by a line feed. An item has
 * its marker (`- `, or `1. ` and on) and two spaces for each level above the first. An image is its caption; blocks
 * without text are left out.
 */
export function toText(body: Body): string {
  return foldLists(body)
    .map((section) => (Array.isArray(section) ? section.flatMap(listLines).join('\n') : blockText(section)))
    .filter((text) => text !== '')
    .join('\n\n')
}

function listLines({ kind, level, items }: List): string[] {
  const indent = '  '.repeat(level - 1)
  return items.flatMap(({ block, lists }, index) => [
    `${indent}${kind === 'bullet' ? '-' : `${index + 1}.`} ${blockText(block)}`,
    ...lists.flatMap(listLines),
  ])
}

/** The exact text of one block without list marker; of an image its caption, or nothing. */
export function blockText(block: Block): string {
  return block._type === 'image' ? (block.caption ?? '') : block.children.map(({ text }) => text).join('')
}

const writtenWithoutSpaces = new Set(['zh', 'ja', 'th', 'lo', 'km', 'my'])

/**
 * The number of words: runs of characters between white space, or what a dictionary takes for words in Chinese,
 * Japanese, Thai, Lao, Khmer and Burmese. List markers count as words: join `blockText` rather than give `toText`.
 */
export function wordCount(text: string, locale: string): number {
  const [language = ''] = locale.toLowerCase().split('-')
  if (!writtenWithoutSpaces.has(language)) return text.match(/\S+/g)?.length ?? 0
  let words = 0
  for (const { isWordLike } of segmenterOf(language).segment(text)) if (isWordLike) words += 1
  return words
}

const segmenters = new Map<string, Intl.Segmenter>()

/** Making one loads its dictionary again. Words are told apart by the language alone. */
function segmenterOf(language: string): Intl.Segmenter {
  const known = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: 'word' })
  segmenters.set(language, known)
  return known
}
