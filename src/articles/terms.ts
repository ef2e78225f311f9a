import { everything, referenceTerm } from '../publishing/terms.ts'
import { topicKey } from '../references/put.ts'
import { bindingJurisdictions, truncations } from '../values/place.ts'
import type { ArticleContent } from './schema.ts'

/** The terms that an article is found by; a filter of the list is a choice of terms. */
export const termOf = {
  entity: (key: string) => referenceTerm('entity', key),
  instrument: (key: string) => referenceTerm('instrument', key),
  topic: (key: string) => referenceTerm('topic', key),
  type: (type: string) => `type:${type}`,
  storyKey: (key: string) => `story:${key}`,
  locale: (tag: string) => `locale:${tag.toLowerCase()}`,
  urgency: (urgency: number) => `urgency:${urgency}`,
  blockedIn: (jurisdiction: string) => `blocked:${jurisdiction}`,
}

export function termsOf(content: ArticleContent): string[] {
  const { entities, instruments, topics, type, storyKey, locale, urgency, blockedIn } = content
  return [
    everything,
    ...entities.map(({ key }) => termOf.entity(key)),
    ...instruments.map(({ key }) => termOf.instrument(key)),
    ...topics.map((topic) => termOf.topic(topicKey(topic))),
    termOf.type(type),
    termOf.storyKey(storyKey),
    // `de` finds `de-AT` too (RFC 4647 §3.3.1).
    ...truncations(locale).map(termOf.locale),
    termOf.urgency(urgency),
    ...blockedIn.map(termOf.blockedIn),
  ]
}

/** The terms of which an article must have none to be shown in a jurisdiction: it, and the EU or EEA it belongs to. */
export const blockingTerms = (jurisdiction: string | null): string[] =>
  bindingJurisdictions(jurisdiction).map(termOf.blockedIn)
