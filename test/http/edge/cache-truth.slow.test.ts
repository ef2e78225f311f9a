import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { disclaimerKind } from '../../../src/disclaimers/kind.ts'
import { putRules } from '../../../src/disclaimers/rules.ts'
import { productMenuKind } from '../../../src/product-menus/kind.ts'
import { appendOverdue } from '../../../src/publishing/tape/follow.ts'
import { addMilliseconds } from '../../../src/values/time.ts'
import { aDisclaimer, aMenu, anItem, aRule } from '../../makers.ts'
import { history } from '../../publishing/history.ts'
import { begin, type Played, perform } from '../../publishing/play.ts'
import { essence, type Served, served } from '../served.ts'
import { listening } from '../socket.ts'

// Shown to fail where a publication, a hold or a retraction does not touch its document or its collection (a publication
// that is cancelled only makes an answer true for longer), without `versions` in the bound of an answer, and without
// 'articles' among what a menu is made from.

test('in any history the response cache answers as the store does, at every moment', {
  timeout: 120_000,
}, async () => {
  const world = await served({ sample: false })
  const uncached = await buildApp(world, { write: () => {} }, null)
  onTestFinished(() => uncached.close())
  const { ask: askStore } = await listening(uncached)
  await world.db.write((write) => putRules(write, [aRule()]))
  const text = await world.desk.publish(disclaimerKind, aDisclaimer())
  let number = 0
  let before = 0
  await fc.assert(
    fc.asyncProperty(history, async (tries) => {
      number += 1
      world.time.advance(20)
      const both = await begin(world, number)
      const urls = await urlsOf(world, both, number)
      for (const [place, attempt] of tries.entries()) {
        const base = Date.parse(world.clock.now())
        world.time.advance(attempt.wait)
        if (attempt.type === 'poll') await appendOverdue(world.db, world.clock.now)
        else await perform(world, both[attempt.document], attempt, base)
        if (place === 2) await changeText(world, text, number)
        for (const url of urls) {
          const [kept, stored] = [essence(await world.ask(url)), essence(await askStore(url))]
          expect({ url, ...kept }).toEqual({ url, ...stored })
        }
      }
      before += urls.length * tries.length
    }),
    { numRuns: 40 },
  )
  expect(await world.hits()).toBeGreaterThan(before / 5)
})

async function urlsOf({ desk, clock }: Served, both: readonly Played[], number: number): Promise<string[]> {
  const key = `menu-${number}`
  const items = both.map(({ id }, place) => anItem(`item-${place}`, { link: { type: 'article', id } }))
  await desk.publish(productMenuKind, aMenu({ key, sections: [{ key: 'all', items }] }))
  const moment = clock.now()
  return [
    ...both
      .flatMap(({ id, slugs }) => [
        ...[slugs.a, slugs.b, id, `${id}/versions`, `${id}/versions/1`, `${id}/corrections`, `${id}/related`],
        ...[`${id}/disclaimers`, `${id}?asOf=${moment}`, `${id}?fields=headline&body=html`],
      ])
      .map((path) => `/v1/articles/${path}`),
    ...['/v1/articles?limit=3', '/v1/articles?limit=1&sort=-updatedAt', '/v1/corrections?limit=2'],
    ...['/v1/product-menus?limit=2', `/v1/product-menus/${key}`, '/v1/disclaimers', '/v1/entities'],
  ]
}

/** A new wording that comes into force a little later. */
async function changeText({ desk, clock }: Served, id: string, number: number): Promise<void> {
  const publishAt = addMilliseconds(clock.now(), 3)
  await desk
    .update(disclaimerKind, id, aDisclaimer({ text: `Wording ${number}.` }), { publishAt })
    .catch(() => {})
}
