import { html } from 'ghtml'
import type { RenderedArticle } from '../../articles/kind.ts'
import { imageHtml } from '../../body/image-html.ts'

export type Picture = RenderedArticle['images'][number]

/** The element, without telling the server of the image where it is shown. */
const element = (image: Picture): string =>
  withoutReferrer(imageHtml({ ...image, _type: 'image', _key: 'image' }))

/** A `<` of a text is escaped, so that each of these is an image. */
export const withoutReferrer = (markup: string): string =>
  markup.replaceAll('<img ', '<img referrerpolicy="no-referrer" ')

/** Seen first, so it is not fetched late. */
const leading = (markup: string): string =>
  markup
    .replace(' loading="lazy"', ' fetchpriority="high"')
    .replaceAll('sizes="auto, 100vw"', 'sizes="(min-width: 70rem) 68rem, 100vw"')

export const figure = (image: Picture, isLead = false): string =>
  html`<figure>!${isLead ? leading(element(image)) : element(image)}!${caption(image)}</figure>
`

function caption({ caption, credit }: Picture): string {
  if (caption === null && credit === null) return ''
  return html`<figcaption>${caption ?? ''}!${credit === null ? '' : html` <span class="credit">${credit}</span>`}</figcaption>`
}

/** The image of a story in a list, which its headline says enough about. */
export const thumbnail = (image: Picture, isLead: boolean): string => {
  const markup = element({ ...image, alt: '' })
  return isLead ? leading(markup) : markup
}
