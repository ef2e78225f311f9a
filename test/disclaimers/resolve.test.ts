import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ContentTraits, type DisclaimerText, resolve } from '../../src/disclaimers/resolve.ts'
import {
  type DisclaimerContent,
  DisclaimerContent as DisclaimerContentSchema,
  DisclaimerRule,
  DisclaimerUse,
  setHash,
  sha256OfDisclaimer,
} from '../../src/disclaimers/schema.ts'

const article: ContentTraits = {
  contentKind: 'article',
  locale: 'en',
  type: 'analysis',
  classification: 'editorial',
  topics: ['medtop:20001298'],
  entities: ['palantir'],
  instruments: ['pltr'],
  productClasses: [],
}

function aText(key: string, locale: string, jurisdictions: string[] = ['*'], version = 1): DisclaimerText {
  const words = { title: `${key} in ${locale}`, text: `Words of version ${version}.` }
  return { key, locale, version, jurisdictions, ...words, sha256: sha256OfDisclaimer(words) }
}

const aRule = (rule: Partial<DisclaimerRule> & { key: string }): DisclaimerRule => ({
  priority: 100,
  when: {},
  disclaimer: 'risk',
  placement: 'after_body',
  required: true,
  ...rule,
})

const keysFor = (jurisdiction: string | null, jurisdictions: string[]) =>
  resolve(
    article,
    { jurisdiction },
    { rules: [aRule({ key: 'one', when: { jurisdictions } })], disclaimers: [aText('risk', 'en')] },
  ).uses.map(({ key }) => key)

