import { expect, test } from 'vitest'
import { loadSynthetic } from '../../seeds/synthetic/load.ts'
import { articleKind } from '../../src/articles/kind.ts'
import type { ArticleContent } from '../../src/articles/schema/article.ts'
import { derivables } from '../../src/kinds.ts'
import { rebuildOutdated } from '../../src/publishing/derived/rebuild.ts'
import type { Kind } from '../../src/publishing/kind.ts'
import { draft, newsdesk } from '../desk/articles/newsdesk.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { reading } from '../reading.ts'

const authors = [
  { name: 'Zoë Müller', role: 'editor' },
  { name: 'ZOE MULLER' },
  { key: 'sato-haruka', name: '佐藤 遥' },
  { name: '佐藤 遥' },
]
const keys = ['zoe-muller', 'zoe-muller', 'sato-haruka', null]

/** The derivation before authors had keys. */
const earlier: Kind<ArticleContent> = {
  ...articleKind,
  derivation: 1,
  termsOf: (content) => articleKind.termsOf({ ...content, authors: [] }),
  async render(...given) {
    const { content, ...rest } = await articleKind.render(...given)
    return { ...rest, content: { ...content, authors: authors.map(({ name }) => ({ name })) } }
  },
}

test('the key of an author is the given one, or derived from the name, and the same in every language', async () => {
  const { http, db } = await testApp({ sample: false })
  for (const locale of ['en', 'de'])
    await newsroom(db).publish(articleKind, anArticle({ slug: locale, locale, authors }))
  for (const path of ['/v1/articles/en', '/v1/articles/de']) {
    const { body } = await http.get(path).expect(200)
    expect(body.data.authors.map(({ key }: { key: string }) => key)).toEqual(keys)
    expect(body.data.authors[0]).toEqual({ key: 'zoe-muller', ...authors[0] })
  }
  const { body } = await http.get('/v1/articles?author=zoe-muller').expect(200)
  expect(body.data).toHaveLength(2)
})

test('two spellings of one author give one term', async () => {
  const { db } = await testApp({ sample: false })
  await newsroom(db).publish(articleKind, anArticle({ authors }))
  const terms = await reading(db)
    .selectFrom('publication_term')
    .select('term')
    .where('term', 'like', 'author:%')
    .execute()
  expect(terms.map(({ term }) => term).sort()).toEqual(['author:sato-haruka', 'author:zoe-muller'])
})

test('raising the derivation number gives stored articles their author keys and terms, without SQL', async () => {
  const { http, db } = await testApp({ sample: false })
  await newsroom(db).publish(earlier, anArticle({ authors }))
  const found = async () => {
    const { body } = await http.get('/v1/articles?author=zoe-muller').expect(200)
    return body.data.flatMap((article: { authors: { key: string }[] }) =>
      article.authors.map(({ key }) => key),
    )
  }
  expect(await found()).toEqual([])
  expect(await rebuildOutdated(db, derivables())).toMatchObject({ examined: 2, changed: 1, failed: 0 })
  expect(await found()).toEqual(keys)
})

test('the desk returns the key as given', async () => {
  const { send } = await newsdesk()
  const { body } = await send('post', '/articles', { ...draft, authors }).expect(201)
  expect(body.data.authors).toEqual(authors.map((author) => ({ key: null, role: null, ...author })))
  await send('post', '/articles', { ...draft, authors: [{ key: 'Zoë', name: 'Zoë' }] }).expect(400)
})

test('authors are found in a large archive, in every language', async () => {
  const { http, db } = await testApp()
  await loadSynthetic(db, { count: 300, size: 'small' })
  for (const author of ['emile-garnier', 'sato-haruka', 'jurgen-weiss', 'lin-mei-hua']) {
    const { body } = await http.get(`/v1/articles?author=${author}&total=true&limit=100`).expect(200)
    expect(body.page.total).toBeGreaterThan(30)
    const locales = new Set(body.data.map(({ locale }: { locale: string }) => locale))
    expect(locales.size).toBeGreaterThan(3)
    for (const article of body.data)
      expect(article.authors.map(({ key }: { key: string }) => key)).toContain(author)
  }
})
