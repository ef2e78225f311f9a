import type { ArticleContent } from '../../src/articles/schema/article.ts'
import { articleAt, type BodySize, languageOf, type Wording } from './article.ts'
import { createRandom, itemAt } from './random.ts'

/** What happens to an article after it is written. */
export const courses = [
  'plain',
  'updated',
  'corrected',
  'clarified',
  'retracted',
  'held',
  'released',
  'expired',
  'expiring',
  'scheduled',
] as const
export type Course = (typeof courses)[number]

/** Of each hundred articles, those that are not only published. */
const eventful: Readonly<Record<number, Course>> = {
  ...{ 3: 'updated', 5: 'corrected', 8: 'scheduled', 11: 'expired', 14: 'clarified', 17: 'retracted' },
  ...{ 19: 'held', 23: 'updated', 29: 'expiring', 35: 'released', 41: 'updated', 47: 'corrected' },
  ...{ 53: 'updated', 59: 'updated', 65: 'expired', 71: 'clarified', 77: 'updated', 83: 'scheduled' },
}
export const courseOf = (index: number): Course => eventful[index % 100] ?? 'plain'

const day = 86_400_000
/** Earlier than the sample, because loaded articles must lie in the past of the store. */
const begin = Date.parse('2019-01-02T06:00:00.000Z')
const end = Date.parse('2026-03-12T18:00:00.000Z')

/** References and warnings exist before the first article. */
export const referencesAt = begin - day

/** One act on an article; `at` is in milliseconds since 1970. */
export type Act = { readonly index: number; readonly at: number } & (
  | { readonly act: 'publish'; readonly content: ArticleContent; readonly expiresAt: number | null }
  /** `delay` is the time from the load until it is visible, in milliseconds. */
  | { readonly act: 'schedule'; readonly content: ArticleContent; readonly delay: number }
  | { readonly act: 'expire-later'; readonly content: ArticleContent; readonly delay: number }
  | { readonly act: 'update'; readonly content: ArticleContent }
  | CorrectAct
  | { readonly act: 'retract'; readonly notice: string }
  | { readonly act: 'hold' | 'release' }
)

interface CorrectAct {
  readonly act: 'correct'
  readonly kind: 'correction' | 'clarification'
  readonly was: ArticleContent
  readonly is: ArticleContent
  readonly note: string
}

/** All acts on `count` articles, in chronological order. */
export function* actsOf(count: number, size: BodySize): Generator<Act> {
  const waiting: Act[] = []
  const step = (end - begin) / count
  for (let index = 0; index < count; index += 1) {
    const at = Math.floor(begin + index * step + createRandom(~index).below(1_000) * (step / 1_000))
    while (waiting[0] && waiting[0].at < at) yield waiting.shift() as Act
    yield firstActOf(index, size, at)
    for (const act of laterActsOf(index, size, at)) insertInOrder(waiting, act)
  }
  yield* waiting
}

function insertInOrder(waiting: Act[], act: Act): void {
  const place = waiting.findIndex((one) => one.at > act.at)
  waiting.splice(place < 0 ? waiting.length : place, 0, act)
}

function firstActOf(index: number, size: BodySize, at: number): Act {
  const content = articleAt({ index, size, publishedAt: at })
  const course = courseOf(index)
  // Between a day and a year.
  const delay = day * createRandom(-index).between(1, 365)
  if (course === 'scheduled') return { act: 'schedule', index, at, content, delay }
  if (course === 'expiring') return { act: 'expire-later', index, at, content, delay }
  return { act: 'publish', index, at, content, expiresAt: course === 'expired' ? at + day : null }
}

function laterActsOf(index: number, size: BodySize, publishedAt: number): Act[] {
  const lag = (hours: number) => publishedAt + Math.floor((hours * day) / 24)
  const worded = (wording: Wording) => articleAt({ index, size, publishedAt, wording })
  const { notices } = languageOf(index)
  const hours = itemAt([1, 2, 5, 9, 26], index)
  const at = lag(hours)
  switch (courseOf(index)) {
    case 'updated':
      return [{ act: 'update', index, at, content: worded('updated') }]
    case 'corrected':
      return [
        {
          ...correction(index, at),
          kind: 'correction',
          was: worded('first'),
          is: worded('corrected'),
          note: notices.correction,
        },
      ]
    case 'clarified':
      return [
        {
          ...correction(index, at),
          kind: 'clarification',
          was: worded('first'),
          is: worded('corrected'),
          note: notices.clarification,
        },
      ]
    case 'retracted':
      return [{ act: 'retract', index, at, notice: notices.retraction }]
    case 'held':
      return [{ act: 'hold', index, at }]
    case 'released':
      return [
        { act: 'hold', index, at },
        { act: 'release', index, at: lag(hours + 3) },
      ]
    default:
      return []
  }
}

const correction = (index: number, at: number) => ({ act: 'correct', index, at }) as const