describe('resolve', () => {
  test('one rule for all articles puts its disclaimer after the body of articles and applies to no menu', () => {
    const rules = [aRule({ key: 'all-articles', when: { contentKinds: ['article'] } })]
    const text = aText('risk', 'en')
    const inForce = { rules, disclaimers: [text] }
    const found = resolve(article, { jurisdiction: null }, inForce)
    const { jurisdictions: _, ...shown } = text
    expect(found.uses).toEqual([{ ...shown, placement: 'after_body', required: true }])
    expect(DisclaimerUse.parse(found.uses[0])).toEqual(found.uses[0])
    expect(found.setHash).toBe(setHash([text]))
    expect(found.unresolved).toEqual([])
    expect(
      resolve({ ...article, contentKind: 'product-menu' }, { jurisdiction: null }, inForce).uses,
    ).toEqual([])
  })

  test.each([
    { audience: 'GB', holds: [['GB'], ['*']], fails: [['EU'], ['EEA'], ['DE', 'NO']] },
    { audience: 'DE', holds: [['DE'], ['EU'], ['EEA'], ['*'], ['GB', 'EU']], fails: [['GB'], ['FR']] },
    { audience: 'EU', holds: [['EU'], ['EEA'], ['*']], fails: [['DE'], ['GB']] },
    { audience: 'EEA', holds: [['EEA'], ['*']], fails: [['EU'], ['NO']] },
    { audience: 'NO', holds: [['NO'], ['EEA'], ['*']], fails: [['EU']] },
    { audience: null, holds: [['*'], ['GB', '*']], fails: [['GB'], ['EU'], ['EEA']] },
  ])('an audience in $audience is met by rules for it, for its union and for everywhere', (example) => {
    for (const list of example.holds) expect(keysFor(example.audience, list), list.join()).toEqual(['risk'])
    for (const list of example.fails) expect(keysFor(example.audience, list), list.join()).toEqual([])
  })

  test.each([
    { content: 'de-AT', texts: ['en', 'de'], served: 'de' },
    { content: 'zh-Hant-TW', texts: ['zh', 'zh-Hant', 'en'], served: 'zh-Hant' },
    { content: 'EN-gb', texts: ['en', 'en-GB'], served: 'en-GB' },
    { content: 'de', texts: ['de-AT', 'en'], served: null },
    { content: 'fr', texts: ['en'], served: null },
  ])('the text for content in $content among $texts is $served', ({ content, texts, served }) => {
    const disclaimers = texts.map((locale) => aText('risk', locale))
    const rules = [aRule({ key: 'one' })]
    const found = resolve({ ...article, locale: content }, { jurisdiction: null }, { rules, disclaimers })
    expect(found.uses.map(({ locale }) => locale)).toEqual(served === null ? [] : [served])
    expect(found.unresolved).toMatchObject(
      served === null ? [{ rule: 'one', disclaimer: 'risk', locale: content, jurisdiction: null }] : [],
    )
  })

  test('only an optional disclaimer falls back to the default language', () => {
    const disclaimers = [aText('risk', 'en')]
    const french = { ...article, locale: 'fr' }
    const served = (required: boolean, defaultLocale: string | null) =>
      resolve(
        french,
        { jurisdiction: null },
        { rules: [aRule({ key: 'one', required })], disclaimers },
        { defaultLocale },
      )
    expect(served(false, 'en').uses.map(({ locale }) => locale)).toEqual(['en'])
    expect(served(false, null)).toMatchObject({ uses: [], unresolved: [] })
    expect(served(false, 'it')).toMatchObject({ uses: [], unresolved: [] })
    expect(served(true, 'en')).toMatchObject({ uses: [], unresolved: [{ rule: 'one', disclaimer: 'risk' }] })
  })

  test('a text not meant for the audience withholds the content if required, and is left out if not', () => {
    const disclaimers = [aText('risk', 'en', ['GB'])]
    const seenIn = (jurisdiction: string | null, required: boolean) =>
      resolve(article, { jurisdiction }, { rules: [aRule({ key: 'one', required })], disclaimers })
    expect(seenIn('GB', true)).toMatchObject({ uses: [{ key: 'risk' }], unresolved: [] })
    expect(seenIn('DE', true)).toMatchObject({ uses: [], unresolved: [{ disclaimer: 'risk' }] })
    expect(seenIn(null, true)).toMatchObject({ uses: [], unresolved: [{ disclaimer: 'risk' }] })
    expect(seenIn('DE', false)).toMatchObject({ uses: [], unresolved: [] })
  })

  test('several rules for one disclaimer show it once, at the first placement, required if any requires it', () => {
    const rules = [
      aRule({ key: 'b', placement: 'footer', priority: 1, required: true }),
      aRule({ key: 'a', placement: 'top', priority: 900, required: false }),
    ]
    const found = resolve(article, { jurisdiction: null }, { rules, disclaimers: [aText('risk', 'en')] })
    expect(found.uses).toMatchObject([{ placement: 'top', required: true }])
  })

  test('disclaimers are ordered by placement, then priority, then key', () => {
    const rules = [
      aRule({ key: '1', disclaimer: 'd', placement: 'interstitial', priority: 0 }),
      aRule({ key: '2', disclaimer: 'c', placement: 'footer', priority: 9 }),
      aRule({ key: '3', disclaimer: 'b', placement: 'footer', priority: 9 }),
      aRule({ key: '4', disclaimer: 'e', placement: 'footer', priority: 1 }),
      aRule({ key: '5', disclaimer: 'a', placement: 'top', priority: 1000 }),
    ]
    const disclaimers = ['a', 'b', 'c', 'd', 'e'].map((key) => aText(key, 'en'))
    const found = resolve(article, { jurisdiction: null }, { rules, disclaimers })
    expect(found.uses.map(({ key }) => key)).toEqual(['a', 'e', 'b', 'c', 'd'])
    expect(found.setHash).toBe(setHash(found.uses))
  })

  test('the explanation lists every rule by priority and key, with the failed conditions and the chosen text', () => {
    const rules = [
      aRule({ key: 'z', when: { types: ['report'], topics: ['medtop:20001298'] } }),
      aRule({ key: 'y', priority: 5 }),
      aRule({ key: 'b', disclaimer: 'missing' }),
    ]
    const found = resolve(article, { jurisdiction: 'DE' }, { rules, disclaimers: [aText('risk', 'en')] })
    expect(found.explanation.map(({ rule, matched }) => [rule, matched])).toEqual([
      ['y', true],
      ['b', true],
      ['z', false],
    ])
    expect(found.explanation.map(({ reasons }) => reasons)).toEqual([
      ['applies to everything', 'text en version 1 chosen', 'placed after_body by rule y'],
      ['applies to everything', 'no text in force for language en', 'unresolved: required by rule b'],
      [
        'types does not hold: expects report; found analysis',
        'topics holds: expects medtop:20001298; found medtop:20001298',
      ],
    ])
  })
})

const some = <const Value>(...values: Value[]) => fc.constantFrom(...values)
const list = <const Value>(...values: Value[]) =>
  fc.uniqueArray(some(...values), { minLength: 1, maxLength: 3 })
const places = ['*', 'GB', 'DE', 'NO', 'EU', 'EEA']
const tags = ['en', 'de', 'de-AT', 'fr']

