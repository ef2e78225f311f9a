import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import type { ContentTraits } from '../../src/disclaimers/resolve.ts'
import { createDisclaimers } from '../../src/disclaimers/resolver.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { testStore } from '../helpers.ts'
import { aDisclaimer, anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { reading } from '../reading.ts'

test('what a read from before clear() has found is not kept', async () => {
  const { db, clock } = await testStore()
  await newsroom(db).publish(disclaimerKind, aDisclaimer({ text: 'Before.' }))
  await newsroom(db).publish(articleKind, anArticle())
  await db.write((write) => putRules(write, [aRule()]))
  const at = clock.now()
  const article = await reading(db)
    .selectFrom('rendition')
    .innerJoin('publication', 'publication.id', 'rendition.publication_id')
    .select('rendition.traits')
    .where('kind', '=', 'article')
    .executeTakeFirstOrThrow()
  const traits: ContentTraits = JSON.parse(article.traits)
  const disclaimers = createDisclaimers({ defaultLocale: 'en', defaultJurisdiction: null })
  const textAt = async (epoch: number) =>
    (await disclaimers.at({ db: reading(db), epoch }, at, null)).shown(traits).uses.map(({ text }) => text)

  expect(await textAt(5)).toEqual(['Before.'])
  disclaimers.clear(7)
  // A read that began before and ends after: it must not fill the cache with what it saw.
  expect(await textAt(6)).toEqual(['Before.'])
  await db.write(async ({ tx }) => {
    const { id, content } = await tx
      .selectFrom('rendition')
      .innerJoin('publication', 'publication.id', 'rendition.publication_id')
      .select(['publication.id', 'rendition.content'])
      .where('kind', '=', 'disclaimer')
      .executeTakeFirstOrThrow()
    const rebuilt = Buffer.from(content.toString().replace('Before.', 'After.'))
    await tx.updateTable('rendition').set({ content: rebuilt }).where('publication_id', '=', id).execute()
  })
  expect(await textAt(7)).toEqual(['After.'])
  expect(await textAt(8)).toEqual(['After.'])
})
