import type { Queries } from '../../db/database.ts'
import type { PublicTraits, ServedAudiences } from '../../disclaimers/gaps.ts'
import { nameGap, resolve } from '../../disclaimers/resolve.ts'
import { findInForce } from '../../disclaimers/store.ts'
import { type Fault, refuse } from '../../kernel/refusal.ts'
import { covers } from '../../values/place.ts'
import type { Instant } from '../../values/time.ts'

/** Content about to be published, and the JSON pointer for its faults. */
interface Candidate {
  readonly shown: PublicTraits
  readonly pointer: string
}

/**
 * One fault for each required disclaimer without a text as of `visibleFrom`, for each served jurisdiction in which
 * the content is not blocked.
 */
export async function unresolvedDisclaimers(
  tx: Queries,
  { jurisdictions, defaultJurisdiction, defaultLocale }: ServedAudiences,
  candidates: readonly Candidate[],
  visibleFrom: Instant,
): Promise<Fault[]> {
  const inForce = await findInForce(tx, visibleFrom)
  const served = [...new Set([defaultJurisdiction, ...jurisdictions])]
  return candidates.flatMap(({ shown, pointer }) =>
    served
      .filter((jurisdiction) => !covers(shown.blockedIn, jurisdiction))
      .flatMap((jurisdiction) =>
        resolve(shown, { jurisdiction }, inForce, { defaultLocale }).unresolved.map((gap) => ({
          pointer,
          code: 'disclaimer-unresolved',
          detail: `lacks the disclaimer ${gap.disclaimer} ${nameGap(gap)}, which rule ${gap.rule} requires (${gap.reason}): publish such a text of it, or change the rule`,
        })),
      ),
  )
}

const faultsMax = 1_000

/**
 * Throws 422 with all faults: `retired-reference` if each is a retired reference, else `publish-guard-failed`. `noun`
 * is what cannot be published.
 */
export function requireFaultless(faults: readonly Fault[], noun: string): void {
  if (faults.length === 0) return
  const detail = `The ${noun} cannot be published as it is. Fix every fault listed in \`errors\`.`
  const errors = faults.slice(0, faultsMax)
  throw faults.every(({ code }) => code === 'retired-reference')
    ? refuse('retired-reference', detail, { errors })
    : refuse('publish-guard-failed', detail, { errors })
}
