import type { Write } from '../db/database.ts'
import type { ReferenceKind } from '../db/tables.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Link, putReferences, type ReferencePut } from '../references/put.ts'
import * as references from '../references/store.ts'
import type { DisclaimerRule } from './schema.ts'

/** Bounded because every rule in force is evaluated for each content. */
export const rulesMax = 500

/** Raise it when the same rule would produce different side rows. */
export const ruleDerivation = 1

export function rulePut(content: DisclaimerRule): ReferencePut {
  const { entities, instruments, topics } = content.when
  const links = [
    ...linksTo('entity', '/when/entities', entities),
    ...linksTo('instrument', '/when/instruments', instruments),
    ...linksTo('topic', '/when/topics', topics),
  ]
  return {
    kind: 'disclaimer-rule',
    key: content.key,
    content,
    derivation: ruleDerivation,
    links,
    mayNameRetired: true,
  }
}

const linksTo = (kind: ReferenceKind, list: string, keys: readonly string[] = []): Link[] =>
  keys.map((key, index) => ({ kind, key, pointer: `${list}/${index}` }))

/** Puts rules, in force from this write on. Throws 422 `too-many-rules` above `rulesMax`. */
export async function putRules(write: Write, rules: readonly DisclaimerRule[]): Promise<number> {
  const changed = await putReferences(write, rules.map(rulePut))
  const all = { kind: 'disclaimer-rule', after: '', at: write.at, limit: rulesMax + 1 } as const
  if ((await references.list(write.tx, all)).length > rulesMax) {
    throw refuse(
      'too-many-rules',
      `At most ${rulesMax} disclaimer rules can be in force at once. Merge or delete some of them.`,
    )
  }
  return changed
}
