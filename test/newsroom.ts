import { articleKind } from '../src/articles/kind.ts'
import type { ArticleContent } from '../src/articles/schema/article.ts'
import type { Database } from '../src/db/database.ts'
import { type CorrectionOrder, correct } from '../src/publishing/acts/correct.ts'
import { hold, release } from '../src/publishing/acts/hold.ts'
import { type PublishOrder, publish } from '../src/publishing/acts/publish.ts'
import { type RetractOrder, retract } from '../src/publishing/acts/retract.ts'
import { addRevision, createDocument } from '../src/publishing/documents/documents.ts'
import type { Kind } from '../src/publishing/kind.ts'

type Times = Omit<PublishOrder, 'documentId' | 'revision'>

/** What editors do, each in a write of its own. */
export function newsroom(db: Database) {
  return {
    /** Creates a document and publishes its first revision. Returns its id. */
    publish: <Content>(kind: Kind<Content>, content: Content, times: Times = {}): Promise<string> =>
      db.write(async (write) => {
        const documentId = await createDocument(write, kind, content)
        await publish(write, kind, { documentId, revision: 1, ...times })
        return documentId
      }),
    /** Publishes new content of a document. */
    update: <Content>(kind: Kind<Content>, documentId: string, content: Content, times: Times = {}) =>
      db.write(async (write) => {
        const revision = await addRevision(write, kind, documentId, content)
        return publish(write, kind, { documentId, revision, ...times })
      }),
    draft: (content: ArticleContent) => db.write((write) => createDocument(write, articleKind, content)),
    correct: (documentId: string, order: Partial<CorrectionOrder> = {}) =>
      db.write((write) =>
        correct(write, articleKind, {
          documentId,
          kind: 'correction',
          severity: 'material',
          blockKey: null,
          was: 'higher',
          is: 'lower',
          note: 'The direction was wrong.',
          patch: { headline: 'Markets Open Lower' },
          ...order,
        }),
      ),
    hold: (documentId: string) =>
      db.write((write) => hold(write, articleKind, { documentId, reason: 'checking' })),
    release: (documentId: string) => db.write((write) => release(write, articleKind, documentId)),
    retract: (documentId: string, order: Partial<RetractOrder> = {}) =>
      db.write((write) =>
        retract(write, articleKind, { documentId, kind: 'kill', notice: 'This story was wrong.', ...order }),
      ),
  }
}
