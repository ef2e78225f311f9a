import { articleKind } from '../../src/articles/kind.ts'
import type { Write } from '../../src/db/database.ts'
import type { PublicationRow } from '../../src/db/tables.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import { correct } from '../../src/publishing/acts/correct.ts'
import { hold, release } from '../../src/publishing/acts/hold.ts'
import { cancel, publish } from '../../src/publishing/acts/publish.ts'
import { retract } from '../../src/publishing/acts/retract.ts'
import { addRevision, createDocument } from '../../src/publishing/documents/documents.ts'
import { toInstant } from '../../src/values/time.ts'
import type { testStore } from '../helpers.ts'
import { article } from './content.ts'
import type { Order, Slug, Try } from './history.ts'
import { type Act, replay } from './model.ts'

export type Store = Awaited<ReturnType<typeof testStore>>

/** One of the two articles: its ids in the store, and its model. */
export interface Played {
  readonly id: string
  /** Full slugs, by their short names. */
  readonly slugs: Record<Slug, string>
  /** The editorial date in revision 3. */
  readonly publishedAt: number
  readonly acts: Act[]
}

/** Two unpublished articles with three revisions each. */
export function begin({ db, clock }: Store, number: number): Promise<[Played, Played]> {
  const publishedAt = Date.parse(clock.now()) + 6
  const create = async (write: Write, own: number, other: number): Promise<Played> => {
    const name = (document: number, slug: string) => `story-${number}-${document}-${slug}`
    const slugs = {
      a: name(own, 'a'),
      b: name(own, 'b'),
      c: name(own, 'c'),
      theirs: name(other, 'a'),
    }
    const first = article({ slug: slugs.a })
    const id = await createDocument(write, articleKind, first)
    await addRevision(write, articleKind, id, article({ slug: slugs.b }))
    await addRevision(write, articleKind, id, { ...first, publishedAt: toInstant(publishedAt) })
    return { id, slugs, publishedAt, acts: [] }
  }
  return db.write(async (write) => [await create(write, 0, 1), await create(write, 1, 0)])
}

export interface Outcome {
  readonly at: number
  readonly refused: string | null
  readonly publication: PublicationRow | undefined
}

/** Tries it in one write. The instants of the try are relative to `base`. */
export async function perform(store: Store, played: Played, attempt: Try, base: number): Promise<Outcome> {
  let at = 0
  try {
    const publication = await store.db.write(async (write) => {
      at = Date.parse(write.at)
      return (await act(write, played, attempt, base)) ?? undefined
    })
    return { at, refused: null, publication }
  } catch (error) {
    if (error instanceof Refusal) return { at, refused: error.code, publication: undefined }
    throw error
  }
}

async function act(write: Write, { id, slugs, acts }: Played, attempt: Try, base: number) {
  const instant = (offset: number | null) => (offset === null ? null : toInstant(base + offset))
  switch (attempt.type) {
    case 'publish':
      return publish(write, articleKind, {
        documentId: id,
        revision: attempt.revision,
        publishAt: instant(attempt.publishAt),
        embargoedUntil: instant(attempt.embargoedUntil),
        expiresAt: instant(attempt.expiresAt),
        signal: attempt.signal,
      })
    case 'correct': {
      const patch = attempt.slug ? { slug: slugs[attempt.slug] } : {}
      const notice = { was: 'old', is: 'new', note: 'It was wrong.', blockKey: null } as const
      return correct(write, articleKind, {
        ...notice,
        documentId: id,
        kind: attempt.kind,
        severity: 'minor',
        patch,
      })
    }
    case 'cancel': {
      const { versions } = replay(acts)
      const target = attempt.which === 'first' ? versions.at(0) : versions.at(-1)
      await cancel(write, articleKind, target?.id ?? 'pub_0000000000000000')
      return
    }
    case 'hold':
      return void (await hold(write, articleKind, { documentId: id, reason: 'To be checked.' }))
    case 'release':
      return release(write, articleKind, id)
    case 'retract':
      return void (await retract(write, articleKind, {
        documentId: id,
        kind: 'kill',
        notice: 'It was invented.',
      }))
    case 'draft':
      return void (await addRevision(write, articleKind, id, article({ slug: slugs.a })))
    case 'poll':
      return
  }
}

/** The instants of a try as the design resolves them: never before the write itself. */
export function orderOf(attempt: Try, { publishedAt }: Played, at: number, base: number): Order | null {
  if (attempt.type !== 'publish') return null
  const { publishAt, embargoedUntil, expiresAt, revision } = attempt
  return {
    from: Math.max(at, base + (publishAt ?? 0), base + (embargoedUntil ?? 0)),
    expires: expiresAt === null ? null : base + expiresAt,
    revisionExists: revision <= 3,
    publishedAt: revision === 3 ? publishedAt : null,
  }
}

/** Adds an accepted try to the model's list of acts. */
export function promise(played: Played, attempt: Try, { at, publication }: Outcome, order: Order | null) {
  const { acts, slugs } = played
  const last = replay(acts).versions.at(-1)
  const id = publication?.id ?? ''
  const common = { act: 'published', at, id } as const
  if (attempt.type === 'publish' && order) {
    const slug = attempt.revision === 2 ? slugs.b : slugs.a
    acts.push({ ...common, revision: attempt.revision, slug, signal: attempt.signal, ...order })
  } else if (attempt.type === 'correct' && last) {
    const slug = attempt.slug ? slugs[attempt.slug] : last.slug
    const revision = publication?.revision ?? 0
    acts.push({ ...common, revision, slug, signal: attempt.kind, from: at, expires: last.expires })
  } else if (attempt.type === 'release' && last) {
    const { revision, slug, expires } = last
    acts.push({ ...common, revision, slug, signal: 'update', from: at, expires })
  } else if (attempt.type === 'cancel') acts.push({ act: 'cancelled', at })
  else if (attempt.type === 'hold') acts.push({ act: 'held', at })
  else if (attempt.type === 'retract') acts.push({ act: 'retracted', at })
}
