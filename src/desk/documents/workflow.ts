/** Where a document is on its way; derived from its newest revision and its publications, never stored. */
export const states = [
  'draft',
  'in_review',
  'approved',
  'published',
  'held',
  'retracted',
  'discarded',
] as const
export type State = (typeof states)[number]

/** What readers have of a document now, and whether a publication waits for its moment. */
export const standings = [
  'never-public',
  'scheduled',
  'visible',
  'visible-scheduled',
  /** Taken off by a hold; its expiry has not come. */
  'withheld',
  'ended',
  'ended-scheduled',
] as const
export type Standing = (typeof standings)[number]

/** Nothing waits. */
export const settled = ['never-public', 'visible', 'ended'] as const satisfies readonly Standing[]
/** A publication waits for its moment. */
export const waiting = [
  'scheduled',
  'visible-scheduled',
  'ended-scheduled',
] as const satisfies readonly Standing[]

export type Act =
  | 'patch'
  | 'preview'
  | 'submit'
  | 'approve'
  | 'request-changes'
  | 'discard'
  | 'publish'
  | 'cancel'
  | 'end'
  | 'correct'
  | 'hold'
  | 'release'
  | 'retract'

/** An act is allowed in any of these states and any of these standings. */
export interface Rule {
  readonly act: Act
  readonly states: readonly State[]
  readonly standings: readonly Standing[]
  /** Only where no review is required. */
  readonly withoutReview?: true
}

/** The workflow of a kind of document, all of it: what no rule allows is refused. */
export interface Workflow {
  readonly rules: readonly Rule[]
  /** What refusals say. */
  readonly details: {
    notAllowed(act: Act, situation: Situation): string
    readonly noSuchRevision: string
    /** Of a publication that can be neither cancelled nor ended. */
    readonly notCancellable: string
  }
}

/** What is asked of the workflow. */
export interface Situation {
  readonly state: State
  readonly standing: Standing
  readonly reviewRequired: boolean
}

export const isAllowed = (
  { rules }: Workflow,
  act: Act,
  { state, standing, reviewRequired }: Situation,
): boolean =>
  rules.some(
    (rule) =>
      rule.act === act &&
      rule.states.includes(state) &&
      rule.standings.includes(standing) &&
      !(rule.withoutReview && reviewRequired),
  )

/** The acts of a workflow, in the order of its rules. */
export const actsOf = ({ rules }: Workflow): Act[] => [...new Set(rules.map(({ act }) => act))]

export const allowedActs = (workflow: Workflow, situation: Situation): Act[] =>
  actsOf(workflow).filter((act) => isAllowed(workflow, act, situation))

/** The same situation once the publication that waits is cancelled. */
export const withoutScheduled = (situation: Situation): Situation => ({
  ...situation,
  standing: cancelled[situation.standing] ?? situation.standing,
})

const cancelled: Partial<Record<Standing, Standing>> = {
  scheduled: 'never-public',
  'visible-scheduled': 'visible',
  'ended-scheduled': 'ended',
}

/** What the state follows from: what is recorded of a document and one of its revisions. */
export interface StateInputs {
  readonly isRetracted: boolean
  readonly isHeld: boolean
  readonly isDiscarded: boolean
  /** Whether the revision is, or was, public. */
  readonly wasPublic: boolean
  /** The newest decision about the revision. */
  readonly decision: 'submitted' | 'approved' | 'changes-requested' | null
}

export function stateOf({ isRetracted, isHeld, isDiscarded, wasPublic, decision }: StateInputs): State {
  if (isRetracted) return 'retracted'
  if (isHeld) return 'held'
  if (isDiscarded) return 'discarded'
  if (wasPublic) return 'published'
  if (decision === 'approved') return 'approved'
  return decision === 'submitted' ? 'in_review' : 'draft'
}

/** What the standing follows from. */
interface StandingInputs {
  readonly isPending: boolean
  readonly isVisible: boolean
  /** Whether any publication has begun. */
  readonly hasBegun: boolean
  /** Whether it is held, and the expiry of what is held has not come. */
  readonly isWithheld: boolean
}

export function standingOf({ isPending, isVisible, hasBegun, isWithheld }: StandingInputs): Standing {
  if (!hasBegun) return isPending ? 'scheduled' : 'never-public'
  if (isVisible) return isPending ? 'visible-scheduled' : 'visible'
  if (isPending) return 'ended-scheduled'
  return isWithheld ? 'withheld' : 'ended'
}
