import { describe, expect, test } from 'vitest'
import { draft, newsdesk } from './newsdesk.ts'

const nine = '2026-04-01T09:00:00.000Z'
const ten = '2026-04-01T10:00:00.000Z'
const german = { locale: 'de', headline: 'Märkte eröffnen höher' }
const translation = (of: string, version = 1) => ({ translation: { of, version, method: 'human' } })
const wrong = (field: string) => ({ pointer: `/translation/${field}`, code: 'invalid-translation' })

/** A desk with a public original in English, a draft and a retracted article. */
async function desk() {
  const world = await newsdesk()
  const source = await world.published()
  const unpublished = await world.create({ headline: 'Draft' })
  const retracted = await world.published({ headline: 'Retracted' })
  await world.act(retracted, 'retractions', { kind: 'kill', notice: 'It was wrong.' }).expect(201)
  const names = { source, unpublished, retracted, nobody: 'art_0000000000000000' }
  return { ...world, source, names }
}

/** Translations that cannot be, with the field at fault. */
const broken: [
  name: string,
  of: 'source' | 'unpublished' | 'retracted' | 'nobody',
  version: number,
  fields: object,
  field: string,
][] = [
  ['of an unknown article', 'nobody', 1, german, 'of'],
  ['of a version that does not exist', 'source', 99, german, 'version'],
  ['of an article that was never public', 'unpublished', 1, german, 'version'],
  ['of a retracted article', 'retracted', 1, german, 'of'],
  ['of an article in the same language', 'source', 1, { headline: 'Same' }, 'of'],
  [
    'of an article in the same language, spelled otherwise',
    'source',
    1,
    { headline: 'Same', locale: 'EN' },
    'of',
  ],
]

describe.each(broken)('a translation %s', (_, of, version, fields, field) => {
  const refusal = { code: 'invalid-content', errors: [wrong(field)] }

  test('is refused as a draft, and as an edit', async () => {
    const { send, names, writer, create, patch } = await desk()
    const body = { ...fields, ...translation(names[of], version) }
    const article = { ...draft, ...body }
    expect((await send('post', '/articles', article, {}, writer).expect(422)).body).toMatchObject(refusal)
    const id = await create({ ...fields, headline: 'Empty' })
    const { status, body: edited } = await patch(id, translation(names[of], version))
    expect([status, edited.code, edited.errors]).toMatchObject([422, 'invalid-content', [wrong(field)]])
  })

  test('is refused as a correction', async () => {
    const { names, published, correct } = await desk()
    const id = await published({ ...fields, headline: 'Public' })
    const { body } = await correct(id, { patch: translation(names[of], version) }).expect(422)
    expect(body).toMatchObject({ code: 'publish-guard-failed', errors: [wrong(field)] })
  })
})

test('an article cannot translate itself, not even from another language', async () => {
  const { patch, published, correct, source } = await desk()
  const id = await published({ headline: 'Alone' })
  for (const fields of [{}, { locale: 'de' }]) {
    expect((await patch(id, { ...fields, ...translation(id) })).body).toMatchObject({
      code: 'invalid-content',
      errors: [wrong('of')],
    })
    expect((await correct(id, { patch: { ...fields, ...translation(id) } })).body.errors).toMatchObject([
      wrong('of'),
    ])
  }
  expect((await patch(id, { locale: 'de', ...translation(source) })).status).toBe(200)
})

test('a language that would become that of the original is refused too; other edits are not in the way', async () => {
  const { act, create, patch, source } = await desk()
  const id = await create({ ...german, ...translation(source) })
  expect((await patch(id, { locale: 'en' })).body.errors).toMatchObject([wrong('of')])
  await act(source, 'retractions', { kind: 'kill', notice: 'It was wrong.' }).expect(201)
  expect((await patch(id, { headline: 'Märkte' })).status).toBe(200)
  expect((await patch(id, { translation: null })).status).toBe(200)
})

