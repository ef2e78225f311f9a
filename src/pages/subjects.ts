import { z } from 'zod'
import type { Router } from '../http/endpoints/router.ts'
import { notPublic } from '../http/parameters/refusals.ts'
import { joinUrl, splitUrl } from '../http/parameters/url.ts'
import { mainListing } from '../references/listing.ts'
import type { Entity, Instrument, Topic } from '../references/schema.ts'
import * as references from '../references/store.ts'
import type { Frame } from './frame.ts'
import { canonicalLink, feedLinks } from './head.ts'
import { instrumentPath } from './parts/facts.ts'
import { instrumentMain, type Stories, topicMain } from './parts/list.ts'
import { topicPath } from './parts/story.ts'
import {
  type Asked,
  type PageServices,
  pageBytes,
  paged,
  pageEndpoint,
  readFrame,
  readStories,
} from './services.ts'

export function topicPage(router: Router, services: PageServices): void {
  const endpoint = {
    ...pageEndpoint(services.config, ['articles', 'disclaimers', 'references']),
    path: '/topics/{topic}',
    parameters: z.strictObject({ topic: z.string() }),
    query: z.strictObject(paged),
  } as const
  router.read(endpoint, async (asked) => {
    const { db, path, query, at } = asked
    const row = await references.find(db, 'topic', path.topic, at)
    if (!row) throw notPublic('topic', query)
    const topic: Topic = JSON.parse(row.content)
    const above = topic.broader === null ? null : await references.find(db, 'topic', topic.broader, at)
    const broader: Topic | null = above ? JSON.parse(above.content) : null
    return show(services, asked, {
      name: topic.name,
      path: topicPath(topic),
      id: `topic/${row.key}`,
      filter: { topic: row.key },
      main: (frame, stories) => topicMain(frame, { topic, broader }, stories),
    })
  })
}

export function instrumentPage(router: Router, services: PageServices): void {
  const endpoint = {
    ...pageEndpoint(services.config, ['articles', 'disclaimers', 'references']),
    path: '/instruments/{instrument}',
    parameters: z.strictObject({ instrument: z.string() }),
    query: z.strictObject(paged),
    redirects: true,
  } as const
  router.read(endpoint, async (asked) => {
    const { db, path, query, at, url } = asked
    const row = await references.findInstrument(db, path.instrument, at)
    if (!row) throw notPublic('instrument', query)
    const instrument: Instrument = JSON.parse(row.content)
    const listing = mainListing(instrument.listings, at)
    const address = listing ? instrumentPath(listing.mic, listing.ticker) : `/instruments/${row.key}`
    if (listing && path.instrument === row.key) return { location: joinUrl(address, splitUrl(url).query) }
    const issuerRow =
      instrument.issuer === null ? null : await references.find(db, 'entity', instrument.issuer, at)
    const issuer = issuerRow ? (JSON.parse(issuerRow.content) as Entity).name : null
    return show(services, asked, {
      name: instrument.name,
      path: address,
      id: `instrument/${row.key}`,
      filter: { instrument: row.key },
      main: (frame, stories) => instrumentMain(frame, { instrument, issuer }, stories),
    })
  })
}

interface Subject {
  readonly name: string
  readonly path: string
  /** Of the reference, for purging. */
  readonly id: string
  readonly filter: { readonly topic: string } | { readonly instrument: string }
  main(frame: Frame, stories: Stories): string
}

/** The page of what stories are about. */
async function show(services: PageServices, asked: Asked, { name, path, id, filter, main }: Subject) {
  const { config, addresses } = services
  const { frame, around } = await readFrame(services, asked, config.defaultLocale)
  const selected = Object.fromEntries(Object.entries(filter).map(([parameter, key]) => [parameter, [key]]))
  const listed = await readStories(services, asked, selected)
  return {
    ...around,
    render: async () => {
      const { ids, ...page } = await listed.read()
      const isFirst = asked.query.cursor === undefined
      const head =
        (isFirst ? canonicalLink(addresses.of(path)) : '') +
        feedLinks(`${config.siteName} · ${name}`, { ...filter })
      const bytes = pageBytes(frame, { title: name, head, main: main(frame, page), isIndexed: true })
      return { bytes, ids: [id, ...ids, ...around.ids], next: page.next }
    },
  }
}
