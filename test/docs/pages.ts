import { readdirSync, readFileSync } from 'node:fs'

/** What a newcomer reads: README.md and the pages of `docs`. */
export const manual = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)]
/** Every page, by its path from the root. */
export const pages = [...manual, 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']

export const read = (page: string): string => readFileSync(page, 'utf8')

/** The text below a heading of level 2, up to the next one. */
export function sectionOf(page: string, heading: string): string {
  const [, section] = read(page).split(`\n## ${heading}\n`)
  if (section === undefined) throw new Error(`${page} has no section ${heading}`)
  return section.split('\n## ')[0] ?? ''
}

/** The cells of each row of a table, found by the first cell of its head. */
export function tableIn(text: string, firstColumn: string): string[][] {
  const [, rows = ''] = text.split(new RegExp(`^\\| ${firstColumn} \\|.*\\n\\| ---.*\\n`, 'm'))
  const [table = ''] = rows.split(/^(?!\|)/m)
  return table
    .trimEnd()
    .split('\n')
    .map((line) => line.slice(2, -2).split(' | '))
}

/** The fenced blocks of a page in a language, without their fences. */
export const blocksOf = (page: string, language: string): string[] =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text = '']) => text,
  )

/** Where the pages say that the server is. */
export const documentedOrigin = 'http://127.0.0.1:3000'
