import fc from 'fast-check'
import { pendingAt, type Story, visibleAt } from './model.ts'

/** An act tried on one of two articles; instants are milliseconds after the moment before the try. */
export type Try = { readonly document: 0 | 1; readonly wait: number } & (
  | {
      readonly type: 'publish'
      readonly revision: number
      readonly publishAt: number | null
      readonly embargoedUntil: number | null
      readonly expiresAt: number | null
      readonly signal: 'update' | 'refile'
    }
  | { readonly type: 'correct'; readonly kind: 'correction' | 'clarification'; readonly slug: Slug | null }
  | { readonly type: 'cancel'; readonly which: 'first' | 'newest' }
  | { readonly type: 'hold' | 'release' | 'retract' | 'poll' | 'draft' }
)

/** An article has slug `a` in revisions 1 and 3, and `b` in revision 2; `theirs` belongs to the other article. */
const slugs = ['a', 'b', 'c', 'theirs'] as const
export type Slug = (typeof slugs)[number]

// Mostly one of the two, so that acts interact.
const document = fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const)
// Mostly a millisecond, because a write sleeps until its instant has passed.
const wait = fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 6, 0)
const offset = fc.option(fc.integer({ min: -2, max: 10 }), { freq: 3 })
const common = { document, wait }

const publish = fc.record({
  ...common,
  type: fc.constant('publish' as const),
  revision: fc.constantFrom(1, 1, 2, 2, 3, 99),
  publishAt: offset,
  embargoedUntil: offset,
  expiresAt: fc.option(fc.integer({ min: 0, max: 24 }), { freq: 3 }),
  signal: fc.constantFrom('update' as const, 'refile' as const),
})
const publishNow = publish.map((order) => ({ ...order, publishAt: null, embargoedUntil: null }))
const correct = fc.record({
  ...common,
  type: fc.constant('correct' as const),
  kind: fc.constantFrom('correction' as const, 'clarification' as const),
  slug: fc.option(fc.constantFrom(...slugs), { freq: 3 }),
})
const cancel = fc.record({
  ...common,
  type: fc.constant('cancel' as const),
  which: fc.constantFrom('first' as const, 'newest' as const, 'newest' as const),
})
const plain = (type: 'hold' | 'release' | 'retract' | 'poll' | 'draft') =>
  fc.record({ ...common, type: fc.constant(type) })

const single: fc.Arbitrary<Try> = fc.oneof(
  { weight: 6, arbitrary: publish },
  { weight: 4, arbitrary: publishNow },
  { weight: 3, arbitrary: correct },
  { weight: 6, arbitrary: cancel },
  { weight: 2, arbitrary: plain('hold') },
  { weight: 3, arbitrary: plain('release') },
  { weight: 1, arbitrary: plain('retract') },
  { weight: 2, arbitrary: plain('poll') },
  { weight: 1, arbitrary: plain('draft') },
)

/** A visible version, a pending one, and an act on that: too rare by chance alone. */
const successor: fc.Arbitrary<Try[]> = fc
  .tuple(document, publishNow, publish, fc.integer({ min: 4, max: 10 }), single)
  .map(([document, visible, pending, publishAt, last]) => [
    { ...visible, document, revision: 1, wait: 1 },
    { ...pending, document, revision: 2, wait: 1, publishAt },
    { ...last, document, wait: 1 },
  ])

export const history: fc.Arbitrary<Try[]> = fc
  .array(
    fc.oneof({ weight: 5, arbitrary: single.map((one) => [one]) }, { weight: 1, arbitrary: successor }),
    {
      minLength: 2,
      maxLength: 11,
    },
  )
  .map((scenes) => scenes.flat())

/** A try with its instants resolved. */
export interface Order {
  readonly from: number
  readonly expires: number | null
  /** Whether the revision exists, and its editorial date. */
  readonly revisionExists: boolean
  readonly publishedAt: number | null
}

/** The problem code of a try refused at the moment of its write; null if it is accepted. */
export function refusalOf(attempt: Try, story: Story, at: number, order: Order | null): string | null {
  const conflictUnless = (possible: boolean) => (possible ? null : 'state-conflict')
  const pending = pendingAt(story, at)
  const begun = { ...story, versions: story.versions.filter(({ from }) => from <= at) }
  switch (attempt.type) {
    case 'publish':
      return order && publishRefusal(story, at, order)
    case 'correct':
      if (pending) return 'publication-pending'
      if (!visibleAt(story, at)) return 'state-conflict'
      return attempt.slug === 'theirs' ? 'slug-taken' : null
    case 'cancel':
      if (story.versions.length === 0) return 'not-found'
      return conflictUnless(pending === story.versions.at(attempt.which === 'first' ? 0 : -1))
    case 'hold':
      return conflictUnless(visibleAt(begun, at) !== null)
    case 'release':
      return conflictUnless(story.held && at < (story.versions.at(-1)?.expires ?? Infinity))
    case 'retract':
      return conflictUnless(begun.versions.length > 0 && story.retractedAt === null)
    default:
      return null
  }
}

function publishRefusal(story: Story, at: number, order: Order): string | null {
  if (story.held || !order.revisionExists) return 'state-conflict'
  if (pendingAt(story, at)) return 'publication-pending'
  if (story.retractedAt !== null) return 'state-conflict'
  if (order.expires !== null && order.expires <= order.from) return 'invalid-interval'
  if (order.publishedAt !== null && order.publishedAt > order.from) return 'published-in-the-future'
  return null
}
