import type { Standing, State } from '../../../src/desk/documents/workflow.ts'
import type { Newsdesk } from './newsdesk.ts'

const hourMs = 3_600_000
const after = (desk: Newsdesk, milliseconds: number) =>
  new Date(Date.parse(desk.clock.now()) + milliseconds).toISOString()

/** Brings a new article to a standing through editors' acts; the newest revision is the published or scheduled one. */
const standings: Record<Standing, (desk: Newsdesk) => Promise<string>> = {
  'never-public': (desk) => desk.create(),
  scheduled: (desk) => desk.published({}, { publishAt: after(desk, hourMs) }),
  visible: (desk) => desk.published(),
  'visible-scheduled': async (desk) => {
    const id = await desk.published()
    await desk.publishNewest(id, { publishAt: after(desk, hourMs) })
    return id
  },
  withheld: async (desk) => {
    const id = await desk.published()
    await desk.act(id, 'hold', { reason: 'checking' }).expect(200)
    return id
  },
  ended: async (desk) => {
    const expiresAt = after(desk, 1_000)
    const id = await desk.published({}, { expiresAt })
    desk.time.set(expiresAt)
    return id
  },
  'ended-scheduled': async (desk) => {
    const id = await standings.ended(desk)
    await desk.publishNewest(id, { publishAt: after(desk, hourMs) })
    return id
  },
}

/** State of the newest revision in each standing. */
const reached: Record<Standing, State> = {
  'never-public': 'draft',
  scheduled: 'approved',
  visible: 'published',
  'visible-scheduled': 'published',
  withheld: 'held',
  ended: 'published',
  'ended-scheduled': 'published',
}

const onward: Partial<Record<State, (desk: Newsdesk, id: string) => Promise<unknown>>> = {
  draft: async () => {},
  in_review: (desk, id) => desk.act(id, 'submit', {}, desk.writer).expect(200),
  approved: (desk, id) => desk.approve(id),
}

/** Brings a new article to a state and standing; null for an impossible combination. */
export function reach(state: State, standing: Standing): ((desk: Newsdesk) => Promise<string>) | null {
  const begin = standings[standing]
  if (state === reached[standing]) return begin
  const forward = onward[state]
  if (forward && standing !== 'withheld') {
    return async (desk) => {
      const id = await begin(desk)
      if (standing !== 'never-public') await desk.patch(id, { headline: 'Edited' })
      await forward(desk, id)
      return id
    }
  }
  return rare[`${state} ${standing}`] ?? null
}

const rare: Record<string, (desk: Newsdesk) => Promise<string>> = {
  'discarded never-public': async (desk) => {
    const id = await desk.create()
    await desk.act(id, 'discard').expect(200)
    return id
  },
  'retracted ended': async (desk) => {
    const id = await desk.published()
    await desk.act(id, 'retractions', { kind: 'kill', notice: 'Wrong.' }).expect(201)
    return id
  },
  'held ended': async (desk) => {
    const expiresAt = after(desk, 1_000)
    const id = await desk.published({}, { expiresAt })
    await desk.act(id, 'hold', { reason: 'checking' }).expect(200)
    desk.time.set(expiresAt)
    return id
  },
}
