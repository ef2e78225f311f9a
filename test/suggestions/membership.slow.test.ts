import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../seeds/synthetic/random.ts'
import { testApp } from '../helpers.ts'
import { loadArchive } from '../search/archive.ts'
import { type PlainNewsroom, plainSuggestions, readNewsroom } from './plain.ts'

/** What somebody may be typing: the beginnings of words that are there, in any order, and what is not there. */
function typedFrom(random: Random, { versions, references }: PlainNewsroom): string {
  const text = () =>
    random.below(2) === 0
      ? random.pick(versions).content.headline
      : random.pick(random.pick(references.filter(({ kind }) => kind !== 'disclaimer-rule')).texts)
  const words = () => text().split(/\s+/)
  const begun = (word: string) => [...word].slice(0, random.between(1, 14)).join('')
  const makers = [
    () => begun(random.pick(words())),
    () => begun(random.pick(words())),
    () => begun(random.pick(words())).toUpperCase(),
    () => {
      const all = words()
      const at = random.below(all.length)
      return [...all.slice(Math.max(0, at - random.below(3)), at), begun(all[at] ?? '')].join(' ')
    },
    () => `${random.pick(words())} ${begun(random.pick(words()))}`,
    () => text().slice(random.below(5), 5 + random.below(30)),
    () => random.pick([...'abcdefghijklmnopqrstuvwxyz0123456789株公市の業', '()', ' s', 'É', 'ß', '“']),
  ]
  return [...random.pick(makers)()].slice(0, 100).join('') || 'a'
}

test('suggestions are those that a plain list of everything in memory gives, in its order', async () => {
  const { http, db, clock, time } = await testApp({ sample: true })
  await loadArchive(db, 400)
  const random = createRandom(11)
  const newsroom = await readNewsroom(db)
  const seen = { found: 0, several: 0, unpopular: 0 }
  for (let round = 0; round < 300; round += 1) {
    // Before the first full minute nothing of the sample is popular.
    if (round === 100) time.advance(60_000)
    const q = typedFrom(random, newsroom)
    const limit = random.between(1, 20)
    const locale = random.below(4) === 0 ? random.pick(['en', 'de', 'ja', 'fr', 'nl']) : undefined
    const asked = { q, limit: String(limit), ...(locale && { locale }) }
    const { body } = await http.get('/v1/search/suggestions').query(asked).expect(200)
    const found = body.data.map(({ kind, key }: { kind: string; key: string }) => `${kind}/${key}`)
    const wanted = plainSuggestions(newsroom, { q, limit, ...(locale && { locale }), at: clock.now() })
    expect({ q, limit, locale, found }).toEqual({ q, limit, locale, found: wanted })
    seen.found += found.length > 0 ? 1 : 0
    seen.several += found.length > 3 ? 1 : 0
    seen.unpopular += round < 100 && found.some((one: string) => one.startsWith('entity/')) ? 1 : 0
  }
  expect(seen.found).toBeGreaterThan(150)
  expect(seen.several).toBeGreaterThan(50)
  expect(seen.unpopular).toBeGreaterThan(10)
}, 60_000)
