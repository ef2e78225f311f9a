import { expect, test } from 'vitest'
import { articleKind } from '../../../src/articles/kind.ts'
import { disclaimerKind } from '../../../src/disclaimers/kind.ts'
import { putRules } from '../../../src/disclaimers/rules.ts'
import { instrumentPut, putReferences } from '../../../src/references/put.ts'
import { InstrumentContent } from '../../../src/references/schema.ts'
import { aDisclaimer, aMenu, anArticle, anItem, aRule } from '../../makers.ts'
import { newsroom } from '../../newsroom.ts'
import { documentDesk } from '../documents/document-desk.ts'

const nobody = 'art_0000000000000000'
const article = (id: string) => ({ link: { type: 'article', id } as const })
const instrument = (key: string) => ({ link: { type: 'instrument', key } as const })

/** Creates a draft menu with these items. */
async function withItems(...items: object[]) {
  const desk = await documentDesk('product-menus', { environment: { JURISDICTIONS: 'DE,GB' } })
  let begun = 0
  const begin = async (...all: object[]): Promise<string> => {
    begun += 1
    const key = `menu-${begun}`
    const sections = [{ key: 'all', title: null, items: all }]
    return (await desk.create({ ...aMenu(), key, sections }).expect(201)).body.data.id
  }
  return { ...desk, begin, id: await begin(...items) }
}

test('publishing a menu with broken links is refused, with a pointer to each', async () => {
  const { id, publish, db } = await withItems(
    { ...anItem('a', article(nobody)), items: [anItem('b', instrument('nothing'))] },
    anItem('c', { link: { type: 'route', path: '/anywhere' } }),
    anItem('d', instrument('share')),
  )
  await db.write((write) =>
    putReferences(write, [
      instrumentPut(InstrumentContent.parse({ key: 'share', name: 'Share', assetClass: 'equity' })),
    ]),
  )
  const { body } = await publish(id).expect(422)
  expect(body).toMatchObject({
    code: 'publish-guard-failed',
    errors: [
      { pointer: '/sections/0/items/0/link/id', code: 'unknown-reference' },
      { pointer: '/sections/0/items/0/items/0/link/key', code: 'unknown-reference' },
    ],
  })
})

test('a menu may link to a draft article, but not to a retracted or discarded one', async () => {
  const { db, begin, publish, http, get, base } = await withItems(anItem('spot'))
  const desk = newsroom(db)
  const draft = await desk.draft(anArticle())
  const retracted = await desk.publish(articleKind, anArticle({ slug: 'wrong' }))
  await desk.retract(retracted)
  const id = await begin(anItem('draft', article(draft)))
  await publish(id).expect(201)
  const { key } = (await get(`${base}/${id}`)).body.data
  const shown = await http.get(`/v1/product-menus/${key}`).expect(200)
  expect(shown.body.data.sections[0].items[0].link).toBe(null)
  await publish(await begin(anItem('a'), anItem('gone', article(retracted)))).expect(422)
})

test('disclaimers that its products require must have a text in each language and jurisdiction served', async () => {
  const { db, id, publish } = await withItems(anItem('cfd', { productClass: 'cfd' }))
  const desk = newsroom(db)
  const when = { productClasses: ['cfd'], jurisdictions: ['GB'] }
  await db.write((write) => putRules(write, [aRule({ when, required: true })]))
  const { body } = await publish(id).expect(422)
  expect(body.errors).toMatchObject([{ pointer: '/locales/0', code: 'disclaimer-unresolved' }])
  expect(body.errors[0].detail).toContain('the disclaimer capital-at-risk in en for GB')
  await desk.publish(disclaimerKind, aDisclaimer({ jurisdictions: ['GB'] }))
  await publish(id).expect(201)
})
