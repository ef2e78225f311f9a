import type { DisclaimerUse } from '../disclaimers/schema.ts'
import type { Addresses } from '../kernel/addresses.ts'
import { lengthOf } from '../values/text.ts'
import { associationOf } from './ninjs-images.ts'
import {
  type Article,
  correctionText,
  digitalSourceTypes,
  known,
  type Publisher,
  vocabularies,
} from './source.ts'

/** An article, as ninjs is made from it. */
export interface NinjsSource {
  /** The same for ever, whatever the addresses become. */
  readonly uri: string
  /** Where readers find it. */
  readonly url: string
  readonly article: Article
  readonly disclaimers: readonly DisclaimerUse[]
  /** The full text by media type, with the disclaimers at their places; without any, the item is partial. */
  readonly bodies: readonly { readonly contentType: 'text/html' | 'text/plain'; readonly value: string }[]
}

export const standard = {
  ...{ name: 'ninjs', version: '3.1' },
  schema: 'http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#',
}

/** An article as IPTC ninjs 3.1. When it expires is never told: that would reveal a plan. */
export function ninjs(source: NinjsSource, { addresses, config }: Publisher): object {
  const { article, bodies, disclaimers } = source
  const { provenance, corrections } = article
  const plain = (role: string, value: string) => ({ role, contentType: 'text/plain', value })
  return known<object>({
    uri: source.uri,
    standard,
    type: 'text',
    representationType: bodies.length > 0 ? 'full' : 'partial',
    version: `${article.version}`,
    firstCreated: article.publishedAt,
    versionCreated: article.availableAt,
    pubStatus: 'usable',
    urgency: article.urgency,
    language: article.locale,
    copyrightHolder: config.siteName,
    copyrightNotice: config.siteCopyright,
    headlines: [
      plain('main', article.headline),
      ...(article.shortHeadline === null ? [] : [plain('short', article.shortHeadline)]),
    ],
    descriptions: [
      ...(article.summary === null ? [] : [plain('summary', article.summary)]),
      ...article.keyPoints.map((point) => plain('keypoint', point)),
      ...corrections.map((one) => plain('correction', correctionText(one))),
      ...disclaimers.map(({ title, text }) => plain('disclaimer', `${title}\n${text}`)),
    ],
    bodies: bodies.map(({ contentType, value }) => ({
      ...{ role: 'main', contentType, wordCount: article.wordCount },
      ...(contentType === 'text/plain' && { charCount: lengthOf(value) }),
      value,
    })),
    edNote: corrections.length > 0 ? corrections.map(({ note }) => note).join('\n') : null,
    slugline: article.slugline,
    by: article.byline ?? (article.authors.map(({ name }) => name).join(', ') || null),
    located: article.dateline?.place,
    genres: [{ name: article.type, literal: article.type }],
    ...entitiesOf(article, addresses),
    infoSources: infoSourcesOf(article),
    digitalSourceType: provenance.digitalSourceType && {
      name: provenance.digitalSourceType,
      uri: digitalSourceTypes + provenance.digitalSourceType,
    },
    associations: article.images.map(associationOf),
    altIds: [
      { role: 'canonical', value: source.url },
      { role: 'id', value: article.id },
    ],
  })
}

/** The entities, each in the list of its type, and the topics. */
function entitiesOf({ entities, instruments, topics, timeline }: Article, addresses: Addresses) {
  const organisations = new Set(entities.filter(({ type }) => type === 'organisation').map(({ key }) => key))
  const symbols = Map.groupBy(instruments, ({ via }) => (via && organisations.has(via) ? via : null))
  const ofType = (type: Article['entities'][number]['type']) =>
    entities
      .filter((one) => one.type === type)
      .map(({ key, name, rel }) => ({ name, rel, uri: addresses.of(`/v1/entities/${key}`), key }))
  const things = (type: Parameters<typeof ofType>[0]) => ofType(type).map(({ key: _, ...thing }) => thing)
  return {
    people: things('person'),
    organisations: [
      ...ofType('organisation').map(({ key, ...thing }) =>
        known<object>({ ...thing, symbols: (symbols.get(key) ?? []).flatMap(symbolOf) }),
      ),
      // What is traded, where no organisation of the article leads to it.
      ...(symbols.get(null) ?? []).map((one) => known<object>({ name: one.name, symbols: symbolOf(one) })),
    ],
    places: things('place'),
    objects: things('product'),
    events: [...things('event'), ...timeline.map(({ key, text }) => ({ id: key, name: text }))],
    subjects: [...topics.map(subjectOf), ...things('concept')],
  }
}

const symbolType = 'http://cv.iptc.org/newscodes/financialinstrumentsymboltype/Ticker'

const symbolOf = ({ mic, ticker }: Article['instruments'][number]) =>
  mic && ticker ? [{ exchange: mic, symbolType, symbol: ticker }] : []

function subjectOf({ scheme, code, name }: Article['topics'][number]) {
  const vocabulary = vocabularies.get(scheme)
  return {
    name,
    rel: 'about',
    ...(vocabulary ? { uri: vocabulary + code } : { literal: `${scheme}:${code}` }),
  }
}

const infoSourcesOf = ({ sources, provenance: { distributor } }: Article) => [
  ...sources.map(({ kind, name, stated }) => ({ name: name ?? stated, role: kind })),
  ...(distributor === null ? [] : [{ name: distributor, role: 'distributor' }]),
]
