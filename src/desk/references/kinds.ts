import { z } from 'zod'
import type { Write } from '../../db/database.ts'
import type { ReferenceKind } from '../../db/tables.ts'
import { putRules } from '../../disclaimers/rules.ts'
import { DisclaimerRule } from '../../disclaimers/schema.ts'
import type { Scope } from '../../http/endpoints/access.ts'
import type { Config } from '../../kernel/config.ts'
import type { Users } from '../../publishing/derived/terms.ts'
import { TopicName } from '../../references/names.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../references/schema.ts'
import { Key } from '../../values/text.ts'
import { InstantText } from '../../values/time.ts'
import { keepRequired } from '../disclaimers/keep-required.ts'
import { menusLeadingTo } from '../menus/guards.ts'

/** What the operations on one kind of reference need to know of it. */
export interface ManagedReference {
  readonly kind: ReferenceKind
  readonly plural: 'entities' | 'instruments' | 'topics' | 'disclaimer-rules'
  /** Of its operations: `putEntity`. */
  readonly name: string
  readonly article: string
  readonly content: z.ZodObject
  /** The content with its key left out or not. */
  readonly body: z.ZodObject
  readonly key: z.ZodString
  /** The fields that the key in the path stands for. */
  keyFields(key: string): Readonly<Record<string, string>>
  readonly scopes: { readonly read: readonly Scope[]; readonly write: readonly Scope[] }
  /** Said of putting it, beyond what is said of all. */
  readonly rule: string
  readonly example: object
  put(write: Write, config: Config, content: unknown): Promise<number>
  /** Users that the references do not know of. */
  usersOf?(write: Write, key: string): Promise<Users>
}

const references = { read: ['references:write'], write: ['references:write'] } as const
const keyAlone = (key: string) => ({ key })

const entity: ManagedReference = {
  kind: 'entity',
  plural: 'entities',
  name: 'Entity',
  article: 'an entity',
  content: EntityContent,
  body: EntityContent.partial({ key: true }),
  key: Key,
  keyFields: keyAlone,
  scopes: references,
  rule: 'The entities that it names have to exist.',
  example: { type: 'organisation', name: 'Palantir Technologies', country: 'US', listed: true },
  put: (write, _, content) => putReferences(write, [entityPut(EntityContent.parse(content))]),
}

const instrument: ManagedReference = {
  kind: 'instrument',
  plural: 'instruments',
  name: 'Instrument',
  article: 'an instrument',
  content: InstrumentContent,
  body: InstrumentContent.partial({ key: true }),
  key: Key,
  keyFields: keyAlone,
  scopes: references,
  rule: 'Its issuer has to exist. Past listings stay in `listings`, with the day on which they ended.',
  example: {
    name: 'Palantir Technologies Inc. Class A common stock',
    assetClass: 'equity',
    listings: [
      { mic: 'XNAS', ticker: 'PLTR', currency: 'USD', primary: true, validFrom: '2024-11-26', validTo: null },
    ],
  },
  put: (write, _, content) => putReferences(write, [instrumentPut(InstrumentContent.parse(content))]),
  usersOf: menusLeadingTo,
}

const topic: ManagedReference = {
  kind: 'topic',
  plural: 'topics',
  name: 'Topic',
  article: 'a topic',
  content: TopicContent,
  body: TopicContent.partial({ scheme: true, code: true }),
  key: TopicName,
  keyFields(key) {
    const [scheme = '', code = ''] = key.split(':')
    return { scheme, code }
  },
  scopes: references,
  rule: 'The topic in `broader` has to exist.',
  example: { name: 'artificial intelligence' },
  put: (write, _, content) => putReferences(write, [topicPut(TopicContent.parse(content))]),
}

/** A rule is in force as soon as it is put, and decides which legal text readers get: that is publishing it. */
const ruleScopes = {
  read: ['disclaimers:write', 'disclaimers:publish', 'references:write'],
  write: ['disclaimers:publish'],
} as const

const disclaimerRule: ManagedReference = {
  kind: 'disclaimer-rule',
  plural: 'disclaimer-rules',
  name: 'DisclaimerRule',
  article: 'a disclaimer rule',
  content: DisclaimerRule,
  body: DisclaimerRule.partial({ key: true }),
  key: Key,
  keyFields: keyAlone,
  scopes: ruleScopes,
  rule: 'A rule that requires a disclaimer is refused (409 `disclaimer-required`) while there is no text for those of whom it holds.',
  example: {
    priority: 100,
    when: { contentKinds: ['article'] },
    disclaimer: 'risk-warning-and-disclaimer',
    placement: 'after_body',
    required: true,
  },
  async put(write, config, content) {
    const rule = DisclaimerRule.parse(content)
    return keepRequired(write, config, rule.disclaimer, () => putRules(write, [rule]))
  },
}

export const managedReferences = [entity, instrument, topic, disclaimerRule]

/** What management answers of a reference. */
export const dataOf = ({ name, article, content }: ManagedReference) =>
  z
    .object({
      ...content.shape,
      availableAt: InstantText.describe('When this state of the record became visible'),
    })
    .meta({ id: `Desk${name}`, description: `The present state of ${article}` })
