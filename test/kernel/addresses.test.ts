import { expect, test } from 'vitest'
import { createAddresses } from '../../src/kernel/addresses.ts'
import { readConfig } from '../../src/kernel/config.ts'

const addresses = (settings: Record<string, string>) => createAddresses(readConfig(settings), () => 4711)

const article = { slug: 'a-b', id: 'art_0123456789abcdef', locale: 'zh-Hant' }

test('absolute addresses begin with PUBLIC_URL, else with the host and the port that the server got', () => {
  const begin = (settings: Record<string, string>) => addresses(settings).of('/v1/articles')
  expect(begin({ PUBLIC_URL: 'https://h.example/' })).toBe('https://h.example/v1/articles')
  expect(begin({ HOST: '0.0.0.0' })).toBe('http://127.0.0.1:4711/v1/articles')
  expect(begin({ HOST: '::' })).toBe('http://127.0.0.1:4711/v1/articles')
  expect(begin({ HOST: '::1' })).toBe('http://[::1]:4711/v1/articles')
  expect(begin({ HOST: 'news.local', PORT: '0' })).toBe('http://news.local:4711/v1/articles')
})

test('an article is found where ARTICLE_URL says, else here', () => {
  const at = (ARTICLE_URL: string) => addresses({ ARTICLE_URL }).ofArticle(article)
  expect(at('https://h.example/{locale}/{slug}?id={id}#{slug}')).toBe(
    'https://h.example/zh-Hant/a-b?id=art_0123456789abcdef#a-b',
  )
  expect(at('https://{locale}.h.example/{slug}')).toBe('https://zh-Hant.h.example/a-b')
  const here = (settings: Record<string, string>) =>
    addresses({ PUBLIC_URL: 'https://h.example', ...settings }).ofArticle(article)
  expect(here({})).toBe('https://h.example/articles/a-b')
  expect(here({ PAGES: 'false' })).toBe('https://h.example/v1/articles/a-b')
})

test('what stands for a part of an article is percent-encoded', () => {
  const { ofArticle } = addresses({ ARTICLE_URL: 'http://h.example/{slug}' })
  expect(ofArticle({ ...article, slug: 'a/b?c#$&d' })).toBe('http://h.example/a%2Fb%3Fc%23%24%26d')
})

test.each([
  'h.example/{slug}',
  '/{slug}',
  'ftp://h.example/{slug}',
  'https://h.example/',
  'https://h.example/{locale}',
  'https://h.example/{slug}/{headline}',
  'https://h.example/{slug',
  'https://h.example/{{slug}}',
  'https://h.example:{slug}/',
  'https://user:pass@h.example/{slug}',
  'https://h.example/{slug} ',
])('as ARTICLE_URL, %s is refused', (text) => {
  expect(() => addresses({ ARTICLE_URL: text })).toThrow('ARTICLE_URL')
})
