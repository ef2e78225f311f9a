import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { testApp } from '../helpers.ts'
import { aDisclaimer, anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { walk } from '../walk.ts'

/** Three public versions and a scheduled fourth. */
async function versioned() {
  const world = await testApp({ sample: false })
  const desk = newsroom(world.db)
  world.time.set('2026-04-02T00:00:00.000Z')
  const id = await desk.publish(articleKind, anArticle({ headline: 'One' }))
  world.time.set('2026-04-03T00:00:00.000Z')
  await desk.update(articleKind, id, anArticle({ headline: 'Two', slug: 'moved' }), { signal: 'refile' })
  world.time.set('2026-04-04T00:00:00.000Z')
  await desk.correct(id, { patch: { headline: 'Three' }, kind: 'clarification' })
  await desk.update(articleKind, id, anArticle({ headline: 'Four' }), {
    publishAt: '2026-06-01T00:00:00.000Z',
  })
  world.time.set('2026-04-05T00:00:00.000Z')
  return { ...world, desk, id, versions: `/v1/articles/${id}/versions` }
}

test('public versions are listed newest first, without the pending one', async () => {
  const { http, versions } = await versioned()
  const { body, headers } = await http.get(versions).expect(200)
  expect(body.data).toMatchObject([
    {
      version: 3,
      signal: 'clarification',
      slug: 'moved',
      headline: 'Three',
      availableAt: '2026-04-04T00:00:00.000Z',
      supersededAt: null,
    },
    { version: 2, signal: 'refile', slug: 'moved', supersededAt: '2026-04-04T00:00:00.000Z' },
    { version: 1, signal: 'new', slug: 'markets-open-higher', supersededAt: '2026-04-03T00:00:00.000Z' },
  ])
  expect(body.page).toEqual({ limit: 20, next: null })
  expect(headers.link).toBeUndefined()
})

test('at an earlier moment, later versions and ends are not visible', async () => {
  const { http, versions } = await versioned()
  const { body } = await http.get(`${versions}?asOf=2026-04-03T12:00:00Z`).expect(200)
  expect(body.data).toMatchObject([{ version: 2, supersededAt: null }, { version: 1 }])
})

test('versions can be paged through while another is published', async () => {
  const { http, desk, time, versions, id } = await versioned()
  time.set('2026-06-02T00:00:00.000Z')
  const seen = await walk<{ version: number }>(http, `${versions}?limit=1`, async () => {
    time.advance(1_000)
    await desk.update(articleKind, id, anArticle({ headline: 'More' }))
  })
  expect(seen.map(({ version }) => version)).toEqual([4, 3, 2, 1])
})

test('each version has its own content, also under the URL in its links', async () => {
  const { http, versions } = await versioned()
  for (const [number, headline] of [
    [1, 'One'],
    [2, 'Two'],
    [3, 'Three'],
  ]) {
    const { body, headers } = await http.get(`${versions}/${number}`).expect(200)
    expect(body.data).toMatchObject({ version: number, headline })
    expect(headers['cache-control']).toBe('public, max-age=300')
  }
  const { body } = await http.get(versions).expect(200)
  for (const { links, headline } of body.data)
    expect((await http.get(links.self).expect(200)).body.data.headline).toBe(headline)
})

test('a pending or unknown version is 404; a malformed number is refused', async () => {
  const { http, versions } = await versioned()
  for (const number of ['4', '5', '999999999']) await http.get(`${versions}/${number}`).expect(404)
  for (const number of ['0', '01', '-1', '1.0', 'one', '9999999999', '1e1', '%31%20']) {
    const { body } = await http.get(`${versions}/${number}`).expect(400)
    expect(body.errors[0].parameter).toBe('version')
  }
  await http.get(`${versions}/1?asOf=2026-04-02T00:00:00Z`).expect(400)
})

test('the hash of a version covers its stored bytes: the JSON without body and disclaimers, then the body', async () => {
  const { http, versions } = await versioned()
  const { body } = await http.get(versions).expect(200)
  for (const { version, sha256 } of body.data) {
    const { data } = (await http.get(`${versions}/${version}`).expect(200)).body
    const { body: blocks, disclaimers, ...content } = data
    expect(disclaimers).toEqual([])
    const bytes = JSON.stringify(content) + JSON.stringify(blocks)
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})

test('a version has the disclaimers of the moment when it became visible', async () => {
  const { http, db, time, desk } = await versioned()
  time.set('2026-04-06T00:00:00.000Z')
  const text = await desk.publish(disclaimerKind, aDisclaimer({ text: 'Old words.' }))
  await db.write((write) => putRules(write, [aRule()]))
  time.set('2026-04-07T00:00:00.000Z')
  const id = await desk.publish(articleKind, anArticle({ slug: 'with-a-text' }))
  time.set('2026-04-08T00:00:00.000Z')
  await desk.update(disclaimerKind, text, aDisclaimer({ text: 'New words.' }))
  const wordsOf = async (url: string) => {
    const { body } = await http.get(url).expect(200)
    return body.data.disclaimers.map(({ text }: { text: string }) => text)
  }
  expect(await wordsOf(`/v1/articles/${id}/versions/1`)).toEqual(['Old words.'])
  expect(await wordsOf(`/v1/articles/${id}`)).toEqual(['New words.'])
  const { headers } = await http.get(`/v1/articles/${id}`).expect(200)
  expect(headers['last-modified']).toBe('Wed, 08 Apr 2026 00:00:00 GMT')
})
