import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { derivables, kinds } from '../../src/kinds.ts'
import { rebuildOutdated } from '../../src/publishing/derived/rebuild.ts'
import type { Kind } from '../../src/publishing/kind.ts'
import { sampleSlug, testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/** The next derivation of a kind, which adds these fields to every content. */
const changed = (kind: Kind<unknown>, fields: object): Kind<unknown> => ({
  ...kind,
  derivation: kind.derivation + 1,
  async render(...given) {
    const { content, ...rest } = await kind.render(...given)
    return { ...rest, content: { ...content, ...fields } }
  },
})

/** The application with many articles in addition to the sample, and a connection of another process to its store. */
async function served() {
  const app = await testApp()
  const { publish } = newsroom(app.db)
  for (let index = 0; index < 40; index += 1)
    await publish(articleKind, anArticle({ slug: `story-${index}` }))
  const beside = await app.open(createClock(app.time.read))
  onTestFinished(() => beside.close())
  /** The server notices within 100 ms. */
  const noticed = async () => {
    while (app.db.epoch() < beside.epoch()) await sleep(10)
  }
  const paths = [`/v1/articles/${sampleSlug}`, '/v1/articles/story-3', '/v1/articles?limit=100']
  const ask = async () => {
    const answers = await Promise.all(paths.map((path) => app.http.get(path).expect(200)))
    return answers.flatMap(({ body }) => body.data)
  }
  return { beside, noticed, ask }
}

test('while another process rebuilds its articles, a server answers old or new bytes, and new ones at the end', async () => {
  const { beside, noticed, ask } = await served()
  const before = await ask()
  const after = before.map((article) => ({ ...article, extra: true }))
  const article = changed(kinds.article, { extra: true })
  const meanwhile: ReturnType<typeof ask>[] = []
  const onProgress = () => void meanwhile.push(ask())
  await rebuildOutdated(beside, derivables({ ...kinds, article }), { onProgress })
  for (const answers of await Promise.all(meanwhile))
    for (const [index, one] of answers.entries()) expect([before[index], after[index]]).toContainEqual(one)
  await noticed()
  expect(await ask()).toEqual(after)
})

test('a disclaimer rebuilt by another process is new wherever the server sends it', async () => {
  const { beside, noticed, ask } = await served()
  const titles = async () => {
    const disclaimers = (await ask()).flatMap((article) => article.disclaimers)
    return new Set(disclaimers.flatMap(({ title }) => title ?? []))
  }
  expect([...(await titles())]).not.toContain('Anew')
  const disclaimer = changed(kinds.disclaimer, { title: 'Anew' })
  await rebuildOutdated(beside, derivables({ ...kinds, disclaimer }))
  await noticed()
  expect([...(await titles())]).toEqual(['Anew'])
})
