/** What editors send. Plain data, so that nothing here depends on the program. */

export const block = (key: string, text: string, more: object = {}) => ({
  _type: 'block',
  _key: key,
  style: 'normal',
  markDefs: [],
  children: [{ _type: 'span', text, marks: [] }],
  ...more,
})

export const article = (slug: string, fields: object = {}) => ({
  locale: 'en',
  slug,
  type: 'news',
  headline: `Headline of ${slug}`,
  body: [block('b1', `Shares rose in ${slug}.`)],
  ...fields,
})

export const about = (key: string, rel = 'about', relevance: number | null = null) => ({
  key,
  rel,
  relevance,
})
export const topic = (code: string, scheme = 'medtop') => ({ scheme, code })

export const disclaimer = (key: string, locale: string, fields: object = {}) => ({
  key,
  locale,
  kind: 'general_risk_warning',
  title: `${key} in ${locale}`,
  text: `You may lose all you invest (${locale}).`,
  jurisdictions: ['*'],
  ...fields,
})

export const rule = (key: string, named: string, fields: object = {}) => ({
  key,
  when: {},
  disclaimer: named,
  placement: 'footer',
  required: false,
  ...fields,
})

export const entity = (key: string, fields: object = {}) => ({
  key,
  type: 'organisation',
  name: key,
  ...fields,
})

export const instrument = (key: string, fields: object = {}) => ({
  key,
  name: `${key} share`,
  assetClass: 'equity',
  ...fields,
})

export const item = (key: string, fields: object = {}) => ({ key, title: { en: key }, ...fields })

export const menu = (key: string, fields: object = {}) => ({
  key,
  surface: 'header',
  title: { en: key },
  defaultLocale: 'en',
  locales: ['en'],
  sections: [{ key: 'all', title: null, items: [item('spot')] }],
  ...fields,
})

/** With every field, every mark, every style of block and every fact. */
export const wholeArticle = (slug: string) =>
  article(slug, {
    storyKey: 'acme-results',
    headline: 'Acme Doubles Its Profit <“quoted” & ‘odd’>',
    shortHeadline: 'Acme doubles profit',
    slugline: 'ACME-RESULTS/Q1',
    summary: 'Acme said on Tuesday that its profit doubled.\nShares rose.',
    keyPoints: ['Profit doubled', 'Shares rose 5 %'],
    dateline: { place: 'Frankfurt', date: '2026-03-17', stated: 'FRANKFURT, March 17', inferred: false },
    byline: 'By Ada and Ben',
    authors: [{ name: 'Ada Example', role: 'reporter' }, { name: 'Ben Example' }],
    classification: 'investment_recommendation',
    urgency: 2,
    publishedAt: '2026-03-18T08:00:00+01:00',
    externalId: 'wire-4711',
    backstory: 'The chief executive called us.',
    editorialNotes: [{ key: 'n1', note: 'Check the number.', severity: 'low', blockKey: 'b2' }],
    images: [
      {
        url: 'https://img.example/a.jpg',
        alt: 'A factory',
        caption: 'The factory',
        credit: 'Eva',
        ...{ width: 1600, height: 900, mediaType: 'image/jpeg', bytes: 345_678 },
        focalPoint: { x: 0.25, y: 0.5 },
        variants: [
          { url: 'https://img.example/a-800.jpg', width: 800, mediaType: 'image/jpeg' },
          { url: 'https://img.example/a.webp', width: 1600, height: 900, mediaType: 'image/webp', bytes: 99 },
        ],
      },
      { url: 'https://img.example/b.jpg', alt: 'A chart' },
    ],
    entities: [about('acme', 'about', 90), about('bolt', 'mentions', 10), about('cyan')],
    instruments: [{ key: 'acme-stock', via: 'acme', relevance: 80 }, { key: 'bolt-stock' }],
    topics: [topic('100'), topic('200'), topic('20001298')],
    provenance: {
      origin: 'wire',
      distributor: 'Example Wire',
      sourceUrl: 'https://wire.example/4711',
      retrievedAt: '2026-03-18T06:00:00Z',
      originalLocale: 'de',
      digitalSourceType: 'trainedAlgorithmicMedia',
      humanReviewed: true,
      derived: [{ pointer: '/keyFigures/*', reason: 'Read out of the text.' }],
    },
    ...facts,
    body: wholeBody,
  })

