import { articleKind } from '../../src/articles/kind.ts'
import type { Database } from '../../src/db/database.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { cancel, publish } from '../../src/publishing/acts/publish.ts'
import { addRevision, createDocument } from '../../src/publishing/documents/documents.ts'
import * as publications from '../../src/publishing/documents/publications.ts'
import type { Kind } from '../../src/publishing/kind.ts'
import { newsroom } from '../newsroom.ts'
import type { PublicNewsroom } from './newsroom.ts'
import { hiddenUntil, say, secret, secretMenu, secretText } from './secret.ts'

type Documents = PublicNewsroom['documents']

const later = { publishAt: hiddenUntil }

/** Puts never-public items of every sort beside what is public. */
export async function hide(db: Database, { documents }: PublicNewsroom): Promise<void> {
  await hideArticles(db, documents)
  await hideUpdates(db, documents)
  await hideMenus(db, documents)
  await hideDisclaimers(db, documents)
}

async function hideArticles(db: Database, { plain, moved }: Documents): Promise<void> {
  const desk = newsroom(db)
  await desk.draft(secret('draft'))
  await desk.publish(articleKind, secret('scheduled'), later)
  await desk.publish(articleKind, secret('undated', { publishedAt: null }), later)
  await desk.publish(articleKind, secret('embargoed'), { embargoedUntil: hiddenUntil })
  const expiresAt = '2026-06-02T00:00:00.000Z'
  await desk.publish(articleKind, secret('live', { type: 'live', locale: 'nl' }), { ...later, expiresAt })
  await desk.publish(articleKind, secret('other-story', { storyKey: say('story') }), later)
  await desk.publish(articleKind, secret('blocked', { blockedIn: ['DE', 'US'] }), later)
  await cancelNewest(db, articleKind, await desk.publish(articleKind, secret('cancelled'), later))
  for (const [index, of] of [plain[0] ?? '', moved].entries()) {
    await desk.publish(articleKind, secret(`it-${index}`, { locale: 'it', ...translating(of) }), later)
    await desk.draft(secret(`fr-${index}`, { locale: 'fr', ...translating(of) }))
  }
}

const translating = (of: string) => ({ translation: { of, version: 1, method: 'human' as const } })

/** Newer revisions of what is or was public: most to be published later, some not at all. */
async function hideUpdates(db: Database, documents: Documents): Promise<void> {
  const desk = newsroom(db)
  const [first = '', second = '', third = '', fourth = ''] = documents.plain
  const { alone, moved, corrected, expired, blocked, goes, draft, released, held } = documents
  for (const [index, id] of [first, moved, corrected, expired, blocked, goes, draft].entries())
    await desk.update(articleKind, id, secret(`update-${index}`), later)
  await desk.update(articleKind, alone, secret('alone', { locale: 'it', ...translating(first) }), later)
  // The slug that it has already, too.
  await desk.update(articleKind, second, secret('update', { slug: 'plain-2' }), later)
  await desk.update(articleKind, third, secret('taken-back'), later)
  await cancelNewest(db, articleKind, third)
  await db.write(async (write) => {
    await addRevision(write, articleKind, fourth, secret('edited'))
    await addRevision(write, articleKind, held, secret('edited-held'))
    // The same revision once more.
    await publish(write, articleKind, { documentId: released, revision: 1, ...later })
  })
}

async function hideMenus(db: Database, { menu, ended }: Documents): Promise<void> {
  const desk = newsroom(db)
  await desk.publish(productMenuKind, secretMenu(say('menu')), later)
  await desk.update(productMenuKind, menu, secretMenu('main-menu'), later)
  await desk.update(productMenuKind, ended, secretMenu('ended-menu'), later)
  const cancelled = await desk.publish(productMenuKind, secretMenu(say('no-menu')), later)
  await cancelNewest(db, productMenuKind, cancelled)
  await db.write((write) => createDocument(write, productMenuKind, secretMenu(say('draft-menu'))))
}

async function hideDisclaimers(db: Database, { risk }: Documents): Promise<void> {
  const desk = newsroom(db)
  await desk.publish(disclaimerKind, secretText({ key: say('risk') }), later)
  await desk.update(disclaimerKind, risk, secretText(), later)
  await desk.publish(disclaimerKind, secretText({ locale: 'fr' }), later)
  // A rule asks for this one already.
  await desk.publish(disclaimerKind, secretText({ key: 'not-yet-written' }), later)
  const cancelled = await desk.publish(disclaimerKind, secretText({ locale: 'nl' }), later)
  await cancelNewest(db, disclaimerKind, cancelled)
  await db.write((write) => createDocument(write, disclaimerKind, secretText({ locale: 'it' })))
}

const cancelNewest = <Content>(db: Database, kind: Kind<Content>, documentId: string) =>
  db.write(async (write) => {
    const newest = await publications.newest(write.tx, documentId)
    await cancel(write, kind, newest?.id ?? '')
  })
