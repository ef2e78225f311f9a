import { articleKind } from '../../src/articles/kind.ts'
import type { Database } from '../../src/db/database.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { cancel } from '../../src/publishing/acts/publish.ts'
import { appendOverdue } from '../../src/publishing/tape/follow.ts'
import { putLibrary } from '../articles/library.ts'
import { testStore } from '../helpers.ts'
import { aDisclaimer, aMenu, anArticle, anItem, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/** What is published in March, and what of it is to come or to go in April. */
export const openedAt = '2026-03-20T09:00:00.000Z'
export const comesAt = '2026-04-05T09:00:00.000Z'
export const goesAt = '2026-04-06T09:00:00.000Z'

export const about = (key: string) => ({ key, rel: 'about' as const, relevance: null })
export const onInstrument = (key: string) => ({ key, via: null, relevance: null })

/** A newsroom that has published something of every sort, as a closed file that stores can be copied from. */
export async function publicNewsroom() {
  const { db, clock, time, file } = await testStore({ sample: true, startAt: openedAt })
  await putLibrary(db)
  const documents = { ...(await publishLaw(db)), ...(await publishStories(db)) }
  const menus = await publishMenus(db, documents)
  time.set('2026-03-31T00:00:00.000Z')
  await appendOverdue(db, clock.now)
  await db.close()
  return { file, documents: { ...documents, ...menus } }
}
export type PublicNewsroom = Awaited<ReturnType<typeof publicNewsroom>>

/** Disclaimers in two languages, one changed; rules, of which one asks for a text that nobody has written yet. */
async function publishLaw(db: Database) {
  const desk = newsroom(db)
  const risk = await desk.publish(disclaimerKind, aDisclaimer())
  await desk.publish(
    disclaimerKind,
    aDisclaimer({ locale: 'de', title: 'Risiko', text: 'Alles kann weg sein.' }),
  )
  // The sample's rule asks for this text.
  await desk.publish(disclaimerKind, aDisclaimer({ key: 'risk-warning-and-disclaimer', locale: 'de' }))
  const advice = await desk.publish(disclaimerKind, aDisclaimer({ key: 'no-advice', title: 'No advice' }))
  await desk.update(disclaimerKind, advice, aDisclaimer({ key: 'no-advice', title: 'This is no advice' }))
  await db.write((write) =>
    putRules(write, [
      aRule(),
      aRule({ key: 'advice', disclaimer: 'no-advice', placement: 'footer' }),
      aRule({ key: 'unwritten', disclaimer: 'not-yet-written', placement: 'top' }),
    ]),
  )
  return { risk, advice }
}

/** Articles in every state that readers can see, on a few stories, instruments, entities and topics. */
async function publishStories(db: Database) {
  const desk = newsroom(db)
  const publish = (slug: string, fields: Parameters<typeof anArticle>[0] = {}, times = {}) =>
    desk.publish(articleKind, anArticle({ slug, storyKey: 'rally', ...fields }), times)
  const plain: string[] = []
  for (let day = 1; day <= 9; day += 1) {
    plain.push(
      await publish(`plain-${day}`, {
        publishedAt: `2026-03-0${day}T08:00:00.000Z`,
        type: day % 3 ? 'news' : 'analysis',
        locale: day % 4 ? 'en' : 'de-AT',
        urgency: day,
        storyKey: day % 2 ? 'rally' : 'slump',
        authors: [{ name: day % 2 ? 'Ada Moravec' : 'Émile Garnier' }],
        entities: [about(day % 2 ? 'acme' : 'bolt')],
        instruments: day % 3 ? [onInstrument('acme-stock')] : [onInstrument('bolt-stock')],
        topics: [{ scheme: 'medtop', code: day % 2 ? '100' : '200' }],
      }),
    )
  }
  const [original = ''] = plain
  const translation = { of: original, version: 1, method: 'human' as const }
  await publish('translated', { locale: 'nl', translation })
  const alone = await publish('alone', { locale: 'fr', storyKey: 'alone' })
  const moved = await publish('first-name')
  await desk.update(articleKind, moved, anArticle({ slug: 'second-name', storyKey: 'rally' }))
  const corrected = await publish('corrected', { instruments: [onInstrument('acme-stock')] })
  await desk.correct(corrected)
  await desk.retract(await publish('retracted'))
  const released = await publish('released')
  await desk.hold(released)
  await desk.release(released)
  const held = await publish('held')
  await desk.hold(held)
  const expired = await publish('expired', {}, { expiresAt: '2026-03-25T00:00:00.000Z' })
  const blocked = await publish('blocked', { blockedIn: ['DE'] })
  const comes = await publish('comes', {}, { publishAt: comesAt })
  const goes = await publish('goes', {}, { expiresAt: goesAt })
  const draft = await desk.draft(anArticle({ slug: 'draft' }))
  return { plain, alone, moved, corrected, released, held, expired, blocked, comes, goes, draft }
}

/** Menus: one that leads to articles, public and not; one that has ended. */
async function publishMenus(db: Database, { moved, draft }: Awaited<ReturnType<typeof publishStories>>) {
  const desk = newsroom(db)
  const to = (id: string) => ({ link: { type: 'article' as const, id } })
  const items = [anItem('spot'), anItem('story', to(moved)), anItem('to-come', to(draft))]
  const menu = await desk.publish(productMenuKind, aMenu({ sections: [{ key: 'all', title: null, items }] }))
  const ended = await desk.publish(productMenuKind, aMenu({ key: 'ended-menu' }))
  await db.write(async (write) => {
    const { id } = await write.tx
      .selectFrom('publication')
      .select('id')
      .where('document_id', '=', ended)
      .executeTakeFirstOrThrow()
    await cancel(write, productMenuKind, id)
  })
  return { menu, ended }
}