const facts = {
  keyFigures: [
    {
      ...{ key: 'f1', label: 'Profit of Acme', value: '2000000000.50', qualifier: 'about', unit: 'EUR' },
      ...{ metric: 'profit', subject: 'acme', comparison: 'a year before', factType: 'reported' },
      period: { stated: 'the first quarter', edtf: '2026-01/2026-03', duration: 'P3M', inferred: true },
      ...{ quote: 'about 2 billion euros', blockKey: 'b2', sourceKey: 's1' },
    },
    {
      ...{ key: 'f2', label: 'Shares of Acme', valueText: '5 percent', unit: '%', factType: 'estimate' },
      ...{ quote: '5 percent', blockKey: 'b2', sourceNote: 'Seen on the market.' },
    },
  ],
  timeline: [
    {
      ...{ key: 't1', stated: 'on Tuesday', date: '2026-03-17', precision: 'day', text: 'on Tuesday' },
      ...{ blockKey: 'b2', entities: ['acme', 'eva'], sourceKey: 's1' },
    },
  ],
  sources: [
    {
      key: 's1',
      kind: 'company_filing',
      name: 'Filing',
      entity: 'acme',
      stated: 'its filing',
      blockKey: 'b2',
      url: 'https://acme.example/f',
    },
    { key: 's2', kind: 'interview', anonymousPersons: 2, stated: 'two persons' },
  ],
  quotes: [{ key: 'q1', text: 'We are glad', speaker: 'eva', date: '2026-03-17', blockKey: 'b5' }],
}

const span = (text: string, ...marks: string[]) => ({ _type: 'span', text, marks })

const wholeBody = [
  block('b1', 'Acme doubled its profit.', { style: 'lead' }),
  block('b2', '', {
    markDefs: [
      { _type: 'entity', _key: 'm1', entity: 'acme', rel: 'about' },
      { _type: 'instrument', _key: 'm2', instrument: 'acme-stock' },
      { _type: 'figure', _key: 'm3', figure: 'f1' },
      { _type: 'event', _key: 'm4', event: 't1' },
      { _type: 'source', _key: 'm5', source: 's1' },
      { _type: 'link', _key: 'm6', href: 'https://acme.example/?a=1&b="2"' },
      { _type: 'term', _key: 'm7', definition: 'What is left <after> costs' },
    ],
    children: [
      ...[
        span('Acme', 'm1', 'strong'),
        span(' said '),
        span('on Tuesday', 'm4'),
        span(' in '),
        span('its filing', 'm5'),
      ],
      ...[span(' that its '), span('profit', 'm7', 'em'), span(' was '), span('about 2 billion euros', 'm3')],
      ...[
        span('. Its '),
        span('shares', 'm2'),
        span(' rose by 5 percent, '),
        span('see here', 'm6'),
        span('.\nA *line* _break_ `code` # 1. \\ <b>&amp;'),
      ],
    ],
  }),
  block('b3', 'A heading', { style: 'h2' }),
  block('b4', 'A smaller heading', { style: 'h3' }),
  block('b5', 'We are glad', {
    style: 'blockquote',
    markDefs: [{ _type: 'quote', _key: 'm8', quote: 'q1' }],
    children: [span('We are glad', 'm8')],
  }),
  block('b6', 'First', { listItem: 'bullet' }),
  block('b7', 'Below', { listItem: 'bullet', level: 2 }),
  block('b8', 'One', { listItem: 'number' }),
  block('b9', 'Two', { listItem: 'number' }),
  {
    ...{ _type: 'image', _key: 'b10', url: 'https://img.example/c.png', alt: 'A "chart"' },
    ...{ caption: 'Up & down', credit: null, width: 800, height: 600, mediaType: 'image/png' },
    variants: [{ url: 'https://img.example/c-400.png', width: 400, mediaType: 'image/png' }],
  },
  block('b11', '', {
    children: [
      span('x', 'sub'),
      span('2', 'sup'),
      span('let a = 1', 'code'),
      span('gone', 'strike'),
      span('\t|table|'),
    ],
  }),
]
