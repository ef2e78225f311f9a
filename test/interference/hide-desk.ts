import { articleKind } from '../../src/articles/kind.ts'
import type { Database } from '../../src/db/database.ts'
import { createDocument } from '../../src/publishing/documents.ts'
import type { PublicNewsroom } from './newsroom.ts'
import { hiddenUntil, say, secret } from './secret.ts'

const sha256 = 'a'.repeat(64)
const keyId = say('key')

/** What the desk keeps for itself: workflow, keys, audit trail, idempotency, previews. */
export async function hideDeskRows(
  db: Database,
  { held, plain: [documentId = ''] }: PublicNewsroom['documents'],
): Promise<void> {
  await hideReviews(db)
  await db.write(async ({ tx, at }) => {
    await tx
      .insertInto('api_key')
      .values({
        id: keyId,
        name: say('key-name'),
        sha256,
        scopes: '["articles:write"]',
        created_at: at,
        created_by: say('who'),
        expires_at: null,
      })
      .execute()
    await tx
      .insertInto('audit')
      .values({
        at,
        key_id: keyId,
        key_name: say('key-name'),
        act: 'article.create',
        subject: documentId,
        revision: 1,
        before_sha256: null,
        after_sha256: sha256,
        request_id: say('request'),
        note: say('audit'),
      })
      .execute()
    await tx
      .insertInto('idempotency')
      .values({
        key_id: keyId,
        idempotency_key: say('idempotency'),
        request_sha256: sha256,
        status: 201,
        headers: '{}',
        body: say('answer'),
        at,
      })
      .execute()
    await tx
      .insertInto('preview')
      .values({ sha256, document_id: documentId, revision: 1, created_by: keyId, expires_at: hiddenUntil })
      .execute()
    await tx
      .updateTable('document')
      .set({ external_id: say('external') })
      .where('id', '=', documentId)
      .execute()
    await tx
      .updateTable('hold')
      .set({ reason: say('reason') })
      .where('document_id', '=', held)
      .execute()
  })
}

async function hideReviews(db: Database): Promise<void> {
  await db.write(async (write) => {
    const { tx, at } = write
    const create = (word: string) => createDocument(write, articleKind, secret(word))
    const review = { revision: 1, at, by: say('reviewer'), reason: say('reason') }
    await tx
      .insertInto('review')
      .values([
        { ...review, document_id: await create('in-review'), decision: 'submitted' },
        { ...review, document_id: await create('approved'), decision: 'approved' },
      ])
      .execute()
    const discarded = await create('discarded')
    await tx.updateTable('document').set({ discarded_at: at }).where('id', '=', discarded).execute()
    await tx.deleteFrom('document_name').where('document_id', '=', discarded).execute()
  })
}
