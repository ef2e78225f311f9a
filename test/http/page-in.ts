import { publicUrl } from '../helpers.ts'

/** The items of a page, as text, and the URL of the next one: of a list or a feed, in whatever format. */
export function pageIn(text: string): { readonly items: string[]; readonly next: string | null } {
  if (text.startsWith('<')) {
    const items = text.match(/<(item|entry)\b.*?<\/\1>/gs) ?? []
    const [, href = null]: (string | null)[] =
      /<(?:atom:)?link rel="next" [^>]*href="([^"]*)"/.exec(text) ?? []
    return { items, next: relative(href?.replaceAll('&#38;', '&').replaceAll('&#39;', "'") ?? null) }
  }
  const { data, page, altIds = [], ...feed } = JSON.parse(text)
  const { items = data, associations = items, next_url } = feed
  const next = next_url ?? altIds.find(({ role }: { role: string }) => role === 'next')?.value ?? null
  return {
    items: associations.map((one: object) => JSON.stringify(one)),
    next: page ? page.next : relative(next),
  }
}

const relative = (url: string | null): string | null => url?.replace(publicUrl, '') ?? null
