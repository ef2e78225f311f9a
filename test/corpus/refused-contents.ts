import { article, disclaimer, item, menu, wholeArticle } from './contents.ts'
import type { Desk } from './desk.ts'
import type { Names } from './moments.ts'

/** Articles, texts and menus that are no drafts, or may not be published. */
export async function refuseContents(desk: Desk, { whole = '', main = '' }: Names): Promise<void> {
  const figure = {
    key: 'f1',
    label: 'Shares',
    valueText: 'rose',
    unit: '%',
    factType: 'reported',
    quote: 'fell',
    blockKey: 'b1',
  }
  for (const [slug, fields] of Object.entries({
    'guarded-story': {
      keyFigures: [figure],
      editorialNotes: [{ key: 'n', note: 'Stop.', severity: 'high', blocking: true }],
    },
    'future-story': { publishedAt: '2027-01-01T00:00:00Z' },
    'french-story': { locale: 'fr' },
    'unknown-story': {
      entities: [{ key: 'nobody', rel: 'about' }],
      instruments: [{ key: 'nothing' }],
      topics: [{ scheme: 'none', code: '1' }],
    },
  }))
    await desk.run('articles', article(slug, fields))
  await desk.create('articles', wholeArticle('acme-doubles-its-profit'))
  await desk.create('articles', article('admin'))
  for (const headline of [
    'Shares Rise',
    'Shares Rise',
    'Ärger über Öl',
    '株価が上昇',
    '!!!',
    'a'.repeat(300),
    'a'.repeat(301),
  ])
    await desk.create('articles', { locale: 'en', type: 'news', headline, body: article('x').body })
  for (const fields of [
    { slug: 'Not A Slug' },
    { slug: '' },
    { locale: 'english!' },
    { type: 'gossip' },
    { headline: '' },
    { body: [] },
    { urgency: 0 },
    { externalId: 'wire-4711' },
    { blockedIn: ['UK'] },
    { blockedIn: ['DE', 'DE'] },
    { storyKey: null },
    { publishedAt: 'today' },
    { translation: { of: 'art_0000000000000000', version: 1, method: 'human' } },
    { translation: { of: whole, version: 99, method: 'machine' } },
    { images: [{ url: 'javascript:1', alt: '' }] },
    { keyFigures: [{ ...figure, blockKey: 'b9' }, figure] },
    { id: 'art_1' },
    { version: 2 },
  ])
    await desk.create('articles', article('faulty-story', fields))
  for (const fields of [
    { text: '' },
    { locale: 'x' },
    { kind: 'none' },
    { jurisdictions: [] },
    { jurisdictions: ['UK'] },
    { effectiveFrom: 'soon' },
    { more: 1 },
  ])
    await desk.create('disclaimers', disclaimer('faulty-text', 'en', fields))
  await desk.create('disclaimers', disclaimer('no-advice', 'en'))
  await desk.run(
    'product-menus',
    menu('broken-menu', {
      sections: [
        {
          key: 'a',
          title: null,
          items: [
            item('x', { link: { type: 'article', id: 'art_0000000000000000' } }),
            item('y', { link: { type: 'instrument', key: 'none' } }),
          ],
        },
      ],
    }),
  )
  for (const fields of [
    { key: 'Main' },
    { sections: [] },
    { locales: ['de'] },
    { title: { fr: 'x' } },
    { surface: 'roof' },
    { sections: [{ key: 'a', title: null, items: [item('x', { link: { type: 'url', href: '/x' } })] }] },
  ])
    await desk.create('product-menus', menu('faulty-menu', fields))
  await desk.create('product-menus', menu('main-menu'))
  await desk.edit('product-menus', main, { key: 'other-menu' })
  await desk.edit('articles', whole, { slug: 'plain-1' })
  await desk.edit('articles', whole, {})
  await desk.edit('articles', whole, { headline: null, nothing: 1 })
  await desk.edit('articles', whole, { summary: null, storyKey: 'other' })
}
