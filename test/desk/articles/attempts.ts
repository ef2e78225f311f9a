import { randomUUID } from 'node:crypto'
import type { Act } from '../../../src/desk/documents/workflow.ts'
import { reading } from '../../reading.ts'
import type { Newsdesk } from './newsdesk.ts'

/** An article is held or retracted, never ended. */
export type ArticleAct = Exclude<Act, 'end'>

/** Every act over HTTP, with a key that has all scopes. */
export const attempts: Record<ArticleAct, Attempt> = {
  patch: (desk, id) => desk.patch(id, { summary: `Summary ${randomUUID()}.` }),
  preview: async (desk, id) => desk.act(id, 'previews', {}),
  submit: async (desk, id) => desk.act(id, 'submit', {}),
  approve: async (desk, id) => desk.act(id, 'approve', {}),
  'request-changes': async (desk, id) => desk.act(id, 'request-changes', {}),
  discard: async (desk, id) => desk.act(id, 'discard', {}),
  publish: async (desk, id, times) =>
    desk.act(id, 'publications', { revision: (await desk.read(id)).revision, ...times }),
  cancel: async (desk, id) => {
    const { publications } = await desk.read(id)
    const known = publications.pending ?? publications.visible
    const last = known?.id ?? (await lastPublication(desk, id))
    return last ? desk.send('delete', `/publications/${last}`) : { status: 404, body: { code: 'not-found' } }
  },
  correct: async (desk, id) => desk.correct(id),
  hold: async (desk, id) => desk.act(id, 'hold', { reason: 'checking' }),
  release: async (desk, id) => desk.act(id, 'release', {}),
  retract: async (desk, id) => desk.act(id, 'retractions', { kind: 'kill', notice: 'Wrong.' }),
}

export const acts = Object.keys(attempts) as ArticleAct[]

type Attempt = (
  desk: Newsdesk,
  id: string,
  times?: { readonly publishAt: string | null; readonly expiresAt: string | null },
) => Promise<{ status: number; body: Problem }>

interface Problem {
  code?: string
  allowed?: ArticleAct[]
}

const lastPublication = async ({ db }: Newsdesk, id: string) =>
  (
    await reading(db)
      .selectFrom('publication')
      .select('id')
      .where('document_id', '=', id)
      .orderBy('version', 'desc')
      .executeTakeFirst()
  )?.id
