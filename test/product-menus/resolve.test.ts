import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { compareAppVersions, type MenuAudience, resolveMenu } from '../../src/product-menus/resolve.ts'
import { ProductMenu, ProductMenuContent } from '../../src/product-menus/schema.ts'

const now = '2026-03-17T12:00:00.000Z'
const before = '2026-03-17T11:00:00.000Z'
const after = '2026-03-17T13:00:00.000Z'
const later = '2026-03-17T14:00:00.000Z'

const nobodyKnown: MenuAudience = { platform: null, locale: null, jurisdiction: null, appVersion: null }

type Input = z.input<typeof ProductMenuContent>
type ItemInput = Input['sections'][number]['items'][number]

const aMenu = (items: ItemInput[], rest: Partial<Input> = {}): Input => ({
  key: 'menu',
  surface: 'header',
  defaultLocale: 'en',
  locales: ['en', 'de', 'de-AT'],
  sections: [{ key: 'main', items }],
  ...rest,
})
const anItem = (rest: Partial<ItemInput> = {}): ItemInput => ({ key: 'one', title: { en: 'One' }, ...rest })

const resolved = (input: Input, audience: Partial<MenuAudience> = {}, at = now) =>
  resolveMenu(ProductMenuContent.parse(input), { ...nobodyKnown, ...audience }, at)

const isShown = (targeting: ItemInput['targeting'], audience: Partial<MenuAudience>) =>
  resolved(aMenu([anItem({ targeting })]), audience).sections.length === 1

