import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { type Instant, latest } from '../values/time.ts'
import { type Facts, type Resolution, resolve } from './resolve.ts'
import { inForceAt } from './store.ts'

/** Resolves disclaimers for many contents of one audience and moment. */
export interface Resolver {
  resolve(facts: Facts): Resolution
  /** When the newest of these texts came into force; `otherwise` where none is newer. */
  newestOf(resolution: Resolution, otherwise: Instant): Instant
  /** The ids of these texts, so that a CDN can purge by them what they stand beside. */
  idsOf(resolution: Resolution): string[]
}

/** The disclaimers of contents for a jurisdiction (null: the configured default) at a moment. */
export async function resolverAt(
  { db, config, changes }: Pick<Context, 'db' | 'config' | 'changes'>,
  at: Instant,
  jurisdiction: string | null,
): Promise<Resolver> {
  const inForce = await inForceAt(db.read, (await changes(at)).since)
  const audience = { jurisdiction: jurisdiction ?? config.defaultJurisdiction }
  const textsOf = ({ uses }: Resolution) =>
    inForce.disclaimers.filter((text) =>
      uses.some((use) => use.key === text.key && use.locale === text.locale),
    )
  return {
    resolve: (facts) => resolve(facts, audience, inForce, { defaultLocale: config.defaultLocale }),
    newestOf: (resolution, otherwise) =>
      latest(otherwise, ...textsOf(resolution).map((text) => text.availableAt)),
    idsOf: (resolution) => textsOf(resolution).map((text) => text.id),
  }
}

/** Fails closed. Throws 503 `disclaimer-unresolved` where a required disclaimer cannot be found. */
export function requireResolved({ unresolved }: Resolution): void {
  if (unresolved.length === 0) return
  const keys = unresolved.map(({ disclaimer }) => disclaimer).join(', ')
  throw new Refusal(503, 'disclaimer-unresolved', `A required disclaimer cannot be resolved: ${keys}.`, {
    headers: { 'retry-after': '60' },
  })
}
