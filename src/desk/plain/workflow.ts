/** Where a document without review is on its way: menus and disclaimers are released by who may publish them. */
export const states = ['draft', 'published', 'discarded'] as const
export type State = (typeof states)[number]

export const acts = ['patch', 'publish', 'cancel', 'end', 'discard'] as const
export type Act = (typeof acts)[number]

/** What is recorded of a document. */
export interface Situation {
  readonly isDiscarded: boolean
  /** A publication waits for its moment. */
  readonly isPending: boolean
  readonly isVisible: boolean
  /** Any revision is or was public. */
  readonly wasPublic: boolean
}

/** The workflow, all of it: what no rule allows is refused. */
const rules: Readonly<Record<Act, (situation: Situation) => boolean>> = {
  patch: ({ isDiscarded }) => !isDiscarded,
  publish: ({ isDiscarded, isPending }) => !isDiscarded && !isPending,
  cancel: ({ isPending }) => isPending,
  end: ({ isVisible, isPending }) => isVisible && !isPending,
  discard: ({ isDiscarded, isPending, wasPublic }) => !isDiscarded && !isPending && !wasPublic,
}

export const isAllowed = (act: Act, situation: Situation): boolean => rules[act](situation)

/** The acts that are allowed now, in the order of `acts`. */
export const allowedActs = (situation: Situation): Act[] => acts.filter((act) => isAllowed(act, situation))
