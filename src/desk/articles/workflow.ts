import { type Rule, settled, standings, type Workflow, waiting } from '../documents/workflow.ts'

const working = ['draft', 'in_review', 'approved', 'published'] as const

const rules: readonly Rule[] = [
  { act: 'patch', states: [...working, 'held'], standings },
  { act: 'preview', states: [...working, 'held'], standings },
  { act: 'submit', states: ['draft'], standings },
  { act: 'approve', states: ['in_review'], standings },
  { act: 'request-changes', states: ['in_review'], standings },
  // A scheduled publication must be cancelled first, or it would go public without approval.
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

export const articleWorkflow: Workflow = {
  rules,
  details: {
    notAllowed: (act, { state, standing }) =>
      `An article in state ${state} (${standing}) does not allow: ${act}.`,
    noSuchRevision: 'The article has no revision with this number.',
    notCancellable:
      'The publication is or was visible and cannot be cancelled. Hold or retract the article instead.',
  },
}
