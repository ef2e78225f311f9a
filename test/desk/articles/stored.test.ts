import { expect, test } from 'vitest'
import { newsdesk } from './newsdesk.ts'

/** A published article whose revision has a headline that an earlier program took. */
async function olderArticle() {
  const desk = await newsdesk()
  const id = await desk.published()
  await desk.db.write(async ({ tx }) => {
    const revision = tx.updateTable('revision').where('document_id', '=', id)
    const { content } = await tx
      .selectFrom('revision')
      .select('content')
      .where('document_id', '=', id)
      .executeTakeFirstOrThrow()
    await revision.set({ content: JSON.stringify({ ...JSON.parse(content), headline: '\u3164' }) }).execute()
  })
  return { ...desk, id }
}

test('content that a stricter rule refuses is still read, held and released', async () => {
  const { read, act, id } = await olderArticle()
  expect(await read(id)).toMatchObject({ headline: '\u3164', allowed: expect.arrayContaining(['hold']) })
  await act(id, 'hold', { reason: 'To be checked.' }).expect(200)
  await act(id, 'release').expect(200)
})

test('an edit of such content names the field until it is mended', async () => {
  const { patch, id } = await olderArticle()
  const refused = await patch(id, { urgency: 3 })
  expect(refused.status).toBe(400)
  expect(refused.body.errors).toMatchObject([{ pointer: '/headline', detail: 'has no visible character' }])
  expect((await patch(id, { urgency: 3, headline: 'Shares Rise' })).status).toBe(200)
})
