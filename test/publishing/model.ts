/**
 * A model of what the design promises for one article, as naive as possible: it keeps only the list of accepted acts,
 * and answers every question by replaying it from the beginning. Instants are milliseconds.
 */
export type Act =
  | ({ readonly act: 'published' } & Published)
  | { readonly act: 'cancelled' | 'held' | 'retracted'; readonly at: number }

interface Published {
  readonly at: number
  readonly id: string
  readonly revision: number
  readonly slug: string
  readonly signal: string
  readonly from: number
  readonly expires: number | null
}

interface Version extends Published {
  readonly version: number
  /** When a hold or retraction ended it. */
  readonly stopped: number | null
}

export interface Story {
  readonly versions: readonly Version[]
  readonly held: boolean
  readonly retractedAt: number | null
}

export const replay = (acts: readonly Act[]): Story =>
  acts.reduce<Story>(step, { versions: [], held: false, retractedAt: null })

function step(story: Story, act: Act): Story {
  if (act.act === 'published') {
    const version = story.versions.length + 1
    const signal = version === 1 ? 'new' : act.signal
    return {
      ...story,
      held: false,
      versions: [...story.versions, { ...act, version, signal, stopped: null }],
    }
  }
  const begun = story.versions.filter(({ from }) => from <= act.at)
  if (act.act === 'cancelled') return { ...story, versions: begun }
  const visible = visibleAt({ ...story, versions: begun }, act.at)
  const versions = begun.map((one) => (one === visible ? { ...one, stopped: act.at } : one))
  if (act.act === 'held') return { ...story, versions, held: true }
  return { versions, held: false, retractedAt: act.at }
}

/** The newest version that has begun permanently hides earlier ones, even after its own end. */
export function visibleAt({ versions, retractedAt }: Story, moment: number): Version | null {
  const newest = versions.filter(({ from }) => from <= moment).at(-1)
  if (!newest || retractedAt !== null || moment >= endOf(newest)) return null
  return newest
}

const endOf = ({ expires, stopped }: Version) => Math.min(expires ?? Infinity, stopped ?? Infinity)

export const pendingAt = ({ versions }: Story, moment: number) =>
  versions.find(({ from }) => from > moment) ?? null

/** The answer to a read by id (null) or slug. */
export function answerAt(story: Story, slug: string | null, moment: number): string {
  const known = story.versions.some((one) => one.from <= moment && (slug === null || one.slug === slug))
  if (!known) return '404'
  if (story.retractedAt !== null) return '410'
  const visible = visibleAt(story, moment)
  if (!visible) return '404'
  return slug === null || visible.slug === slug ? `200 version ${visible.version}` : `308 ${visible.slug}`
}

/** What the list of versions shows, newest first. */
export const versionsAt = (story: Story, moment: number) =>
  visibleAt(story, moment) ? story.versions.filter(({ from }) => from <= moment).toReversed() : []

export interface Entry {
  readonly at: number
  readonly id: string
  readonly type: string
  readonly version: number
}

/** The tape of one article: an entry for each begin, and for each end without a successor. */
export function tapeOf({ versions, retractedAt }: Story): Entry[] {
  const entries = versions.flatMap((one, index): Entry[] => {
    const begin = { at: one.from, id: one.id, type: typeOf(one), version: one.version }
    const end = endOf(one)
    const next = versions[index + 1]?.from ?? Infinity
    if (end === Infinity || next <= end || end === retractedAt) return [begin]
    return [begin, { ...begin, at: end, type: 'article.removed' }]
  })
  const last = versions.at(-1)
  if (retractedAt === null || !last) return entries
  return [...entries, { at: retractedAt, id: last.id, type: 'article.retracted', version: last.version }]
}

function typeOf({ version, signal }: Version): string {
  if (version === 1) return 'article.published'
  return signal === 'correction' || signal === 'clarification' ? 'article.corrected' : 'article.updated'
}

export const inOrder = (entries: readonly Entry[]) =>
  entries.toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))
