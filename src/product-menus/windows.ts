import type { Instant } from '../values/time.ts'
import { earliest } from '../values/time.ts'
import type { ProductMenuContent } from './schema.ts'

interface Window {
  readonly from: Instant | null
  readonly until: Instant | null
}

interface Node {
  readonly schedule: Window | null
  readonly badge?: Window | null
  readonly items: readonly Node[]
}

/** Next moment at which anything in the menu appears or disappears, for any audience; null: never. */
export function nextWindowBound(content: ProductMenuContent, at: Instant): Instant | null {
  const bounds = content.sections.flatMap(windowsOf).flatMap(({ from, until }) => [from, until])
  return earliest(...bounds.filter((bound) => bound !== null && bound > at))
}

const windowsOf = ({ schedule, badge, items }: Node): Window[] => [
  ...(schedule ? [schedule] : []),
  ...(badge ? [badge] : []),
  ...items.flatMap(windowsOf),
]
