import type { Sight } from './witnesses.ts'

/** A version of a document, and when it was public, in milliseconds since 1970. */
export interface Shown {
  readonly document: string
  readonly slug: string
  readonly version: number
  readonly from: number
  readonly until: number
}

/** A write that was still open when its instant came, and when it was committed: until then, nodes wait for it. */
export interface Overdue {
  readonly at: number
  readonly committed: number
}

/** How long it may take until nodes have seen the end of a write: the time between polls, and a busy machine. */
const noticedMs = 100

/**
 * What was never true, and by how many milliseconds those answers were late that showed what had just ended: `held` where
 * a write was overdue, and `lates` where none was.
 */
export function judge(sights: readonly Sight[], truth: readonly Shown[], overdue: readonly Overdue[]) {
  const found = { wrong: [] as string[], lates: [] as number[], held: [] as number[], refused: 0 }
  const latenessOf = createLateness(truth)
  const isHeld = ({ asked, received }: Sight) =>
    overdue.some(({ at, committed }) => at <= received && asked <= committed + noticedMs)
  for (const sight of sights) {
    const { node, url, status, body, received } = sight
    if (status !== 200 && status !== 404) {
      found.refused += 1
      if (status !== 503 && status !== 0) found.wrong.push(`${status} ${body}`)
      continue
    }
    const late = latenessOf(sight)
    if (late === null) found.wrong.push(`node ${node} showed ${status} ${body} for ${url} at ${received}`)
    else (isHeld(sight) ? found.held : found.lates).push(late)
  }
  return found
}

/** How long before it was asked for an answer had ceased to be true; 0 if it was still, null if it never was before. */
function createLateness(truth: readonly Shown[]) {
  const changes = [...new Set(truth.flatMap(({ from, until }) => [from, until]))].sort((a, b) => b - a)
  const known = new Map<string, string>()
  const stateAt = (slug: string | null, moment: number) => {
    const name = `${slug} ${moment}`
    const isThere = (one: Shown) =>
      (slug === null || one.slug === slug) && one.from <= moment && moment < one.until
    const state = known.get(name) ?? stateOf(truth.filter(isThere))
    known.set(name, state)
    return state
  }
  return (sight: Sight): number | null => {
    const slug = /^\/v1\/articles\/([^?]+)/.exec(sight.url)?.[1] ?? null
    const shown = shownIn(sight)
    const before = [...changes.filter((moment) => moment <= sight.received), 0]
    const index = before.findIndex((moment) => stateAt(slug, moment) === shown)
    return index < 0 ? null : Math.max(0, sight.asked - (before[index - 1] ?? sight.asked))
  }
}

function shownIn({ status, body }: Sight): string {
  if (status === 404) return ''
  const { data } = JSON.parse(body) as { data: Version | Version[] }
  return stateOf([data].flat().map(({ id, version }) => ({ document: id, version })))
}

interface Version {
  readonly id: string
  readonly version: number
}

const stateOf = (versions: readonly Pick<Shown, 'document' | 'version'>[]): string =>
  versions
    .map(({ document, version }) => `${document} ${version}`)
    .sort()
    .join()
