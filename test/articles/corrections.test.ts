import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { addRevision } from '../../src/publishing/documents/documents.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { walk } from '../walk.ts'

/** Two articles, one corrected twice and one corrected once, a day apart. */
async function corrected() {
  const world = await testApp({ sample: false })
  const desk = newsroom(world.db)
  const one = await desk.publish(articleKind, anArticle({ slug: 'one' }))
  const two = await desk.publish(articleKind, anArticle({ slug: 'two' }))
  world.time.set('2026-04-02T00:00:00.000Z')
  await desk.correct(one, { note: 'First.', blockKey: 'b1' })
  world.time.set('2026-04-03T00:00:00.000Z')
  await desk.correct(two, { note: 'Second.' })
  world.time.set('2026-04-04T00:00:00.000Z')
  await desk.correct(one, { note: 'Third.', kind: 'clarification', severity: 'minor', patch: {} })
  world.time.set('2026-04-05T00:00:00.000Z')
  return { ...world, desk, one, two }
}

const notes = (body: { data: { note: string }[] }) => body.data.map(({ note }) => note)

test('an article has its corrections, newest first, embedded and as a list', async () => {
  const { http, one } = await corrected()
  const { body } = await http.get(`/v1/articles/${one}/corrections`).expect(200)
  expect(body.data).toMatchObject([
    { version: 3, kind: 'clarification', severity: 'minor', note: 'Third.', blockKey: null },
    {
      version: 2,
      kind: 'correction',
      severity: 'material',
      was: 'higher',
      is: 'lower',
      note: 'First.',
      blockKey: 'b1',
      at: '2026-04-02T00:00:00.000Z',
    },
  ])
  const article = await http.get(`/v1/articles/${one}`).expect(200)
  expect(article.body.data.corrections).toEqual(body.data)
  expect(article.body.data.signal).toBe('clarification')
  const second = await http.get(`/v1/articles/${one}/versions/2`).expect(200)
  expect(notes({ data: second.body.data.corrections })).toEqual(['First.'])
})

test('the corrections of all articles are listed newest first, and paging has no gaps', async () => {
  const { http, one, two, desk } = await corrected()
  const { body } = await http.get('/v1/corrections').expect(200)
  expect(notes(body)).toEqual(['Third.', 'Second.', 'First.'])
  expect(body.data[1]).toMatchObject({
    articleId: two,
    slug: 'two',
    headline: 'Markets Open Lower',
    locale: 'en',
  })
  const seen = await walk<{ note: string }>(http, '/v1/corrections?limit=1', () =>
    desk.correct(one, { note: 'While walking.', patch: {} }),
  )
  expect(notes({ data: seen })).toEqual(['Third.', 'Second.', 'First.'])
})

test('at an earlier moment, later corrections are not visible', async () => {
  const { http, one } = await corrected()
  const at = '?asOf=2026-04-03T12:00:00Z'
  expect(notes((await http.get(`/v1/corrections${at}`).expect(200)).body)).toEqual(['Second.', 'First.'])
  expect(notes((await http.get(`/v1/articles/${one}/corrections${at}`).expect(200)).body)).toEqual(['First.'])
  expect(notes((await http.get('/v1/corrections?asOf=2026-04-01T12:00:00Z').expect(200)).body)).toEqual([])
})

test('a retracted article leaves only its notice, and at earlier moments nothing', async () => {
  const { http, one, desk } = await corrected()
  await desk.retract(one, { notice: 'It never happened.' })
  const { body, text } = await http.get('/v1/corrections').expect(200)
  expect(notes(body)).toEqual(['It never happened.', 'Second.'])
  expect(body.data[0]).toEqual({
    id: expect.stringMatching(/^cor_/),
    kind: 'retraction',
    articleId: one,
    slug: null,
    locale: null,
    headline: null,
    version: null,
    severity: null,
    blockKey: null,
    was: null,
    is: null,
    note: 'It never happened.',
    at: expect.any(String),
  })
  expect(text).not.toMatch(/First|Third/)
  expect(notes((await http.get('/v1/corrections?asOf=2026-04-04T12:00:00Z').expect(200)).body)).toEqual([
    'Second.',
  ])
})

test('corrections of a held article are hidden until it is released', async () => {
  const { http, one, desk } = await corrected()
  await desk.hold(one)
  expect(notes((await http.get('/v1/corrections').expect(200)).body)).toEqual(['Second.'])
  await desk.release(one)
  expect(notes((await http.get('/v1/corrections').expect(200)).body)).toEqual(['Third.', 'Second.', 'First.'])
})

test('a correction of an older revision does not publish newer edits', async () => {
  const { http, db, desk } = await corrected()
  const id = await desk.publish(articleKind, anArticle({ slug: 'edited', headline: 'Public' }))
  const edited = anArticle({ slug: 'edited', headline: 'Not public', summary: 'Not public either.' })
  await db.write((write) => addRevision(write, articleKind, id, edited))
  await desk.correct(id, { patch: { keyPoints: ['Now right.'] } })
  const { body } = await http.get(`/v1/articles/${id}`).expect(200)
  expect(body.data).toMatchObject({ headline: 'Public', summary: null, keyPoints: ['Now right.'] })
})
