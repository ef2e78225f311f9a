import type { Queries } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { deskNotFound } from '../../http/parameters/refusals.ts'
import type { Config } from '../../kernel/config.ts'
import { type Refusal, refuse } from '../../kernel/refusal.ts'
import { publicationPending } from '../../publishing/acts/invariants.ts'
import * as publications from '../../publishing/documents/publications.ts'
import type { Kind } from '../../publishing/kind.ts'
import { readStored } from '../../values/stored.ts'
import type { Instant } from '../../values/time.ts'
import * as store from './store.ts'
import {
  type Act,
  allowedActs,
  isAllowed,
  type Situation,
  standingOf,
  stateOf,
  type Workflow,
  withoutScheduled,
} from './workflow.ts'

/** A document with its newest revision, published or not, and its place in the workflow. */
export interface DeskDocument<Content> {
  readonly id: string
  /** The moment of the read. */
  readonly at: Instant
  readonly createdAt: Instant
  /** Counts accepted writes, including those of the workflow; makes up the entity tag. */
  readonly change: number
  readonly changedAt: Instant
  readonly discardedAt: Instant | null
  readonly revision: number
  /** Parsed at the first use: 1 MiB takes 15 ms, and most acts do without. */
  readonly content: Content
  /** The newest revision as it is stored. */
  readonly stored: string
  /** The key that wrote the newest revision. */
  readonly author: string
  /** The newest publication: pending, visible, or past. */
  readonly publication: PublicationRow | null
  readonly pending: PublicationRow | null
  readonly visible: PublicationRow | null
  readonly hold: store.Hold | null
  readonly retraction: store.Retraction | null
  /** The newest decision about the newest revision. */
  readonly review: store.Review | null
  readonly situation: Situation
}

type ReviewSetting = Pick<Config, 'reviewRequired'>

/** Throws 404. The content of a revision that is already `known` is not parsed again, which takes half of the time. */
export async function requireDocument<Content>(
  db: Queries,
  kind: Kind<Content>,
  { reviewRequired }: ReviewSetting,
  id: string,
  at: Instant,
  known?: Pick<DeskDocument<Content>, 'revision' | 'content'>,
): Promise<DeskDocument<Content>> {
  // At once: each answer takes a round trip to a database on a server.
  const [row, [newest = null, before = null], hold = null, retraction] = await Promise.all([
    store.findDocument(db, kind.kind, id),
    store.lastPublications(db, { documentId: id }),
    publications.activeHold(db, id),
    store.findRetraction(db, id),
  ])
  if (!row) throw deskNotFound()
  let content: Content | undefined
  const pending = newest && publications.isPending(newest, at) ? newest : null
  const begun = pending ? before : newest
  const visible = begun && publications.isVisible(begun, at) ? begun : null
  const ends = { id, at, hold, retraction, discardedAt: row.discarded_at }
  const { state, review } = await judge(db, ends, row.revision)
  const standing = standingOf({
    isPending: pending !== null,
    isVisible: visible !== null,
    hasBegun: begun !== null,
    isWithheld: hold !== null && begun !== null && !publications.isOver(begun, at),
  })
  return {
    ...ends,
    createdAt: row.created_at,
    change: row.change,
    changedAt: row.changed_at,
    revision: row.revision,
    get content() {
      content ??= known?.revision === row.revision ? known.content : parseContent(kind, row.content)
      return content
    },
    stored: row.content,
    author: row.author,
    publication: newest,
    pending,
    visible,
    review,
    situation: { state, standing, reviewRequired },
  }
}

/** State of the document as derived from one of its revisions, and the newest decision about that revision. */
async function judge(
  db: Queries,
  document: Pick<DeskDocument<unknown>, 'id' | 'at' | 'hold' | 'retraction' | 'discardedAt'>,
  revision: number,
) {
  const { id, at, hold, retraction, discardedAt } = document
  const [review, wasPublic] = await Promise.all([
    store.findDecision(db, id, revision),
    store.wasPublic(db, id, revision, at),
  ])
  const state = stateOf({
    isRetracted: retraction !== null,
    isHeld: hold !== null,
    isDiscarded: discardedAt !== null,
    wasPublic,
    decision: review?.decision ?? null,
  })
  return { state, review }
}

/** The situation as if the given revision were the newest: decides whether that revision may be published. */
export async function situationAt(
  db: Queries,
  document: DeskDocument<unknown>,
  revision: number,
): Promise<Situation> {
  if (revision === document.revision) return document.situation
  const { state } = await judge(db, document, revision)
  return { ...document.situation, state }
}

/** Parses stored content; fields added to the schema since it was stored get their defaults. */
export const parseContent = <Content>(kind: Kind<Content>, stored: string): Content =>
  readStored(kind.content, JSON.parse(stored))

/**
 * Throws 409 `publication-pending` if only a pending publication forbids the act, otherwise 409 `state-conflict`.
 * Both list the acts allowed now in `allowed`.
 */
export function requireAllowed(workflow: Workflow, act: Act, situation: Situation): void {
  if (isAllowed(workflow, act, situation)) return
  if (isAllowed(workflow, act, withoutScheduled(situation)))
    throw publicationPending(allowedActs(workflow, situation))
  throw conflict(workflow, situation, workflow.details.notAllowed(act, situation))
}

/** 409 `state-conflict` with the acts allowed now in `allowed`. */
export const conflict = (workflow: Workflow, situation: Situation, detail: string): Refusal =>
  refuse('state-conflict', detail, { members: { allowed: allowedActs(workflow, situation) } })

/** Entity tag of a document on the desk; changes with every accepted write. */
export const etagOf = ({ id, change }: Pick<DeskDocument<unknown>, 'id' | 'change'>): string =>
  `"${id}-${change}"`
