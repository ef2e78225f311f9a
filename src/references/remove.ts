import type { Write } from '../db/database.ts'
import { refuse } from '../kernel/refusal.ts'
import { appendReferenceChange } from '../publishing/tape/tape.ts'
import { touch } from '../publishing/touch.ts'
import { tagOf } from './put.ts'
import * as store from './put-store.ts'
import { removeIdentifiers, removeLinks, removeWords } from './side-rows.ts'
import * as references from './store.ts'
import { deskPathOf, nameOfUse, type Use, usesOf } from './uses.ts'

const countedMax = 1_000
const shownMax = 5

/**
 * Ends a reference. Throws 404, and 409 `reference-in-use` while anything refers to it. The problem names the first uses
 * of which the caller `mayKnow`.
 */
export async function removeReference(
  write: Write,
  target: store.Target,
  mayKnow: (use: Use) => Promise<boolean> = async () => true,
): Promise<void> {
  const { tx, at } = write
  const { kind, key } = target
  if (!(await references.find(tx, kind, key, at))) throw refuse('not-found', 'The reference does not exist.')
  const uses = await usesOf(tx, target, { after: ['', ''], limit: countedMax })
  if (uses.length > 0) throw await inUse(target, uses, mayKnow)
  await store.end(write, target)
  await removeIdentifiers(tx, target)
  await removeLinks(tx, target)
  await removeWords(tx, target)
  await appendReferenceChange(write, `${kind}/${key}`)
  await touch(tx, [tagOf(kind)])
}

async function inUse(target: store.Target, uses: readonly Use[], mayKnow: (use: Use) => Promise<boolean>) {
  const some: string[] = []
  for (const use of uses.slice(0, 4 * shownMax))
    if (some.length < shownMax && (await mayKnow(use))) some.push(nameOfUse(use))
  const address = `${deskPathOf(target)}/uses`
  const count = uses.length
  const counted = count === countedMax ? `at least ${count} times` : count === 1 ? 'once' : `${count} times`
  const among = some.length > 0 ? `${some.length < count ? ', among others' : ''} by ${some.join(', ')}` : ''
  return refuse(
    'reference-in-use',
    `The reference is used ${counted}${among}. Remove its uses, which ${address} lists, or retire it.`,
    { members: { referredToBy: { count, some, uses: address } } },
  )
}
