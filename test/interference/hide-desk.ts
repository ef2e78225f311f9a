import { expect } from 'vitest'
import { connectDesk, type Request, requestsWith } from '../desk-client.ts'
import { withKey } from '../keys.ts'
import type { PublicNewsroom } from './newsroom.ts'
import { canary, hiddenUntil, say, secret, secretMenu, secretText } from './secret.ts'
import type { World } from './worlds.ts'

const approved = ['submit', 'approve']
const later = { publishAt: hiddenUntil }

/** Hides documents over the desk API: every step of the workflow, with its keys, audit trail and previews. */
export async function hideAtDesk(world: World, { documents }: PublicNewsroom): Promise<void> {
  const { create, createUnreviewed, edit, act, cancel, preview, close } = await openDesk(world)
  await preview(await create('at-desk'))
  await edit(await create('patched'), 'patched-again')
  await act(await create('submitted'), ['submit'])
  await act(await create('approved'), approved)
  await act(await create('changes'), ['submit', 'request-changes'])
  await act(await create('discarded'), ['discard'])
  await act(await create('desk-scheduled'), approved, later)
  await act(await create('desk-embargoed'), approved, { embargoedUntil: hiddenUntil })
  const cancelled = await create('desk-cancelled')
  await cancel(await act(cancelled, approved, later))
  const [, , , , live = '', other = ''] = documents.plain
  await edit(live, 'live-again')
  await act(live, approved, later)
  await preview(live)
  await edit(other, 'other-again')
  for (const [kind, secretOf] of unreviewedKinds) {
    await createUnreviewed(kind, secretOf(say(`${kind}-draft`)))
    await act(await createUnreviewed(kind, secretOf(say(`${kind}-discarded`))), ['discard'])
    await act(await createUnreviewed(kind, secretOf(say(`${kind}-scheduled`))), [], later)
    await cancel(await act(await createUnreviewed(kind, secretOf(say(`${kind}-cancelled`))), [], later))
  }
  close()
}

const unreviewedKinds = [
  ['product-menus', secretMenu],
  ['disclaimers', (key: string) => secretText({ key })],
] as const

/** An author and an editor, whose every request is taken. */
async function openDesk({ db, port }: World) {
  const author = requestsWith((await withKey(db, undefined, say('author'))).authorization)
  const editor = requestsWith((await withKey(db, undefined, say('editor'))).authorization)
  const { send: ask, close } = connectDesk(port)
  const send = async (request: Request) => {
    const { status, etag, data } = await ask(request)
    if (status >= 300) throw new Error(`${request.path} was refused: ${JSON.stringify(data)}`)
    return { etag, data }
  }
  const at = (id: string) => `/admin/v1/${folders[id.slice(0, 3)]}/${id}`
  const begin = async (folder: string, content: object) =>
    String((await send(author.post(`/admin/v1/${folder}`, content))).data.id)
  const order = (name: string) => (name === 'request-changes' ? { reason: say('reason') } : undefined)
  return {
    close,
    create: (word: string) => begin('articles', written(word)),
    createUnreviewed: begin,
    async edit(id: string, word: string) {
      const { etag } = await send(author.get(at(id)))
      await send(author.patch(at(id), etag, written(word)))
    },
    /** Takes the steps, and publishes the newest revision where times are given; returns the publication's id. */
    async act(id: string, steps: readonly string[], times?: object): Promise<string> {
      for (const name of steps)
        await send((name === 'approve' ? editor : author).post(`${at(id)}/${name}`, order(name)))
      if (!times) return ''
      const { revision } = (await send(editor.get(at(id)))).data
      return String((await send(editor.post(`${at(id)}/publications`, { revision, ...times }))).data.id)
    },
    cancel: (publication: string) => send(editor.remove(`/admin/v1/publications/${publication}`)),
    /** Makes the address of a preview, and looks at it. */
    async preview(id: string) {
      const { url } = (await send(author.post(`${at(id)}/previews`, { expiresIn: 86_400 }))).data
      const shown = await send({ method: 'GET', path: String(url), headers: {} })
      expect(JSON.stringify(shown.data)).toContain(canary)
    },
  }
}

/** By the beginning of an id. */
const folders: Record<string, string> = { art: 'articles', mnu: 'product-menus', dsc: 'disclaimers' }

/** What an author sends; no note of it stands against publishing. */
const written = (word: string) => ({
  ...secret(word),
  editorialNotes: [{ key: 'n1', note: say('note'), severity: 'low', blocking: false }],
})