describe('resolveMenu', () => {
  test('the sample menu has three sections, the first without a title, and all thirteen items', () => {
    const [sample] = z
      .array(ProductMenuContent)
      .parse(JSON.parse(readFileSync(new URL('../../seeds/product-menus.json', import.meta.url), 'utf8')))
    if (!sample) throw new Error('there is no sample menu')
    const menu = resolveMenu(sample, nobodyKnown, now)
    expect(menu.sections.map(({ title, items }) => [title, items.length])).toEqual([
      [null, 4],
      ['Demo Trading', 3],
      ['Launch', 6],
    ])
    expect(menu.sections[0]?.items[1]).toEqual({
      key: 'tradfi',
      title: 'TradFi',
      description: 'One platform for global traditional assets',
      badge: { text: 'Gold', kind: 'label', until: null },
      link: null,
      icon: null,
      productClass: 'cfd',
      items: [],
    })
    expect(menu).toMatchObject({ locale: 'en', title: null, validUntil: null })
    expect(menu.productClasses).toEqual([...new Set(menu.productClasses)].toSorted())
    expect(menu.productClasses).toContain('perpetual_futures')
    const { productClasses: _, ...shown } = menu
    const { key, surface } = sample
    const delivered = {
      ...shown,
      ...{ id: 'mnu_7h3k9m2p5q8r4t6v', key, surface, version: 1, availableAt: now },
      ...{ disclaimers: [], links: { self: `/v1/product-menus/${key}` } },
    }
    expect(ProductMenu.parse(delivered)).toEqual(delivered)
  })

  test.each([
    { asked: null, locale: 'en', title: 'One' },
    { asked: 'fr', locale: 'en', title: 'One' },
    { asked: 'de', locale: 'de', title: 'Eins' },
    { asked: 'de-CH-1996', locale: 'de', title: 'Eins' },
    { asked: 'DE-at', locale: 'de-AT', title: 'Eins' },
  ])('whoever asks for $asked is served $locale, each text by look-up', ({ asked, locale, title }) => {
    const item = anItem({ title: { en: 'One', de: 'Eins' }, description: { en: 'First' } })
    const menu = resolved(aMenu([item]), { locale: asked })
    expect(menu.locale).toBe(locale)
    expect(menu.sections[0]?.items[0]).toMatchObject({ title, description: 'First' })
  })

  test('a window is half-open: it includes its start and excludes its end', () => {
    const item = anItem({ schedule: { from: now, until: after } })
    const shownAt = (at: string) => resolved(aMenu([item]), {}, at).sections.length === 1
    expect([before, now, after].map(shownAt)).toEqual([false, true, false])
  })

  test('a badge outside its window is null and its item stays', () => {
    const badge = { text: { en: 'Hot' }, kind: 'hot' as const, from: now, until: after }
    const badgeAt = (at: string) => resolved(aMenu([anItem({ badge })]), {}, at).sections[0]?.items[0]?.badge
    expect(badgeAt(before)).toBeNull()
    expect(badgeAt(now)).toEqual({ text: 'Hot', kind: 'hot', until: after })
    expect(badgeAt(after)).toBeNull()
  })

  test('validUntil is the earliest end of what is shown, and never a start', () => {
    const ending = (key: string, until: string) => anItem({ key, schedule: { until } })
    expect(resolved(aMenu([ending('a', later), ending('b', after)])).validUntil).toBe(after)
    expect(resolved(aMenu([anItem(), anItem({ key: 'b', schedule: { from: after } })])).validUntil).toBeNull()
    const hidden = anItem({ key: 'b', schedule: { until: after }, targeting: { platforms: ['ios'] } })
    expect(resolved(aMenu([anItem(), hidden])).validUntil).toBeNull()
    const child = { key: 'c', title: { en: 'C' }, schedule: { until: after } }
    expect(resolved(aMenu([anItem({ items: [child] })])).validUntil).toBe(after)
    const sections = [{ key: 'main', schedule: { until: after }, items: [anItem()] }]
    expect(resolved(aMenu([], { sections })).validUntil).toBe(after)
  })

  test('an item whose children are all hidden stays, a section whose items are all hidden is removed', () => {
    const hidden = { targeting: { platforms: ['ios' as const] } }
    const parent = anItem({ productClass: 'cfd', items: [{ key: 'c', title: { en: 'C' }, ...hidden }] })
    expect(resolved(aMenu([parent])).sections[0]?.items).toMatchObject([{ key: 'one', items: [] }])
    expect(resolved(aMenu([anItem({ ...hidden, productClass: 'cfd' })]))).toMatchObject({
      sections: [],
      productClasses: [],
    })
  })

  test.each([
    [{ platforms: ['web'] }, { platform: 'web' }, true],
    [{ platforms: ['web'] }, { platform: 'ios' }, false],
    [{ platforms: ['web'] }, {}, false],
    [{ locales: ['de'] }, { locale: 'de-AT' }, true],
    [{ locales: ['de'] }, { locale: 'en' }, false],
    [{ locales: ['en'] }, {}, false],
    [{ jurisdictions: { allow: ['EU'] } }, { jurisdiction: 'DE' }, true],
    [{ jurisdictions: { allow: ['EEA'] } }, { jurisdiction: 'NO' }, true],
    [{ jurisdictions: { allow: ['EU'] } }, { jurisdiction: 'NO' }, false],
    [{ jurisdictions: { deny: ['EU'] } }, { jurisdiction: 'DE' }, false],
    [{ jurisdictions: { deny: ['EU'] } }, { jurisdiction: 'GB' }, true],
    [{ jurisdictions: { deny: ['GB'] } }, {}, false],
    [{ jurisdictions: { allow: ['EU'], deny: ['DE'] } }, { jurisdiction: 'DE' }, false],
    [{ minAppVersion: { ios: '5.12' } }, { platform: 'ios', appVersion: '5.12.0' }, true],
    [{ minAppVersion: { ios: '5.12' } }, { platform: 'ios', appVersion: '5.9.9' }, false],
    [{ minAppVersion: { ios: '5.12' } }, { platform: 'ios' }, false],
    [{ minAppVersion: { ios: '5.12' } }, { platform: 'web' }, true],
    [{ minAppVersion: { ios: '5.12' } }, { appVersion: '6' }, false],
    [{ platforms: ['web'], jurisdictions: { deny: ['GB'] } }, { platform: 'web', jurisdiction: 'GB' }, false],
    [{}, {}, true],
  ] satisfies [ItemInput['targeting'], Partial<MenuAudience>, boolean][])(
    'targeting %j shows to %j: %s',
    (targeting, audience, shown) => {
      expect(isShown(targeting, audience)).toBe(shown)
    },
  )
})

