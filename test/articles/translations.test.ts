import { describe, expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { translationGroups } from '../../src/articles/translations.ts'
import { translationLinks } from '../../src/articles/translations-store.ts'
import { createPacer } from '../../src/kernel/pacer.ts'
import { explaining } from '../explaining.ts'
import { testApp, testStore } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

type Fields = Parameters<typeof anArticle>[0]

/** A newsroom that publishes articles by slug and locale, each as a translation of another if `of` is given. */
async function languages(environment = {}) {
  const app = await testApp({ sample: false, environment })
  const desk = newsroom(app.db)
  const publish = (slug: string, locale: string, of?: string, fields: Fields = {}, times = {}) => {
    const translation = of ? { of, version: 1, method: 'human' as const } : null
    return desk.publish(articleKind, anArticle({ slug, locale, translation, ...fields }), times)
  }
  const list = async (name: string, query = '') =>
    (await app.http.get(`/v1/articles/${name}/translations${query}`).expect(200)).body.data
  const slugs = async (name: string, query = ''): Promise<string> =>
    (await list(name, query)).map(({ slug }: { slug: string }) => slug).join(' ')
  return { ...app, desk, publish, list, slugs }
}

/** An English original and translations into three languages. */
async function translated(environment = {}) {
  const world = await languages(environment)
  const en = await world.publish('en', 'en')
  const ids = { en, zh: '', de: '', at: '' }
  ids.zh = await world.publish('zh', 'zh-Hant', en)
  ids.de = await world.publish('de', 'de', en)
  ids.at = await world.publish('at', 'de-AT', en, { blockedIn: ['DE'] })
  return { ...world, ids }
}

describe('the translations of an article', () => {
  test('are the same story in every other language, original included, by locale', async () => {
    const { slugs, list, ids, http } = await translated()
    expect(await slugs('en')).toBe('de at zh')
    expect(await slugs('de')).toBe('at en zh')
    expect(await slugs(ids.at)).toBe('de en zh')
    const { body, headers } = await http.get('/v1/articles/de/translations').expect(200)
    expect(body.page).toEqual({ limit: 100, next: null })
    expect(headers['cache-control']).toBe('public, max-age=5, stale-while-revalidate=15, stale-if-error=3600')
    const at = '2026-04-01T00:00:00.000Z'
    const fields = { headline: 'Markets Open Higher', publishedAt: at, stale: false }
    expect((await list('de'))[1]).toEqual({
      ...{ id: ids.en, slug: 'en', locale: 'en', ...fields, updatedAt: at },
      ...{ translationOf: null, links: { self: '/v1/articles/en' } },
    })
    expect((await list('en'))[0]).toMatchObject({
      id: ids.de,
      translationOf: { id: ids.en, version: 1 },
      links: { self: '/v1/articles/de' },
    })
    expect((await http.get('/v1/articles/de').expect(200)).body.data.links.translations).toBe(
      '/v1/articles/de/translations',
    )
  })

  test('include those of a translation, but none in the same language', async () => {
    const { publish, slugs, ids } = await translated()
    await publish('fr', 'fr', ids.zh)
    await publish('de-2', 'DE', ids.zh)
    expect(await slugs('de')).toBe('at en fr zh')
    expect(await slugs('fr')).toBe('de-2 de at en zh')
  })

  test('are articles of the same story where none is linked', async () => {
    const { publish, slugs, list } = await languages()
    const story = { storyKey: 'story' }
    await publish('one', 'en', undefined, story)
    await publish('two', 'en', undefined, story)
    const drei = await publish('drei', 'de', undefined, story)
    await publish('quatre', 'fr', drei, { storyKey: 'elsewhere' })
    expect(await slugs('one')).toBe('drei')
    expect(await list('one')).toMatchObject([{ translationOf: null, stale: false }])
    expect(await slugs('drei')).toBe('quatre')
    expect(await slugs('quatre')).toBe('drei')
    await publish('alone', 'en')
    expect(await slugs('alone')).toBe('')
  })

  test('of the same story name their original, whatever its language and story', async () => {
    const { publish, list } = await languages()
    const original = await publish('original', 'en')
    await publish('reader', 'en', undefined, { storyKey: 'story' })
    await publish('deutsch', 'de', original, { storyKey: 'story' })
    expect(await list('reader')).toMatchObject([
      { slug: 'deutsch', translationOf: { id: original, version: 1 }, stale: false },
    ])
  })

  test('are stale once the text of the original has changed', async () => {
    const { desk, ids, list, time } = await translated()
    time.advance(60_000)
    await desk.hold(ids.en)
    await desk.release(ids.en)
    expect((await list('en'))[0]).toMatchObject({ slug: 'de', stale: false })
    time.advance(60_000)
    await desk.correct(ids.en)
    expect(await list('en')).toMatchObject([{ stale: true }, { stale: true }, { stale: true }])
    expect((await list('de'))[1]).toMatchObject({ slug: 'en', headline: 'Markets Open Lower', stale: false })
    expect((await list('en', '?asOf=2026-04-01T00:01:30Z'))[0].stale).toBe(false)
  })

  test('are as of a past moment', async () => {
    const { publish, slugs, ids, time } = await translated()
    time.advance(3_600_000)
    await publish('fr', 'fr', ids.en)
    expect(await slugs('en')).toBe('de at fr zh')
    expect(await slugs('en', '?asOf=2026-04-01T00:30:00Z')).toBe('de at zh')
  })

  test('leave out what is blocked in the configured jurisdiction', async () => {
    const { slugs, http } = await translated({ DEFAULT_JURISDICTION: 'DE' })
    expect(await slugs('en')).toBe('de zh')
    await http.get('/v1/articles/at/translations').expect(451)
  })

  test('of an article that is not public are 404 or 410, and of an earlier slug 308', async () => {
    const { publish, desk, http, ids } = await translated()
    await desk.retract(ids.de)
    await publish('soon', 'fr', ids.en, {}, { publishAt: '2026-05-01T00:00:00.000Z' })
    const moved = anArticle({ slug: 'later', locale: 'en' })
    await desk.update(articleKind, ids.en, moved)
    await http.get('/v1/articles/de/translations').expect(410)
    await http.get('/v1/articles/soon/translations').expect(404)
    const { headers } = await http.get('/v1/articles/en/translations').expect(308)
    expect(headers.location).toBe('/v1/articles/later/translations')
  })
})

describe('what is not public', () => {
  test('is no translation, and joins no others', async () => {
    const { publish, desk, slugs, list, ids } = await translated()
    const later = { publishAt: '2026-05-01T00:00:00.000Z' }
    await publish('fr', 'fr', ids.en, {}, later)
    await desk.draft(
      anArticle({ slug: 'it', locale: 'it', translation: { of: ids.en, version: 1, method: 'machine' } }),
    )
    const other = await publish('other', 'nl')
    // A scheduled version and a draft would make of it a translation.
    const next = anArticle({
      slug: 'other',
      locale: 'nl',
      translation: { of: ids.en, version: 1, method: 'human' },
    })
    await desk.update(articleKind, other, next, later)
    expect(await slugs('en')).toBe('de at zh')
    expect(await slugs('other')).toBe('')
    await desk.hold(ids.en)
    expect(await slugs('de')).toBe('at zh')
    expect(await list('de')).toMatchObject([
      { translationOf: null, stale: false },
      { translationOf: null, stale: false },
    ])
    await desk.retract(ids.zh)
    expect(await slugs('de')).toBe('at')
  })

  test('is named by nobody: a translation of an original yet to come stands alone', async () => {
    const { publish, slugs } = await languages()
    const hidden = await publish('hidden', 'en', undefined, {}, { publishAt: '2026-05-01T00:00:00.000Z' })
    await publish('open', 'de', hidden)
    expect(await slugs('open')).toBe('')
  })
})

test('the groups of many articles hold whatever is linked, each article once, and no article alone', async () => {
  const { publish, ids, db, clock } = await translated()
  const alone = await publish('alone', 'en')
  const [first, ring] = [await publish('first', 'en'), await publish('second', 'nl')]
  const third = await publish('third', 'fr', ring)
  const groups = await db.snapshot((queries) =>
    translationGroups({ db: queries, pacer: createPacer() }, [ids.de, alone, ids.en, third, first], {
      at: clock.now(),
      jurisdiction: null,
    }),
  )
  const slugsOf = (id: string) => groups.get(id)?.map(({ slug, locale }) => `${slug} ${locale}`)
  expect([...groups.keys()].sort()).toEqual([...Object.values(ids), ring, third].sort())
  for (const id of Object.values(ids))
    expect(slugsOf(id)).toEqual(['de de', 'at de-AT', 'en en', 'zh zh-Hant'])
  expect(slugsOf(ring)).toEqual(['third fr', 'second nl'])
})

test('links are looked for by article, not among all translations there are', async () => {
  const { file } = await testStore()
  const asked = { ids: ['art_1', 'art_2'], at: '2026-04-01T00:00:00.000Z', limit: 10 }
  const plan = (await translationLinks(explaining(file), asked)) as unknown as { detail: string }[]
  const ofLinks = plan.map(({ detail }) => detail).filter((detail) => detail.includes('document_link'))
  expect(ofLinks).toEqual([
    expect.stringContaining('(document_id=? AND publication_id=? AND target_kind=?)'),
    expect.stringContaining('(target_kind=? AND target_key=?)'),
  ])
})
