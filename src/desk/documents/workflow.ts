/** Workflow state of a document; derived from its newest revision and its publications, never stored. */
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

/** What the public sees of a document now, and whether a publication is pending. */
export const standings = [
  'never-public',
  'scheduled',
  'visible',
  'visible-scheduled',
  /** Held, and not yet past its own expiry. */
  'withheld',
  'ended',
  'ended-scheduled',
] as const
export type Standing = (typeof standings)[number]

/** No publication is pending. */
export const settled = ['never-public', 'visible', 'ended'] as const satisfies readonly Standing[]
/** A publication is pending. */
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

/** Allows an act if the state and the standing are both listed. */
export interface Rule {
  readonly act: Act
  readonly states: readonly State[]
  readonly standings: readonly Standing[]
  /** Only where no review is required. */
  readonly withoutReview?: true
}

/** The complete workflow of a kind: an act that no rule allows is refused. */
export interface Workflow {
  readonly rules: readonly Rule[]
  /** Details of its problems. */
  readonly details: {
    notAllowed(act: Act, situation: Situation): string
    readonly noSuchRevision: string
    /** For a publication that can be neither cancelled nor ended. */
    readonly notCancellable: string
  }
}

/** Inputs to a decision about an act. */
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

/** Distinct acts, in the order of the rules. */
export const actsOf = ({ rules }: Workflow): Act[] => [...new Set(rules.map(({ act }) => act))]

export const allowedActs = (workflow: Workflow, situation: Situation): Act[] =>
  actsOf(workflow).filter((act) => isAllowed(workflow, act, situation))

/** The situation after cancelling the pending publication. */
export const withoutScheduled = (situation: Situation): Situation => ({
  ...situation,
  standing: cancelled[situation.standing] ?? situation.standing,
})

const cancelled: Partial<Record<Standing, Standing>> = {
  scheduled: 'never-public',
  'visible-scheduled': 'visible',
  'ended-scheduled': 'ended',
}

/** Inputs from which the state is derived: records about the document and one of its revisions. */
export interface StateInputs {
  readonly isRetracted: boolean
  readonly isHeld: boolean
  readonly isDiscarded: boolean
  /** Whether the revision is or was public. */
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

interface StandingInputs {
  readonly isPending: boolean
  readonly isVisible: boolean
  /** Whether any publication is or was visible. */
  readonly hasBegun: boolean
  /** Whether it is held and the held publication has not reached its expiry. */
  readonly isWithheld: boolean
}

export function standingOf({ isPending, isVisible, hasBegun, isWithheld }: StandingInputs): Standing {
  if (!hasBegun) return isPending ? 'scheduled' : 'never-public'
  if (isVisible) return isPending ? 'visible-scheduled' : 'visible'
  if (isPending) return 'ended-scheduled'
  return isWithheld ? 'withheld' : 'ended'
}