describe('compareAppVersions', () => {
  test('versions are compared number by number, missing ones as 0', () => {
    const part = fc.constantFrom(0, 1, 2, 10, 999_999)
    const parts = fc.array(part, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const weight = (numbers: number[]) =>
          [0, 1, 2, 3].reduce((sum, at) => sum * 10n ** 7n + BigInt(numbers[at] ?? 0), 0n)
        const expected = weight(one) - weight(other)
        const found = compareAppVersions(one.join('.'), other.join('.'))
        expect(Math.sign(found)).toBe(expected < 0n ? -1 : expected > 0n ? 1 : 0)
      }),
    )
  })
})

const some = <const Value>(...values: Value[]) => fc.constantFrom(...values)
const list = <const Value>(...values: Value[]) =>
  fc.uniqueArray(some(...values), { minLength: 1, maxLength: 3 })
const windowOf = some(
  { from: null, until: null },
  { from: before, until: null },
  { from: now, until: later },
  { from: after, until: null },
  { from: null, until: now },
  { from: before, until: after },
)
const textOf = some({ en: 'E' }, { en: 'E', de: 'D' }, { en: 'E', de: 'D', 'de-AT': 'A' })
const place = list('GB', 'DE', 'NO', 'EU', 'EEA')
const version = some('1', '1.2', '2.0')
const targetingOf = fc.record(
  {
    platforms: list('web', 'ios', 'android'),
    locales: list('en', 'de', 'de-AT'),
    jurisdictions: fc.oneof(
      fc.record({ allow: place }),
      fc.record({ deny: place }),
      fc.record({ allow: place, deny: place }),
    ),
    minAppVersion: fc.oneof(fc.record({ ios: version }), fc.record({ ios: version, web: version })),
  },
  { requiredKeys: [] },
)
const gate = {
  targeting: fc.option(targetingOf, { freq: 2 }),
  schedule: fc.option(windowOf, { freq: 2 }),
}
const node = {
  ...gate,
  key: some('a', 'b', 'c'),
  title: textOf,
  description: fc.option(textOf),
  badge: fc.option(
    fc.tuple(textOf, windowOf).map(([text, window]) => ({ text, kind: 'new' as const, ...window })),
  ),
  productClass: some(null, 'cfd', 'options'),
}
const distinct = <Value extends { key: string }>(values: fc.Arbitrary<Value>, minLength: number) =>
  fc.uniqueArray(values, { minLength, maxLength: 3, selector: ({ key }) => key })
const items = distinct(fc.record({ ...node, items: distinct(fc.record(node), 0) }), 1)
const sections = distinct(fc.record({ ...gate, key: node.key, title: fc.option(textOf), items }), 1)
const audienceOf: fc.Arbitrary<MenuAudience> = fc.record({
  platform: some(null, 'web', 'ios', 'android'),
  locale: some(null, 'en', 'de', 'de-AT', 'de-CH', 'fr'),
  jurisdiction: some(null, 'GB', 'DE', 'NO', 'EU'),
  appVersion: some(null, '1.0', '1.2.0', '3'),
})

const memberships: Record<string, string[]> = {
  GB: ['GB'],
  DE: ['DE', 'EU', 'EEA'],
  NO: ['NO', 'EEA'],
  EU: ['EU', 'EEA'],
}
const answers: Record<string, string[]> = {
  en: ['en'],
  de: ['de'],
  'de-AT': ['de-AT', 'de'],
  'de-CH': ['de'],
  fr: [],
}
const order = ['1', '1.0', '1.2', '1.2.0', '2.0', '3']
const notOlder: Record<string, string[]> = {
  '1.0': order.slice(0, 2),
  '1.2.0': order.slice(0, 4),
  '3': order,
}

type Content = ProductMenuContent
type Gated = Pick<Content['sections'][number], 'targeting' | 'schedule'>
type Window = { from: string | null; until: string | null }

const modelOpen = (window: Window | null) => (window?.from ?? '') <= now && now < (window?.until ?? '9999')

