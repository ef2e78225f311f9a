import { runtimeLocale, writtenTag } from '../values/place.ts'
import { ar } from './words/ar.ts'
import { de } from './words/de.ts'
import { en, type Words } from './words/en.ts'
import { es } from './words/es.ts'
import { fr } from './words/fr.ts'
import { ja } from './words/ja.ts'
import { zhHans } from './words/zh-hans.ts'
import { zhHant } from './words/zh-hant.ts'

const languages = new Map<string, Words>(
  Object.entries({ en, de, fr, es, ja, ar, 'zh-Hans': zhHans, 'zh-Hant': zhHant }),
)

/** How dates are written. In UTC: a page is the same wherever it is read. */
const dateForms = {
  moment: {
    ...{ day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    timeZoneName: 'short',
  },
  day: { dateStyle: 'long' },
  month: { year: 'numeric', month: 'long' },
  year: { year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

/** The language in which a page speaks. */
export interface Language extends Direction {
  readonly words: Words
  date(form: keyof typeof dateForms, iso: string): string
}

/** A language as an element names it. */
export interface Direction {
  /** BCP 47. */
  readonly tag: string
  readonly dir: string
}

/** The language of a text if there are words for it, else English. */
export function languageFor(locale: string): Language {
  const { language, script } = intlLocale(locale).maximize()
  const words = languages.get(language) ?? languages.get(`${language}-${script}`)
  const direction = words ? directionOf(locale) : { tag: 'en', dir: 'ltr' }
  const formats = new Map<string, Intl.DateTimeFormat>()
  return {
    words: words ?? en,
    ...direction,
    date(form, iso) {
      // Making one takes 70 µs.
      const options = { timeZone: 'UTC', ...dateForms[form] }
      const format = formats.get(form) ?? new Intl.DateTimeFormat(runtimeLocale(direction.tag), options)
      formats.set(form, format)
      return format.format(new Date(iso))
    },
  }
}

export const directionOf = (locale: string): Direction => ({
  tag: writtenTag(locale),
  dir: intlLocale(locale).getTextInfo().direction ?? 'auto',
})

/** Puts texts into the places of a phrase. */
export const filled = (phrase: string, texts: Readonly<Record<string, string>>): string =>
  phrase.replaceAll(/\{(\w+)\}/g, (_, name: string) => texts[name] ?? '')

/** `getTextInfo` is in every runtime that is supported, though not yet in the types. */
const intlLocale = (locale: string) =>
  new Intl.Locale(runtimeLocale(locale)) as Intl.Locale & { getTextInfo(): { direction?: string } }

/** A language in a language: `de` in French is `allemand`. */
export function languageName(of: string, { tag }: Direction): string {
  const { language, script, region } = intlLocale(of)
  const plain = [language, script, region].filter((part) => part !== undefined).join('-')
  return new Intl.DisplayNames([runtimeLocale(tag)], { type: 'language' }).of(plain) ?? of
}

/** The first subtag, by which the languages of a newsroom are told apart. */
export const baseOf = (locale: string): string => locale.toLowerCase().split('-', 1)[0] ?? locale

/** A date of EDTF in words; null if it has more to it than a day, month or year. */
export function dateText(edtf: string, language: Language): string | null {
  const [, year, month, day] = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?$/.exec(edtf) ?? []
  if (year === undefined) return null
  const form = day ? 'day' : month ? 'month' : 'year'
  return language.date(form, `${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`)
}
