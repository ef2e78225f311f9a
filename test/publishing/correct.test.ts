import { expect, test } from 'vitest'
import * as articles from '../../src/articles/delivery/store.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { type CorrectionOrder, correct } from '../../src/publishing/acts/correct.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { addRevision, createDocument, latestRevision } from '../../src/publishing/documents/documents.ts'
import { testStore } from '../helpers.ts'
import { reading } from '../reading.ts'
import { article, block } from './content.ts'

const slug = 'figures'
const expiresAt = '2026-05-01T00:00:00.000Z'
const dateline = { place: 'NEW YORK', date: '2026-03', stated: null, inferred: false }
const content = article({ slug, summary: 'Sales rose.', keyPoints: ['One', 'Two'], dateline })

/** An article that is public until 1 May, with a newer unpublished revision. */
async function publicArticle() {
  const store = await testStore()
  const documentId = await store.db.write(async (write) => {
    const documentId = await createDocument(write, articleKind, content)
    await publish(write, articleKind, { documentId, revision: 1, expiresAt })
    await addRevision(write, articleKind, documentId, { ...content, headline: 'Not yet public' })
    return documentId
  })
  const correctWith = (patch: unknown, order: Partial<CorrectionOrder> = {}) =>
    store.db.write((write) =>
      correct(write, articleKind, {
        documentId,
        kind: 'correction',
        severity: 'material',
        blockKey: 'p1',
        was: 'old words',
        is: 'new words',
        note: 'The figure was wrong.',
        patch,
        ...order,
      }),
    )
  const read = async () => {
    const row = await articles.find(reading(store.db), documentId, store.clock.now())
    return { ...JSON.parse(String(row?.content)), body: JSON.parse(String(row?.body)) }
  }
  return { ...store, documentId, correctWith, read }
}

test('a patch replaces its members, null clears, other members stay, lists are replaced as a whole', async () => {
  const { correctWith, read } = await publicArticle()
  await correctWith({ headline: 'Right', summary: null, keyPoints: ['Only'], dateline: { date: '2026-04' } })
  expect(await read()).toMatchObject({
    headline: 'Right',
    summary: null,
    keyPoints: ['Only'],
    dateline: { ...dateline, date: '2026-04' },
    body: content.body,
  })
})

test('the bytes of the corrected version and of every later one contain the notice', async () => {
  const { correctWith, read, db, documentId } = await publicArticle()
  const { visible_from: at } = await correctWith({ body: [block('p1', 'new words')] })
  const notice = {
    id: expect.stringMatching(/^cor_/),
    version: 2,
    kind: 'correction',
    severity: 'material',
    blockKey: 'p1',
    was: 'old words',
    is: 'new words',
    note: 'The figure was wrong.',
    at,
  }
  expect(await read()).toMatchObject({
    version: 2,
    signal: 'correction',
    updatedAt: at,
    corrections: [notice],
  })
  await db.write((write) => publish(write, articleKind, { documentId, revision: 2 }))
  expect(await read()).toMatchObject({ version: 3, signal: 'update', corrections: [notice] })
})

test('the version before the correction keeps its bytes and shows no notice', async () => {
  const { correctWith, db, documentId, clock } = await publicArticle()
  const bytes = async () => {
    const row = await articles.findVersion(reading(db), documentId, 1, clock.now())
    return String(row?.content)
  }
  const before = await bytes()
  await correctWith({ headline: 'Right' })
  expect(await bytes()).toBe(before)
})

test('newer unpublished edits are not in the corrected version, but stay as a revision', async () => {
  const { correctWith, read, db, documentId } = await publicArticle()
  const publication = await correctWith({ summary: 'Sales fell.' })
  expect(publication.revision).toBe(3)
  expect(await read()).toMatchObject({ headline: content.headline, summary: 'Sales fell.' })
  const latest = await latestRevision(reading(db), documentId)
  expect(JSON.parse(latest?.content ?? '')).toEqual({ ...content, summary: 'Sales fell.' })
})

test('expiry, editorial date and identity are kept', async () => {
  const { correctWith, documentId, db } = await publicArticle()
  const { published_at: before } = await reading(db)
    .selectFrom('publication')
    .select('published_at')
    .executeTakeFirstOrThrow()
  expect(await correctWith({}, { kind: 'clarification' })).toMatchObject({
    document_id: documentId,
    version: 2,
    signal: 'clarification',
    visible_until: expiresAt,
    expires_at: expiresAt,
    published_at: before,
  })
})

test.each([
  ['a required member is removed', { headline: null }, '/patch/headline'],
  ['a value is too long', { keyPoints: ['ok', 'x'.repeat(500)] }, '/patch/keyPoints/1'],
  ['a member is unknown', { heading: 'Right' }, '/patch/heading'],
  [
    'the body has two blocks of one key',
    { body: [block('p1', 'a'), block('p1', 'b')] },
    '/patch/body/1/_key',
  ],
  ['the patch is no object', ['headline'], '/patch'],
])('content that would break the schema is refused with its place: %s', async (_, patch, pointer) => {
  const { correctWith, read, db } = await publicArticle()
  const before = await read()
  const error = await correctWith(patch).catch((error) => error)
  expect(error).toBeInstanceOf(Refusal)
  expect(error).toMatchObject({ code: 'invalid-content', extras: { errors: [{ pointer }] } })
  expect(await read()).toEqual(before)
  expect(await reading(db).selectFrom('correction').selectAll().execute()).toEqual([])
})

test('a correction that moves the editorial date into the future is refused', async () => {
  const { correctWith } = await publicArticle()
  const refused = correctWith({ publishedAt: '2026-04-20T00:00:00Z' })
  await expect(refused).rejects.toMatchObject({ code: 'published-in-the-future' })
})
