import { articleKind } from '../../articles/kind.ts'
import type { ArticleContent } from '../../articles/schema/article.ts'
import type { Queries } from '../../db/database.ts'
import type { Config } from '../../kernel/config.ts'
import { refuse } from '../../kernel/refusal.ts'
import * as publications from '../../publishing/documents/publications.ts'
import type { Instant } from '../../values/time.ts'
import { type DeskDocument, requireDocument, standingOf } from '../documents/documents.ts'
import { wasPublic } from '../documents/store.ts'
import * as store from './store.ts'
import {
  type Act,
  allowedActs,
  isAllowed,
  type Situation,
  type Standing,
  stateOf,
  withoutScheduled,
} from './workflow.ts'

/** An article as its editors see it, and where it is on its way. */
export interface DeskArticle extends DeskDocument<ArticleContent> {
  readonly at: Instant
  /** The newest decision about the newest revision. */
  readonly review: Awaited<ReturnType<typeof store.findDecision>>
  readonly situation: Situation
}

type ReviewSetting = Pick<Config, 'reviewRequired'>

/** Reads an article as of the moment. Throws 404. */
export async function requireArticle(
  db: Queries,
  { reviewRequired }: ReviewSetting,
  id: string,
  at: Instant,
): Promise<DeskArticle> {
  const document = await requireDocument(db, articleKind, id)
  const standing = standingAt(document, at)
  const review = await store.findDecision(db, id, document.revision)
  const state = stateOf({
    ...factsOf(document),
    wasPublic: await wasPublic(db, id, document.revision, at),
    decision: review?.decision ?? null,
  })
  return { ...document, at, review, situation: { state, standing, reviewRequired } }
}

const factsOf = ({ retraction, hold, discardedAt }: DeskDocument<unknown>) => ({
  isRetracted: retraction !== null,
  isHeld: hold !== null,
  isDiscarded: discardedAt !== null,
})

function standingAt(document: DeskDocument<unknown>, at: Instant): Standing {
  const { pending, visible } = standingOf(document, at)
  const last = pending ? document.before : document.publication
  if (!last) return pending ? 'scheduled' : 'never-public'
  if (visible) return pending ? 'visible-scheduled' : 'visible'
  if (pending) return 'ended-scheduled'
  const isOver = publications.isOver(last, at)
  return document.hold && !isOver ? 'withheld' : 'ended'
}

/** The same article as if a revision of it were the newest: what may be done is asked of that revision. */
export async function seenAt(db: Queries, article: DeskArticle, revision: number): Promise<DeskArticle> {
  if (revision === article.revision) return article
  const review = await store.findDecision(db, article.id, revision)
  const state = stateOf({
    ...factsOf(article),
    wasPublic: await wasPublic(db, article.id, revision, article.at),
    decision: review?.decision ?? null,
  })
  return { ...article, review, situation: { ...article.situation, state } }
}

/**
 * Throws 409 `publication-pending` where only a waiting publication stands in the way, else 409 `state-conflict`;
 * both say in `allowed` what may be done now.
 */
export function requireAllowed(act: Act, { situation }: Pick<DeskArticle, 'situation'>): void {
  if (isAllowed(act, situation)) return
  const members = { allowed: allowedActs(situation) }
  if (isAllowed(act, withoutScheduled(situation)))
    throw refuse('publication-pending', 'A publication waits for its moment. Cancel it first.', {
      members,
    })
  throw refuse('state-conflict', conflict(act, situation), { members })
}

function conflict(act: Act, { state, standing }: Situation): string {
  return `In state ${state} (${standing}) an article does not take: ${act}.`
}
