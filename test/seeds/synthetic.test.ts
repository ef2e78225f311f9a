import { describe, expect, test } from 'vitest'
import { loadSample } from '../../seeds/load.ts'
import { articleAt, languageOf } from '../../seeds/synthetic/article.ts'
import { type Course, courseOf, courses } from '../../seeds/synthetic/course.ts'
import { languages } from '../../seeds/synthetic/languages.ts'
import { loadSynthetic } from '../../seeds/synthetic/load.ts'
import { contents } from '../../seeds/synthetic/references.ts'
import { warningRules, warnings } from '../../seeds/synthetic/warnings.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { ArticleContent } from '../../src/articles/schema/article.ts'
import type { Queries } from '../../src/db/database.ts'
import { DisclaimerContent, DisclaimerRule } from '../../src/disclaimers/schema.ts'
import { createProgress } from '../../src/kernel/progress.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'
import { sampleSlug, testApp, testStore } from '../helpers.ts'
import { reading } from '../reading.ts'

const publishedAt = Date.parse('2024-05-06T07:08:09.000Z')
const wordings = ['first', 'updated', 'corrected'] as const
const sizes = ['full', 'small'] as const
const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

describe('the content', () => {
  test('every article, in every wording and length, passes the schema', () => {
    for (let index = 0; index < 100; index += 1)
      for (const size of sizes)
        for (const wording of wordings) {
          const article = articleAt({ index, size, publishedAt, wording })
          expect(ArticleContent.parse(article)).toEqual(article)
        }
  })

  test('references, warnings and rules pass their schemas', () => {
    for (const entity of contents.entities) expect(EntityContent.parse(entity)).toEqual(entity)
    for (const instrument of contents.instruments)
      expect(InstrumentContent.parse(instrument)).toEqual(instrument)
    for (const topic of contents.topics) expect(TopicContent.parse(topic)).toEqual(topic)
    for (const warning of warnings) expect(DisclaimerContent.parse(warning)).toEqual(warning)
    for (const rule of warningRules) expect(DisclaimerRule.parse(rule)).toEqual(rule)
    expect(contents.instruments.length).toBeGreaterThan(200)
  })

  test('an article depends only on its order', () => {
    const order = { index: 77, size: 'full', publishedAt } as const
    const first = articleAt(order)
    for (let index = 0; index < 50; index += 1) articleAt({ ...order, index })
    expect(articleAt(order)).toEqual(first)
    expect(articleAt({ ...order, index: 78 }).headline).not.toBe(first.headline)
  })

  test('no slot is left unfilled, and every text is well-formed Unicode', () => {
    for (let index = 0; index < 300; index += 1) {
      const text = JSON.stringify(plain(articleAt({ index, size: 'full', publishedAt })))
      expect(text).not.toMatch(/\{\w+\}|undefined|NaN/)
      expect(text.isWellFormed() && text === text.normalize('NFC')).toBe(true)
    }
  })

  test.each([
    ['full', 4_200, 5_200],
    ['small', 800, 1_200],
  ] as const)('a %s body takes %i to %i bytes of JSON on average in every language', (size, low, high) => {
    const articles = Array.from({ length: 300 }, (_, index) => articleAt({ index, size, publishedAt }))
    for (const ofLanguage of Map.groupBy(articles, ({ locale }) => locale).values()) {
      const bytes = ofLanguage.map(({ body }) => Buffer.byteLength(JSON.stringify(body)))
      const average = bytes.reduce((sum, one) => sum + one, 0) / bytes.length
      expect(average).toBeGreaterThan(low)
      expect(average).toBeLessThan(high)
    }
  })

  test('every seventh article translates the previous one', () => {
    const [first, other] = [5, 6].map((index) => articleAt({ index, size: 'full', publishedAt }))
    expect(other?.storyKey).toBe(first?.storyKey)
    expect(other?.locale).not.toBe(first?.locale)
    expect(other?.provenance.originalLocale).toBe(first?.locale)
  })
})

