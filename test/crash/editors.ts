import { type Reply, type Request, requestsWith, type Send } from '../desk-client.ts'
import { type Random, seededRandom } from '../fuzz/random.ts'
import { aMenu, anArticle } from '../makers.ts'

/** A write that was acknowledged. */
export interface Acknowledged {
  readonly request: Request
  readonly reply: Reply
}

/** What editors know and have been told, over all lives of the server. */
export interface Notebook {
  readonly articles: string[]
  readonly menus: string[]
  readonly publications: string[]
  readonly acknowledged: Acknowledged[]
  /** Writes that had no answer: they were done whole, or not at all. */
  readonly unanswered: Request[]
}

export const openNotebook = (): Notebook => ({
  articles: [],
  menus: [],
  publications: [],
  acknowledged: [],
  unanswered: [],
})

const editorsAtOnce = 8

/** Editors who write without a pause until they are cut off. Resolves once none has an answer to wait for. */
export async function writeUntilCut(
  send: Send,
  authorization: string,
  notebook: Notebook,
  seed: number,
): Promise<void> {
  const edit = async (random: Random) => {
    for (;;) {
      const request = await draw(send, requestsWith(authorization), notebook, random)
      if (request && !(await write(send, notebook, request))) return
    }
  }
  const editors = Array.from({ length: editorsAtOnce }, (_, index) => seededRandom(seed * 100 + index))
  await Promise.all(editors.map((random) => edit(random).catch(() => {})))
}

/** Sends a write and notes what came of it. False where no answer came. */
export async function write(send: Send, notebook: Notebook, request: Request): Promise<boolean> {
  try {
    const reply = await send(request)
    if (reply.status < 300) note(notebook, { request, reply })
    return true
  } catch {
    notebook.unanswered.push(request)
    return false
  }
}

function note(notebook: Notebook, one: Acknowledged): void {
  notebook.acknowledged.push(one)
  const id = String(one.reply.data.id)
  if (one.request.path === '/admin/v1/articles') notebook.articles.push(id)
  if (one.request.path === '/admin/v1/product-menus') notebook.menus.push(id)
  if (one.request.path.endsWith('/publications')) notebook.publications.push(id)
}

type Requests = ReturnType<typeof requestsWith>

let names = 0

/** The next write; none where what it would need does not exist yet. Some of them will be refused. */
async function draw(send: Send, make: Requests, notebook: Notebook, random: Random): Promise<Request | null> {
  names += 1
  const slug = `story-${process.pid}-${names}`
  if (notebook.articles.length === 0 || random.chance(0.2))
    return make.post('/admin/v1/articles', draftOf(anArticle({ slug, headline: slug })))
  if (random.chance(0.1)) return drawMenu(make, notebook, random, slug)
  if (random.chance(0.05))
    return make.put(`/admin/v1/entities/${slug}`, { key: slug, name: slug, type: 'organisation' })
  if (notebook.publications.length > 0 && random.chance(0.1))
    return make.remove(`/admin/v1/publications/${random.pick(notebook.publications)}`)
  // Mostly the newest, so that not all are retracted in the end.
  const path = `/admin/v1/articles/${random.pick(notebook.articles.slice(-20))}`
  const { data, etag } = await send(make.get(path))
  return drawAct(make, random, { path, etag, revision: Number(data.revision), slug })
}

/** What a client sends of an article: without what is null or empty by default. */
const draftOf = ({ slug, storyKey, locale, type, headline, body }: ReturnType<typeof anArticle>) => ({
  slug,
  storyKey,
  locale,
  type,
  headline,
  body,
})

interface Seen {
  readonly path: string
  readonly etag: string
  readonly revision: number
  readonly slug: string
}

function drawAct(make: Requests, random: Random, { path, etag, revision, slug }: Seen): Request {
  const soon = (from: number, to: number) =>
    new Date(Date.now() + from + random.below(to - from)).toISOString()
  const correction = {
    kind: 'correction',
    severity: 'minor',
    was: 'higher',
    is: 'lower',
    note: 'It fell.',
    patch: { headline: slug },
  }
  return random.pick([
    () => make.patch(path, etag, { headline: slug }),
    () => make.patch(path, etag, { headline: slug }),
    () => make.post(`${path}/submit`),
    () => make.post(`${path}/publications`, { revision }),
    () => make.post(`${path}/publications`, { revision, expiresAt: soon(200, 2_000) }),
    () => make.post(`${path}/publications`, { revision, publishAt: soon(50, 2_000) }),
    () => make.post(`${path}/publications`, { revision, publishAt: soon(3_000_000, 4_000_000) }),
    () => make.post(`${path}/corrections`, correction),
    () => make.post(`${path}/hold`, { reason: 'A source is being checked.' }),
    () => make.post(`${path}/release`),
    () => make.post(`${path}/retractions`, { kind: 'withdrawal', notice: 'It was a duplicate.' }),
  ])()
}

function drawMenu(make: Requests, { menus }: Notebook, random: Random, key: string): Request {
  if (menus.length === 0 || random.chance(0.5)) return make.post('/admin/v1/product-menus', aMenu({ key }))
  return make.post(`/admin/v1/product-menus/${random.pick(menus)}/publications`, { revision: 1 })
}