test('a scheduled version can be translated ahead, but not be public before it', async () => {
  const { act, approve, create, read, publishNewest, send, time, http } = await desk()
  const source = await create({ headline: 'Later' })
  await approve(source)
  await publishNewest(source, { publishAt: nine })
  const id = await create({ ...german, ...translation(source) })
  await approve(id)
  const early = await act(id, 'publications', { revision: 1 }).expect(422)
  expect(early.body).toMatchObject({ code: 'publish-guard-failed', errors: [wrong('version')] })
  await publishNewest(id, { publishAt: nine })
  time.set(nine)
  await http.get(`/v1/articles/${id}`).expect(200)

  const other = await create({ headline: 'Cancelled' })
  await approve(other)
  await publishNewest(other, { publishAt: ten })
  const orphan = await create({ locale: 'fr', headline: 'Orphelin', ...translation(other) })
  await approve(orphan)
  await send('delete', `/publications/${(await read(other)).publications.pending.id}`).expect(204)
  const refused = await act(orphan, 'publications', { revision: 1, publishAt: ten }).expect(422)
  expect(refused.body.errors).toMatchObject([wrong('version')])
})

describe('a translation', () => {
  test('of a text that is no longer public is listed as stale', async () => {
    const { act, correct, create, published, read, send, source } = await desk()
    const one = await create({ ...german, ...translation(source) })
    const two = await published({ locale: 'fr', headline: 'Marchés', ...translation(source) })
    expect(await read(one)).toMatchObject({ stale: false })
    await act(source, 'hold', { reason: 'checking' }).expect(200)
    await act(source, 'release').expect(200)
    expect((await read(source)).staleTranslations).toEqual([])
    await correct(source).expect(201)
    expect((await read(source)).staleTranslations).toEqual([one, two])
    const { body } = await send('get', `/articles?translationOf=${source}`).expect(200)
    expect(body.data.map(({ id, stale }: { id: string; stale: boolean }) => ({ id, stale }))).toEqual([
      { id: two, stale: true },
      { id: one, stale: true },
    ])
  })

  test('that was never public is up to date with an edit', async () => {
    const { correct, create, patch, read, source } = await desk()
    const id = await create({ ...german, ...translation(source) })
    await correct(source).expect(201)
    expect((await read(id)).stale).toBe(true)
    await patch(id, translation(source, 2))
    expect((await read(id)).stale).toBe(false)
    expect((await read(source)).staleTranslations).toEqual([])
  })

  test('stays stale until the new text is public, whatever is edited, approved, scheduled, held or unlinked', async () => {
    const { act, approve, correct, patch, published, publishNewest, read, source, time } = await desk()
    const id = await published({ ...german, ...translation(source) })
    await correct(source).expect(201)
    const isStale = async () => ({
      stale: (await read(id)).stale,
      listed: (await read(source)).staleTranslations.includes(id),
    })
    const stale = { stale: true, listed: true }
    const fresh = { stale: false, listed: false }
    expect(await isStale()).toEqual(stale)
    await patch(id, { translation: null })
    expect(await isStale()).toEqual(stale)
    await patch(id, { headline: 'Neu', ...translation(source, 2) })
    expect(await isStale()).toEqual(stale)
    await approve(id)
    expect(await isStale()).toEqual(stale)
    await act(id, 'hold', { reason: 'checking' }).expect(200)
    expect(await isStale()).toEqual(stale)
    await act(id, 'release').expect(200)
    await publishNewest(id, { publishAt: nine })
    expect(await isStale()).toEqual(stale)
    time.set(nine)
    expect(await isStale()).toEqual(fresh)
  })

  test('is not stale before the newer original is public', async () => {
    const { approve, patch, published, publishNewest, read, source, time } = await desk()
    const id = await published({ ...german, ...translation(source) })
    await patch(source, { headline: 'Another' })
    await approve(source)
    await publishNewest(source, { publishAt: nine })
    expect((await read(id)).stale).toBe(false)
    time.set(nine)
    expect((await read(id)).stale).toBe(true)
  })

  test('is stale when the number of a cancelled version went to another text', async () => {
    const { approve, patch, published, publishNewest, read, send, source, time } = await desk()
    await patch(source, { headline: 'Planned' })
    await approve(source)
    const { body: planned } = await publishNewest(source, { publishAt: nine })
    const id = await published({ ...german, ...translation(source) })
    await patch(id, translation(source, 2))
    await approve(id)
    await publishNewest(id, { publishAt: nine })
    await send('delete', `/publications/${planned.data.id}`).expect(204)
    time.advance(1_000)
    await patch(source, { headline: 'Unplanned' })
    await approve(source)
    await publishNewest(source)
    time.set(nine)
    expect((await read(id)).stale).toBe(true)
  })
})
