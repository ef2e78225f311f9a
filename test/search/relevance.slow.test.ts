import { expect, test } from 'vitest'
import { createRandom } from '../../seeds/synthetic/random.ts'
import { testApp } from '../helpers.ts'
import { loadArchive, type PlainVersion, versionsIn } from './archive.ts'

/** Ways in which a reader asks for a story that is remembered, from its headline. */
const ways: readonly ((words: readonly string[], headline: string) => string)[] = [
  // A name and a figure.
  (words) => [words[0], ...words.filter((word) => /\d/.test(word))].join(' '),
  (_, headline) => `"${headline.replaceAll('"', ' ')}"`,
  (words) => words.slice(0, 6).join(' ').toUpperCase(),
  // Plurals, and what is no plural.
  (words) => words.map((word) => (/^[a-z]{5,}s$/.test(word) ? word.slice(0, -1) : word)).join(' '),
  (words) => `${words.slice(0, -1).join(' ')} ${words.at(-1)?.slice(0, 3)}*`,
]

test('of sixty stories that are asked for by their headlines, at least 55 are among the first three', async () => {
  const { http, db, clock, time } = await testApp({ sample: false })
  await loadArchive(db, 400)
  time.advance(1)
  const now = clock.now()
  const random = createRandom(60)
  const visible = (await versionsIn(db)).filter((one) => one.isPublicAt(now))
  const headlineOf = ({ texts }: PlainVersion) => texts[0] ?? []
  const missed: string[] = []
  for (let index = 0; index < 60; index += 1) {
    const wanted = random.pick(visible)
    const words = headlineOf(wanted).map(({ text }) => text)
    const q = (ways[index % ways.length]?.(words, words.join(' ')) ?? '').slice(0, 200)
    const { body } = await http.get('/v1/articles').query({ q, sort: 'relevance', limit: '3' }).expect(200)
    const found: { headline: string }[] = body.data
    // Several stories have one headline: the newest comes first.
    if (!found.some(({ headline }) => headline === wanted.headline)) missed.push(q)
  }
  expect(missed.length, missed.join('\n')).toBeLessThanOrEqual(5)
}, 60_000)
