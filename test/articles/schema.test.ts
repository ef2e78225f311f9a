import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Article, ArticleContent, ArticleSummary } from '../../src/articles/schema/article.ts'
import { draft, event, facts, figure, note, pathsOf, quote, source } from './draft.ts'

describe('what an editor writes', () => {
  test('a draft needs only the required fields: the rest is null, empty or the default', () => {
    const { body, ...content } = ArticleContent.parse(draft)
    expect(body).toEqual(draft.body)
    expect(content).toEqual({
      ...{
        storyKey: 'shares-rise',
        locale: 'en',
        slug: 'shares-rise',
        type: 'news',
        headline: 'Shares rise',
      },
      ...{ shortHeadline: null, slugline: null, classification: 'editorial', summary: null, keyPoints: [] },
      ...{ dateline: null, byline: null, authors: [], images: [], urgency: 5 },
      ...{ keyFigures: [], timeline: [], sources: [], quotes: [] },
      ...{ entities: [], instruments: [], topics: [] },
      provenance: {
        ...{ origin: 'staff', distributor: null, source: null, sourceUrl: null, retrievedAt: null },
        ...{ originalLocale: null, digitalSourceType: null, humanReviewed: null, derived: [] },
      },
      ...{ publishedAt: null, externalId: null, blockedIn: [], editorialNotes: [], backstory: null },
      translation: null,
    })
  })

  test('parsing is idempotent', () => {
    const content = ArticleContent.parse({ ...draft, ...facts, publishedAt: '2026-03-17T08:00:00+08:00' })
    expect(content.publishedAt).toBe('2026-03-17T00:00:00.000Z')
    expect(ArticleContent.parse(content)).toEqual(content)
  })

  test.each(Object.keys(draft))('a draft without %s is refused', (field) => {
    const entries = Object.entries(draft).filter(([name]) => name !== field)
    expect(pathsOf(Object.fromEntries(entries))).toEqual([field])
  })

  test.each([
    'admin',
    'api',
    'feeds',
    'docs',
    'openapi',
    'new',
    'art_7h2k9m4n1p8q3r5t',
    'Shares',
    'a--b',
    '',
  ])('the slug %j is refused', (slug) => expect(pathsOf({ ...draft, slug })).toContain('slug'))

  test.each([
    ['headline', { headline: 'x'.repeat(301) }],
    ['headline', { headline: 'two\nlines' }],
    ['shortHeadline', { shortHeadline: 'x'.repeat(65) }],
    ['slugline', { slugline: 'x'.repeat(61) }],
    ['summary', { summary: 'x'.repeat(601) }],
    ['keyPoints', { keyPoints: Array.from({ length: 11 }, () => 'x') }],
    ['keyPoints/0', { keyPoints: ['x'.repeat(121)] }],
    ['urgency', { urgency: 0 }],
    ['urgency', { urgency: 10 }],
    ['urgency', { urgency: 1.5 }],
    ['type', { type: 'story' }],
    ['classification', { classification: 'news' }],
    ['publishedAt', { publishedAt: '2026-03-17' }],
    ['blockedIn/0', { blockedIn: ['Germany'] }],
    ['images/0/url', { images: [{ url: 'javascript:alert(1)', alt: 'x' }] }],
    ['images/0/mediaType', { images: [{ url: 'https://x.example/a', alt: 'x', mediaType: 'text/html' }] }],
    [
      'images/0/focalPoint/x',
      { images: [{ url: 'https://x.example/a', alt: 'x', focalPoint: { x: 2, y: 0 } }] },
    ],
    [
      'images/0/variants/1',
      {
        images: [
          {
            ...{ url: 'https://x.example/a', alt: 'x' },
            variants: [
              { url: 'https://x.example/b', width: 9 },
              { url: 'https://x.example/c', width: 9 },
            ],
          },
        ],
      },
    ],
    ['entities/0/relevance', { entities: [{ key: 'openai', rel: 'about', relevance: 101 }] }],
    ['provenance/source/sha256', { provenance: { source: { file: 'a', sha256: 'x', lines: 1 } } }],
    ['provenance/derived/0/pointer', { provenance: { derived: [{ pointer: 'slug', reason: 'x' }] } }],
    ['provenance/retrievedAt', { provenance: { retrievedAt: 'yesterday' } }],
    ['translation/of', { translation: { of: 'mnu_7h2k9m4n1p8q3r5t', version: 1, method: 'human' } }],
    ['keyFigures/0/value', { keyFigures: [{ ...figure, value: '5.0e3' }] }],
    ['keyFigures/0/value', { keyFigures: [{ ...figure, value: null }] }],
    ['timeline/0/date', { timeline: [{ ...event, date: 'last fall' }] }],
    ['timeline/0/date', { timeline: [{ ...event, date: '2026-03/2026-01', precision: 'month' }] }],
    ['timeline/0/precision', { timeline: [{ ...event, date: '2026' }] }],
    ['timeline/0/precision', { timeline: [{ ...event, date: '2026-33', precision: 'season' }] }],
  ])('a fault in %s is refused with its path', (path, change) => {
    expect(pathsOf({ ...draft, ...change })).toEqual([path])
  })

  test.each([
    ['', { signal: 'new' }],
    ['dateline', { dateline: { city: 'Berlin' } }],
    ['authors/0', { authors: [{ name: 'A', mail: 'a@example.com' }] }],
    ['keyFigures/0', { keyFigures: [{ ...figure, source: 's1' }] }],
    ['timeline/0', { timeline: [{ ...event, edtf: '2026' }] }],
    ['quotes/0', { quotes: [{ ...quote, verification: 'disputed' }] }],
    ['entities/0', { entities: [{ key: 'openai', rel: 'about', name: 'OpenAI' }] }],
    ['provenance', { provenance: { translation: null } }],
  ])('an unknown field at /%s is refused', (path, change) => {
    expect(pathsOf({ ...draft, ...change })).toEqual([path])
  })

  test('an amount in words is enough for a key figure', () => {
    const inWords = { ...figure, value: null, valueText: 'a few' }
    expect(pathsOf({ ...draft, keyFigures: [inWords] })).toEqual([])
  })

  test.each([
    ['keyFigures', [figure, figure]],
    ['timeline', [event, event]],
    ['sources', [source, source]],
    ['quotes', [quote, quote]],
    ['editorialNotes', [note, note]],
    ['blockedIn', ['GB', 'GB']],
    [
      'entities',
      [
        { key: 'aws', rel: 'about' },
        { key: 'aws', rel: 'mentions' },
      ],
    ],
    ['instruments', [{ key: 'amzn' }, { key: 'amzn', via: 'amazon' }]],
    [
      'topics',
      [
        { scheme: 'medtop', code: '1' },
        { scheme: 'medtop', code: '1' },
      ],
    ],
  ])('a key that occurs twice in %s is refused', (list, items) => {
    expect(pathsOf({ ...draft, [list]: items })).toEqual([`${list}/1`])
  })

  test('an instant in another zone is stored in UTC, including in provenance', () => {
    const content = ArticleContent.parse({
      ...draft,
      provenance: { retrievedAt: '2026-03-17T08:00:00+08:00' },
    })
    expect(content.provenance.retrievedAt).toBe('2026-03-17T00:00:00.000Z')
  })
})

