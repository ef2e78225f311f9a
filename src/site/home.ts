import { html } from 'ghtml'
import { renderPage } from './layout.ts'
import type { Story } from './newest.ts'

/** The landing page of the API, at a place. `origin` is what addresses in its commands begin with. */
export const homePage = (stories: readonly Story[], origin: string, place: string): string =>
  renderPage({
    title: 'Broadtape',
    place,
    head: html`<link rel="alternate" type="application/atom+xml" title="Articles" href="/feeds/atom.xml">
`,
    content: html`<main class="page">
<div class="hero">
<div>
<h1>A headless newsroom for finance</h1>
<p class="lede">Articles, product menus and disclaimers over HTTP, published exactly on time. Public reads need no key, can be cached anywhere, and can be asked for as of any past moment.</p>
<p class="actions"><a href="/docs">API reference</a><a href="/openapi/delivery.json">OpenAPI 3.1</a></p>
</div>
<div class="calls">
!${callsFor(stories[0])
      .map((one) => call(origin, one))
      .join('')}</div>
</div>
<section>
<h2>Newest stories</h2>
<ul class="stories">
!${stories.length > 0 ? stories.map(storyItem).join('') : '<li class="soft">Nothing is published yet.</li>'}</ul>
</section>
<section>
<h2>What is here</h2>
<ul class="cards">
!${offers.map(offer).join('')}</ul>
</section>
<nav class="more" aria-label="More">
!${more.map(column).join('')}</nav>
</main>`,
  })

interface Call {
  readonly title: string
  readonly address: string
  readonly answer?: object
}

const callsFor = (newest: Story | undefined): Call[] => [
  { title: 'The newest articles', address: '/v1/articles?limit=3' },
  newest ? callFor(newest) : { title: 'The product menus', address: '/v1/product-menus' },
  { title: 'Everything that became public, in order', address: '/v1/events?after=0' },
]

const callFor = ({ headline, locale, publishedAt, links }: Story): Call => ({
  title: 'Some fields of an article',
  address: `${links.self}?fields=headline,locale,publishedAt`,
  answer: { data: { locale, headline, publishedAt } },
})

const call = (origin: string, { title, address, answer }: Call): string => html`<h2>${title}</h2>
<pre>curl '${origin}${address}'</pre>
!${
  answer
    ? html`<pre class="answer">${JSON.stringify(answer, null, 2)}</pre>
`
    : ''
}`

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
const languages = new Intl.DisplayNames(['en'], { type: 'language' })
/** What `Intl` can name of a language tag: language, script and region, without extensions and private use. */
const nameable = /^[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?![^-])/i
const languageOf = (locale: string): string => languages.of(nameable.exec(locale)?.[0] ?? 'und') ?? locale

/** `dir="auto"`: a headline is written in the direction of its own language. */
const storyItem = ({ headline, summary, locale, publishedAt, links }: Story): string =>
  html`<li><a href="${links.self}?body=text" lang="${locale}" dir="auto">${headline}</a>
!${
    summary === null
      ? ''
      : html`<p class="summary" lang="${locale}" dir="auto">${summary}</p>
`
  }<p class="soft"><time datetime="${publishedAt}">${day.format(new Date(publishedAt))}</time><span>${languageOf(locale)}</span></p></li>
`

const offer = ([address, name, meaning]: (typeof offers)[number]): string =>
  html`<li><a href="${address}"><strong>${name}</strong><span>${meaning}</span><code>${address}</code></a></li>
`

const offers = [
  [
    '/v1/articles',
    'Articles',
    'Searched with q, filtered by company, instrument, topic and time; the body as blocks, HTML, Markdown or text.',
  ],
  ['/v1/product-menus', 'Product menus', 'Resolved on the server for platform, language and jurisdiction.'],
  [
    '/v1/disclaimers',
    'Disclaimers',
    'Versioned, by language and jurisdiction. What lacks a required one is not served.',
  ],
  ['/v1/corrections', 'Corrections', 'What was wrong, what is right, and what was retracted.'],
  ['/v1/instruments', 'Instruments', 'With their listings, by key or by market and ticker.'],
  ['/v1/entities', 'Entities', 'Companies, people and institutions that stories are about.'],
  ['/v1/topics', 'Topics', 'Subjects under the codes of their schemes.'],
  [
    '/v1/search/suggestions?q=a',
    'Suggestions',
    'What a reader may be typing: names, tickers, topics, headlines.',
  ],
  ['/feeds/rss.xml', 'Feeds', 'RSS, Atom, JSON Feed and ninjs, with the filters of the list.'],
  [
    '/v1/events',
    'The tape',
    'All that became public or stopped being so, in one order, by polling or as a stream.',
  ],
] as const

const column = ([title, links]: (typeof more)[number]): string => html`<div><h2>${title}</h2>
<ul>
!${links
  .map(
    ([address, name]) => html`<li><a href="${address}">${name}</a></li>
`,
  )
  .join('')}</ul></div>
`

const more = [
  [
    'Read about it',
    [
      ['/docs', 'Delivery API: public reads'],
      ['/docs/desk', 'Desk API: writing and publishing'],
      ['/problems', 'Problem codes'],
    ],
  ],
  [
    'Generate a client',
    [
      ['/openapi/delivery.json', 'OpenAPI document of delivery'],
      ['/openapi/desk.json', 'OpenAPI document of the desk'],
      ['/openapi.json', 'OpenAPI document of both'],
      ['/asyncapi.json', 'AsyncAPI document of the stream'],
    ],
  ],
  [
    'Operate it',
    [
      ['/livez', 'Liveness'],
      ['/readyz', 'Readiness'],
      ['/metrics', 'Metrics for Prometheus'],
    ],
  ],
] as const
