import { putRules } from '../../disclaimers/rules.ts'
import { DisclaimerRule } from '../../disclaimers/schema.ts'
import { invalidBody } from '../../http/json/invalid-body.ts'
import { contradiction } from '../../references/listing.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../references/schema.ts'
import { TopicName } from '../../references/symbols.ts'
import { Key } from '../../values/text.ts'
import { keepRequired } from '../disclaimers/keep-required.ts'
import type { DeskReference } from './reference.ts'

const defaults = {
  key: Key,
  keyFields: (key: string) => ({ key }),
  scopes: { read: ['references:write'], write: ['references:write'] },
  putProblems: ['not-found', 'identifier-taken', 'unknown-reference', 'retired-reference'],
} as const

const entity: DeskReference = {
  ...defaults,
  kind: 'entity',
  segment: 'entities',
  name: 'Entity',
  sampleKey: 'palantir',
  newKey: 'palantir-technologies',
  answerName: 'DeskEntity',
  noun: 'an entity',
  content: EntityContent,
  body: EntityContent.partial({ key: true }).meta({ id: 'EntityInput', description: 'An entity to put' }),
  rule: 'The entities that it refers to must exist.',
  example: { type: 'organisation', name: 'Palantir Technologies', country: 'US', listed: true },
  put: (write, _, content) => putReferences(write, [entityPut(EntityContent.parse(content))]),
}

const instrument: DeskReference = {
  ...defaults,
  kind: 'instrument',
  segment: 'instruments',
  name: 'Instrument',
  sampleKey: 'pltr',
  newKey: 'pltr-class-a',
  answerName: 'DeskInstrument',
  noun: 'an instrument',
  content: InstrumentContent,
  body: InstrumentContent.partial({ key: true }).meta({
    id: 'InstrumentInput',
    description: 'An instrument to put',
  }),
  rule: 'Its issuer must exist. Keep past listings in `listings`, with the day on which they ended.',
  example: {
    name: 'Palantir Technologies Inc. Class A common stock',
    assetClass: 'equity',
    listings: [
      { mic: 'XNAS', ticker: 'PLTR', currency: 'USD', primary: true, validFrom: '2024-11-26', validTo: null },
    ],
  },
  put(write, _, content) {
    const instrument = InstrumentContent.parse(content)
    const wrong = contradiction(instrument.listings)
    if (wrong >= 0) throw invalidBody(`/listings/${wrong}/timeZone`, 'is not the time zone of this market')
    return putReferences(write, [instrumentPut(instrument)])
  },
}

const topic: DeskReference = {
  ...defaults,
  kind: 'topic',
  segment: 'topics',
  name: 'Topic',
  sampleKey: 'medtop:20001298',
  newKey: 'desk:artificial-intelligence',
  answerName: 'DeskTopic',
  noun: 'a topic',
  content: TopicContent,
  body: TopicContent.partial({ scheme: true, code: true }).meta({
    id: 'TopicInput',
    description: 'A topic to put',
  }),
  key: TopicName,
  keyFields(key) {
    const [scheme = '', code = ''] = key.split(':')
    return { scheme, code }
  },
  rule: 'The topic in `broader` must exist.',
  example: { name: 'artificial intelligence' },
  put: (write, _, content) => putReferences(write, [topicPut(TopicContent.parse(content))]),
}

/** A rule decides which legal text readers get as soon as it is put, so putting one needs the publish scope. */
const ruleScopes = {
  read: ['disclaimers:write', 'disclaimers:publish', 'references:write'],
  write: ['disclaimers:publish'],
} as const

const disclaimerRule: DeskReference = {
  ...defaults,
  kind: 'disclaimer-rule',
  segment: 'disclaimer-rules',
  name: 'DisclaimerRule',
  sampleKey: 'all-articles',
  newKey: 'articles-risk-warning',
  answerName: 'DisclaimerRule',
  noun: 'a disclaimer rule',
  content: DisclaimerRule,
  body: DisclaimerRule.partial({ key: true }).meta({
    id: 'DisclaimerRuleInput',
    description: 'A rule to put',
  }),
  scopes: ruleScopes,
  rule: 'A rule that requires a disclaimer is refused (409 `disclaimer-required`) unless a text exists for every audience to which it applies.',
  putProblems: ['not-found', 'disclaimer-required', 'unknown-reference', 'too-many-rules'],
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

export const deskReferences = [entity, instrument, topic, disclaimerRule]
