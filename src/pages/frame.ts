import { html } from 'ghtml'
import { joinUrl } from '../http/parameters/url.ts'
import type { ProductMenu } from '../product-menus/schema.ts'
import type { Instant } from '../values/time.ts'
import { directionOf, type Language } from './language.ts'

/** What every page is made with, beside what it shows. */
export interface Frame {
  readonly language: Language
  readonly site: Site
  /** The path of the page. */
  readonly path: string
  /** Parameters that the links of the page hand on. */
  readonly handedOn: HandedOn
  /** Null if none is configured, or it may not be shown. */
  readonly menu: ProductMenu | null
}

export interface Site {
  readonly name: string
  readonly description: string | null
  readonly copyright: string | null
  /** Where the front end is that paths of a menu belong to. */
  readonly home: string
}

interface HandedOn {
  readonly jurisdiction?: string | undefined
  readonly asOf?: Instant | undefined
}

/** The address of another page, asked for the same place and moment. */
export function to({ handedOn }: Pick<Frame, 'handedOn'>, path: string, more: object = {}): string {
  const parameters = Object.entries({ ...more, ...handedOn }).filter(([, value]) => value !== undefined)
  return joinUrl(path, new URLSearchParams(parameters as [string, string][]))
}

/** `lang` and `dir` of a text, with a leading space; empty if they are those of the page. */
export function inLanguage({ language }: Pick<Frame, 'language'>, locale: string): string {
  const { tag, dir } = directionOf(locale)
  if (tag === language.tag) return ''
  return html` lang="${tag}"!${dir === language.dir ? '' : html` dir="${dir}"`}`
}

export const time = (instant: Instant, language: Language): string =>
  html`<time datetime="${instant}">${language.date('moment', instant)}</time>`

/** A text whose line feeds divide its paragraphs. */
export const paragraphs = (text: string): string =>
  text
    .split('\n')
    .filter((one) => one.trim() !== '')
    .map((one) => html`<p>${one}</p>`)
    .join('')
