import type { Response } from 'supertest'
import { expect, test } from 'vitest'
import { trail } from '../../src/access/audit/trail.ts'
import { systemActor } from '../../src/http/endpoints/access.ts'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'

const audit = '/admin/v1/audit'

test('acts on keys are in the audit trail, newest first', async () => {
  const { http, db } = await testApp({ sample: false })
  const admin = await withKey(db, undefined, 'Chief')
  const made = await http
    .post('/admin/v1/keys')
    .set(admin)
    .send({ name: 'x', scopes: ['audit:read'] })
    .expect(201)
  const { id } = made.body.data
  const ended = await http.delete(`/admin/v1/keys/${id}`).set(admin).expect(204)
  const { body } = await http.get(audit).set(admin).expect(200)
  expect(body.page.next).toBeNull()
  expect(body.data).toMatchObject([
    { act: 'key.revoke', subject: id, key: { name: 'Chief' }, requestId: ended.headers['x-request-id'] },
    { act: 'key.create', subject: id, key: { name: 'Chief' }, requestId: made.headers['x-request-id'] },
  ])
  expect(body.data[0].beforeSha256).toBe(body.data[1].afterSha256)
  expect(body.data[0].seq).toBe(body.data[1].seq + 1)
})

/** An audit trail of n entries about two subjects, written by a command. */
async function withTrail(count: number) {
  const app = await testApp({ sample: false })
  await app.db.write(async (write) => {
    for (let index = 0; index < count; index += 1)
      await trail.record(write, systemActor, null, {
        act: index % 3 === 0 ? 'topic.put' : 'entity.put',
        subject: index % 2 === 0 ? 'even' : 'odd',
        note: String(index),
      })
  })
  return { ...app, reader: await withKey(app.db, ['audit:read']) }
}

test('it can be filtered by subject, key and act', async () => {
  const { http, reader } = await withTrail(12)
  const notes = async (search: string) => {
    const { body } = await http.get(`${audit}?${search}`).set(reader).expect(200)
    return body.data.map(({ note }: { note: string }) => Number(note))
  }
  expect(await notes('subject=even')).toEqual([10, 8, 6, 4, 2, 0])
  expect(await notes('act=topic.put')).toEqual([9, 6, 3, 0])
  expect(await notes('act=topic.put,entity.put&subject=odd&limit=2')).toEqual([11, 9])
  expect(await notes('key=system&subject=even&act=topic.put')).toEqual([6, 0])
  expect(await notes('key=key_0000000000000000')).toEqual([])
  await http.get(`${audit}?act=topic.eat`).set(reader).expect(400)
  await http.get(`${audit}?subject=`).set(reader).expect(400)
  await http.get(`${audit}?cursor=abc`).set(reader).expect(400)
})

test('paging returns each entry once, even while entries are added', async () => {
  const { http, db, reader } = await withTrail(7)
  const found: number[] = []
  let next: string | null = `${audit}?limit=3`
  for (let pages = 0; next && pages < 20; pages += 1) {
    const { body }: Response = await http.get(next).set(reader).expect(200)
    found.push(...body.data.map(({ seq }: { seq: number }) => seq))
    next = body.page.next
    await db.write((write) => trail.record(write, systemActor, null, { act: 'topic.put', subject: 'late' }))
  }
  expect(found).toEqual([7, 6, 5, 4, 3, 2, 1])
})

test('a selective filter examines a bounded part of the trail per page, and continues on the next', async () => {
  const { http, reader } = await withTrail(25_000)
  const first = await http.get(`${audit}?subject=even&act=topic.put&key=nobody`).set(reader).expect(200)
  expect(first.body.data).toEqual([])
  const second = await http.get(first.body.page.next).set(reader).expect(200)
  expect(second.body).toMatchObject({ data: [], page: { next: null } })
  const { body } = await http.get(`${audit}?subject=odd&limit=1`).set(reader).expect(200)
  expect(body.data).toHaveLength(1)
}, 30_000)

test('the trail can be neither changed nor truncated', async () => {
  const { db } = await withTrail(1)
  await expect(
    db.write(({ tx }) => tx.updateTable('audit').set({ subject: 'other' }).execute()),
  ).rejects.toThrow(/append-only/)
  await expect(db.write(({ tx }) => tx.deleteFrom('audit').execute())).rejects.toThrow(/append-only/)
})
