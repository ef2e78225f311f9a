import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { buildApp } from '../../../src/app.ts'
import { articleKind } from '../../../src/articles/kind.ts'
import { disclaimerKind } from '../../../src/disclaimers/kind.ts'
import { putRules } from '../../../src/disclaimers/rules.ts'
import { createClock } from '../../../src/kernel/clock.ts'
import { productMenuKind } from '../../../src/product-menus/kind.ts'
import { cancel } from '../../../src/publishing/acts/publish.ts'
import { appendOverdue } from '../../../src/publishing/tape/follow.ts'
import { entityPut, instrumentPut, putReferences } from '../../../src/references/put.ts'
import { removeReference } from '../../../src/references/remove.ts'
import { EntityContent, InstrumentContent } from '../../../src/references/schema.ts'
import { addMilliseconds } from '../../../src/values/time.ts'
import { sampleSlug } from '../../helpers.ts'
import { aDisclaimer, aMenu, anArticle, anItem, aRule } from '../../makers.ts'
import { newsroom } from '../../newsroom.ts'
import { reading } from '../../reading.ts'
import { essence, type Served, served } from '../served.ts'
import { listening } from '../socket.ts'

const article = `/v1/articles/${sampleSlug}`

/** An application without a response cache on the same store. */
async function truth({ config, ...world }: Served) {
  const app = await buildApp({ ...world, config: { ...config, cacheBytes: 0 } }, { write: () => {} })
  onTestFinished(() => app.close())
  return (await listening(app)).ask
}

describe('after a write of the same process, no cached answer is stale', () => {
  const menu = '/v1/product-menus/main-menu'
  const own = '/v1/articles/own'
  const disclaimer = '/v1/disclaimers/capital-at-risk'
  const acts: [name: string, act: (world: Served, id: string) => Promise<unknown>, affected: string[]][] = [
    [
      'a publication',
      ({ desk }) => desk.publish(articleKind, anArticle({ slug: 'more', storyKey: 'own' })),
      ['/v1/articles', '/v1/articles?total=true&type=news', `${own}/related`, '/v1/events?limit=100'],
    ],
    [
      'a correction',
      ({ desk }, id) => desk.correct(id),
      [
        own,
        `${own}?fields=headline`,
        '/v1/articles',
        `${own}/versions`,
        `${own}/corrections`,
        '/v1/corrections',
      ],
    ],
    [
      'a hold',
      ({ desk }, id) => desk.hold(id),
      [own, '/v1/articles', `${own}/versions/1`, '/v1/events?limit=100'],
    ],
    [
      'a retraction',
      ({ desk }, id) => desk.retract(id),
      [own, `${own}/versions/1`, '/v1/articles', '/v1/corrections', `${own}?asOf=2026-04-01T00:00:01Z`],
    ],
    [
      'a reference',
      ({ db }) =>
        db.write((write) =>
          putReferences(write, [
            entityPut(EntityContent.parse({ key: 'lonely', name: 'New Name', type: 'place' })),
          ]),
        ),
      ['/v1/entities/lonely', '/v1/entities', '/v1/events?limit=100'],
    ],
    [
      'the end of a reference',
      ({ db }) => db.write((write) => removeReference(write, { kind: 'entity', key: 'lonely' })),
      ['/v1/entities/lonely', '/v1/entities'],
    ],
    [
      'a rule',
      ({ db }) => db.write((write) => putRules(write, [aRule({ required: true })])),
      [own, `${own}/disclaimers`, `${own}/disclaimers?explain=true`, '/v1/articles', menu],
    ],
    [
      'a rule for what does not exist',
      ({ db }) => db.write((write) => putRules(write, [aRule({ disclaimer: 'missing', required: true })])),
      [own, `${own}/disclaimers`, '/v1/articles'],
    ],
    [
      'a disclaimer',
      async ({ desk, db }) => {
        const { document_id: id } = await reading(db)
          .selectFrom('publication')
          .select('document_id')
          .where('name', '=', 'capital-at-risk')
          .executeTakeFirstOrThrow()
        await desk.update(disclaimerKind, id, aDisclaimer({ text: 'You may lose everything.' }))
      },
      [disclaimer, '/v1/disclaimers', '/v1/events?limit=100'],
    ],
    [
      'a product menu',
      async ({ desk, db }) => {
        const { document_id: id } = await reading(db)
          .selectFrom('publication')
          .select('document_id')
          .where('name', '=', 'main-menu')
          .executeTakeFirstOrThrow()
        const sections = [{ key: 'all', items: [anItem('other')] }]
        await desk.update(productMenuKind, id, aMenu({ title: { en: 'Other' }, sections }))
      },
      [menu, '/v1/product-menus', '/v1/events?limit=100'],
    ],
  ]

  test.each(acts)('after %s', async (_, act, affected) => {
    const world = await served({ sample: false })
    const { desk, db, time, ask, hits } = world
    const id = await desk.publish(articleKind, anArticle({ slug: 'own' }))
    await desk.publish(disclaimerKind, aDisclaimer())
    await desk.publish(productMenuKind, aMenu())
    const lonely = EntityContent.parse({ key: 'lonely', name: 'Lonely', type: 'place' })
    await db.write((write) => putReferences(write, [entityPut(lonely)]))
    time.advance(10_000)
    const askAnew = await truth(world)
    const urls = new Set(acts.flatMap(([, , affected]) => affected))
    const before = new Map<string, unknown>()
    for (const url of urls) {
      await ask(url)
      before.set(url, essence(await ask(url)))
    }
    expect(await hits()).toBe(urls.size)
    await act(world, id)
    const changed: string[] = []
    for (const url of urls) {
      const after = essence(await ask(url))
      expect({ url, ...after }).toEqual({ url, ...essence(await askAnew(url)) })
      if (JSON.stringify(after) !== JSON.stringify(before.get(url))) changed.push(url)
    }
    expect(changed).toEqual(expect.arrayContaining(affected))
  })

  test('after a scheduled publication and its cancellation, neither of which is visible', async () => {
    const world = await served()
    const askAnew = await truth(world)
    const urls = ['/v1/articles', '/v1/events', '/v1/articles?sort=-updatedAt']
    for (const url of urls) await world.ask(url)
    const times = { publishAt: '2026-04-01T00:01:00.000Z' }
    await world.desk.publish(articleKind, anArticle({ slug: 'never' }), times)
    for (const url of urls) expect(essence(await world.ask(url))).toEqual(essence(await askAnew(url)))
    const { id } = await reading(world.db)
      .selectFrom('publication')
      .select('id')
      .where('name', '=', 'never')
      .executeTakeFirstOrThrow()
    await world.db.write((write) => cancel(write, articleKind, id))
    world.time.set('2026-04-01T00:01:00.000Z')
    for (const url of urls) {
      const { bytes } = await world.ask(url)
      expect(bytes.toString()).not.toContain('never')
    }
  })

  test('an answer prepared during a write is not cached beyond it', async () => {
    const { ask, desk, db } = await served()
    for (let round = 0; round < 10; round += 1) {
      const asked = Promise.all([ask('/v1/articles?fields=slug&limit=100'), ask('/v1/events?limit=100')])
      await desk.publish(articleKind, anArticle({ slug: `round-${round}` }))
      await asked
      expect((await ask('/v1/articles?fields=slug&limit=100')).bytes.toString()).toContain(`round-${round}"`)
      expect((await ask('/v1/events?limit=100')).bytes.toString()).toContain(`round-${round}"`)
    }
    expect(db.epoch()).toBeGreaterThan(9)
  })
})

