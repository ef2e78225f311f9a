import type { Write } from '../db/database.ts'
import { refuse } from '../kernel/refusal.ts'
import { namedTerm, referenceTerm, type Users, usersOf } from '../publishing/derived/terms.ts'
import { appendReferenceChange, raiseEpoch } from '../publishing/tape/tape.ts'
import * as store from './put-store.ts'
import { removeIdentifiers, removeLinks } from './side-rows.ts'
import * as references from './store.ts'

const countedMax = 1_000
const shownMax = 5

/**
 * Ends a reference. `others` are uses that only the caller can find. Throws 404, and 409 `reference-in-use` while
 * another reference or any publication refers to it. The problem names public uses only: a key that may delete
 * references must not learn what is about to be published.
 */
export async function removeReference(
  write: Write,
  target: store.Target,
  others: Users = { count: 0, shown: [] },
): Promise<void> {
  const { tx, at } = write
  const { kind, key } = target
  if (!(await references.find(tx, kind, key, at))) throw refuse('not-found', 'The reference does not exist.')
  const links = await store.linkedFrom(tx, { kind, key, limit: countedMax })
  const terms = [referenceTerm(kind, key), namedTerm(kind, key)]
  requireUnused([
    { count: links.length, shown: links.map((link) => `${link.kind}/${link.key}`) },
    await usersOf(tx, terms, at),
    others,
  ])
  await store.end(write, target)
  await removeIdentifiers(tx, target)
  await removeLinks(tx, target)
  await appendReferenceChange(write, `${kind}/${key}`)
  await raiseEpoch(tx)
}

function requireUnused(users: readonly Users[]): void {
  const count = users.reduce((sum, one) => sum + one.count, 0)
  if (count === 0) return
  const shown = users.flatMap((one) => one.shown.slice(0, shownMax)).slice(0, shownMax)
  const among = shown.length > 0 ? `, among them ${shown.join(', ')}` : ''
  const counted = count >= countedMax ? `at least ${countedMax}` : String(count)
  throw refuse(
    'reference-in-use',
    `The reference is used ${counted} times${among}. Remove these uses first.`,
    {
      members: { referredToBy: { count, some: shown } },
    },
  )
}
