import type { RenderedArticle } from '../articles/kind.ts'
import type { Shown } from '../articles/listing/items.ts'
import { bodyOf } from '../articles/listing/items.ts'
import type { Retraction } from '../articles/listing/retraction-store.ts'
import type { ArticleServices } from '../articles/listing/services.ts'
import { type LanguageVersion, oneOfEachLanguage } from '../articles/translations.ts'
import type { Addresses } from '../kernel/addresses.ts'
import type { Category, FeedArticle, FeedRetraction } from './format.ts'
import { fullText } from './full-text.ts'
import { urnOf } from './urn.ts'

export type FeedBody = 'html' | 'none'

interface PageOfFeed {
  readonly form: FeedBody
  /** Of the snapshot that the article was read in. */
  readonly epoch: number
  /** The translations of articles, by id. */
  readonly groups: ReadonlyMap<string, readonly LanguageVersion[]>
}

/** An article of a page as formats take it. */
export async function toFeedArticle(
  services: Pick<ArticleServices, 'bodies'> & { readonly addresses: Addresses },
  shown: Shown,
  { form, epoch, groups }: PageOfFeed,
): Promise<FeedArticle> {
  const content: RenderedArticle = JSON.parse(shown.card.content.toString())
  const { uses } = shown.legal
  const url = services.addresses.ofArticle(content)
  const body = await bodyOf(services, shown, form, epoch)
  return {
    id: urnOf(content.id),
    url,
    translations: oneOfEachLanguage(content, groups.get(content.id) ?? [])
      .filter(({ id }) => id !== content.id)
      .map((one) => ({ locale: one.locale, url: services.addresses.ofArticle(one) })),
    content,
    disclaimers: uses,
    authors: authorsOf(content),
    categories: categoriesOf(content, services.addresses.of('/v1/')),
    html: body && fullText(content, JSON.parse(body.toString()), uses, url),
  }
}

export const toFeedRetraction = ({ documentId, notice, at }: Retraction): FeedRetraction => ({
  id: urnOf(documentId),
  notice,
  at,
})

const authorsOf = ({ authors, byline }: RenderedArticle): string[] =>
  authors.length === 0 && byline !== null ? [byline] : authors.map(({ name }) => name)

const categoriesOf = (
  { topics, entities, instruments, corrections }: RenderedArticle,
  lists: string,
): Category[] => [
  // Beside the text, so that a correction is seen in a list too.
  ...corrections.slice(0, 1).map(({ kind }) => ({
    scheme: `${lists}corrections`,
    term: kind,
    label: kind === 'correction' ? 'Correction' : 'Clarification',
  })),
  ...topics.map(({ scheme, code, name }) => ({
    scheme: `${lists}topics`,
    term: `${scheme}:${code}`,
    label: name,
  })),
  ...entities.map(({ key, name }) => ({ scheme: `${lists}entities`, term: key, label: name })),
  ...instruments.map(({ key, name, mic, ticker }) => ({
    scheme: `${lists}instruments`,
    term: mic && ticker ? `${mic}:${ticker}` : key,
    label: name,
  })),
]