describe('the load', () => {
  const count = 100
  const expected = (...wanted: Course[]) =>
    Array.from({ length: count }, (_, index) => courseOf(index)).filter((one) => wanted.includes(one)).length

  async function loaded(load: { count: number; size: 'small' } = { count, size: 'small' }) {
    const store = await testStore()
    await loadSynthetic(store.db, load)
    return store
  }

  const rowsOf = (db: Queries) =>
    db
      .selectFrom('publication')
      .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
      .select(['name', 'version', 'signal', 'visible_from', 'visible_until', 'body'])
      .where('kind', '=', 'article')
      .orderBy('name')
      .orderBy('version')
      .execute()

  test('two stores with the same clock get the same contents', async () => {
    const [one, other] = [await loaded(), await loaded()]
    expect(plain(await rowsOf(reading(one.db)))).toEqual(plain(await rowsOf(reading(other.db))))
  })

  test('every course of events occurs as often as it should', async () => {
    const { db, clock } = await loaded()
    for (const course of courses) expect(expected(course)).toBeGreaterThan(0)
    const rows = (await rowsOf(reading(db))).filter(({ name }) => name !== sampleSlug)
    const signals = (signal: string) => rows.filter((row) => row.signal === signal).length
    const rowCount = async (table: 'correction' | 'retraction' | 'hold') =>
      (await reading(db).selectFrom(table).selectAll().execute()).length
    const now = clock.now()
    expect({
      new: signals('new'),
      update: signals('update'),
      correction: signals('correction'),
      clarification: signals('clarification'),
      retracted: await rowCount('retraction'),
      held: await rowCount('hold'),
      scheduled: rows.filter((row) => row.visible_from > now).length,
      expiring: rows.filter((row) => row.visible_until && row.visible_until > now).length,
    }).toEqual({
      new: count,
      update: expected('updated', 'released'),
      correction: expected('corrected'),
      clarification: expected('clarified'),
      retracted: expected('retracted'),
      held: expected('held', 'released'),
      scheduled: expected('scheduled'),
      expiring: expected('expiring'),
    })
  })

  test('the tape has no gaps, and its instants never step back', async () => {
    const { db } = await loaded()
    const tape = await reading(db).selectFrom('tape').select(['seq', 'at']).orderBy('seq').execute()
    expect(tape.map(({ seq }) => seq)).toEqual(tape.map((_, place) => place + 1))
    const instants = tape.map(({ at }) => at)
    expect(instants).toEqual(instants.toSorted())
    const years = new Set(instants.map((at) => at.slice(0, 4)))
    expect([...years]).toEqual(['2019', '2020', '2021', '2022', '2023', '2024', '2025', '2026'])
  })

  test('ends before the load are on the tape, later ones are due', async () => {
    const { db, clock } = await testStore()
    // The twelfth article expires after all other acts.
    await loadSynthetic(db, { count: 12, size: 'small' })
    const due = await reading(db).selectFrom('due').select('at').execute()
    expect(due.filter(({ at }) => at <= clock.now())).toEqual([])
    expect(due.length).toBeGreaterThan(0)
    const removed = await reading(db)
      .selectFrom('tape')
      .select(['at', 'recorded_at'])
      .where('type', '=', 'article.removed')
      .execute()
    expect(removed).toHaveLength(1)
  })

  test('the sample is unchanged, and so is its response', async () => {
    const sampleRows = async (db: Queries) => ({
      documents: await db.selectFrom('document').selectAll().orderBy('id').execute(),
      publications: await db.selectFrom('publication').selectAll().orderBy('id').execute(),
      renditions: await db.selectFrom('rendition').selectAll().orderBy('publication_id').execute(),
      tape: (await db.selectFrom('tape').selectAll().orderBy('seq').execute()).map(({ seq, ...row }) => row),
    })
    const { db, http } = await testApp()
    const before = await sampleRows(reading(db))
    const answer = await http.get(`/v1/articles/${sampleSlug}`)
    await loadSynthetic(db, { count: 20, size: 'small' })
    const after = await sampleRows(reading(db))
    for (const table of ['documents', 'publications', 'renditions', 'tape'] as const) {
      const rows: readonly unknown[] = before[table]
      expect(after[table]).toEqual(expect.arrayContaining([...rows]))
    }
    expect((await http.get(`/v1/articles/${sampleSlug}`)).body).toEqual(answer.body)
  })

  test('articles of every language are served with warnings in their own language', async () => {
    const { db, http } = await testApp({ sample: false })
    await loadSynthetic(db, { count: 60, size: 'small' })
    const { body } = await http.get('/v1/articles?limit=100')
    const seen = new Set<string>()
    for (const { locale, topics, disclaimers } of body.data) {
      seen.add(locale)
      const isCrypto = topics.some(({ code }: { code: string }) => code === 'crypto')
      expect(disclaimers).toHaveLength(isCrypto ? 2 : 1)
      for (const disclaimer of disclaimers) expect(disclaimer.locale).toBe(locale)
    }
    expect([...seen].sort()).toEqual(languages.map(({ locale }) => locale).sort())
    expect(body.data).toHaveLength(
      1 + Array.from({ length: 60 }, (_, index) => courseOf(index)).filter(isVisible).length,
    )
  })

  test('a server on the store shows all of it or none, and who follows the tape notices', async () => {
    const { db, http } = await testApp()
    let isLoaded = false
    const { body: before } = await http.get('/v1/events')
    const load = loadSynthetic(db, { count: 20, size: 'small' }).then(() => (isLoaded = true))
    const seen = new Set<number>()
    while (!isLoaded) seen.add((await http.get('/v1/articles?total=true&limit=1')).body.page.total)
    await load
    const { body: after } = await http.get('/v1/articles?total=true&limit=1')
    expect([...seen].filter((total) => ![1, after.page.total].includes(total))).toEqual([])
    expect((await http.get('/v1/events')).body.page.tape).not.toBe(before.page.tape)
  })

  const isVisible = (course: Course) => !['retracted', 'held', 'expired', 'scheduled'].includes(course)

  test('a store that holds more than the sample is refused and left unchanged', async () => {
    const { db } = await testStore()
    await loadSample(db)
    await db.write((write) =>
      createDocument(write, articleKind, articleAt({ index: 1, size: 'small', publishedAt })),
    )
    const before = await reading(db).selectFrom('revision').selectAll().orderBy('document_id').execute()
    await expect(loadSynthetic(db, { count: 5, size: 'small' })).rejects.toThrow(/holds more than the sample/)
    expect(await reading(db).selectFrom('revision').selectAll().orderBy('document_id').execute()).toEqual(
      before,
    )
  })

  test('a second load is refused', async () => {
    const { db } = await loaded({ count: 5, size: 'small' })
    await expect(loadSynthetic(db, { count: 5, size: 'small' })).rejects.toThrow(/holds more than the sample/)
  })

  test('the language of an article is known without generating it', () => {
    for (let index = 0; index < 50; index += 1)
      expect(articleAt({ index, size: 'small', publishedAt }).locale).toBe(languageOf(index).locale)
  })
})

describe('progress', () => {
  test('a short task reports no progress', () => {
    const lines: string[] = []
    const progress = createProgress({ write: (text) => lines.push(text) }, 100, 'articles')
    for (let done = 0; done <= 100; done += 1) progress.report(done)
    expect(lines).toEqual([])
  })
})
