import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file of the program, its path relative to the repository. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  /** The text without comments and contents of strings; line breaks are kept. */
  readonly code: string
  readonly imports: readonly Import[]
}

export interface Import {
  /** The specifier: a package, or a relative path. */
  readonly from: string
  /** Path relative to the repository; null for a package. */
  readonly file: string | null
  /** True if the import is erased at run time. */
  readonly typeOnly: boolean
}

/** Every `.ts` file below the folders. */
export const readSource = (...folders: string[]): SourceFile[] =>
  folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => readOne(join(folder, name))),
  )

function readOne(path: string): SourceFile {
  const text = readFileSync(path, 'utf8')
  return { path, text, code: withoutTexts(text), imports: importsOf(path, text) }
}

const statement = /^(import|export)\s+(type\s)?(?:[\w*{][^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)(\s*\.\w)?/g

function importsOf(path: string, text: string): Import[] {
  const toImport = (from: string, typeOnly: boolean): Import => {
    const file = from.startsWith('.') ? join(dirname(path), from) : null
    return { from, file, typeOnly }
  }
  return [
    ...[...text.matchAll(statement)].map(([, , type, from = '']) => toImport(from, type !== undefined)),
    // `import('./x.ts').Name` is a type.
    ...[...text.matchAll(dynamic)].map(([, from = '', member]) => toImport(from, member !== undefined)),
  ]
}

/** Regular expressions are kept: none contains what the laws search for. */
const withoutTexts = (text: string): string =>
  text.replaceAll(
    /\/\*[\s\S]*?\*\/|(?<![:\\/'"`])\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g,
    (found) => (found.startsWith('/') ? found.replaceAll(/[^\n]/g, '') : "''"),
  )

/** Top-level declarations, each with all its lines. */
export const declarationsOf = ({ text }: SourceFile): string[] =>
  text.split(/\n(?=(?:export |async |const |function |interface |type |class |let )\b)/)
