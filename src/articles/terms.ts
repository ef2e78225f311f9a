import { everything, referenceTerm } from '../publishing/derived/terms.ts'
import { topicKey } from '../references/put.ts'
import { bindingJurisdictions, truncations } from '../values/place.ts'
import { authorKey } from './authors.ts'
import type { ArticleContent } from './schema/article.ts'

/** Index terms of an article; each filter of a list selects terms. */
export const termOf = {
  entity: (key: string) => referenceTerm('entity', key),
  instrument: (key: string) => referenceTerm('instrument', key),
  topic: (key: string) => referenceTerm('topic', key),
  author: (key: string) => `author:${key}`,
  type: (type: string) => `type:${type}`,
  storyKey: (key: string) => `story:${key}`,
  locale: (tag: string) => `locale:${tag.toLowerCase()}`,
  urgency: (urgency: number) => `urgency:${urgency}`,
  blockedIn: (jurisdiction: string) => `blocked:${jurisdiction}`,
}

export function termsOf(content: ArticleContent): string[] {
  const { entities, instruments, topics, authors, type, storyKey, locale, urgency, blockedIn } = content
  return [
    everything,
    ...entities.map(({ key }) => termOf.entity(key)),
    ...instruments.map(({ key }) => termOf.instrument(key)),
    ...topics.map((topic) => termOf.topic(topicKey(topic))),
    ...authors.map(authorKey).flatMap((key) => (key ? [termOf.author(key)] : [])),
    termOf.type(type),
    termOf.storyKey(storyKey),
    // `de` also finds `de-AT` (RFC 4647 §3.3.1).
    ...truncations(locale).map(termOf.locale),
    termOf.urgency(urgency),
    ...blockedIn.map(termOf.blockedIn),
  ]
}

/** Terms that block an article in a jurisdiction: the jurisdiction itself, and the EU or EEA that it belongs to. */
export const blockingTerms = (jurisdiction: string | null): string[] =>
  bindingJurisdictions(jurisdiction).map(termOf.blockedIn)
