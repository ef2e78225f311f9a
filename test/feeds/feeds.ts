import { testApp } from '../helpers.ts'
import { newsroom } from '../newsroom.ts'

/** An application without the sample, and its feeds as text. */
export async function openFeeds(options: Parameters<typeof testApp>[0] = {}) {
  const world = await testApp({ sample: false, ...options })
  const get = async (url: string) => (await world.http.get(url).buffer(true).expect(200)).text
  return {
    ...world,
    desk: newsroom(world.db),
    get,
    all: async (query = '') => ({
      rss: await get(`/feeds/rss.xml${query}`),
      atom: await get(`/feeds/atom.xml${query}`),
      json: await get(`/feeds/feed.json${query}`),
    }),
  }
}