describe('the clock alone invalidates a cached answer, to the millisecond', () => {
  const nine = '2026-04-01T09:00:00.000Z'

  /** An answer cached at 07:00 is a hit until the last millisecond before the moment, and not at it. */
  async function flips({ ask, hits, time }: Served, url: string, moment = nine) {
    time.set('2026-04-01T07:00:00.000Z')
    const first = await ask(url)
    const before = await hits()
    time.set(addMilliseconds(moment, -1))
    const last = await ask(url)
    expect(await hits()).toBe(before + 1)
    expect(essence(last)).toEqual(essence(first))
    time.set(moment)
    const next = await ask(url)
    expect(await hits()).toBe(before + 1)
    return [first, next].map(({ bytes, status }) => `${status} ${bytes.toString()}`) as [string, string]
  }

  test('when a publication begins', async () => {
    const world = await served()
    await world.desk.publish(articleKind, anArticle({ slug: 'soon' }), { publishAt: nine })
    const [before, after] = await flips(world, '/v1/articles?fields=slug')
    expect(before).not.toContain('soon')
    expect(after).toContain('soon')
    await appendOverdue(world.db, world.clock.now)
    expect((await world.ask('/v1/events?limit=100')).bytes.toString()).toContain('"slug":"soon"')
  })

  test('when the next version begins', async () => {
    const world = await served()
    const id = await world.desk.publish(articleKind, anArticle({ slug: 'own' }))
    const next = anArticle({ slug: 'own', headline: 'The Next Version' })
    await world.desk.update(articleKind, id, next, { embargoedUntil: nine })
    const [before, after] = await flips(world, '/v1/articles/own')
    expect(before).toContain('Markets Open Higher')
    expect(after).toContain('The Next Version')
  })

  test('when a publication ends', async () => {
    const world = await served()
    await world.desk.publish(articleKind, anArticle({ slug: 'brief' }), { expiresAt: nine })
    const [before, after] = await flips(world, '/v1/articles/brief')
    expect(before).toMatch(/^200 /)
    expect(after).toMatch(/^404 /)
  })

  test('when a legal text changes, for an article, a list and a menu', async () => {
    for (const url of ['/v1/articles/own', '/v1/articles?limit=3', '/v1/product-menus/main-menu']) {
      const world = await served({ sample: false })
      const text = await world.desk.publish(disclaimerKind, aDisclaimer())
      await world.desk.publish(articleKind, anArticle({ slug: 'own' }))
      await world.desk.publish(productMenuKind, aMenu())
      await world.db.write((write) => putRules(write, [aRule()]))
      const next = aDisclaimer({ text: 'You may lose everything.' })
      await world.desk.update(disclaimerKind, text, next, { publishAt: nine })
      const [before, after] = await flips(world, url)
      expect([before, after].map((answer) => answer.includes('"version":2'))).toEqual([false, true])
    }
  })

  test.each([
    ['becomes public', { publishAt: nine }, [false, true]],
    ['ends', { expiresAt: nine }, [true, false]],
  ])('when an article %s that a menu links to', async (_, times, expected) => {
    const world = await served()
    const id = await world.desk.publish(articleKind, anArticle({ slug: 'own' }), times)
    const items = [anItem('linked', { link: { type: 'article', id } })]
    await world.desk.publish(productMenuKind, aMenu({ sections: [{ key: 'all', items }] }))
    const answers = await flips(world, '/v1/product-menus/main-menu')
    expect(answers.map((answer) => answer.includes(id))).toEqual(expected)
  })

  test('when a listing begins', async () => {
    const world = await served({ sample: false })
    const listings = [
      { mic: 'XOWN', ticker: 'PAP', primary: true, validFrom: '2026-04-01', timeZone: 'Pacific/Pitcairn' },
    ]
    const paper = InstrumentContent.parse({ key: 'paper', name: 'Paper', assetClass: 'equity', listings })
    await world.db.write((write) => putReferences(write, [instrumentPut(paper)]))
    await world.desk.publish(articleKind, anArticle({ slug: 'own', instruments: [{ key: 'paper' }] }))
    // Midnight on Pitcairn.
    const answers = await flips(world, '/v1/articles?instrument=XOWN:PAP', '2026-04-01T08:00:00.000Z')
    expect(answers.map((answer) => answer.includes('"slug":"own"'))).toEqual([false, true])
  })

  test.each([
    ['badge begins', { badge: { text: { en: 'Hot' }, kind: 'hot' as const, from: nine } }, ['', 'Hot']],
    ['badge ends', { badge: { text: { en: 'Hot' }, kind: 'hot' as const, until: nine } }, ['Hot', '']],
    ['item comes', { schedule: { from: nine } }, ['', 'timed']],
    ['item goes', { schedule: { until: nine } }, ['timed', '']],
  ] as const)('where a menu’s %s', async (_, fields, [shownBefore, shownAfter]) => {
    const world = await served()
    const items = [anItem('always'), anItem('timed', fields)]
    await world.desk.publish(productMenuKind, aMenu({ sections: [{ key: 'all', title: null, items }] }))
    const [before, after] = await flips(world, '/v1/product-menus/main-menu')
    const word = shownBefore || shownAfter
    expect([before.includes(word), after.includes(word)]).toEqual([shownBefore !== '', shownAfter !== ''])
  })

  test('an answer for a past moment is cached, and gets a longer lifetime after a minute', async () => {
    const { ask, hits, time } = await served()
    const url = `${article}?asOf=2026-04-01T00:00:10Z`
    const caching = async () => (await ask(url)).headers['cache-control']
    time.set('2026-04-01T00:00:10.000Z')
    const short = 'public, max-age=15, stale-while-revalidate=15, stale-if-error=3600'
    for (const moment of [
      '2026-04-01T00:00:10.000Z',
      '2026-04-01T00:00:40.000Z',
      '2026-04-01T00:01:10.000Z',
    ]) {
      time.set(moment)
      expect(await caching()).toBe(short)
    }
    expect(await hits()).toBe(2)
    for (const moment of [
      '2026-04-01T00:01:10.001Z',
      '2026-04-01T00:01:10.002Z',
      '2027-04-01T00:00:00.000Z',
    ]) {
      time.set(moment)
      expect(await caching()).toBe('public, max-age=300')
    }
    expect(await hits()).toBe(4)
  })
})

test('a write of another process on the same store invalidates what it touches, and no more', async () => {
  const { ask, open, time, hits, db } = await served()
  const other = await open(createClock(time.read))
  onTestFinished(() => other.close())
  await ask(article)
  for (const slug of ['one', 'two', 'three']) {
    await ask('/v1/articles?fields=slug')
    const before = await hits()
    await ask('/v1/articles?fields=slug')
    expect(await hits()).toBe(before + 1)
    const epoch = db.epoch()
    await newsroom(other).publish(articleKind, anArticle({ slug }))
    time.advance(1_000)
    await vi.waitFor(() => expect(db.epoch()).toBeGreaterThan(epoch), { timeout: 5_000 })
    expect((await ask('/v1/articles?fields=slug')).bytes.toString()).toContain(`"${slug}"`)
    await ask(article)
    expect(await hits()).toBe(before + 2)
  }
})
