import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ArticleContent } from '../../src/articles/schema/article.ts'
import { blockText, toText, wordCount } from '../../src/body/text.ts'
import { DisclaimerContent, DisclaimerRule } from '../../src/disclaimers/schema.ts'
import { ProductMenuContent } from '../../src/product-menus/schema.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'

const read = (name: string) => readFileSync(new URL(`../../seeds/${name}`, import.meta.url))
const one = <Content extends z.ZodType>(content: Content, name: string) =>
  z.tuple([content]).parse(JSON.parse(read(name).toString()))[0]

const references = z
  .strictObject({
    entities: z.array(EntityContent),
    instruments: z.array(InstrumentContent),
    topics: z.array(TopicContent),
    disclaimerRules: z.array(DisclaimerRule),
  })
  .parse(JSON.parse(read('references.json').toString()))
const article = one(ArticleContent, 'articles.json')
const menu = one(ProductMenuContent, 'product-menus.json')
const disclaimer = one(DisclaimerContent, 'disclaimers.json')
const source = read('source.txt')

const blockTexts = new Map(article.body.map((block) => [block._key, blockText(block)]))
const items = menu.sections.flatMap((section) => section.items)

describe('the source document and the sample', () => {
  test('the texts of menu, article and disclaimer together are the document, byte for byte', () => {
    const menuLines = menu.sections.flatMap((section) => [
      section.title?.en,
      ...section.items.flatMap((item) => [item.title.en, item.badge?.text.en, item.description?.en]),
    ])
    const lines = [
      ...menuLines.filter((line) => line !== undefined),
      article.headline,
      ...blockTexts.values(),
      disclaimer.title,
      disclaimer.text,
    ]
    expect(lines.join('\n')).toBe(source.toString())
    expect(Buffer.from(lines.join('\n')).equals(source)).toBe(true)
  })

  test('the provenance states the hash and line count of the document', () => {
    expect(article.provenance.source).toEqual({
      file: 'source.txt',
      sha256: createHash('sha256').update(source).digest('hex'),
      lines: source.toString().split('\n').length,
    })
  })

  test('the menu has 3 sections, 13 items and the badges Gold and Hot', () => {
    expect(menu.sections.map(({ title }) => title?.en ?? null)).toEqual([null, 'Demo Trading', 'Launch'])
    expect(items).toHaveLength(13)
    expect(items.flatMap(({ badge }) => (badge ? [[badge.text.en, badge.kind]] : []))).toEqual([
      ['Gold', 'label'],
      ['Hot', 'hot'],
    ])
  })

  test('the article has 13 blocks, 539 words, 6 figures, 7 events, 3 sources and 2 quotations', () => {
    expect(article.body).toHaveLength(13)
    expect(article.body.map((block) => (block._type === 'block' ? block.style : null)).join(' ')).toBe(
      'lead normal normal normal normal h2 normal normal normal h2 normal normal normal',
    )
    expect(wordCount(toText(article.body), article.locale)).toBe(539)
    const { keyFigures, timeline, sources, quotes } = article
    expect([keyFigures.length, timeline.length, sources.length, quotes.length]).toEqual([6, 7, 3, 2])
  })

  test('every fact occurs in its block, word for word', () => {
    const { keyFigures, timeline, sources, quotes } = article
    const anchors = [
      ...keyFigures.map(({ quote, blockKey }) => ({ text: quote, blockKey })),
      ...keyFigures.map(({ period, blockKey }) => ({ text: period?.stated ?? '', blockKey })),
      ...timeline.map(({ text, blockKey }) => ({ text, blockKey })),
      ...sources.map(({ stated, blockKey }) => ({ text: stated, blockKey: blockKey ?? '' })),
      ...quotes.map(({ text, blockKey }) => ({ text, blockKey })),
    ]
    const astray = anchors.filter(({ text, blockKey }) => !blockTexts.get(blockKey)?.includes(text))
    expect(astray).toEqual([])
  })

  test('every date is worded as in its block; t3 omits some words', () => {
    const elided = article.timeline.filter(({ stated, text }) => !text.includes(stated))
    expect(elided.map(({ key }) => key)).toEqual(['t3'])
    const [start = '', end = ''] = elided[0]?.stated.split(' … ') ?? []
    expect(elided[0]?.text.startsWith(start)).toBe(true)
    expect(elided[0]?.text.endsWith(end)).toBe(true)
  })

  test('every year that the source does not state is marked as inferred', () => {
    const dated = [
      ...article.timeline,
      ...article.keyFigures.flatMap(({ period }) => (period?.edtf ? [period] : [])),
      ...(article.dateline ? [article.dateline] : []),
    ]
    expect(dated).toHaveLength(7 + 5 + 1)
    expect(dated.every(({ inferred }) => inferred)).toBe(true)
    expect(article.provenance.derived.map(({ pointer }) => pointer)).toContain('/quotes/*/date')
  })

  test('every reference that the sample uses is in the sample', () => {
    const entities = new Set(references.entities.map(({ key }) => key))
    const named = [
      ...references.entities.flatMap(({ parent, maker, role }) => [parent, maker, role?.organisation]),
      ...references.instruments.map(({ issuer }) => issuer),
      ...article.entities.map(({ key }) => key),
      ...article.instruments.map(({ via }) => via),
      ...article.keyFigures.map(({ subject }) => subject),
      ...article.timeline.flatMap((event) => event.entities),
      ...article.sources.map(({ entity }) => entity),
      ...article.quotes.map(({ speaker }) => speaker),
      ...article.body.flatMap((block) =>
        block._type === 'block'
          ? block.markDefs.map((mark) => (mark._type === 'entity' ? mark.entity : null))
          : [],
      ),
    ]
    expect(named.filter((key) => key && !entities.has(key))).toEqual([])
    expect(article.instruments.map(({ key }) => key)).toEqual(references.instruments.map(({ key }) => key))
    expect(article.topics).toEqual(references.topics.map(({ scheme, code }) => ({ scheme, code })))
    expect(references.disclaimerRules.map((rule) => rule.disclaimer)).toEqual([disclaimer.key])
  })
})
