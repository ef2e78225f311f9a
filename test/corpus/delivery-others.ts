import { moments } from './moments.ts'
import { words } from './words.ts'

const menuQueries = [
  ...[
    '',
    'platform=web',
    'platform=ios',
    'platform=ios&appVersion=5.1.9',
    'platform=ios&appVersion=5.2',
    'platform=android&appVersion=1',
  ],
  ...words`
locale=de locale=de-CH locale=fr locale=DE jurisdiction=DE jurisdiction=FR jurisdiction=EU
locale=de&platform=ios&jurisdiction=AT&appVersion=6.0.0.1
`,
  ...[
    'platform=tv',
    'appVersion=5.',
    'appVersion=1.2.3.4.5',
    'locale=',
    'jurisdiction=UK',
    'limit=1',
    `asOf=${moments.menu}`,
    'asOf=2026-03-26T00:00:00Z&locale=de',
  ],
]

/** Menus, disclaimers, references, corrections and the tape. */
export const others = [
  ...menuQueries.map((query) => `/v1/product-menus/main-menu?${query}`),
  ...words`
second-menu ended-menu draft-menu gone-menu futures-mega-menu
futures-mega-menu?platform=ios&locale=en&jurisdiction=DE&appVersion=5.1 nothing Main-Menu
`.map((key) => `/v1/product-menus/${key}`),
  ...['', '?limit=100', '?limit=101', '?locale=de', '?asOf=2026-03-21T00:00:00Z'].map(
    (query) => `/v1/product-menus${query}`,
  ),
  ...[
    '',
    '?locale=de',
    '?locale=de-AT',
    '?locale=fr',
    '?jurisdiction=DE',
    '?jurisdiction=US',
    '?jurisdiction=IS',
    '?locale=en&jurisdiction=US&asOf=2026-03-25T00:00:00Z',
    '?kind=no_advice',
  ].map((query) => `/v1/disclaimers${query}`),
  ...words`
no-advice no-advice?locale=en-GB no-advice?locale=de marketing?locale=de marketing us-only
draft-text gone-text risk-warning-and-disclaimer?locale=ja
risk-warning-and-disclaimer?locale=ar none
`.map((key) => `/v1/disclaimers/${key}`),
  ...words`
no-advice/versions/1 no-advice/versions/2 no-advice/versions/3 no-advice/versions/x
no-advice/versions risk-warning-and-disclaimer/versions/1?locale=de us-only/versions/1
marketing/versions/1?asOf=2026-03-25T00:00:00Z
`.map((key) => `/v1/disclaimers/${key}`),
  ...words`
acme bolt bolt?asOf=2026-03-24T00:00:00Z unused unused?asOf=2026-04-01T00:00:00Z eva tokyo
openai nobody ACME a_b
`.map((key) => `/v1/entities/${key}`),
  ...words`
acme-stock XNAS:ACME XFRA:ACM XFRA:ACM?asOf=2026-03-26T23:59:59.999Z
XFRA:ACM?asOf=2026-03-27T00:00:00Z XFRA:ACM?asOf=2026-03-31T23:59:59.999Z
XFRA:ACM?asOf=2026-04-01T00:00:00Z XNAS%3APLTR XNYS:PLTR xnas:acme pltr tiny-coin none
`.map((key) => `/v1/instruments/${key}`),
  ...words`medtop:100 medtop%3A200 own:a.b_c-1 medtop:20001298 medtop medtop: :100 none:1`.map(
    (key) => `/v1/topics/${key}`,
  ),
  ...['entities', 'instruments', 'topics', 'corrections'].flatMap((list) =>
    ['', '?limit=100', '?limit=0', '?asOf=2026-03-20T08:59:59Z', '?total=true'].map(
      (query) => `/v1/${list}${query}`,
    ),
  ),
  ...[
    '',
    '?after=0&limit=100',
    '?after=5&limit=3',
    '?after=9999',
    '?after=-1',
    '?after=x',
    '?limit=101',
    '?type=article.corrected',
    '?type=article.retracted,article.removed',
    '?type=productMenu.changed',
    '?type=disclaimer.changed',
    '?type=reference.changed&limit=5',
    '?type=nothing',
    '?instrument=acme-stock',
    '?instrument=XNAS:ACME&type=article.updated',
    '?instrument=XFRA:ACM',
    '?entity=acme',
    '?asOf=2026-03-25T00:00:00Z',
  ].map((query) => `/v1/events${query}`),
]
