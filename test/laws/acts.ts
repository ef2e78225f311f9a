import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { removeReference } from '../../src/references/remove.ts'
import { aDisclaimer, aMenu, anArticle, anItem, aRule } from '../makers.ts'
import { lonely, paper, topic, type World } from './cache-tags.ts'

const soon = '2026-04-02T00:00:00.000Z'

/** Every act that can alter a public answer. */
export const acts: Record<string, (world: World) => Promise<unknown>> = {
  'a publication': ({ desk }) => desk.publish(articleKind, anArticle({ slug: 'more', storyKey: 'own' })),
  'the moment of a scheduled publication': async ({ desk, time }) => {
    await desk.publish(articleKind, anArticle({ slug: 'later' }), { publishAt: soon })
    time.set(soon)
  },
  'the moment of a scheduled update': async ({ desk, ids, time }) => {
    const next = anArticle({ slug: 'own', headline: 'The Next Version' })
    await desk.update(articleKind, ids.own, next, { publishAt: soon })
    time.set(soon)
  },
  'an update': ({ desk, ids }) =>
    desk.update(articleKind, ids.own, anArticle({ slug: 'own', headline: 'The Next Version' })),
  'a correction': ({ desk, ids }) => desk.correct(ids.own),
  'a hold': ({ desk, ids }) => desk.hold(ids.linked),
  'a release': ({ desk, ids }) => desk.release(ids.held),
  'a retraction': ({ desk, ids }) => desk.retract(ids.own),
  'a legal text': ({ desk, ids }) =>
    desk.update(disclaimerKind, ids.text, aDisclaimer({ text: 'You may lose everything.' })),
  'a legal text in another language': ({ desk }) =>
    desk.publish(disclaimerKind, aDisclaimer({ locale: 'en-GB' })),
  'a rule': ({ db }) => db.write((write) => putRules(write, [aRule({ placement: 'footer' })])),
  'a rule whose legal text is missing': ({ db }) =>
    db.write((write) => putRules(write, [aRule({ disclaimer: 'absent', required: true })])),
  'the end of a rule': ({ db }) =>
    db.write((write) => removeReference(write, { kind: 'disclaimer-rule', key: 'capital-everywhere' })),
  'a product menu': ({ desk, ids }) =>
    desk.update(productMenuKind, ids.menu, aMenu({ sections: [{ key: 'all', items: [anItem('other')] }] })),
  'an entity': ({ db }) =>
    db.write((write) => putReferences(write, [entityPut({ ...lonely, name: 'New Name' })])),
  'a topic': ({ db }) =>
    db.write((write) => putReferences(write, [topicPut({ ...topic, name: 'New Name' })])),
  'the end of an entity': ({ db }) =>
    db.write((write) => removeReference(write, { kind: 'entity', key: 'lonely' })),
  'a symbol that goes to another instrument': ({ db }) =>
    db.write((write) => putReferences(write, [instrumentPut({ ...paper, listings: [] })])),
  'an identifier of an instrument': ({ db }) =>
    db.write((write) => {
      const identifiers = [{ scheme: 'figi' as const, value: 'BBG000N7QR55' }]
      return putReferences(write, [instrumentPut({ ...paper, identifiers })])
    }),
  'a rebuild': ({ db }) =>
    db.write(async ({ tx }) => {
      await tx
        .updateTable('rendition')
        .set({ content: Buffer.from('{"headline":"Anew"}') })
        .execute()
      await touchEverything(tx)
    }),
}
