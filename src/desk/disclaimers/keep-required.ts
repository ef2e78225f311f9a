import type { Write } from '../../db/database.ts'
import {
  type Audiences,
  audiencesOf,
  type Gap,
  gapsOf,
  type Service,
  type Shown,
} from '../../disclaimers/gaps.ts'
import { rulesMax } from '../../disclaimers/rules.ts'
import type { Disclaimer, DisclaimerRule } from '../../disclaimers/schema.ts'
import { refuse } from '../../kernel/refusal.ts'
import * as references from '../../references/store.ts'
import type { Instant } from '../../values/time.ts'
import { publicContents } from './public-contents.ts'
import { presentAndComing } from './store.ts'

/** A gap that an act would open, and since when. */
interface OpenedGap extends Gap {
  readonly from: Instant
}

/**
 * Does something to the texts or rules of a disclaimer key, and refuses it if content would thereby be closed to
 * readers, now or at a moment that is set already: by an end, an expiry, a text that is meant for fewer
 * jurisdictions, or a rule that requires what there is not. Throws 409 `disclaimer-required` with what would be
 * missing. Gaps that are there already hinder nothing.
 */
export async function keepRequired<Result>(
  write: Write,
  service: Service,
  key: string,
  act: () => Promise<Result>,
): Promise<Result> {
  const before = await stateOf(write, key)
  const result = await act()
  const after = await stateOf(write, key)
  if (after.rules.length === 0) return result
  const opened = openedBetween(before, after, service, write.at, await publicContents(write))
  if (opened.length > 0) throw required(key, opened)
  return result
}

interface Text extends Disclaimer {
  readonly from: Instant
  readonly until: Instant | null
}

interface State {
  readonly rules: readonly DisclaimerRule[]
  readonly texts: readonly Text[]
}

async function stateOf({ tx, at }: Write, key: string): Promise<State> {
  const wanted = { kind: 'disclaimer-rule', after: '', at, limit: rulesMax } as const
  const rules = (await references.list(tx, wanted)).map((row): DisclaimerRule => JSON.parse(row.content))
  const texts = await presentAndComing(tx, { key, at })
  return {
    rules: rules.filter(({ disclaimer, required }) => required && disclaimer === key),
    texts: texts.map(({ content, visible_from: from, visible_until: until }) => ({
      ...JSON.parse(content.toString()),
      from,
      until,
    })),
  }
}

/** Gaps that were not there before, and ends of what was there that were not set before. */
function openedBetween(
  before: State,
  after: State,
  service: Service,
  now: Instant,
  shown: readonly Shown[],
): OpenedGap[] {
  const texts = [...before.texts, ...after.texts]
  const audiences = audiencesOf([...before.rules, ...after.rules], texts, service)
  const moments = momentsOf(texts, now)
  const gapsIn = (state: State, at: Instant) => gapsAt(state, at, audiences, at === now ? shown : [])
  const past = moments.map((at) => gapsIn(before, at))
  const opened = new Map<string, OpenedGap>()
  let earlier: ReadonlyMap<string, Gap> | undefined
  for (const [index, from] of moments.entries()) {
    const gaps = gapsIn(after, from)
    for (const [name, gap] of gaps) {
      const isNew = !past[index]?.has(name)
      const endsHere = earlier?.has(name) === false && past[index - 1]?.has(name) !== false
      if ((isNew || endsHere) && !opened.has(name)) opened.set(name, { ...gap, from })
    }
    earlier = gaps
  }
  return [...opened.values()]
}

/** Now, and each moment at which a text begins or ends. */
function momentsOf(texts: readonly Text[], now: Instant): Instant[] {
  const bounds = texts.flatMap(({ from, until }) => (until ? [from, until] : [from]))
  return [...new Set([now, ...bounds.filter((at) => at > now)])].sort()
}

function gapsAt(
  { rules, texts }: State,
  at: Instant,
  audiences: Audiences,
  shown: readonly Shown[],
): ReadonlyMap<string, Gap> {
  const inForce = texts.filter(({ from, until }) => from <= at && (until === null || at < until))
  return new Map(
    gapsOf(rules, inForce, audiences, shown).map((gap) => [
      `${gap.rule} ${gap.locale} ${gap.jurisdiction ?? ''}`,
      gap,
    ]),
  )
}

const shownMax = 20

const required = (key: string, gaps: readonly OpenedGap[]) =>
  refuse(
    'disclaimer-required',
    `The disclaimer ${key} is required and would have no text for ${gaps.length} audiences: change the rules first, or publish a text that covers them.`,
    { members: { requiredBy: gaps.slice(0, shownMax) } },
  )