describe('what is delivered', () => {
  const internal = ['externalId', 'blockedIn', 'editorialNotes', 'backstory', 'translation']

  test('fields of the desk are not delivered, and all others are', () => {
    const delivered = Object.keys(Article.shape)
    expect(delivered.filter((name) => internal.includes(name))).toEqual([])
    const missing = Object.keys(ArticleContent.shape).filter((name) => !delivered.includes(name))
    expect(missing.sort()).toEqual(internal.sort())
    expect(Object.keys(ArticleSummary.shape)).toEqual([...delivered, 'highlights', 'reasons'])
  })

  test('an unexpected internal field is not delivered', () => {
    const content = ArticleContent.parse({ ...draft, editorialNotes: [note], backstory: 'Secret.' })
    const at = '2026-03-17T00:00:00.000Z'
    const article = Article.parse({
      ...content,
      ...{ id: 'art_7h2k9m4n1p8q3r5t', version: 1, signal: 'new', wordCount: 3 },
      ...{ publishedAt: at, updatedAt: at, availableAt: at, corrections: [], disclaimers: [] },
      links: Object.fromEntries(Object.keys(Article.shape.links.shape).map((name) => [name, '/'])),
    })
    expect(JSON.stringify(article)).not.toMatch(/Secret|Check this/)
  })

  test.each([Article, ArticleSummary])('every field has a description in the OpenAPI document', (schema) => {
    const { properties = {} } = z.toJSONSchema(schema)
    const unexplained = Object.entries(properties).filter(
      ([, property]) => typeof property === 'boolean' || !(property.description || property.$ref),
    )
    expect(unexplained.map(([name]) => name)).toEqual([])
  })

  test('the sample article is delivered as written, field by field', () => {
    const [seed] = z
      .array(ArticleContent)
      .parse(JSON.parse(readFileSync(new URL('../../seeds/articles.json', import.meta.url), 'utf8')))
    const { keyFigures, timeline, sources, quotes, dateline, provenance } = Article.shape
    const facts = z.object({ keyFigures, timeline, sources, quotes, dateline, provenance })
    expect(seed).toMatchObject(facts.parse(seed))
  })
})