/** Each condition as a list of satisfying values and a list of the audience's values: they must intersect. */
function modelShown({ targeting, schedule }: Gated, audience: MenuAudience): boolean {
  const { platforms, locales, jurisdictions, minAppVersion } = targeting ?? {}
  const here = audience.jurisdiction ? memberships[audience.jurisdiction] : undefined
  const least = audience.platform && minAppVersion?.[audience.platform]
  const reasonsToHide = [
    !modelOpen(schedule),
    platforms && !platforms.some((one) => one === audience.platform),
    locales && !answers[audience.locale ?? 'fr']?.some((tag) => locales.includes(tag)),
    jurisdictions && !here,
    jurisdictions?.allow && !jurisdictions.allow.some((one) => here?.includes(one)),
    jurisdictions?.deny?.some((one) => here?.includes(one)),
    minAppVersion && !audience.platform,
    least && !notOlder[audience.appVersion ?? '']?.includes(least),
  ]
  return reasonsToHide.every((reason) => !reason)
}

const modelText = (text: Record<string, string> | null, audience: MenuAudience) =>
  text && [...(answers[audience.locale ?? 'fr'] ?? []), 'en'].flatMap((tag) => text[tag] ?? [])[0]

/** Every path from a section to an item or a child. */
const pathsThrough = ({ sections: all }: Content) =>
  all.flatMap((section) =>
    section.items.flatMap((item) => [
      { section, leaf: item, chain: [section, item] },
      ...item.items.map((child) => ({ section, leaf: child, chain: [section, item, child] })),
    ]),
  )

/** Model: what is visible at every path, and the ends and classes on the way. */
const model = (content: Content, audience: MenuAudience) =>
  pathsThrough(content)
    .filter(({ chain }) => chain.every((one) => modelShown(one, audience)))
    .map(({ section, leaf, chain }) => {
      const badge = leaf.badge && modelOpen(leaf.badge) ? leaf.badge : null
      const texts = [section.title, leaf.title, leaf.description, badge?.text ?? null]
      const ends = [...chain.map(({ schedule }) => schedule?.until), badge?.until]
      return {
        path: chain.map(({ key }) => key).join('/'),
        texts: texts.map((text) => modelText(text, audience)),
        ends: ends.filter((end) => typeof end === 'string'),
        productClass: leaf.productClass,
      }
    })

const flat = ({ sections: shown }: ReturnType<typeof resolveMenu>) =>
  shown.flatMap((section) =>
    section.items.flatMap((item) =>
      [null, ...item.items].map((child) => {
        const { title, description, badge } = child ?? item
        return {
          path: [section.key, item.key, ...(child ? [child.key] : [])].join('/'),
          texts: [section.title, title, description, badge?.text ?? null],
        }
      }),
    ),
  )

describe('resolveMenu, for anything', () => {
  test('the resolved menu agrees with a model that evaluates every path separately', () => {
    fc.assert(
      fc.property(sections, audienceOf, (given, audience) => {
        const content = ProductMenuContent.parse(aMenu([], { sections: given }))
        const menu = resolveMenu(content, audience, now)
        const expected = model(content, audience)
        expect(flat(menu)).toEqual(expected.map(({ path, texts }) => ({ path, texts })))
        expect(menu.validUntil).toBe(expected.flatMap(({ ends }) => ends).toSorted()[0] ?? null)
        const classes = expected.flatMap(({ productClass }) => productClass ?? [])
        expect(menu.productClasses).toEqual([...new Set(classes)].toSorted())
      }),
      { numRuns: 800 },
    )
  })
})

