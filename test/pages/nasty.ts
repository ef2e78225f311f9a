import type { z } from 'zod'
import type { ArticleContent } from '../../src/articles/schema/article.ts'
import { aBlock } from '../makers.ts'

type Fields = Partial<z.input<typeof ArticleContent>>

const run = '<script>ran=1</script><img src=x onerror="ran=1"><svg onload=ran=1>'
const long = 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(6)
const text = (one: string) => [aBlock(one)]
const image = (fields: object) => ({ url: 'https://images.example/a.jpg', alt: 'An image', ...fields })

/** Articles that a careless page would break at, by what is nasty about them. */
export const nasty: Readonly<Record<string, Fields>> = {
  'a script': { headline: run, summary: run, byline: run, keyPoints: [run], body: text(run) },
  'the end of what it stands in': {
    headline: '</title></style></script></textarea>-->',
    body: text('</script><!--<script>'),
  },
  quotes: { headline: `"' onmouseover="ran=1" x='`, summary: '"><b>', body: text('`ran=1`') },
  'references to characters': { headline: '&lt;b&gt; &amp;amp; &#x3c;', body: text('&nbsp;&quot;') },
  'a word without an end': {
    headline: long,
    summary: long,
    byline: long,
    body: text(long.repeat(20)),
    authors: [{ name: long.slice(0, 200) }],
  },
  'a figure without an end': {
    keyFigures: [
      {
        ...{
          key: 'f',
          label: long.slice(0, 200),
          value: `${'1'.repeat(29)}.${'3'.repeat(17)}`,
          unit: 'USD',
          factType: 'reported',
        },
        ...{ quote: 'b', blockKey: 'b1', qualifier: long.slice(0, 100) },
      },
    ],
    body: text('b'),
  },
  'a link to nowhere': {
    body: [
      {
        ...{ _type: 'block', _key: 'b1', style: 'normal' },
        markDefs: [{ _type: 'link', _key: 'm', href: `https://a.example/?${'x'.repeat(1_500)}` }],
        children: [{ _type: 'span', text: `https://a.example/${'x'.repeat(300)}`, marks: ['m'] }],
      },
    ],
  },
  'letters from right to left': {
    locale: 'en',
    headline: 'SELL اشتر 12.4% (x) שווקים',
    body: text('abc אבג ١٢٣'),
  },
  Arabic: {
    locale: 'ar',
    headline: 'الأسهم ترتفع (XNYS: ACM) 12.4%',
    body: text('ارتفعت الأسهم. '.repeat(60)),
  },
  Hebrew: { locale: 'he', headline: 'המניות עלו', body: text('המניות עלו. '.repeat(60)) },
  Japanese: {
    locale: 'ja',
    headline: '株価が上昇、最高値を更新'.repeat(4),
    body: text('株価が上昇した。'.repeat(200)),
  },
  Chinese: {
    locale: 'zh-Hant',
    headline: '股價上漲'.repeat(20),
    body: text('股價上漲，創新高。'.repeat(200)),
  },
  Hindi: { locale: 'hi', headline: 'बाज़ार में तेज़ी', body: text('बाज़ार में तेज़ी आई। '.repeat(60)) },
  'marks on marks': { headline: `Z${'\u0337\u0338\u0335'.repeat(40)}algo`, body: text('e\u0301'.repeat(50)) },
  emoji: { headline: '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(10), body: text('📈') },
  'invisible characters': { headline: 'a\u200bb\u00adc\ufeffd', body: text('a\u2028b\u2029c') },
  'a huge image': { images: [image({ width: 100_000, height: 50 })], body: text('b') },
  'a tall image': { images: [image({ width: 10, height: 100_000 })], body: text('b') },
  'an image without a size': {
    images: [image({}), image({ url: 'http://images.example/b,c.jpg,', caption: long })],
  },
  'a hundred headings': {
    body: Array.from({ length: 100 }, (_, at) => ({
      ...aBlock(`Heading ${at} ${run}`, `h${at}`),
      style: 'h2' as const,
    })),
  },
  'lists in lists': {
    body: Array.from({ length: 60 }, (_, at) => ({
      ...aBlock(long, `l${at}`),
      ...{ listItem: 'bullet' as const, level: 1 + (at % 3) },
    })),
  },
  'an odd language': { locale: 'zh-cmn-Hans-x-house', headline: '股', body: text('股') },
}
