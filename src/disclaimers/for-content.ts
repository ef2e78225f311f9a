import type { Context } from '../http/endpoints/context.ts'
import { Refusal } from '../kernel/errors.ts'
import type { Instant } from '../values/time.ts'
import { type Shown, shownBeside } from './remembered.ts'
import { type Facts, type Resolution, resolve } from './resolve.ts'
import { inForceAt } from './store.ts'

/** Resolves disclaimers for many contents of one audience and moment. */
export interface Resolver {
  /** What readers are shown beside a content with these facts. */
  shown(facts: Facts): Shown
  /** The same, with each rule and why it matched or not. */
  resolve(facts: Facts): Resolution
}

/** The disclaimers of contents for a jurisdiction (null: the configured default) at a moment. */
export async function resolverAt(
  { db, config, changes }: Pick<Context, 'db' | 'config' | 'changes'>,
  at: Instant,
  asked: string | null,
): Promise<Resolver> {
  const inForce = await inForceAt(db.read, (await changes(at)).since, db.foreignWrites())
  const { defaultLocale, defaultJurisdiction } = config
  const jurisdiction = asked ?? defaultJurisdiction
  return {
    shown: (facts) => shownBeside(facts, jurisdiction, inForce, defaultLocale),
    resolve: (facts) => resolve(facts, { jurisdiction }, inForce, { defaultLocale }),
  }
}

/** Fails closed. Throws 503 `disclaimer-unresolved` where a required disclaimer cannot be found. */
export function requireResolved({ unresolved }: Pick<Shown, 'unresolved'>): void {
  if (unresolved.length === 0) return
  const keys = unresolved.map(({ disclaimer }) => disclaimer).join(', ')
  throw new Refusal(503, 'disclaimer-unresolved', `A required disclaimer cannot be resolved: ${keys}.`, {
    headers: { 'retry-after': '60' },
  })
}
