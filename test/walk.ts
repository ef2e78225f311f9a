import type supertest from 'supertest'
import { expect } from 'vitest'

/** Follows `page.next` from a list's address to its end, with what happens between the pages. */
export async function walk<Item>(
  http: ReturnType<typeof supertest>,
  firstUrl: string,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<Item[]> {
  const items: Item[] = []
  let pages = 0
  for (let url: string | null = firstUrl; url; pages += 1) {
    // What is written between the pages would otherwise feed a walk that wrongly shows it, for ever.
    expect(pages).toBeLessThan(1_000)
    const { body, headers }: supertest.Response = await http.get(url).expect(200)
    items.push(...body.data)
    url = body.page.next
    expect(headers.link).toBe(url ? `<${url}>; rel="next"` : undefined)
    await meanwhile()
  }
  return items
}
