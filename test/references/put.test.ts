import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { headOf } from '../../src/publishing/tape/tape.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { removeReference } from '../../src/references/remove.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'
import { testApp, testStore } from '../helpers.ts'
import { anArticle, aRule, namingBeside } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { reading } from '../reading.ts'

const entity = (key: string, fields = {}) =>
  entityPut(EntityContent.parse({ key, type: 'organisation', name: key, ...fields }))
const cik = (value: string) => ({ identifiers: [{ scheme: 'cik', value }] })

/** A store, with functions to put and remove references. */
async function opened() {
  const { db } = await testStore()
  return {
    db,
    put: (...puts: ReturnType<typeof entityPut>[]) => db.write((write) => putReferences(write, puts)),
    remove: (key: string) => db.write((write) => removeReference(write, { kind: 'entity', key })),
    stateOf: async () => ({
      tape: (await headOf(reading(db))).seq,
      epoch: (await reading(db).selectFrom('store_state').select('epoch').executeTakeFirstOrThrow()).epoch,
    }),
  }
}

test('putting unchanged content changes nothing: no tape entry, no epoch', async () => {
  const { put, stateOf } = await opened()
  expect(await put(entity('a'), entity('b'))).toBe(2)
  const before = await stateOf()
  expect(await put(entity('a'), entity('b'))).toBe(0)
  expect(await stateOf()).toEqual(before)
  expect(await put(entity('a', { name: 'A' }), entity('b'))).toBe(1)
  expect(await stateOf()).toEqual({ tape: before.tape + 1, epoch: before.epoch + 1 })
})

test('an identifier has one owner: a second one is refused, and the write is rolled back', async () => {
  const { put, stateOf, db } = await opened()
  await put(entity('a', cik('1')))
  const before = await stateOf()
  await expect(put(entity('b'), entity('c', cik('1')))).rejects.toMatchObject({
    code: 'identifier-taken',
    extras: { errors: [{ pointer: '/identifiers/0' }] },
  })
  expect(await stateOf()).toEqual(before)
  expect(await reading(db).selectFrom('reference').select('key').execute()).toEqual([{ key: 'a' }])
})

test('a released identifier can be taken, and two references can swap theirs in one write', async () => {
  const { put, remove } = await opened()
  await put(entity('a', cik('1')), entity('b', cik('2')))
  await put(entity('a', cik('2')), entity('b', cik('1')))
  await expect(put(entity('c', cik('1')))).rejects.toMatchObject({ code: 'identifier-taken' })
  await remove('b')
  expect(await put(entity('c', cik('1')))).toBe(1)
})

test('of one key put twice the later content wins, in one call or two of the same write', async () => {
  const { put, db } = await opened()
  expect(await put(entity('a', cik('1')), entity('a', { name: 'A', ...cik('2') }))).toBe(1)
  await db.write(async (write) => {
    await putReferences(write, [entity('a', { name: 'Aa' }), entity('b', cik('1'))])
    await putReferences(write, [entity('a', { name: 'Aaa' })])
  })
  const rows = await reading(db).selectFrom('reference').select('content').where('key', '=', 'a').execute()
  expect(rows.map(({ content }) => JSON.parse(content).name)).toEqual(['A', 'Aaa'])
})

test('a link to an unknown reference is refused; two that refer to each other can be put together', async () => {
  const { put } = await opened()
  const refused = { code: 'unknown-reference' }
  await expect(put(entity('child', { parent: 'mother' }))).rejects.toMatchObject(refused)
  const paper = InstrumentContent.parse({ key: 'i', name: 'I', assetClass: 'bond', issuer: 'nobody' })
  await expect(put(instrumentPut(paper))).rejects.toMatchObject(refused)
  const narrow = TopicContent.parse({ scheme: 'own', code: '2', name: 'Two', broader: 'own:1' })
  await expect(put(topicPut(narrow))).rejects.toMatchObject(refused)
  const office = { title: 'Chair', organisation: 'nowhere' }
  await expect(put(entity('x', { parent: 'mother', role: office }))).rejects.toMatchObject({
    extras: { errors: [{ pointer: '/parent' }, { pointer: '/role/organisation' }] },
  })
  expect(await put(entity('one', { parent: 'two' }), entity('two', { maker: 'one' }))).toBe(2)
})

test('a reference used by another reference or any publication cannot be deleted', async () => {
  const { put, remove, db } = await opened()
  await put(entity('mother'), entity('child', { parent: 'mother' }), entity('told'), entity('free'))
  await newsroom(db).publish(articleKind, anArticle({ entities: [{ key: 'told', rel: 'about' }] }))
  const inUse = { code: 'reference-in-use' }
  await expect(remove('mother')).rejects.toMatchObject(inUse)
  await expect(remove('told')).rejects.toMatchObject(inUse)
  await expect(remove('nobody')).rejects.toMatchObject({ code: 'not-found' })
  await remove('free')
  await remove('child')
  await remove('mother')
  await expect(remove('free')).rejects.toMatchObject({ code: 'not-found' })
})

test('an article with unknown references is refused, with every fault', async () => {
  const { db } = await opened()
  const content = anArticle({
    entities: [{ key: 'nobody', rel: 'about' }],
    topics: [{ scheme: 'own', code: '1' }],
  })
  await expect(newsroom(db).publish(articleKind, content)).rejects.toMatchObject({
    code: 'unknown-reference',
    extras: { errors: [{ pointer: '/entities/0' }, { pointer: '/topics/0' }] },
  })
})

test('references in key facts, annotations and instruments must exist too; each fault has its pointer', async () => {
  const { put, db } = await opened()
  const paper = (key: string) =>
    instrumentPut(InstrumentContent.parse({ key, name: key, assetClass: 'equity' }))
  await put(entity('known'), paper('known-paper'))
  await expect(newsroom(db).publish(articleKind, namingBeside())).rejects.toMatchObject({
    code: 'unknown-reference',
    extras: {
      errors: [
        '/instruments/0/via',
        '/keyFigures/0/subject',
        '/timeline/0/entities/1',
        '/sources/0/entity',
        '/quotes/0/speaker',
        '/body/0/markDefs/0/entity',
        '/body/0/markDefs/1/instrument',
      ].map((pointer) => ({ pointer })),
    },
  })
  const others = ['issuer', 'subject', 'partner', 'source', 'speaker', 'marked']
  await put(...others.map((key) => entity(key)), paper('paper'))
  await newsroom(db).publish(articleKind, namingBeside())
})

test('a reference used only in a key fact cannot be deleted, and filters do not find the article by it', async () => {
  const { db, http } = await testApp({ sample: false })
  await db.write((write) => putReferences(write, [entity('speaker')]))
  const quotes = [{ key: 'q1', text: 'Shares rose.', speaker: 'speaker', blockKey: 'b1' }]
  const id = await newsroom(db).publish(articleKind, anArticle({ quotes }))
  await expect(
    db.write((write) => removeReference(write, { kind: 'entity', key: 'speaker' })),
  ).rejects.toMatchObject({
    code: 'reference-in-use',
    extras: { members: { referredToBy: { count: 1, some: [id] } } },
  })
  expect((await http.get('/v1/articles?entity=speaker').expect(200)).body.data).toEqual([])
})

test('at most 500 disclaimer rules can be in force', async () => {
  const { db } = await opened()
  const rules = Array.from({ length: 501 }, (_, index) => aRule({ key: `r${index}` }))
  await expect(db.write((write) => putRules(write, rules))).rejects.toMatchObject({
    code: 'too-many-rules',
  })
  expect(await db.write((write) => putRules(write, rules.slice(1)))).toBe(500)
})
