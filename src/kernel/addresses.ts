import { isIPv6 } from 'node:net'
import { z } from 'zod'
import { WebUrl } from '../values/text.ts'
import type { Config } from './config.ts'

/** What the address of an article depends on. */
export interface AddressedArticle {
  readonly slug: string
  readonly id: string
  readonly locale: string
}

const placeholder = /\{(slug|id|locale)\}/g

const fill = (template: string, article: AddressedArticle): string =>
  template.replaceAll(placeholder, (_, name: keyof AddressedArticle) => encodeURIComponent(article[name]))

const example: AddressedArticle = { slug: 'a', id: 'a', locale: 'en' }

/** A template of the addresses at which readers find articles. */
export const ArticleUrl = z
  .string()
  .refine((text) => /\{(?:slug|id)\}/.test(text) && isWhole(fill(text, example)), {
    message: 'must be an http or https URL with {slug} or {id}, perhaps {locale}, and no other braces',
  })

const isWhole = (url: string): boolean => !/[{}]/.test(url) && WebUrl.safeParse(url).success

/** Absolute URLs, which begin with what clients reach and never with what a request says of its host. */
export interface Addresses {
  /** Of a path of this server, which begins with a slash. */
  of(path: string): string
  /** Of the site that readers know: that of `ARTICLE_URL`, else this server. */
  home(): string
  /** Where a reader finds the article. */
  ofArticle(article: AddressedArticle): string
}

/** `listening` returns the port that the server got, which differs from the setting if that is 0. */
export function createAddresses(
  { publicUrl, articleUrl, pages, host }: Pick<Config, 'publicUrl' | 'articleUrl' | 'pages' | 'host'>,
  listening: () => number,
): Addresses {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const of = (path: string) =>
    `${publicUrl ?? `http://${isIPv6(reached) ? `[${reached}]` : reached}:${listening()}`}${path}`
  return {
    of,
    home: () => (articleUrl ? `${new URL(fill(articleUrl, example)).origin}/` : of('/')),
    ofArticle: (article) =>
      articleUrl ? fill(articleUrl, article) : of(`${pages ? '' : '/v1'}/articles/${article.slug}`),
  }
}
