import { expect, test } from 'vitest'
import type { ArticleSummary } from '../../src/articles/schema/article.ts'
import { testApp } from '../helpers.ts'
import { loadArchive } from '../search/archive.ts'

test('of forty synthetic stories, at least 35 show one of the same instrument first', async () => {
  const { http, db, time } = await testApp({ sample: false })
  await loadArchive(db, 1_200)
  time.advance(1)
  const asked: ArticleSummary[] = []
  for (let url = '/v1/articles?limit=100'; asked.length < 1_000 && url; ) {
    const { body } = await http.get(url).expect(200)
    asked.push(...body.data)
    url = body.page.next
  }
  let same = 0
  for (const { slug, instruments } of asked.filter((_, index) => index % 25 === 0).slice(0, 40)) {
    const { body } = await http.get(`/v1/articles/${slug}/related?limit=1`).expect(200)
    const [first]: ArticleSummary[] = body.data
    const keys = new Set(instruments.map(({ key }) => key))
    if (first?.instruments.some(({ key }) => keys.has(key))) same += 1
  }
  expect(same).toBeGreaterThanOrEqual(35)
}, 120_000)
