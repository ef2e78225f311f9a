import type { Write } from '../db/database.ts'
import type { ReferenceKind } from '../db/tables.ts'
import { refuse } from '../kernel/refusal.ts'
import { type Link, putReferences, type ReferencePut } from '../references/put.ts'
import * as references from '../references/store.ts'
import type { DisclaimerRule } from './schema.ts'

/** All rules are looked at for every article that is served. */
export const rulesMax = 500

/** Raised whenever the same rule would give other side rows. */
export const ruleDerivation = 1

export function rulePut(content: DisclaimerRule): ReferencePut {
  const { entities, instruments, topics } = content.when
  const links = [
    ...linksTo('entity', '/when/entities', entities),
    ...linksTo('instrument', '/when/instruments', instruments),
    ...linksTo('topic', '/when/topics', topics),
  ]
  return { kind: 'disclaimer-rule', key: content.key, content, derivation: ruleDerivation, links }
}

const linksTo = (kind: ReferenceKind, list: string, keys: readonly string[] = []): Link[] =>
  keys.map((key, index) => ({ kind, key, pointer: `${list}/${index}` }))

/** Puts rules, in force from this write on. Throws 422 `too-many-rules` beyond `rulesMax`. */
export async function putRules(write: Write, rules: readonly DisclaimerRule[]): Promise<number> {
  const changed = await putReferences(write, rules.map(rulePut))
  const all = { kind: 'disclaimer-rule', after: '', at: write.at, limit: rulesMax + 1 } as const
  if ((await references.list(write.tx, all)).length > rulesMax) {
    throw refuse('too-many-rules', `At most ${rulesMax} disclaimer rules are in force at one time.`)
  }
  return changed
}
