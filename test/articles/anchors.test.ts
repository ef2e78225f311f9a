import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { checkAnchors } from '../../src/articles/schema/anchors.ts'
import { ArticleContent } from '../../src/articles/schema/article.ts'
import { block, draft, event, facts, figure, note, pathsOf, quote, source } from './draft.ts'

describe('anchors', () => {
  const marks = [
    { _key: 'm1', _type: 'figure', figure: 'f1' },
    { _key: 'm2', _type: 'event', event: 't1' },
    { _key: 'm3', _type: 'source', source: 's1' },
    { _key: 'm4', _type: 'quote', quote: 'q1' },
    { _key: 'm5', _type: 'entity', entity: 'openai', rel: 'about' },
  ]

  test('marks and facts with existing anchors are accepted', () => {
    const sourced = {
      ...facts,
      keyFigures: [{ ...figure, sourceKey: 's1' }],
      timeline: [{ ...event, sourceKey: 's1' }],
    }
    expect(pathsOf({ ...draft, ...sourced, body: [block('b1', marks)] })).toEqual([])
  })

  test('each mark without its fact is refused with its path', () => {
    expect(pathsOf({ ...draft, body: [block('b0'), block('b1', marks)] })).toEqual([
      'body/1/markDefs/0/figure',
      'body/1/markDefs/1/event',
      'body/1/markDefs/2/source',
      'body/1/markDefs/3/quote',
    ])
  })

  test('a mark of one kind does not match a fact of another', () => {
    const crossed = [{ _key: 'm1', _type: 'figure', figure: 't1' }]
    expect(pathsOf({ ...draft, ...facts, body: [block('b1', crossed)] })).toEqual([
      'body/0/markDefs/0/figure',
    ])
  })

  test('each fact with an unknown block or source is refused with its path', () => {
    const lost = {
      keyFigures: [{ ...figure, blockKey: 'b9', sourceKey: 's9' }],
      timeline: [{ ...event, blockKey: 'b9', sourceKey: 's9' }],
      sources: [{ ...source, blockKey: 'b9' }],
      quotes: [{ ...quote, blockKey: 'b9' }],
      editorialNotes: [{ ...note, blockKey: 'b9' }],
    }
    expect(pathsOf({ ...draft, ...lost })).toEqual([
      'keyFigures/0/blockKey',
      'timeline/0/blockKey',
      'sources/0/blockKey',
      'quotes/0/blockKey',
      'editorialNotes/0/blockKey',
      'keyFigures/0/sourceKey',
      'timeline/0/sourceKey',
    ])
  })

  test('the check works for any schema with the same parts', () => {
    const { body, keyFigures, timeline, sources, quotes } = ArticleContent.shape
    const Patched = z.object({ body, keyFigures, timeline, sources, quotes }).superRefine(checkAnchors)
    const result = Patched.safeParse({ body: draft.body, quotes: [{ ...quote, blockKey: 'b9' }] })
    expect(result.error?.issues.map(({ path }) => path.join('/'))).toEqual(['quotes/0/blockKey'])
  })
})
