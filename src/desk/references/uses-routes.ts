import { z } from 'zod'
import type { Router } from '../../http/endpoints/router.ts'
import { listOf } from '../../http/parameters/envelope.ts'
import { cutPage, type PagePlan, planPage } from '../../http/parameters/page.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import type { Pacer } from '../../kernel/pacer.ts'
import { type Use, usesOf } from '../../references/uses.ts'
import type { DeskServices } from '../services.ts'
import { type DeskReference, keyIn, pathOf, requireReference, tag } from './reference.ts'
import { type Asked, describeUse, ReferenceUse } from './uses.ts'

export function addUses(router: Router, services: DeskServices, one: DeskReference): void {
  const { config, pacer } = services
  const endpoint = {
    operationId: `list${one.name}Uses`,
    tag,
    summary: `List what refers to ${one.noun}`,
    description:
      'Everything that forbids deleting it: documents of which the newest revision or any version refers to it, scheduled, past and withdrawn ones included, other references, and disclaimer rules. Documents come first, in the order of their creation, then references by kind and key. Of documents that the key has no scope to read, only those public now are listed. A page may be short while `page.next` is set.',
    path: `${pathOf(one)}/uses`,
    parameters: keyIn(one),
    query: z.strictObject(parameters.page),
    answer: listOf(ReferenceUse),
    problems: ['not-found'],
    access: one.scopes.read,
  } as const
  router.read(endpoint, async (asked) => {
    const { db, at, actor, path } = asked
    await requireReference(db, one, path.key, at)
    const plan = planPage(asked, 2)
    const target = { kind: one.kind, key: path.key }
    const { told, stoppedAt } = await tell({ db, at, config, actor, target }, plan, pacer)
    const { rows, page } = cutPage(told, plan, ({ place }) => place)
    const next = page.next ?? (stoppedAt && plan.nextAfter(stoppedAt))
    return { json: { data: rows.map(({ use }) => use), page: { ...page, next } } }
  })
}

/** Beyond this, a page is short. */
const examinedMax = 1_000

/**
 * One use more than the page has, without those that the key may not know of. A cursor should not name these either, so
 * the search goes on behind them; `stoppedAt` is where it ended before the end of the list.
 */
async function tell(asked: Asked, { after, limit }: Pick<PagePlan, 'after' | 'limit'>, pacer: Pacer) {
  const told: { readonly use: ReferenceUse; readonly place: Use['place'] }[] = []
  let [first = '', second = ''] = after ?? []
  for (let examined = 0; examined < examinedMax; examined += limit + 1) {
    const uses = await usesOf(asked.db, asked.target, { after: [first, second], limit: limit + 1 })
    for (const one of uses) {
      if (pacer.isSpent()) await pacer.turn()
      const use = await describeUse(asked, one)
      if (use) told.push({ use, place: one.place })
    }
    const last = uses.at(-1)
    if (!last || uses.length <= limit || told.length > limit) return { told, stoppedAt: null }
    ;[first, second] = last.place
  }
  return { told, stoppedAt: [first, second] }
}
