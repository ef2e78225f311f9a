import type { z } from 'zod'
import type { ArticleContent } from '../../src/articles/schema/article.ts'
import type { Database } from '../../src/db/database.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'
import { aBlock, anArticle } from '../makers.ts'

/** References that the article below names. */
export const putSubjects = (db: Database) =>
  db.write((write) =>
    putReferences(write, [
      entityPut(EntityContent.parse({ key: 'acme', name: 'Acme Industries', type: 'organisation' })),
      instrumentPut(
        InstrumentContent.parse({
          ...{ key: 'acme-stock', name: 'Acme ordinary shares', assetClass: 'equity', issuer: 'acme' },
          identifiers: [{ scheme: 'isin', value: 'US0378331005' }],
          listings: [{ mic: 'XNYS', ticker: 'ACM', primary: true, currency: 'USD', validFrom: '2004-01-02' }],
        }),
      ),
      topicPut(TopicContent.parse({ scheme: 'own', code: 'markets', name: 'markets' })),
      topicPut(
        TopicContent.parse({ scheme: 'own', code: 'steel', name: 'steel industry', broader: 'own:markets' }),
      ),
    ]),
  )

export const anImage = (name: string) => ({
  ...{
    url: `https://images.example/${name}.jpg`,
    alt: `Image ${name}`,
    caption: 'A furnace',
    credit: 'A. M.',
  },
  ...{ width: 1600, height: 900, mediaType: 'image/jpeg' },
  variants: [
    { url: `https://images.example/${name}-800.jpg`, width: 800, height: 450, mediaType: 'image/jpeg' },
  ],
})

/** An article with something of everything that a page shows. */
export const richArticle = (fields: Partial<z.input<typeof ArticleContent>> = {}): ArticleContent =>
  anArticle({
    ...{ slug: 'rich', headline: 'Acme Cuts Steel Output', summary: 'Power is too dear.', type: 'analysis' },
    ...{ keyPoints: ['Output falls'], byline: 'By Ada Moravec', urgency: 3 },
    dateline: { place: 'Duisburg', date: '2026-03-30' },
    images: [anImage('one'), anImage('two')],
    body: [
      { ...aBlock('Acme will close two furnaces.'), _key: 'b1', style: 'lead' },
      { ...aBlock('The shares fell by 12.4 percent. “We stay,” it said.'), _key: 'b2' },
    ],
    keyFigures: [
      {
        ...{ key: 'f1', label: 'Net debt', value: '4250000000', unit: 'EUR', qualifier: 'about' },
        ...{ factType: 'estimate', quote: 'two furnaces', blockKey: 'b1', period: { stated: 'in 2025' } },
      },
    ],
    timeline: [
      { key: 't1', stated: 'then', date: '2009', precision: 'year', text: 'The shares fell', blockKey: 'b2' },
    ],
    quotes: [{ key: 'q1', text: 'We stay', speaker: 'acme', blockKey: 'b2' }],
    sources: [{ key: 's1', kind: 'company_filing', stated: 'a notice', url: 'https://acme.example/notice' }],
    entities: [{ key: 'acme', rel: 'about' }],
    instruments: [{ key: 'acme-stock', via: 'acme' }],
    topics: [{ scheme: 'own', code: 'steel' }],
    ...fields,
  })
