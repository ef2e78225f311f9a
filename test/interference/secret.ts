import type { ArticleContent } from '../../src/articles/schema/article.ts'
import { aBlock, aDisclaimer, aMenu, anArticle, anItem } from '../makers.ts'
import { about, onInstrument } from './newsroom.ts'

/** In every text that no reader may ever see. */
export const canary = 'zqcanary'
export const say = (word: string) => `${canary}-${word}`

/** When what is hidden is to become public: behind every moment at which a store is asked. */
export const hiddenUntil = '2026-06-01T09:00:00.000Z'

/** Editorial dates of what is hidden: among those of what is public. */
const dates = ['2026-03-04T08:00:00.000Z', '2026-03-05T12:00:00.000Z', '2026-03-09T23:00:00.000Z']

/** An article full of canary words that every list would show, were it public. */
export const secret = (word: string, fields: Parameters<typeof anArticle>[0] = {}): ArticleContent =>
  anArticle({
    slug: say(word),
    storyKey: 'rally',
    headline: say(`headline-${word}`),
    summary: say('summary'),
    byline: say('byline'),
    authors: [{ name: 'Ada Moravec' }, { name: 'Émile Garnier' }, { name: say('author') }],
    keyPoints: [say('point')],
    body: [aBlock(say('body'))],
    publishedAt: dates[word.length % dates.length] ?? null,
    entities: [about('acme'), about('bolt'), about('cyan'), about('anthropic')],
    instruments: [onInstrument('acme-stock'), onInstrument('bolt-stock')],
    topics: [
      { scheme: 'medtop', code: '100' },
      { scheme: 'medtop', code: '200' },
    ],
    urgency: 1,
    externalId: say(`external-${word}`),
    backstory: say('backstory'),
    editorialNotes: [{ key: 'n1', note: say('note'), severity: 'high', blocking: true }],
    ...fields,
  })

const text = (word: string) => ({ en: say(word) })

export const secretMenu = (key: string) =>
  aMenu({
    key,
    title: text('menu'),
    sections: [
      { key: 'all', title: text('section'), items: [{ ...anItem(say('item')), title: text('item') }] },
    ],
  })

export const secretText = (fields: Parameters<typeof aDisclaimer>[0] = {}) =>
  aDisclaimer({ title: say('title'), text: say('text'), shortText: say('short'), ...fields })
