import { afterAll, describe, expect, test } from 'vitest'
import { loadSynthetic } from '../../seeds/synthetic/load.ts'
import { testApp } from '../helpers.ts'
import { documentedOrigin, manual, read } from './pages.ts'

/** Shared by all tests: the requests change nothing. */
const environment = { PUBLIC_URL: documentedOrigin }
const sample = await testApp({ behind: afterAll, environment })
const seeded = await testApp({ behind: afterAll, environment })
await loadSynthetic(seeded.db, { count: 400, size: 'small' })

describe.each(['README.md', 'docs/concepts.md', 'docs/api.md'])('the requests of %s', (page) => {
  const text = read(page)
  const calls = [...text.matchAll(/```sh\ncurl -s '([^']+)'\n```\n\n```json\n([\s\S]+?)\n```/g)].map(
    ([, url = '', shown = '']) => ({ url, shown: JSON.parse(shown) }),
  )

  test('come with an answer each', () => {
    expect(calls.length).toBeGreaterThan(0)
    expect(text.match(/^curl\b/gm)).toHaveLength(calls.length)
    if (page === 'README.md') expect(calls).toHaveLength(5)
  })

  test.each(calls)('come with the true answer, with and without 400 more articles: $url', async (call) => {
    expect(call.url.startsWith(documentedOrigin)).toBe(true)
    for (const { http } of [sample, seeded]) {
      const { body } = await http.get(call.url.slice(documentedOrigin.length))
      expect(differences(call.shown, body)).toEqual([])
    }
  })
})

test('blocks of shell and TypeScript go by the names under which the tests find them', () => {
  const known = [
    'sh',
    'ts',
    'js',
    'json',
    'python',
    'go',
    'text',
    'ini',
    'yaml',
    'nginx',
    'vcl',
    'swift',
    'kotlin',
  ]
  const named = manual.flatMap((page) => [...read(page).matchAll(/^```(.*)$/gm)].map(([, name = '']) => name))
  expect(named.filter((name) => name !== '' && !known.includes(name))).toEqual([])
})

const more = '…'

/** Where an answer is not as it is shown. `…` stands for what was left out of a text, a list or an object. */
function differences(shown: unknown, actual: unknown, place = ''): string[] {
  if (shown === more) return []
  if (typeof shown === 'string' && typeof actual === 'string') {
    const [begin = '', end] = shown.split(more)
    const same = end === undefined ? shown === actual : actual.startsWith(begin) && actual.endsWith(end)
    return same ? [] : [place]
  }
  if (Array.isArray(shown) && Array.isArray(actual)) return listDifferences(shown, actual, place)
  if (typeof shown !== 'object' || shown === null || typeof actual !== 'object' || actual === null)
    return shown === actual ? [] : [place]
  const { [more]: open, ...members } = shown as Record<string, unknown>
  const given = new Map<string, unknown>(Object.entries(actual))
  const extra = open ? [] : [...given.keys()].filter((name) => !(name in members))
  return [
    ...extra.map((name) => `${place}/${name}`),
    ...Object.entries(members).flatMap(([name, value]) =>
      differences(value, given.get(name), `${place}/${name}`),
    ),
  ]
}

/** Each item that is shown has to come, in this order; others only where `…` says so. */
function listDifferences(shown: readonly unknown[], actual: readonly unknown[], place: string): string[] {
  const items = shown.filter((item) => item !== more)
  if (items.length === shown.length && items.length !== actual.length)
    return [`${place}: ${actual.length} items`]
  let next = 0
  return items.flatMap((item, index) => {
    const found = actual.findIndex((one, at) => at >= next && differences(item, one).length === 0)
    if (found < 0)
      return items.length === shown.length
        ? differences(item, actual[index], `${place}/${index}`)
        : [`${place}/${index}`]
    next = found + 1
    return []
  })
}
