import { LRUCache } from 'lru-cache'
import type { View } from '../db/database.ts'
import type { Config } from '../kernel/config.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Instant } from '../values/time.ts'
import { createMemory, type Memory, type Shown, shownBeside } from './remembered.ts'
import { type ContentTraits, type Resolution, resolve } from './resolve.ts'
import { findInForce } from './store.ts'

/** Resolves disclaimers for many contents of one audience and moment. */
export interface Resolver {
  /** What readers are shown beside a content with these traits. */
  shown(traits: ContentTraits): Shown
  /** The same, with each rule and why it matched or not. */
  resolve(traits: ContentTraits): Resolution
}

/** The disclaimers of the delivery side. */
export interface Disclaimers {
  /**
   * The disclaimers of contents for a jurisdiction (null: the configured default) at a moment. Moments between which
   * nothing public changes give the same: ask for the first of them, under which they are remembered.
   */
  at(view: View, moment: Instant, jurisdiction: string | null): Promise<Resolver>
  /** Forgets all: to be called once another process may have made stored bytes again. `epoch` is the one then. */
  clear(epoch: number): void
}

/** Moments that are remembered: now, and those that cursors and `asOf` ask for. */
const momentsMax = 16

/**
 * What is in force at a moment never changes: rules and texts are read once for each moment, and what they give for a
 * content once for each kind of content.
 */
export function createDisclaimers({
  defaultLocale,
  defaultJurisdiction,
}: Pick<Config, 'defaultLocale' | 'defaultJurisdiction'>): Disclaimers {
  const memories = new LRUCache<Instant, Memory>({ max: momentsMax })
  let clearedAt = 0
  return {
    async at({ db, epoch }, moment, asked) {
      const memory = memories.get(moment) ?? createMemory(await findInForce(db, moment))
      // What an older view has read may be what was forgotten meanwhile.
      if (epoch >= clearedAt) memories.set(moment, memory)
      const jurisdiction = asked ?? defaultJurisdiction
      return {
        shown: (traits) => shownBeside(traits, jurisdiction, memory, defaultLocale),
        resolve: (traits) => resolve(traits, { jurisdiction }, memory.inForce, { defaultLocale }),
      }
    },
    clear(epoch) {
      clearedAt = epoch
      memories.clear()
    },
  }
}

/** Fails closed. Throws 503 `disclaimer-unresolved` where a required disclaimer cannot be found. */
export function requireResolved({ unresolved }: Pick<Shown, 'unresolved'>): void {
  if (unresolved.length === 0) return
  const keys = unresolved.map(({ disclaimer }) => disclaimer).join(', ')
  throw refuse('disclaimer-unresolved', `A required disclaimer cannot be resolved: ${keys}.`, {
    headers: { 'retry-after': '60' },
  })
}
