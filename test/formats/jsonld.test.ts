import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { instrumentPut, putReferences } from '../../src/references/put.ts'
import { InstrumentContent } from '../../src/references/schema.ts'
import { sampleSlug, testApp } from '../helpers.ts'
import { aBlock, aDisclaimer, anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { expand, type Node, valuesOf } from './schema-org.ts'

const settings = {
  ...{ PUBLIC_URL: 'https://api.example', ARTICLE_URL: 'https://news.example/{locale}/{slug}' },
  ...{ SITE_NAME: 'The Tape', SITE_LOGO: 'https://news.example/logo.png', SITE_COPYRIGHT: '© The Tape' },
}

async function newsroomApp() {
  const world = await testApp({ environment: settings })
  const desk = newsroom(world.db)
  const read = async (slug: string, query = '') => {
    const { text, headers } = await world.http.get(`/v1/articles/${slug}/jsonld${query}`).expect(200)
    expect(headers['content-type']).toBe('application/ld+json')
    return JSON.parse(text)
  }
  return {
    ...world,
    desk,
    read,
    publish: (...order: Parameters<typeof anArticle>) => desk.publish(articleKind, anArticle(...order)),
  }
}

const full = {
  slug: 'full',
  shortHeadline: 'Higher',
  summary: 'Markets opened higher.',
  byline: 'By Ada Moravec',
  authors: [{ name: 'Ada Moravec', role: 'editor' }],
  images: [
    {
      ...{ url: 'https://img.example/a.jpg', alt: 'A floor', credit: 'Eva' },
      ...{ width: 1600, height: 900, mediaType: 'image/jpeg', bytes: 345_678 },
    },
  ],
  sources: [
    { key: 's1', kind: 'media_report' as const, stated: 'a newspaper', url: 'https://paper.example/1' },
    { key: 's2', kind: 'company_filing' as const, name: 'Form 8-K', stated: 'a filing' },
  ],
  provenance: { distributor: 'A Wire', digitalSourceType: 'trainedAlgorithmicMedia' },
  entities: [{ key: 'openai', rel: 'about' as const }],
  instruments: [{ key: 'pltr' }, { key: 'paper' }],
  topics: [{ scheme: 'medtop', code: '20001298' }],
}

const paper = InstrumentContent.parse({
  ...{ key: 'paper', name: 'Paper index', assetClass: 'index' },
  listings: [{ mic: 'XNYS', ticker: 'PAP', primary: true }],
})

test('a search engine finds what Google requires and recommends of an article', async () => {
  const { db, publish, read } = await newsroomApp()
  await db.write((write) => putReferences(write, [instrumentPut(paper)]))
  await publish(full)
  const node = await expand(await read('full'))
  expect(node['@type']).toEqual(['http://schema.org/NewsArticle', 'http://schema.org/ReportageNewsArticle'])
  for (const name of ['author', 'dateModified', 'datePublished', 'headline', 'image'])
    expect({ name, values: valuesOf(node, name).length }).toEqual({ name, values: 1 })
  const [author] = valuesOf(node, 'author') as [Node]
  expect(valuesOf(author, 'name')).toEqual([{ '@value': 'Ada Moravec' }])
  expect(valuesOf(author, 'url')).toEqual([{ '@id': 'https://api.example/v1/articles?author=ada-moravec' }])
  const [image] = valuesOf(node, 'image') as [Node]
  expect(valuesOf(image, 'url')).toEqual([{ '@id': 'https://img.example/a.jpg' }])
  for (const name of ['datePublished', 'dateModified'])
    expect(valuesOf(node, name)[0]).toEqual({
      '@type': 'http://schema.org/Date',
      '@value': expect.stringMatching(/^2026-04-01T00:00:00\.\d{3}Z$/),
    })
})

test('it says who publishes it and where, from what, and what it concerns', async () => {
  const { db, publish, read } = await newsroomApp()
  await db.write((write) => putReferences(write, [instrumentPut(paper)]))
  const id = await publish(full)
  const document = await read('full')
  expect(document).toMatchObject({
    '@id': `https://api.example/v1/articles/${id}`,
    url: 'https://news.example/en/full',
    publisher: {
      ...{ '@type': 'Organization', name: 'The Tape', url: 'https://news.example/' },
      logo: { '@type': 'ImageObject', url: 'https://news.example/logo.png' },
    },
    ...{
      copyrightNotice: '© The Tape',
      sourceOrganization: { name: 'A Wire' },
      creditText: 'By Ada Moravec',
    },
    ...{ inLanguage: 'en', isAccessibleForFree: true, alternativeHeadline: 'Higher', version: 1 },
    digitalSourceType: { '@id': 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia' },
    image: [{ width: '1600 px', encodingFormat: 'image/jpeg', contentSize: '345678 B', creditText: 'Eva' }],
    citation: [{ '@type': 'CreativeWork', name: 'a newspaper', url: 'https://paper.example/1' }],
    isBasedOn: [{ '@type': 'CreativeWork', name: 'Form 8-K' }],
    about: [
      { '@type': 'DefinedTerm', '@id': 'http://cv.iptc.org/newscodes/mediatopic/20001298' },
      { '@type': 'Organization', sameAs: 'https://www.wikidata.org/wiki/Q21708200' },
    ],
    mentions: [
      { '@type': 'Corporation', name: 'Palantir', tickerSymbol: 'XNAS PLTR' },
      { '@type': 'FinancialProduct', identifier: [{ propertyID: 'ticker', value: 'XNYS PAP' }] },
    ],
  })
  expect(JSON.stringify(await expand(document))).not.toMatch(/"@id":"(?!https?:)/)
})

test('of the sample, companies have their tickers and LEIs, and what is absent is left out', async () => {
  const { read } = await newsroomApp()
  const document = await read(sampleSlug)
  const amazon = document.mentions.find(({ name }: { name: string }) => name === 'Amazon.com, Inc.')
  expect(amazon).toMatchObject({ tickerSymbol: 'XNAS AMZN', leiCode: 'ZXTILKJKG63JELOEG630' })
  expect(JSON.stringify(document)).not.toMatch(/null|\[\]/)
  expect(document.author).toEqual(document.publisher)
})

test.each([
  [{ type: 'analysis' as const }, ['NewsArticle', 'AnalysisNewsArticle']],
  [{ type: 'opinion' as const }, ['NewsArticle', 'OpinionNewsArticle']],
  [{ type: 'explainer' as const }, ['NewsArticle', 'BackgroundNewsArticle']],
  [{ type: 'brief' as const }, ['NewsArticle']],
  [{ classification: 'sponsored' as const }, ['NewsArticle', 'AdvertiserContentArticle']],
])('%o is among its types', async (fields, types) => {
  const { publish, read } = await newsroomApp()
  await publish({ slug: 'typed', ...fields })
  expect((await read('typed'))['@type']).toEqual(types)
})

test('nothing in it ends a script element', async () => {
  const { http, publish, read } = await newsroomApp()
  const headline = '</script><script>alert(1)</script><!--'
  await publish({ slug: 'script', headline, body: [aBlock(headline)] })
  const { text } = await http.get('/v1/articles/script/jsonld').expect(200)
  expect(text).not.toContain('<')
  expect((await read('script')).headline).toBe(headline)
})

test('it has the corrections, and the disclaimers of the audience in its text', async () => {
  const { db, desk, publish, read } = await newsroomApp()
  await desk.publish(disclaimerKind, aDisclaimer())
  const when = { jurisdictions: ['DE'] }
  await db.write((write) => putRules(write, [aRule({ placement: 'after_lead', when })]))
  const body = [aBlock('First.'), aBlock('Lead.', 'b2'), aBlock('Last.', 'b3')]
  const id = await publish({
    slug: 'told',
    body: body.map((one) => (one._key === 'b2' ? { ...one, style: 'lead' } : one)),
  })
  await desk.correct(id)
  const { correction, articleBody, usageInfo } = await read('told', '?jurisdiction=DE')
  expect(correction).toMatchObject([
    { '@type': 'CorrectionComment', datePublished: expect.stringMatching(/^2026-04-01T00:00:00/) },
  ])
  expect(correction[0].text).toContain('The direction was wrong.')
  expect(articleBody).toContain('First.\n\nLead.\n\nCapital at risk\nYou may lose all you invest.\n\nLast.')
  expect(usageInfo).toContainEqual(
    expect.objectContaining({ name: 'Capital at risk', inLanguage: 'en', version: 1 }),
  )
  expect((await read('told')).articleBody).not.toContain('Capital at risk')
})

test('it names the public translations that were made of it, and its own original', async () => {
  const { desk, publish, read } = await newsroomApp()
  const original = await publish({ slug: 'original' })
  const translation = { of: original, version: 1, method: 'human' as const }
  const british = await publish({ slug: 'british', locale: 'en-GB', translation })
  const held = await publish({ slug: 'held', locale: 'en-US', translation })
  await desk.hold(held)
  const node = (id: string, path: string, inLanguage: string) => ({
    '@type': 'NewsArticle',
    '@id': `https://api.example/v1/articles/${id}`,
    ...{ url: `https://news.example/${path}`, inLanguage },
  })
  const told = await read('original')
  expect(told.workTranslation).toEqual([node(british, 'en-GB/british', 'en-GB')])
  expect(told).not.toHaveProperty('translationOfWork')
  const other = await read('british')
  expect(other.translationOfWork).toEqual(node(original, 'en/original', 'en'))
  expect(other).not.toHaveProperty('workTranslation')
})

test('it names no translation that lacks a required disclaimer', async () => {
  const { db, publish, read } = await newsroomApp()
  const original = await publish({ slug: 'original' })
  await publish({
    slug: 'british',
    locale: 'en-GB',
    translation: { of: original, version: 1, method: 'human' },
  })
  expect((await read('original')).workTranslation).toHaveLength(1)
  await db.write((write) => putRules(write, [aRule({ required: true, when: { locales: ['en-GB'] } })]))
  expect(await read('original')).not.toHaveProperty('workTranslation')
})

test('an article leads to it', async () => {
  const { http } = await newsroomApp()
  const { body, headers } = await http.get(`/v1/articles/${sampleSlug}`).expect(200)
  const address = `/v1/articles/${sampleSlug}/jsonld`
  expect(body.data.links.jsonld).toBe(address)
  expect(headers.link).toContain(`<${address}>; rel="alternate"; type="application/ld+json"`)
})

test('it leads to its page: where ARTICLE_URL says, else here, if there are pages', async () => {
  const environment = { ARTICLE_URL: 'https://news.example/{locale}/{slug}' }
  const { http } = await testApp({ environment })
  const { headers } = await http.get(`/v1/articles/${sampleSlug}`).expect(200)
  expect(headers.link).toContain(`<https://news.example/en/${sampleSlug}>; rel="alternate"; type="text/html"`)
  const linkWith = async (environment: Record<string, string>) =>
    (await (await testApp({ environment })).http.get(`/v1/articles/${sampleSlug}`).expect(200)).headers.link
  expect(await linkWith({})).toContain(
    `<https://news.example/articles/${sampleSlug}>; rel="alternate"; type="text/html"`,
  )
  expect(await linkWith({ PAGES: 'false' })).not.toContain('text/html')
})

test('it is refused and redirected as the article is', async () => {
  const { http, desk, time, publish } = await newsroomApp()
  const path = (slug: string, query = '') => `/v1/articles/${slug}/jsonld${query}`
  await http.get(path('absent')).expect(404)
  await http.get(path('art_0000000000000000')).expect(404)
  const id = await publish({ slug: 'early', blockedIn: ['DE'] })
  await http.get(path('early', '?jurisdiction=DE')).expect(451)
  await http.get(path('early', '?body=none')).expect(400)
  time.advance(120_000)
  await desk.update(articleKind, id, anArticle({ slug: 'late', headline: 'Later' }))
  const { headers } = await http.get(path('early', '?jurisdiction=US')).expect(308)
  expect(headers.location).toBe(path('late', '?jurisdiction=US'))
  const past = await http.get(path('early', '?asOf=2026-04-01T00:00:01Z')).expect(200)
  expect(past.body.headline).toBe('Markets Open Higher')
  await desk.retract(id)
  const gone = await http.get(path('late')).expect(410)
  expect(gone.body.notice).toBe('This story was wrong.')
})