const conditions = {
  contentKinds: list('article', 'product-menu'),
  types: list('news', 'analysis'),
  classifications: list('editorial', 'promotion'),
  topics: list('t:1', 't:2'),
  entities: list('e1', 'e2'),
  instruments: list('i1', 'i2'),
  productClasses: list('cfd', 'options'),
  jurisdictions: list(...places),
  locales: list(...tags),
}
// Most generated rules have at most two conditions: with more, hardly any rule would match.
const whenOf = fc.oneof(
  fc.constant({}),
  fc.record({ contentKinds: conditions.contentKinds, jurisdictions: conditions.jurisdictions }),
  fc.record({ locales: conditions.locales }),
  fc.record(conditions, { requiredKeys: [] }),
)
const rulesOf = fc.uniqueArray(
  fc.record({
    key: some('r1', 'r2', 'r3', 'r4', 'r5', 'r6'),
    priority: some(1, 100, 900),
    when: whenOf,
    disclaimer: some('d1', 'd2', 'd3'),
    placement: some('top', 'after_lead', 'after_body', 'footer', 'interstitial'),
    required: fc.boolean(),
  }),
  { selector: ({ key }) => key, maxLength: 6 },
)
const textsOf = fc.uniqueArray(
  fc
    .tuple(some('d1', 'd2', 'd3'), some(...tags), list(...places))
    .map(([key, locale, jurisdictions]) => aText(key, locale, jurisdictions)),
  { selector: ({ key, locale }) => `${key} ${locale}`, maxLength: 8 },
)
const traitsOf: fc.Arbitrary<ContentTraits> = fc.record({
  contentKind: some('article', 'product-menu'),
  locale: some('en', 'de', 'de-AT', 'de-AT-1996', 'it'),
  type: some(null, 'news', 'analysis'),
  classification: some(null, 'editorial'),
  topics: fc.subarray(['t:1', 't:2', 't:3']),
  entities: fc.subarray(['e1', 'e2']),
  instruments: fc.subarray(['i1', 'i2']),
  productClasses: fc.subarray(['cfd', 'options']),
})
const jurisdictionOf = some(null, 'GB', 'DE', 'NO', 'EU', 'EEA', 'US')
const anything = fc.record({
  content: traitsOf,
  jurisdiction: jurisdictionOf,
  rules: rulesOf,
  disclaimers: textsOf,
  defaultLocale: some(null, 'en', 'fr'),
})

/** The jurisdictions that bind each audience, written out. */
const memberships: Record<string, string[]> = {
  GB: ['*', 'GB'],
  DE: ['*', 'DE', 'EU', 'EEA'],
  NO: ['*', 'NO', 'EEA'],
  EU: ['*', 'EU', 'EEA'],
  EEA: ['*', 'EEA'],
  US: ['*', 'US'],
}
/** The languages that match each one, best first. */
const answers: Record<string, string[]> = {
  en: ['en'],
  de: ['de'],
  'de-AT': ['de-AT', 'de'],
  'de-AT-1996': ['de-AT', 'de'],
  fr: ['fr'],
  it: [],
}

type Given = typeof anything extends fc.Arbitrary<infer Value> ? Value : never

function modelMatches({ content, jurisdiction }: Given, { when }: DisclaimerRule): boolean {
  const present: Record<string, readonly (string | null)[]> = {
    contentKinds: [content.contentKind],
    types: [content.type],
    classifications: [content.classification],
    topics: content.topics,
    entities: content.entities,
    instruments: content.instruments,
    productClasses: content.productClasses,
    jurisdictions: memberships[jurisdiction ?? ''] ?? ['*'],
    locales: answers[content.locale] ?? [],
  }
  let failed = 0
  for (const [name, values = []] of Object.entries(when)) {
    const here = present[name] ?? []
    if (new Set([...values, ...here]).size === new Set(values).size + new Set(here).size) failed += 1
  }
  return failed === 0
}

function modelText(given: Given, key: string, required: boolean): DisclaimerText | null {
  const tried = [...(answers[given.content.locale] ?? [])]
  if (!required && given.defaultLocale) tried.push(given.defaultLocale)
  const found: DisclaimerText[] = []
  for (const locale of tried)
    for (const text of given.disclaimers) if (text.key === key && text.locale === locale) found.push(text)
  const [first] = found
  const meant = memberships[given.jurisdiction ?? ''] ?? ['*']
  return first?.jurisdictions.some((place) => meant.includes(place)) ? first : null
}

/** Model: tries every placement, priority and disclaimer in order; the first match of each disclaimer is shown. */
function* modelOrder(given: Given) {
  const matching = given.rules.filter((rule) => modelMatches(given, rule))
  for (const placement of ['top', 'after_lead', 'after_body', 'footer', 'interstitial'])
    for (const priority of [1, 100, 900])
      for (const disclaimer of ['d1', 'd2', 'd3']) {
        const all = matching.filter((rule) => rule.disclaimer === disclaimer)
        const here = all.filter((rule) => rule.placement === placement && rule.priority === priority)
        if (here.length > 0) yield { placement, disclaimer, required: all.some((rule) => rule.required) }
      }
}

