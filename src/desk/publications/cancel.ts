import type { Config } from '../../config.ts'
import type { Write } from '../../db/database.ts'
import { notFound, Refusal } from '../../errors.ts'
import { kinds } from '../../kinds.ts'
import type { AuditNote, Scope } from '../../management.ts'
import type { PublicationRow } from '../../publishing/publications.ts'
import * as publications from '../../publishing/publications.ts'
import { cancel } from '../../publishing/publish.ts'
import { requireAllowed, requireArticle } from '../articles/article.ts'
import { allowedActs } from '../articles/workflow.ts'
import { etagOf, requireDocument, touch } from '../documents.ts'

/** Throws 404. */
export async function requirePublication({ tx }: Write, id: string): Promise<PublicationRow> {
  const publication = await publications.find(tx, id)
  if (!publication) throw notFound()
  return publication
}

const scopes = {
  article: 'articles:publish',
  'product-menu': 'menus:publish',
  disclaimer: 'disclaimers:publish',
} as const

/** What a key needs to end the publication. */
export const scopeOf = ({ kind }: PublicationRow): Scope => scopes[kind]

/**
 * Takes back what is not yet visible, and ends a visible menu or disclaimer. Throws 409 for what an article has in
 * public. `requireMatch` gets the entity tag of the document.
 */
export async function cancelPublication(
  write: Write,
  config: Config,
  publication: PublicationRow,
  requireMatch: (etag: string) => void,
): Promise<{ readonly etag: string; readonly audit: AuditNote }> {
  const { id, document_id: documentId, kind, revision } = publication
  const isPending = publications.isPending(publication, write.at)
  const document = await requireDocument(write.tx, kinds[kind], documentId)
  requireMatch(etagOf(document))
  if (kind === 'article') await requireCancellable(write, config, documentId, isPending)
  await cancel(write, kinds[kind], id)
  await touch(write, documentId)
  const act = kind === 'article' || isPending ? (`${kind}.cancel` as const) : (`${kind}.end` as const)
  return {
    etag: etagOf({ id: documentId, change: document.change + 1 }),
    audit: { act, subject: documentId, revision, note: id },
  }
}

async function requireCancellable(
  write: Write,
  config: Config,
  id: string,
  isPending: boolean,
): Promise<void> {
  const article = await requireArticle(write.tx, config, id, write.at)
  if (isPending) return requireAllowed('cancel', article)
  throw new Refusal(
    409,
    'state-conflict',
    'The publication is or was visible. Hold or retract the article.',
    {
      members: { allowed: allowedActs(article.situation) },
    },
  )
}
