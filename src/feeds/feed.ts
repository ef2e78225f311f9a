import type { Shown } from '../articles/listing/items.ts'
import type { Retraction } from '../articles/listing/retraction-store.ts'
import type { ArticleServices } from '../articles/listing/services.ts'
import type { LanguageVersion } from '../articles/translations.ts'
import type { Rendered } from '../http/endpoints/answer.ts'
import { pageBytesMax } from '../http/parameters/page.ts'
import { joinUrl, splitUrl } from '../http/parameters/url.ts'
import type { Addresses } from '../kernel/addresses.ts'
import type { Config } from '../kernel/config.ts'
import { type Instant, latest } from '../values/time.ts'
import type { Channel, FeedFormat } from './format.ts'
import { type FeedBody, toFeedArticle, toFeedRetraction } from './items.ts'
import { urnOf } from './urn.ts'

export interface FeedServices extends ArticleServices {
  readonly config: ArticleServices['config'] &
    Pick<Config, 'siteName' | 'siteDescription' | 'siteLogo' | 'siteCopyright'>
  readonly addresses: Addresses
}

/** A page of a feed, before it is written. */
interface FeedPage {
  readonly shown: readonly Shown[]
  /** What the page names, and the URL of the next one, once so many articles have filled it. */
  end(count: number): { readonly ids: readonly string[]; readonly next: string | null }
  readonly path: string
  readonly form: FeedBody
  /** The translations of its articles, by id. */
  readonly groups: ReadonlyMap<string, readonly LanguageVersion[]>
  readonly retractions: readonly Retraction[]
}

interface AskedFeed {
  readonly epoch: number
  readonly url: string
  readonly query: { readonly locale?: readonly string[] | undefined }
}

/** Writes a page, in as many ticks as it takes. It ends once it holds 4 MiB, with one article at least. */
export async function makeFeed(
  services: FeedServices,
  format: FeedFormat,
  { path, form, groups, retractions, shown, end }: FeedPage,
  { epoch, url, query }: AskedFeed,
): Promise<Rendered> {
  const { pacer } = services
  const items = retractions.map((one) => format.retraction(toFeedRetraction(one)))
  let bytes = items.reduce((sum, item) => sum + Buffer.byteLength(item), 0)
  const changed: Instant[] = retractions.map(({ at }) => at)
  for (const one of shown) {
    if (bytes >= pageBytesMax && items.length > retractions.length) break
    if (pacer.isSpent()) await pacer.turn()
    const article = await toFeedArticle(services, one, { form, epoch, groups })
    if (pacer.isSpent()) await pacer.turn()
    const item = format.article(article)
    bytes += Buffer.byteLength(item)
    changed.push(article.content.updatedAt)
    items.push(item)
  }
  if (pacer.isSpent()) await pacer.turn()
  const { ids, next } = end(items.length - retractions.length)
  const channel: Channel = {
    ...channelOf(services, path, url),
    language: query.locale?.length === 1 ? (query.locale[0] ?? null) : null,
    next: next && services.addresses.of(next),
    updated: changed[0] ? latest(changed[0], ...changed) : null,
  }
  return {
    bytes: Buffer.from(format.whole(channel, items)),
    ids: [...ids, ...retractions.map(({ documentId }) => documentId)],
    next,
  }
}

/** Parameters that a feed is named by, so that readers can tell several of one site apart. */
const naming = ['q', 'instrument', 'entity', 'topic', 'author', 'storyKey', 'type', 'locale']

/** The addresses of a feed begin with its own path, whatever way the request spells it. */
function channelOf({ config, addresses }: FeedServices, path: string, url: string) {
  const { query } = splitUrl(url)
  const self = addresses.of(joinUrl(path, query))
  const isLater = query.has('cursor')
  query.delete('cursor')
  const first = joinUrl(path, query)
  query.delete('limit')
  query.sort()
  return {
    id: urnOf(`${config.siteName} ${joinUrl(path, query)}`),
    title: [config.siteName, ...naming.flatMap((name) => query.get(name) ?? [])].join(' · '),
    publisher: config.siteName,
    description: config.siteDescription ?? `Articles of ${config.siteName}`,
    logo: config.siteLogo,
    copyright: config.siteCopyright,
    home: addresses.home(),
    self,
    first: isLater ? addresses.of(first) : null,
  }
}