function model(given: Given) {
  const uses: string[] = []
  const unresolved: string[] = []
  const done = new Set<string>()
  for (const { placement, disclaimer, required } of modelOrder(given)) {
    if (done.has(disclaimer)) continue
    done.add(disclaimer)
    const text = modelText(given, disclaimer, required)
    if (text) uses.push([placement, disclaimer, text.locale, required].join())
    else if (required) unresolved.push(disclaimer)
  }
  return { uses, unresolved }
}

const run = ({ content, jurisdiction, rules, disclaimers, defaultLocale }: Given) =>
  resolve(content, { jurisdiction }, { rules, disclaimers }, { defaultLocale })

describe('resolve, for anything', () => {
  test('shown and unresolved disclaimers agree with a model of nested loops', () => {
    fc.assert(
      fc.property(anything, (given) => {
        const found = run(given)
        const uses = found.uses.map((use) => [use.placement, use.key, use.locale, use.required].join())
        expect({ uses, unresolved: found.unresolved.map(({ disclaimer }) => disclaimer) }).toEqual(
          model(given),
        )
        const matched = given.rules.filter((rule) => modelMatches(given, rule)).map(({ key }) => key)
        const explained = found.explanation.filter((one) => one.matched).map(({ rule }) => rule)
        expect(explained.toSorted()).toEqual(matched.toSorted())
        expect(found.explanation).toHaveLength(given.rules.length)
      }),
      { numRuns: 1500 },
    )
  })

  test('the order of rules and texts does not matter', () => {
    const shuffled = anything.chain((given) =>
      fc.record({
        given: fc.constant(given),
        rules: fc.shuffledSubarray(given.rules, { minLength: given.rules.length }),
        // This includes two texts of one key and language, which only a faulty store could hold.
        disclaimers: fc.shuffledSubarray([...given.disclaimers, aText('d1', 'en', ['*'], 2)], {
          minLength: given.disclaimers.length + 1,
        }),
      }),
    )
    fc.assert(
      fc.property(shuffled, ({ given, rules, disclaimers }) => {
        const disclaimersGiven = [...given.disclaimers, aText('d1', 'en', ['*'], 2)]
        expect(run({ ...given, rules, disclaimers })).toEqual(
          run({ ...given, disclaimers: disclaimersGiven }),
        )
      }),
      { numRuns: 500 },
    )
  })
})

describe('the schemas', () => {
  const content: DisclaimerContent = {
    key: 'risk',
    locale: 'en',
    kind: 'general_risk_warning',
    title: 'Risk Warning',
    text: 'Markets move.\nSo do prices.',
    shortText: null,
    jurisdictions: ['*'],
    effectiveFrom: '2026-03-17',
    effectiveTo: null,
  }

  test('optional fields of a disclaimer become null, unknown ones are refused', () => {
    const { shortText: _, effectiveFrom: __, effectiveTo: ___, ...least } = content
    expect(DisclaimerContentSchema.parse(least)).toEqual({ ...content, effectiveFrom: null })
    expect(DisclaimerContentSchema.safeParse({ ...content, body: 'x' }).success).toBe(false)
    expect(DisclaimerContentSchema.safeParse({ ...content, jurisdictions: [] }).success).toBe(false)
    expect(DisclaimerContentSchema.safeParse({ ...content, jurisdictions: ['EMEA'] }).success).toBe(false)
  })

  test('a misspelt condition is refused, and never matches everything', () => {
    const rule = { key: 'one', disclaimer: 'risk', placement: 'top', required: true }
    expect(DisclaimerRule.parse({ ...rule, when: {} })).toEqual({ ...rule, when: {}, priority: 100 })
    expect(DisclaimerRule.safeParse(rule).success).toBe(false)
    expect(DisclaimerRule.safeParse({ ...rule, when: { type: ['news'] } }).success).toBe(false)
    expect(DisclaimerRule.safeParse({ ...rule, when: { types: [] } }).success).toBe(false)
  })

  test('the hashes are SHA-256 of title, line feed and text, and of the ordered hashes joined by line feeds', () => {
    expect(sha256OfDisclaimer({ title: 'a', text: 'b' })).toBe(
      '7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78',
    )
    expect(setHash([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(setHash([{ sha256: 'a' }, { sha256: 'b' }])).toBe(sha256OfDisclaimer({ title: 'a', text: 'b' }))
    expect(setHash([{ sha256: 'b' }, { sha256: 'a' }])).not.toBe(setHash([{ sha256: 'a' }, { sha256: 'b' }]))
  })
})
