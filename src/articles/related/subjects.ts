import type { ArticleTraits } from '../kind.ts'
import { termOf } from '../terms.ts'

/** What two articles can have in common. */
export type ReasonKind = 'translation' | 'story' | 'instrument' | 'entity' | 'topic'

/** What an article has that others are looked for by. */
interface Rule {
  readonly kind: ReasonKind
  /** For another article that has it too. */
  readonly points: number
  /** Whether the points are multiplied by its rarity. */
  readonly isWeighed: boolean
  keysOf(traits: ArticleTraits): readonly string[]
  termOf(key: string): string
}

const rules: readonly Rule[] = [
  {
    kind: 'story',
    points: 30,
    isWeighed: false,
    keysOf: ({ storyKey }) => [storyKey],
    termOf: termOf.storyKey,
  },
  {
    kind: 'instrument',
    points: 10,
    isWeighed: true,
    keysOf: ({ instruments }) => instruments,
    termOf: termOf.instrument,
  },
  { kind: 'entity', points: 5, isWeighed: true, keysOf: ({ about }) => about, termOf: termOf.entity },
  {
    kind: 'entity',
    points: 1,
    isWeighed: true,
    keysOf: ({ entities, about }) => entities.filter((key) => !about.includes(key)),
    termOf: termOf.entity,
  },
  { kind: 'topic', points: 1, isWeighed: false, keysOf: ({ topics }) => topics, termOf: termOf.topic },
]

/** Points of an article that is a translation of the other, or of what it translates. */
export const translationPoints = 60

/** Keys of a rule that are looked at, the first of the article. */
const keysMax = 10

export interface Subject extends Pick<Rule, 'kind' | 'points' | 'isWeighed'> {
  readonly key: string
  readonly term: string
}

export const subjectsOf = (traits: ArticleTraits): Subject[] =>
  rules.flatMap(({ kind, points, isWeighed, keysOf, termOf }) =>
    keysOf(traits)
      .slice(0, keysMax)
      .map((key) => ({ kind, points, isWeighed, key, term: termOf(key) })),
  )
