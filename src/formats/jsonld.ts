import type {
  CorrectionComment,
  CreativeWork,
  CreativeWorkLeaf,
  ImageObjectLeaf,
  NewsArticle,
  NewsArticleLeaf,
  Organization,
  OrganizationLeaf,
  Person,
  PersonLeaf,
} from 'schema-dts'
import type { Correction } from '../articles/schema/article.ts'
import type { DisclaimerUse } from '../disclaimers/schema.ts'
import type { AddressedArticle } from '../kernel/addresses.ts'
import { subjectsOf } from './jsonld-subjects.ts'
import type { Named } from './named.ts'
import {
  type Article,
  type ArticleSource,
  correctionText,
  digitalSourceTypes,
  known,
  type Publisher,
} from './source.ts'

type Type = Exclude<NewsArticle, string>['@type'] | 'AdvertiserContentArticle'

/** Types narrower than NewsArticle. A brief, an alert and a press release are news without a type of their own. */
const typeOf: Partial<Record<Article['type'], Type>> = {
  news: 'ReportageNewsArticle',
  interview: 'ReportageNewsArticle',
  analysis: 'AnalysisNewsArticle',
  opinion: 'OpinionNewsArticle',
  explainer: 'BackgroundNewsArticle',
}

/** Types of an article. `NewsArticle` is always among them, because search engines look for that name alone. */
function typesOf({ type, classification }: Article): Type[] {
  const narrower = classification === 'sponsored' ? 'AdvertiserContentArticle' : typeOf[type]
  return ['NewsArticle', ...(narrower ? [narrower] : [])]
}

type Members = Omit<NewsArticleLeaf, '@type'>

/** An article as schema.org describes it, in JSON-LD. Its id is the permanent address of the article here. */
export function jsonLd(
  source: Pick<ArticleSource, 'article' | 'text' | 'disclaimers'>,
  named: Named,
  translations: Translations,
  publisher: Publisher,
): object {
  const { article, text, disclaimers } = source
  const { addresses, config } = publisher
  const url = addresses.ofArticle(article)
  const organization = organizationOf(publisher, url)
  const { about, mentions } = subjectsOf(article, named, addresses)
  const { distributor, digitalSourceType } = article.provenance
  const [cited, based] = [article.sources.filter(isReport), article.sources.filter((one) => !isReport(one))]
  const members: Members = known<Members>({
    '@id': permanent(article.id, publisher),
    identifier: article.id,
    url,
    mainEntityOfPage: { '@type': 'WebPage', '@id': url },
    headline: article.headline,
    alternativeHeadline: article.shortHeadline,
    description: article.summary,
    abstract: article.summary,
    inLanguage: article.locale,
    genre: article.type,
    version: article.version,
    datePublished: article.publishedAt,
    dateModified: article.updatedAt,
    author:
      article.authors.length > 0 ? article.authors.map((one) => authorOf(one, publisher)) : organization,
    creditText: article.byline,
    publisher: organization,
    sourceOrganization: distributor === null ? null : { '@type': 'Organization', name: distributor },
    copyrightHolder: organization,
    copyrightNotice: config.siteCopyright,
    dateline: datelineOf(article),
    isAccessibleForFree: true,
    image: article.images.map(imageOf),
    articleSection: article.topics[0]?.name ?? null,
    keywords: article.topics.map(({ name }) => name),
    about,
    mentions,
    articleBody: text,
    wordCount: article.wordCount,
    usageInfo: disclaimers.map(disclaimerOf),
    correction: article.corrections.map(correctionOf),
    citation: cited.map(sourceOf),
    isBasedOn: based.map(sourceOf),
    digitalSourceType: digitalSourceType === null ? null : { '@id': digitalSourceTypes + digitalSourceType },
    workTranslation: translations.made.map((one) => translationOf(one, publisher)),
    translationOfWork: translations.original && translationOf(translations.original, publisher),
  })
  return { '@context': 'https://schema.org', '@type': typesOf(article), ...members }
}

/** The public articles that are translations of it, and that which it was translated from. */
export interface Translations {
  readonly made: readonly AddressedArticle[]
  readonly original: AddressedArticle | null
}

const permanent = (id: string, { addresses }: Publisher): string => addresses.of(`/v1/articles/${id}`)

const organizationOf = ({ config: { siteName, siteLogo } }: Publisher, url: string): Organization =>
  known<OrganizationLeaf>({
    '@type': 'Organization',
    name: siteName,
    url: new URL('/', url).href,
    logo: siteLogo === null ? null : { '@type': 'ImageObject', url: siteLogo },
  })

/** Whoever reads it finds all that the author wrote at the address. */
const authorOf = ({ key, name, role }: Article['authors'][number], { addresses }: Publisher): Person =>
  known<PersonLeaf>({
    '@type': 'Person',
    name,
    jobTitle: role,
    url: key === null ? null : addresses.of(`/v1/articles?author=${key}`),
  })

const datelineOf = ({ dateline }: Article): string | null =>
  dateline && (dateline.stated ?? [dateline.place, dateline.date].filter((part) => part !== null).join(', '))

const imageOf = ({ url, caption, alt, credit, width, height, mediaType, bytes }: Article['images'][number]) =>
  known<ImageObjectLeaf>({
    '@type': 'ImageObject',
    url,
    contentUrl: url,
    caption: caption ?? alt,
    creditText: credit,
    width: width === null ? null : `${width} px`,
    height: height === null ? null : `${height} px`,
    encodingFormat: mediaType,
    contentSize: bytes === null ? null : `${bytes} B`,
  })

const disclaimerOf = ({ title, text, locale, version }: DisclaimerUse): CreativeWork => ({
  '@type': 'CreativeWork',
  ...{ name: title, text, inLanguage: locale, version },
})

const correctionOf = (correction: Correction): CorrectionComment => ({
  '@type': 'CorrectionComment',
  ...{ text: correctionText(correction), datePublished: correction.at },
})

type Source = Article['sources'][number]

/** Reports of others are cited; filings, data, documents and interviews are what the article is made from. */
const isReport = ({ kind }: Source): boolean => kind === 'media_report'

const sourceOf = ({ name, stated, url }: Source): CreativeWork =>
  known<CreativeWorkLeaf>({
    '@type': 'CreativeWork',
    ...{ name: name ?? stated, url },
  })

const translationOf = (one: AddressedArticle, publisher: Publisher): NewsArticle => ({
  '@type': 'NewsArticle',
  '@id': permanent(one.id, publisher),
  ...{ url: publisher.addresses.ofArticle(one), inLanguage: one.locale },
})
