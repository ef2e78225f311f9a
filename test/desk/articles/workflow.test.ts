import { describe, expect, test } from 'vitest'
import { articleWorkflow } from '../../../src/desk/articles/workflow.ts'
import { allowedActs, standings, states } from '../../../src/desk/documents/workflow.ts'
import { acts, attempts } from './attempts.ts'
import { newsdesk } from './newsdesk.ts'
import { reach } from './situations.ts'

const situations = states.flatMap((state) => standings.map((standing) => ({ state, standing })))

describe.each([true, false])('with REVIEW_REQUIRED=%s', (reviewRequired) => {
  const open = () => newsdesk({ environment: { REVIEW_REQUIRED: String(reviewRequired) } })
  // Without review only these two states differ.
  const reachable = situations.filter(
    ({ state, standing }) =>
      reach(state, standing) && (reviewRequired || state === 'draft' || state === 'in_review'),
  )

  test.each(reachable)(
    'in state $state ($standing) only acts in the table are allowed',
    async (situation) => {
      const { state, standing } = situation
      const desk = await open()
      const build = reach(state, standing)
      if (!build) throw new Error('This cannot be.')
      const id = await build(desk)
      const allowed = allowedActs(articleWorkflow, { ...situation, reviewRequired })
      expect(await desk.read(id)).toMatchObject({ state, allowed })
      for (const act of acts.filter((one) => !allowed.includes(one))) {
        const { status, body } = await attempts[act](desk, id)
        // A document that was never published has no publication to cancel.
        if (act === 'cancel' && status === 404) continue
        expect({ act, status, allowed: body.allowed }).toEqual({ act, status: 409, allowed })
        expect(['state-conflict', 'publication-pending']).toContain(body.code)
      }
      expect(await desk.read(id)).toMatchObject({ state, allowed })
      for (const act of acts.filter((one) => allowed.includes(one))) {
        const { status, body } = await attempts[act](desk, await build(desk))
        expect({ act, isDone: status < 300, body: status < 300 ? {} : body }).toEqual({
          act,
          isDone: true,
          body: {},
        })
      }
    },
  )
})

test('every possible situation is reached', () => {
  const never = situations.filter(({ state, standing }) => !reach(state, standing))
  const allowed = never.filter(
    ({ state, standing }) =>
      allowedActs(articleWorkflow, { state, standing, reviewRequired: false }).length > 0,
  )
  expect(never.length).toBe(23)
  // Rules list states and standings separately, so some of them cover impossible situations.
  expect(new Set(allowed.map(({ state, standing }) => `${state} ${standing}`))).toEqual(
    new Set([
      ...['draft', 'in_review', 'approved', 'published'].map((state) => `${state} withheld`),
      'published never-public',
      'published scheduled',
      ...standings.filter((one) => !['withheld', 'ended'].includes(one)).map((one) => `held ${one}`),
    ]),
  )
})
