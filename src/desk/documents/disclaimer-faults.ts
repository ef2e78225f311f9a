import type { Queries } from '../../db/database.ts'
import type { Service, Shown } from '../../disclaimers/gaps.ts'
import { resolve } from '../../disclaimers/resolve.ts'
import { findInForce } from '../../disclaimers/store.ts'
import type { Fault } from '../../kernel/refusal.ts'
import { covers } from '../../values/place.ts'
import type { Instant } from '../../values/time.ts'

/** A content that is to be public, and where a fault of it is to point. */
interface Candidate {
  readonly shown: Shown
  readonly pointer: string
}

/**
 * A fault for each required disclaimer that would have no text beside a content from `visibleFrom` on, in any
 * jurisdiction that is served and where the content may be shown.
 */
export async function unresolvedDisclaimers(
  tx: Queries,
  { jurisdictions, defaultJurisdiction, defaultLocale }: Service,
  candidates: readonly Candidate[],
  visibleFrom: Instant,
): Promise<Fault[]> {
  const inForce = await findInForce(tx, visibleFrom)
  const served = [...new Set([defaultJurisdiction, ...jurisdictions])]
  return candidates.flatMap(({ shown, pointer }) =>
    served
      .filter((jurisdiction) => !covers(shown.blockedIn, jurisdiction))
      .flatMap((jurisdiction) =>
        resolve(shown, { jurisdiction }, inForce, { defaultLocale }).unresolved.map(
          ({ rule, disclaimer }) => ({
            pointer,
            code: 'disclaimer-unresolved',
            detail: `${disclaimer}, which rule ${rule} requires, has no text for ${jurisdiction ?? 'everywhere'}`,
          }),
        ),
      ),
  )
}
