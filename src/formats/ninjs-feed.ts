import { type Channel, type FeedFormat, type FeedRetraction, retractedTitle } from '../feeds/format.ts'
import { ninjs, standard } from './ninjs.ts'
import { known, type Publisher } from './source.ts'

/**
 * A list as ninjs: a composite item, in which each article is an associated item. Of one that was retracted, only its id
 * and the notice are told, with `pubStatus` canceled.
 */
export const ninjsFeed = (publisher: Publisher): FeedFormat => ({
  article({ id, url, content, disclaimers, html }) {
    const bodies = html === null ? [] : [{ contentType: 'text/html' as const, value: html }]
    const item = ninjs({ uri: id, url, article: content, disclaimers, bodies }, publisher)
    return JSON.stringify({ name: content.headline, ...item })
  },
  retraction,
  whole,
})

const retraction = ({ id, notice, at }: FeedRetraction): string =>
  JSON.stringify({
    ...{ name: retractedTitle, uri: id, type: 'text', pubStatus: 'canceled', versionCreated: at },
    descriptions: [{ role: 'retraction', contentType: 'text/plain', value: notice }],
  })

function whole(channel: Channel, items: readonly string[]): string {
  const { id, title, description, self, next, language, copyright, updated } = channel
  const begin = JSON.stringify(
    known<object>({
      ...{
        uri: id,
        standard,
        type: 'composite',
        title,
        language,
        ...(updated && { versionCreated: updated }),
      },
      copyrightNotice: copyright,
      descriptions: [{ role: 'summary', contentType: 'text/plain', value: description }],
      altIds: [{ role: 'self', value: self }, ...(next === null ? [] : [{ role: 'next', value: next }])],
    }),
  )
  return `${begin.slice(0, -1)},"associations":[${items.join(',')}]}`
}
