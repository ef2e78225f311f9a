import { fromHtml } from 'hast-util-from-html'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { aBlock, anArticle } from '../makers.ts'
import { openFeeds } from './feeds.ts'
import { expectXml, seenBy } from './readers.ts'

const lead = (text: string) => ({ ...aBlock(text, 'lead'), style: 'lead' as const })
const linked = (href: string) => ({
  ...aBlock('', 'b9'),
  markDefs: [{ _type: 'link' as const, _key: 'l1', href }],
  children: [{ _type: 'span' as const, text: 'a link', marks: ['l1'] }],
})

/** Articles that break feeds which are put together without care. */
const nasty: Record<string, Parameters<typeof anArticle>[0]> = {
  'the end of CDATA': { headline: 'What ]]> means', summary: ']]>', body: [aBlock('a ]]> b ]]]]>')] },
  'a whole CDATA section': { headline: '<![CDATA[x]]>', body: [aBlock('<![CDATA[<b>x</b>]]>')] },
  entities: { headline: 'AT&T &amp; &#65; &apos; &bogus;', summary: '&lt;b&gt;', body: [aBlock('&apos;')] },
  markup: {
    headline: 'a <b>bold</b> 1 < 2 > 0',
    summary: '<script>alert(1)</script>',
    body: [aBlock('<i>')],
  },
  quotes: { headline: `"double" 'single' \`back\``, summary: `a="b" c='d'`, body: [aBlock(`"'`)] },
  'U+FFFE and U+FFFF': { headline: 'a\ufffeb\uffffc', summary: '\ufffe.', body: [aBlock('x\ufffe\uffff')] },
  'other noncharacters': { headline: 'a\u{1fffe}b\ufdd0', body: [aBlock('x\u{10ffff}')] },
  emoji: { headline: '🚀 👩‍👩‍👧‍👦 🇩🇪', summary: '🙂', body: [aBlock('🏳️‍🌈')] },
  'right to left': { headline: 'الأسهم ترتفع', locale: 'ar', body: [aBlock('ارتفعت الأسهم ‏5%')] },
  Hebrew: { headline: 'המניות עלו (5%)', locale: 'he', body: [aBlock('שלום')] },
  Chinese: { headline: '苹果股价上涨，创新高', locale: 'zh-Hant', body: [aBlock('苹果。')] },
  'combining marks': { headline: 'Z̷a̸l̵g̶o̷ e\u0301 \u00e9', body: [aBlock('e\u0301')] },
  '100 KB': {
    headline: 'Long',
    body: Array.from({ length: 10 }, (_, at) => aBlock('&<股 '.repeat(2_000), `b${at}`)),
  },
  'no summary': { headline: 'Bare', summary: null },
  'spaces that count': { headline: 'a\u00a0b  c\u3000d', summary: 'x  y\nz', body: [aBlock('a  b')] },
  'line separators in the text': {
    headline: 'Lines',
    summary: 'a\u2028b\u2029c',
    body: [aBlock('a\n\tb\u2028c')],
  },
  'an XML declaration': {
    headline: '<?xml version="1.0"?>',
    body: [aBlock('<!DOCTYPE x [<!ENTITY y "z">]>&y;')],
  },
  'a comment': { headline: '<!-- a -- b -->', body: [aBlock('<!-- -->')] },
  'a link within the site': {
    headline: 'Linked',
    body: [lead('<a href="/no">'), linked('/markets?a=1&b=2#c')],
  },
  'a link to a hostile address': { headline: 'Hostile', body: [linked('https://h.example/?a="&b=]]>')] },
  'invisible characters': { headline: 'a\u200bb\u00adc\ufeffd', body: [aBlock('\u200dx')] },
  'authors and images': {
    headline: 'Pictured',
    authors: [{ name: 'Ann <ann@example.com> & "Bo"' }],
    images: [
      {
        url: 'https://i.example/a.jpg?x=1&y="2"',
        alt: 'A "<b>" & \ufffe',
        mediaType: 'image/jpeg',
        bytes: 5,
      },
    ],
  },
}

/** What XML can say of a text. */
const inXml = (text: string | undefined) => text?.replaceAll(/[\ufffe\uffff]/g, '\ufffd')
const textOf = (html: string): string => {
  const read = (
    node: ReturnType<typeof fromHtml> | ReturnType<typeof fromHtml>['children'][number],
  ): string =>
    node.type === 'text' ? node.value : 'children' in node ? node.children.map(read).join('') : ''
  return read(fromHtml(html, { fragment: true }))
}

test.each(Object.entries(nasty))('an article with %s is read as it was written', async (_, fields) => {
  const { desk, all, http } = await openFeeds()
  await desk.publish(articleKind, anArticle(fields))
  const { body } = await http.get('/v1/articles/markets-open-higher?body=html').expect(200)
  const { headline, summary, bodyHtml } = body.data
  const feeds = await all()
  expectXml(feeds.rss)
  expectXml(feeds.atom)
  const [item] = JSON.parse(feeds.json).items
  expect(item).toMatchObject({ title: headline, url: 'https://news.example/articles/markets-open-higher' })
  expect(item.summary).toBe(summary ?? undefined)
  expect(textOf(item.content_html).trim()).toBe(textOf(bodyHtml).trim())
  for (const [reader, [seen, ...others]] of Object.entries(await seenBy(feeds))) {
    const isXml = !reader.endsWith('JSON Feed')
    const written = (text: string) => (isXml ? inXml(text) : text)
    expect(others).toEqual([])
    expect({ reader, id: seen?.id, url: seen?.url }).toEqual({ reader, id: item.id, url: item.url })
    expect({ reader, title: seen?.title }).toEqual({ reader, title: written(headline) })
    expect({ reader, html: seen?.html?.trim() }).toEqual({ reader, html: written(item.content_html) })
    const isHtml = reader.endsWith('RSS')
    const told = seen?.summary && isHtml ? textOf(seen.summary) : seen?.summary
    expect({ reader, summary: told }).toEqual({
      reader,
      summary: summary === null ? undefined : written(summary),
    })
  }
})
