import type { Database } from '../../db/database.ts'
import { isStoreProblem } from '../../db/problems.ts'
import { withSavepoint } from '../../db/savepoint.ts'
import { readJson } from '../../http/json/read-json.ts'
import type { Config } from '../../kernel/config.ts'
import { OverdueWrite } from '../../kernel/errors.ts'
import type { OnProgress } from '../../kernel/progress.ts'
import { type Fault, Refusal, refuse } from '../../kernel/refusal.ts'
import { type ArticleOutcome, type ImportedArticle, importArticle, readArticle } from './import-articles.ts'
import type { Input } from './input.ts'
import type { Line } from './lines.ts'

const lineMax = 1024 * 1024
const externalIdMax = 200
/** Lines per write transaction, at most. */
const linesPerWrite = 500
/** After this time, the other lines wait for the next one: other writers wait for this one, which must not be overdue. */
const writeMs = 250

interface Refused {
  readonly outcome: 'refused'
  readonly code: string
  readonly detail: string
  readonly errors: readonly Fault[]
}

/** Result of one line. */
export type LineOutcome = { readonly line: number; readonly externalId: string | null } & (
  | ArticleOutcome
  | Refused
)

export interface ImportOptions {
  /** Stop after the first refused line. */
  readonly strict: boolean
  /** Called with the outcomes of a batch once they are durable. */
  readonly onOutcomes: (outcomes: readonly LineOutcome[]) => Promise<void>
  /** Called with bytes read and total bytes, which are unknown for a pipe. */
  readonly onProgress: OnProgress
}

/** Imports articles, one JSON object a line, in batches. A refused line does not stop the others, unless `strict`. */
export async function importArticles(
  db: Database,
  config: Config,
  { lines, size }: Input,
  { strict, onOutcomes, onProgress }: ImportOptions,
): Promise<void> {
  const order = { db, config, strict }
  for await (const group of inWrites(lines)) {
    let left = group
    while (left.length > 0) {
      const outcomes = await writeLines(order, left)
      await onOutcomes(outcomes)
      onProgress(left[outcomes.length - 1]?.end ?? 0, size)
      if (strict && outcomes.some(({ outcome }) => outcome === 'refused')) return
      left = left.slice(outcomes.length)
    }
  }
}

/** A line parsed and validated as far as possible without the store. */
interface ReadLine {
  readonly number: number
  readonly end: number
  readonly externalId: string | null
  readonly read: { readonly article: ImportedArticle } | { readonly refusal: Refusal }
}

/** Starts a new batch at a repeated external id: two versions of an article cannot begin at the same instant. */
async function* inWrites(lines: AsyncIterable<Line>): AsyncGenerator<ReadLine[]> {
  let group: ReadLine[] = []
  let ids = new Set<string>()
  for await (const line of lines) {
    const read = readLine(line)
    if (group.length >= linesPerWrite || (read.externalId !== null && ids.has(read.externalId))) {
      yield group
      group = []
      ids = new Set()
    }
    if (read.externalId !== null) ids.add(read.externalId)
    group.push(read)
  }
  if (group.length > 0) yield group
}

function readLine({ number, end, bytes, isTooLong }: Line): ReadLine {
  let externalId: string | null = null
  try {
    if (isTooLong || bytes.length > lineMax)
      throw refuse('body-too-large', `The line is longer than ${lineMax} bytes.`)
    const value = readJson(bytes)
    externalId = externalIdOf(value)
    return { number, end, externalId, read: { article: readArticle(value) } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { number, end, externalId, read: { refusal: error } }
  }
}

function externalIdOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('externalId' in value)) return null
  return typeof value.externalId === 'string'
    ? Array.from(value.externalId).slice(0, externalIdMax).join('')
    : null
}

interface ImportOrder extends Pick<ImportOptions, 'strict'> {
  readonly db: Database
  readonly config: Config
}

/**
 * Writes the first lines of a batch in one transaction, and returns the outcome of each line written. A transaction that
 * was rolled back as overdue is retried with a quarter of its lines.
 */
async function writeLines(order: ImportOrder, lines: readonly ReadLine[]): Promise<LineOutcome[]> {
  try {
    return await tryLines(order, lines)
  } catch (error) {
    if (!(error instanceof OverdueWrite) || lines.length === 1) throw error
    return writeLines(order, lines.slice(0, Math.ceil(lines.length / 4)))
  }
}

/**
 * Without savepoints first, because a savepoint per line costs a third of the speed. If a line is refused, they run again
 * with one savepoint per line.
 */
async function tryLines(
  { db, config, strict }: ImportOrder,
  lines: readonly ReadLine[],
): Promise<LineOutcome[]> {
  try {
    return await db.write((write) => writeAll(lines, strict, (one) => importArticle(write, config, one)), {
      isLarge: true,
    })
  } catch (error) {
    if (!(error instanceof Refusal) || isStoreProblem(error)) throw error
    return db.write((write) =>
      writeAll(lines, strict, (one) =>
        withSavepoint(write.tx, () => importArticle(write, config, one)).catch(refused),
      ),
    )
  }
}

async function writeAll(
  lines: readonly ReadLine[],
  strict: boolean,
  write: (article: ImportedArticle) => Promise<ArticleOutcome | Refused>,
): Promise<LineOutcome[]> {
  const outcomes: LineOutcome[] = []
  const end = performance.now() + writeMs
  for (const { number, externalId, read } of lines) {
    if (outcomes.length > 0 && performance.now() > end) break
    const outcome = 'refusal' in read ? refused(read.refusal) : await write(read.article)
    outcomes.push({ line: number, externalId, ...outcome })
    if (strict && outcome.outcome === 'refused') break
  }
  return outcomes
}

/** Rethrows everything but a refusal of the line, such as an unavailable store. */
function refused(error: unknown): Refused {
  if (!(error instanceof Refusal) || isStoreProblem(error)) throw error
  return { outcome: 'refused', code: error.code, detail: error.message, errors: error.extras.errors ?? [] }
}
