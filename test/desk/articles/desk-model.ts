import type { State } from '../../../src/desk/documents/workflow.ts'
import type { ArticleAct } from './attempts.ts'

/**
 * A naive model of one article: it records every act and answers every question from the record, without the workflow
 * table. Instants are text.
 */
export interface DeskModel {
  readonly revisions: readonly Revision[]
  readonly publications: readonly Publication[]
  readonly heldSince: string | null
  readonly end: 'retracted' | 'discarded' | null
}

interface Revision {
  readonly status: 'draft' | 'in_review' | 'approved'
  /** Corrections and releases need no approval. */
}

interface Publication {
  readonly revision: number
  readonly from: string
  /** Its own expiry. */
  readonly expires: string | null
  /** When a hold or retraction ended it. */
  readonly stopped: string | null
}

export const begin: DeskModel = {
  revisions: [{ status: 'draft' }],
  publications: [],
  heldSince: null,
  end: null,
}

const pendingAt = ({ publications }: DeskModel, at: string) => publications.find(({ from }) => from > at)
const lastAt = ({ publications }: DeskModel, at: string) => publications.findLast(({ from }) => from <= at)

function visibleAt(model: DeskModel, at: string): Publication | undefined {
  const last = lastAt(model, at)
  if (!last || model.end || last.stopped !== null) return undefined
  return last.expires !== null && last.expires <= at ? undefined : last
}

export function stateAt(model: DeskModel, at: string): State {
  if (model.end) return model.end
  if (model.heldSince !== null) return 'held'
  const newest = model.revisions.length
  if (model.publications.some(({ revision, from }) => revision === newest && from <= at)) return 'published'
  return model.revisions[newest - 1]?.status ?? 'draft'
}

/** Whether an act on the newest revision should succeed. */
export function mayBeDone(act: ArticleAct, model: DeskModel, at: string, reviewRequired: boolean): boolean {
  const state = stateAt(model, at)
  const isPending = pendingAt(model, at) !== undefined
  const isVisible = visibleAt(model, at) !== undefined
  const last = lastAt(model, at)
  if (model.end) return false
  if (state === 'held' && !['patch', 'preview', 'release', 'retract'].includes(act)) return false
  switch (act) {
    case 'patch':
    case 'preview':
      return true
    case 'submit':
      return state === 'draft'
    case 'approve':
      return state === 'in_review'
    case 'request-changes':
      return state === 'in_review' || (state === 'approved' && !isPending)
    case 'discard':
      return model.publications.length === 0
    case 'publish':
      return !isPending && (state === 'approved' || state === 'published' || !reviewRequired)
    case 'cancel':
      return isPending
    case 'correct':
      return isVisible && !isPending
    case 'hold':
      return isVisible
    case 'release':
      return state === 'held' && !(last?.expires && last.expires <= at)
    case 'retract':
      return last !== undefined
  }
}

interface Times {
  readonly from: string
  readonly expires: string | null
}

/** The article after an act at a moment. */
export function step(act: ArticleAct, model: DeskModel, at: string, times: Times): DeskModel {
  const newest = model.revisions.length
  const begun = model.publications.filter(({ from }) => from <= at)
  const stopped = begun.map((one, index) => (index === begun.length - 1 ? { ...one, stopped: at } : one))
  const mark = (status: Revision['status']) => [...model.revisions.slice(0, -1), { status }]
  const follow = (revision: number, expires: string | null) => [
    ...begun,
    { revision, from: at, expires, stopped: null },
  ]
  const expires = begun.at(-1)?.expires ?? null
  switch (act) {
    case 'patch':
      return { ...model, revisions: [...model.revisions, { status: 'draft' }] }
    case 'submit':
      return { ...model, revisions: mark('in_review') }
    case 'approve':
      return { ...model, revisions: mark('approved') }
    case 'request-changes':
      return { ...model, revisions: mark('draft') }
    case 'discard':
      return { ...model, end: 'discarded' }
    case 'publish':
      return { ...model, publications: [...begun, { revision: newest, ...times, stopped: null }] }
    case 'cancel':
      return { ...model, publications: begun }
    case 'correct':
      return {
        ...model,
        revisions: [...model.revisions, { status: 'draft' }],
        publications: follow(newest + 1, expires),
      }
    case 'hold':
      return { ...model, publications: stopped, heldSince: at }
    case 'release':
      return { ...model, publications: follow(begun.at(-1)?.revision ?? 0, expires), heldSince: null }
    case 'retract':
      return { ...model, publications: begun, end: 'retracted' }
    default:
      return model
  }
}

/** The expected public answer at a moment. */
export const readersGet = (model: DeskModel, at: string): number => {
  if (model.end === 'retracted') return 410
  return visibleAt(model, at) ? 200 : 404
}
