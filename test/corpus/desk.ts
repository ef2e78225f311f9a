import type { Question, Reply, Session } from './session.ts'

/** Who may do what, by the name of the key. */
export const holders: Readonly<Record<string, readonly string[]>> = {
  author: ['articles:write'],
  editor: ['articles:write', 'articles:publish'],
  publisher: ['articles:publish'],
  menuWriter: ['menus:write'],
  menuPublisher: ['menus:publish'],
  lawWriter: ['disclaimers:write'],
  lawyer: ['disclaimers:publish', 'disclaimers:write'],
  librarian: ['references:write'],
  auditor: ['audit:read'],
  admin: ['keys:admin', 'audit:read'],
}

export const folders = { article: 'articles', menu: 'product-menus', disclaimer: 'disclaimers' } as const
export type Folder = (typeof folders)[keyof typeof folders]

/** Who writes and who publishes. */
const people = {
  articles: ['author', 'editor'],
  'product-menus': ['root', 'root'],
  disclaimers: ['lawyer', 'lawyer'],
} as const

/** The acts of editors, as requests that are recorded. What is refused is recorded like what is taken. */
export type Desk = ReturnType<typeof openDesk>

export function openDesk({ ask }: Session) {
  let repeats = 0
  const idempotent = () => {
    repeats += 1
    return { 'idempotency-key': `corpus-${repeats}` }
  }
  const pathOf = (folder: Folder, id: string) => `/admin/v1/${folder}/${id}`
  const post = (
    key: string,
    path: string,
    body?: unknown,
    headers: Question['headers'] = {},
  ): Promise<Reply> =>
    ask({
      method: 'POST',
      path,
      key,
      headers: { ...idempotent(), ...headers },
      ...(body !== undefined && { body }),
    })

  const create = async (folder: Folder, content: unknown, key: string = people[folder][0]): Promise<string> =>
    String((await post(key, `/admin/v1/${folder}`, content)).data.id ?? '')
  const look = (folder: Folder, id: string) => ask({ path: pathOf(folder, id), key: people[folder][1] })
  const act = (id: string, name: string, body?: unknown, folder: Folder = 'articles') =>
    post(name === 'submit' ? people[folder][0] : people[folder][1], `${pathOf(folder, id)}/${name}`, body)
  const edit = async (folder: Folder, id: string, patch: unknown): Promise<Reply> => {
    const { etag } = await look(folder, id)
    return ask({
      method: 'PATCH',
      path: pathOf(folder, id),
      key: people[folder][0],
      headers: { 'if-match': etag },
      body: patch,
    })
  }
  const publish = (folder: Folder, id: string, order: object = { revision: 1 }) =>
    act(id, 'publications', { revision: 1, ...order }, folder)

  return {
    post,
    create,
    look,
    act,
    edit,
    publish,
    pathOf,
    /** From nothing to a publication; returns the id of the document. */
    async run(folder: Folder, content: unknown, times: object = {}): Promise<string> {
      const id = await create(folder, content)
      if (folder === 'articles') {
        await act(id, 'submit')
        await act(id, 'approve', { reason: 'Well done.' })
      }
      await publish(folder, id, times)
      return id
    },
    /** An edit that is approved and published. */
    async update(folder: Folder, id: string, patch: unknown, times: object = {}): Promise<Reply> {
      const { data } = await edit(folder, id, patch)
      if (folder === 'articles') {
        await act(id, 'submit')
        await act(id, 'approve')
      }
      return publish(folder, id, { revision: data.revision, ...times })
    },
    correct: (id: string, order: object = {}) =>
      act(id, 'corrections', {
        ...{ kind: 'correction', severity: 'material', blockKey: 'b1', was: 'rose', is: 'fell' },
        ...{ note: 'An earlier version had it the wrong way round.', patch: { summary: 'Shares fell.' } },
        ...order,
      }),
    retract: (id: string, kind = 'kill') =>
      act(id, 'retractions', { kind, notice: `This was wrong (${kind}).` }),
    put: (path: string, body: unknown, key = 'librarian', headers: Question['headers'] = {}) =>
      ask({ method: 'PUT', path: `/admin/v1/${path}`, key, headers, body }),
  }
}

/** The ids of publications in an answer. */
export const idsIn = (value: unknown): string[] => JSON.stringify(value)?.match(/pub_\w+/g) ?? []
