import { everything, namedTerm, referenceTerm } from '../publishing/derived/terms.ts'
import { topicKey } from '../references/put.ts'
import { bindingJurisdictions, truncations } from '../values/place.ts'
import { authorKey } from './authors.ts'
import { namedIn } from './mentions.ts'
import type { ArticleContent } from './schema/article.ts'

/** The terms that an article is found by; a filter of the list is a choice of terms. */
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
    // `de` finds `de-AT` too (RFC 4647 §3.3.1).
    ...truncations(locale).map(termOf.locale),
    termOf.urgency(urgency),
    ...blockedIn.map(termOf.blockedIn),
    ...namedBeside(content),
  ]
}

/** An article is not found by what only its facts and its text name, but that cannot be removed either. */
function namedBeside(content: ArticleContent): string[] {
  const { entities, instruments, topics } = content
  const listed = new Set([
    ...entities.map(({ key }) => namedTerm('entity', key)),
    ...instruments.map(({ key }) => namedTerm('instrument', key)),
    ...topics.map((topic) => namedTerm('topic', topicKey(topic))),
  ])
  const named = new Set(namedIn(content).map(({ kind, key }) => namedTerm(kind, key)))
  return [...named].filter((term) => !listed.has(term))
}

/** The terms of which an article must have none to be shown in a jurisdiction: it, and the EU or EEA it belongs to. */
export const blockingTerms = (jurisdiction: string | null): string[] =>
  bindingJurisdictions(jurisdiction).map(termOf.blockedIn)
