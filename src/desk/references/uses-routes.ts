import { z } from 'zod'
import type { Router } from '../../http/endpoints/router.ts'
import { listOf } from '../../http/parameters/envelope.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import { usesOf } from '../../references/uses.ts'
import type { DeskServices } from '../services.ts'
import { deskReferences } from './kinds.ts'
import { type DeskReference, keyIn, pathOf, requireReference, tag } from './reference.ts'
import { describeUse, ReferenceUse } from './uses.ts'

export function addUses(router: Router, { config }: DeskServices, one: DeskReference): void {
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
    const [first = '', second = ''] = plan.after ?? []
    const found = await usesOf(db, target, { after: [first, second], limit: plan.limit + 1 })
    const { rows, page } = cutPage(found, plan, ({ place }) => place)
    const data: ReferenceUse[] = []
    for (const use of rows) {
      const told = await describeUse({ db, at, config, actor, target }, deskReferences, use)
      if (told) data.push(told)
    }
    return { json: { data, page } }
  })
}
