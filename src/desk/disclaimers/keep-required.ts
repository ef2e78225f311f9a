import type { Write } from '../../db/database.ts'
import {
  type Audiences,
  audiencesToCheck,
  type Gap,
  gapsOf,
  type PublicTraits,
  type ServedAudiences,
} from '../../disclaimers/gaps.ts'
import { nameGap } from '../../disclaimers/resolve.ts'
import { rulesMax } from '../../disclaimers/rules.ts'
import type { Disclaimer, DisclaimerRule } from '../../disclaimers/schema.ts'
import { refuse } from '../../kernel/refusal.ts'
import * as references from '../../references/store.ts'
import type { Instant } from '../../values/time.ts'
import { publicContents } from './public-contents.ts'
import { presentAndComing } from './store.ts'

/** A gap that an act would open, and its first moment. */
interface OpenedGap extends Gap {
  readonly from: Instant
}

/**
 * Runs an act on the texts or rules of a disclaimer key. Throws 409 `disclaimer-required` with the gaps if the act
 * would leave content without a required text, now or at an already scheduled moment: a text ends, expires or covers
 * fewer jurisdictions, or a rule requires a text that does not exist. Existing gaps do not block the act.
 */
export async function keepRequired<Result>(
  write: Write,
  service: ServedAudiences,
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

/** Gaps that the act adds, and existing gaps that it closes only until an end that it sets. */
function openedBetween(
  before: State,
  after: State,
  service: ServedAudiences,
  now: Instant,
  shown: readonly PublicTraits[],
): OpenedGap[] {
  const texts = [...before.texts, ...after.texts]
  const audiences = audiencesToCheck([...before.rules, ...after.rules], texts, service)
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

/** Now, and each later moment at which a text begins or ends. */
function momentsOf(texts: readonly Text[], now: Instant): Instant[] {
  const bounds = texts.flatMap(({ from, until }) => (until ? [from, until] : [from]))
  return [...new Set([now, ...bounds.filter((at) => at > now)])].sort()
}

function gapsAt(
  { rules, texts }: State,
  at: Instant,
  audiences: Audiences,
  shown: readonly PublicTraits[],
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
const namedMax = 3

function required(key: string, gaps: readonly OpenedGap[]) {
  const named = gaps.slice(0, namedMax).map((gap) => `${nameGap(gap)} (rule ${gap.rule})`)
  const others = gaps.length > namedMax ? ` and ${gaps.length - namedMax} more` : ''
  return refuse(
    'disclaimer-required',
    `The disclaimer ${key} is required and would have no text ${named.join(', ')}${others}. Change the rules first, or publish a text that covers what \`requiredBy\` lists.`,
    { members: { requiredBy: gaps.slice(0, shownMax) } },
  )
}
