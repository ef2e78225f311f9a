import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { sampleSlug } from '../helpers.ts'
import { served } from '../http/served.ts'
import { anArticle } from '../makers.ts'
import { pageAddresses } from './addresses.ts'

test.each(pageAddresses)('%s is one answer, whatever it does not know', async (address) => {
  const { ask, hits } = await served()
  const { headers } = await ask(address)
  const before = await hits()
  const more = `${address}${address.includes('?') ? '&' : '?'}utm_source=x&fbclid=%ff&cursor=&asOf=`
  expect((await ask(more)).headers.etag).toBe(headers.etag)
  expect((await ask(address, { headers: { 'if-none-match': headers.etag ?? '' } })).status).toBe(304)
  expect(await hits()).toBe(before + 1)
})

test('a page changes with what it shows, and only then', async () => {
  const { ask, desk } = await served()
  const article = `/articles/${sampleSlug}`
  const { headers } = await ask(article)
  await desk.draft(anArticle({ slug: 'draft' }))
  expect((await ask(article)).headers.etag).toBe(headers.etag)
  await desk.publish(
    articleKind,
    anArticle({ slug: 'related', storyKey: 'openai-aws-us-government-agreement', headline: 'A follow-up' }),
  )
  expect((await ask(article)).bytes.toString()).toContain('A follow-up')
})

test('a page names what a shared cache purges it by', async () => {
  const { ask } = await served()
  const { headers } = await ask(`/articles/${sampleSlug}`)
  expect(headers['surrogate-key']).toBe('articles art_7h2k9m4n1p8q3r5t dsc_7h3k9m2p5q8r4t6v')
  const topic = await ask('/topics/medtop:20001298')
  expect(topic.headers['surrogate-key']).toContain('topic/medtop:20001298')
})