describe('ProductMenuContent', () => {
  const pathsOf = (input: unknown) =>
    ProductMenuContent.safeParse(input).error?.issues.map(({ path }) => path.join('/')) ?? []

  test('absent fields become null or an empty list, and stored content can be sent again', () => {
    const content = ProductMenuContent.parse(aMenu([anItem({ items: [{ key: 'c', title: { en: 'C' } }] })]))
    const none = { description: null, badge: null, link: null, icon: null, productClass: null }
    expect(content.sections[0]?.items[0]).toMatchObject({ ...none, targeting: null, schedule: null })
    expect(content.sections[0]?.items[0]?.items[0]).toMatchObject({ ...none, items: [] })
    expect(ProductMenuContent.parse(content)).toEqual(content)
  })

  test('instants are stored in UTC with milliseconds, and an end is later than its start', () => {
    const scheduled = (from: string, until: string) => aMenu([anItem({ schedule: { from, until } })])
    const content = ProductMenuContent.parse(scheduled('2026-03-17T01:00:00+01:00', '2026-03-17T00:00:01Z'))
    expect(content.sections[0]?.items[0]?.schedule).toEqual({
      from: '2026-03-17T00:00:00.000Z',
      until: '2026-03-17T00:00:01.000Z',
    })
    expect(pathsOf(scheduled(now, now))).toEqual(['sections/0/items/0/schedule/until'])
    const badge = { text: { en: 'Hot' }, kind: 'hot' as const, from: after, until: before }
    expect(pathsOf(aMenu([anItem({ badge })]))).toEqual(['sections/0/items/0/badge/until'])
  })

  test('every text has the default language and no language that the menu does not have', () => {
    expect(pathsOf(aMenu([anItem()], { locales: ['de'] }))).toContain('locales')
    expect(pathsOf(aMenu([anItem()], { locales: ['en', 'EN'] }))).toEqual(['locales/1'])
    expect(pathsOf(aMenu([anItem({ title: { de: 'Eins' } })]))).toEqual(['sections/0/items/0/title'])
    const child = { key: 'c', title: { en: 'C' }, icon: { name: 'chart', alt: { en: 'C', fr: 'C' } } }
    expect(pathsOf(aMenu([anItem({ items: [child] })]))).toEqual(['sections/0/items/0/items/0/icon/alt/fr'])
    expect(pathsOf(aMenu([anItem({ title: {} })]))).toContain('sections/0/items/0/title')
  })

  test('keys are unique among siblings only, and a menu is two levels deep', () => {
    const child = { key: 'one', title: { en: 'C' } }
    expect(pathsOf(aMenu([anItem({ items: [child] })]))).toEqual([])
    expect(pathsOf(aMenu([anItem(), anItem()]))).toEqual(['sections/0/items/1'])
    expect(pathsOf(aMenu([anItem({ items: [child, child] })]))).toEqual(['sections/0/items/0/items/1'])
    const tooDeep = { ...child, items: [child] }
    expect(
      pathsOf({ ...aMenu([]), sections: [{ key: 's', items: [{ ...anItem(), items: [tooDeep] }] }] }),
    ).not.toEqual([])
  })

  test.each([
    [{ type: 'url', href: 'https://example.com/a' }, true],
    [{ type: 'url', href: 'javascript:alert(1)' }, false],
    [{ type: 'route', path: '/futures?tab=1#top' }, true],
    [{ type: 'route', path: '//example.com' }, false],
    [{ type: 'route', path: '/\\example.com' }, false],
    [{ type: 'route', path: '/\t/example.com' }, false],
    [{ type: 'route', path: 'futures' }, false],
    [{ type: 'deeplink', ios: 'gate://futures' }, true],
    [{ type: 'deeplink', ios: 'javascript://%0aalert(1)' }, false],
    [{ type: 'deeplink', ios: 'JavaScript:alert(1)' }, false],
    [{ type: 'deeplink', web: 'https://example.com' }, false],
    [{ type: 'article', id: 'art_7h3k9m2p5q8r4t6v' }, true],
    [{ type: 'article', id: 'mnu_7h3k9m2p5q8r4t6v' }, false],
    [{ type: 'instrument', key: 'pltr' }, true],
    [{ type: 'action', name: 'open_chat' }, true],
    [{ type: 'action', name: 'open_chat', href: '/' }, false],
  ])('the link %j is accepted: %s', (link, accepted) => {
    expect(
      ProductMenuContent.safeParse({ ...aMenu([]), sections: [{ key: 's', items: [{ ...anItem(), link }] }] })
        .success,
    ).toBe(accepted)
  })

  test('empty or unknown targeting is refused', () => {
    const refused = [
      { platforms: [] },
      { jurisdictions: {} },
      { jurisdictions: { allow: [] } },
      { minAppVersion: {} },
      { region: ['DE'] },
    ]
    for (const targeting of refused)
      expect(
        pathsOf({ ...aMenu([]), sections: [{ key: 's', items: [{ ...anItem(), targeting }] }] }),
      ).not.toEqual([])
  })
})
