import { html } from 'ghtml'

/** Template tag that escapes what it inserts, but for `!${…}`, by character references that XML has too. */
export const xml = html

/** What XML 1.0 cannot write in any way: control characters, U+FFFE and U+FFFF; and unpaired surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Parts of a document, a line each, with U+FFFD, the replacement character, for what XML forbids. */
export const lines = (...parts: (string | null | readonly string[])[]): string =>
  parts
    .flat()
    .filter((line) => line !== null)
    .map((line) => `${line}\n`)
    .join('')
    // Addresses stay legible: only HTML without quotes needs an escaped equals sign.
    .replaceAll('&#61;', '=')
    .toWellFormed()
    .replace(forbidden, '\ufffd')

/** HTML as character data: of 4 MiB, the template tag would escape for a third of a second. */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

export const declaration = '<?xml version="1.0" encoding="utf-8"?>'
