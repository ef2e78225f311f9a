import { html } from 'ghtml'
import type { ProductMenu, ProductMenuItem } from '../../product-menus/schema.ts'
import { type Frame, inLanguage, paragraphs, to } from '../frame.ts'

/** The product menu as navigation, whose sections open without a script. */
export function menuNavigation(frame: Frame): string {
  const { menu } = frame
  if (!menu) return ''
  const lang = inLanguage(frame, menu.locale)
  return html`<nav class="menu" aria-label="${menu.title ?? frame.language.words.products}"!${lang}>
<ul>
!${menu.sections.flatMap(({ title, items }) =>
    title === null
      ? items.map(
          (one) => html`<li>!${item(frame, one)}</li>
`,
        )
      : [
          html`<li><details name="menu"><summary>${title}</summary>!${list(frame, items)}</details></li>
`,
        ],
  )}</ul></nav>
`
}

const list = (frame: Frame, items: readonly ProductMenuItem[]): string =>
  html`<ul>!${items.map((one) => html`<li>!${item(frame, one)}</li>`)}</ul>`

function item(frame: Frame, { title, description, badge, link, items }: ProductMenuItem): string {
  const address = addressOf(frame, link)
  const name = html`${title}!${badge === null ? '' : html` <em class="badge">${badge.text}</em>`}`
  const lines = [
    address === null ? html`<b>!${name}</b>` : html`<a href="${address}">!${name}</a>`,
    description === null ? '' : html`<small>${description}</small>`,
  ].join('')
  return items.length === 0 ? lines : lines + list(frame, items)
}

/** Null for what only an app can open. */
function addressOf(frame: Frame, link: ProductMenuItem['link']): string | null {
  switch (link?.type) {
    case 'url':
      return link.href
    case 'route':
      return new URL(link.path, frame.site.home).href
    case 'deeplink':
      return link.web
    case 'article':
      return to(frame, `/articles/${link.id}`)
    case 'instrument':
      return to(frame, `/instruments/${link.key}`)
    default:
      return null
  }
}

/** What must be shown with the products of the menu. */
export const menuDisclaimers = (frame: Frame, { disclaimers }: ProductMenu): string =>
  html`!${disclaimers.map(
    ({ title, text, locale }) =>
      html`<section class="disclaimer"!${inLanguage(frame, locale)}><h2>${title}</h2>!${paragraphs(text)}</section>
`,
  )}`
