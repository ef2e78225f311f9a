import { LRUCache } from 'lru-cache'
import type { View } from '../db/database.ts'
import type { Config } from '../kernel/config.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Instant } from '../values/time.ts'
import {
  createResolutionCache,
  type ResolutionCache,
  type ResolvedDisclaimers,
  resolveCached,
} from './resolution-cache.ts'
import { type ContentTraits, nameGap, type Resolution, resolve } from './resolve.ts'
import { findInForce } from './store.ts'

/** Resolves disclaimers for one audience and moment. */
export interface Resolver {
  /** From the cache, without explanation. */
  shown(traits: ContentTraits): ResolvedDisclaimers
  /** Uncached, with an explanation of why each rule matched or not. */
  resolve(traits: ContentTraits): Resolution
}

export interface Disclaimers {
  /**
   * Resolver for a jurisdiction (null: the configured default) at a moment, which is the cache key: pass the first
   * moment of a period in which nothing public changes.
   */
  at(view: View, moment: Instant, jurisdiction: string | null): Promise<Resolver>
  /** Clears the cache; needed once renditions may have been rebuilt. `epoch` is the current one. */
  clear(epoch: number): void
}

/** Cached moments: now, and those of cursors and `asOf`. */
const momentsMax = 16

/**
 * The rules and texts in force at a moment are immutable: they are read once per cached moment, and contents with the
 * same traits share a resolution.
 */
export function createDisclaimers({
  defaultLocale,
  defaultJurisdiction,
}: Pick<Config, 'defaultLocale' | 'defaultJurisdiction'>): Disclaimers {
  const memories = new LRUCache<Instant, ResolutionCache>({ max: momentsMax })
  let clearedAt = 0
  return {
    async at({ db, epoch }, moment, asked) {
      const memory = memories.get(moment) ?? createResolutionCache(await findInForce(db, moment))
      // A view older than the last clear() may have read stale rows.
      if (epoch >= clearedAt) memories.set(moment, memory)
      const jurisdiction = asked ?? defaultJurisdiction
      return {
        shown: (traits) => resolveCached(traits, jurisdiction, memory, defaultLocale),
        resolve: (traits) => resolve(traits, { jurisdiction }, memory.inForce, { defaultLocale }),
      }
    },
    clear(epoch) {
      clearedAt = epoch
      memories.clear()
    },
  }
}

/** Fails closed: throws 503 `disclaimer-unresolved` if a required disclaimer has no text. */
export function requireResolved({ unresolved }: Pick<ResolvedDisclaimers, 'unresolved'>): void {
  if (unresolved.length === 0) return
  const gaps = unresolved.map((gap) => `${gap.disclaimer} ${nameGap(gap)} (${gap.reason})`).join(', ')
  throw refuse('disclaimer-unresolved', `A required disclaimer cannot be resolved: ${gaps}.`, {
    headers: { 'retry-after': '60' },
  })
}
