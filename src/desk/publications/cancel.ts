import { articleKind } from '../../articles/kind.ts'
import type { Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import type { AuditNote, Scope } from '../../http/endpoints/access.ts'
import { absent } from '../../http/parameters/refusals.ts'
import type { Config } from '../../kernel/config.ts'
import { refuse } from '../../kernel/refusal.ts'
import { cancel } from '../../publishing/acts/publish.ts'
import * as publications from '../../publishing/documents/publications.ts'
import { type DeskArticle, requireAllowed, requireArticle } from '../articles/article.ts'
import { allowedActs } from '../articles/workflow.ts'
import { etagOf, touch } from '../documents/documents.ts'
import { withdraw } from '../plain/acts.ts'
import { requirePlain } from '../plain/document.ts'
import { plainKinds } from '../plain/kinds.ts'

/** Throws 404. */
export async function requirePublication({ tx }: Write, id: string): Promise<PublicationRow> {
  const publication = await publications.find(tx, id)
  if (!publication) throw absent()
  return publication
}

const scopes = {
  article: 'articles:publish',
  'product-menu': 'menus:publish',
  disclaimer: 'disclaimers:publish',
} as const

/** What a key needs to end the publication. */
export const scopeOf = ({ kind }: PublicationRow): Scope => scopes[kind]

type Cancelled = Promise<{ readonly etag: string; readonly audit: AuditNote }>

/**
 * Takes back what is not yet visible, and ends a visible menu or disclaimer. Throws 409 for what an article has in
 * public, and `disclaimer-required`. `requireMatch` gets the entity tag of the document.
 */
export async function cancelPublication(
  write: Write,
  config: Config,
  publication: PublicationRow,
  requireMatch: (etag: string) => void,
): Cancelled {
  const { id, document_id: documentId, kind, revision } = publication
  if (kind !== 'article') return withdrawPlain(write, config, { ...publication, kind }, requireMatch)
  const article = await requireArticle(write.tx, config, documentId, write.at)
  requireMatch(etagOf(article))
  if (!publications.isPending(publication, write.at)) throw isPublic(article)
  requireAllowed('cancel', article)
  await cancel(write, articleKind, id)
  await touch(write, documentId)
  return {
    etag: etagOf({ id: documentId, change: article.change + 1 }),
    audit: { act: 'article.cancel', subject: documentId, revision, note: id },
  }
}

async function withdrawPlain(
  write: Write,
  config: Config,
  {
    id,
    document_id: documentId,
    kind,
    revision,
  }: PublicationRow & { readonly kind: keyof typeof plainKinds },
  requireMatch: (etag: string) => void,
): Cancelled {
  const plain = plainKinds[kind]
  const document = await requirePlain(write.tx, plain.kind, documentId, write.at)
  requireMatch(etagOf(document))
  const act = await withdraw(write, plain, config, document, id)
  return {
    etag: etagOf({ id: documentId, change: document.change + 1 }),
    audit: { act: `${kind}.${act}`, subject: documentId, revision, note: id },
  }
}

const isPublic = ({ situation }: DeskArticle) =>
  refuse('state-conflict', 'The publication is or was visible. Hold or retract the article.', {
    members: { allowed: allowedActs(situation) },
  })
