/** Where an article is on its way; derived from its newest revision and its publications, never stored. */
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

/** What readers have of an article now, and whether a publication waits for its moment. */
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

export const acts = [
  'patch',
  'preview',
  'submit',
  'approve',
  'request-changes',
  'discard',
  'publish',
  'cancel',
  'correct',
  'hold',
  'release',
  'retract',
] as const
export type Act = (typeof acts)[number]

/** An act is allowed in any of these states and any of these standings. */
export interface Rule {
  readonly act: Act
  readonly states: readonly State[]
  readonly standings: readonly Standing[]
  /** Only where no review is required. */
  readonly withoutReview?: true
}

const working = ['draft', 'in_review', 'approved', 'published'] as const
const settled = ['never-public', 'visible', 'ended'] as const
const waiting = ['scheduled', 'visible-scheduled', 'ended-scheduled'] as const

/** The workflow, all of it: what no rule allows is refused. */
export const rules: readonly Rule[] = [
  { act: 'patch', states: [...working, 'held'], standings },
  { act: 'preview', states: [...working, 'held'], standings },
  { act: 'submit', states: ['draft'], standings },
  { act: 'approve', states: ['in_review'], standings },
  { act: 'request-changes', states: ['in_review'], standings },
  // What is approved and scheduled has to be cancelled first: else it would become public without approval.
  { act: 'request-changes', states: ['approved'], standings: settled },
  { act: 'discard', states: ['draft', 'in_review', 'approved'], standings: ['never-public'] },
  { act: 'publish', states: ['approved', 'published'], standings: settled },
  { act: 'publish', states: ['draft', 'in_review'], standings: settled, withoutReview: true },
  { act: 'cancel', states: working, standings: waiting },
  { act: 'correct', states: working, standings: ['visible'] },
  { act: 'hold', states: working, standings: ['visible', 'visible-scheduled'] },
  { act: 'release', states: ['held'], standings: ['withheld'] },
  {
    act: 'retract',
    states: working,
    standings: ['visible', 'visible-scheduled', 'ended', 'ended-scheduled'],
  },
  { act: 'retract', states: ['held'], standings: ['withheld', 'ended'] },
]

/** What is asked of the workflow. */
export interface Situation {
  readonly state: State
  readonly standing: Standing
  readonly reviewRequired: boolean
}

export const isAllowed = (act: Act, { state, standing, reviewRequired }: Situation): boolean =>
  rules.some(
    (rule) =>
      rule.act === act &&
      rule.states.includes(state) &&
      rule.standings.includes(standing) &&
      !(rule.withoutReview && reviewRequired),
  )

/** The acts that are allowed now, in the order of `acts`. */
export const allowedActs = (situation: Situation): Act[] => acts.filter((act) => isAllowed(act, situation))

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

/** What is recorded of a document and one of its revisions. */
export interface Facts {
  readonly isRetracted: boolean
  readonly isHeld: boolean
  readonly isDiscarded: boolean
  /** Whether the revision is, or was, public. */
  readonly wasPublic: boolean
  /** The newest decision about the revision. */
  readonly decision: 'submitted' | 'approved' | 'changes-requested' | null
}

export function stateOf({ isRetracted, isHeld, isDiscarded, wasPublic, decision }: Facts): State {
  if (isRetracted) return 'retracted'
  if (isHeld) return 'held'
  if (isDiscarded) return 'discarded'
  if (wasPublic) return 'published'
  if (decision === 'approved') return 'approved'
  return decision === 'submitted' ? 'in_review' : 'draft'
}
