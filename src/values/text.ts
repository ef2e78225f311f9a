import { z } from 'zod'

/**
 * Text is stored exactly as sent. Refused is what cannot be stored, shown or compared exactly: unpaired surrogates,
 * control characters, and bidirectional controls, which can show other words than the text contains (CVE-2021-42574).
 */
const controls = String.raw`\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069`
const unsafeInProse = new RegExp(`[${controls}]`)
const unsafeInLine = new RegExp(String.raw`[${controls}\t\n\u2028\u2029]`)

const refusedKinds: [RegExp, string][] = [
  [/\p{Cs}/u, 'an unpaired surrogate'],
  [/\r/, 'a carriage return, where a line feed alone ends a line'],
  [/[\n\u2028\u2029]/, 'a line break, where one line is expected'],
  [/\p{Cc}/u, 'a control character'],
  [/./u, 'a bidirectional control'],
]

/** What is wrong with the first unpaired surrogate, or character that the pattern matches; null if there is none. */
export function findRefused(text: string, refused: RegExp): string | null {
  // A pattern with a Unicode property, as below, takes seven times as long.
  if (text.isWellFormed() && !refused.test(text)) return null
  const either = new RegExp(String.raw`\p{Cs}|${refused.source}`, 'u')
  const character = either.exec(text)?.[0] ?? ''
  const [, kind] = refusedKinds.find(([pattern]) => pattern.test(character)) ?? []
  return `has ${kind}: ${placeOf(text, either)}`
}

/** The first character that the pattern matches and its place, counted from 1: `U+00AD at character 6`; or null. */
function placeOf(text: string, pattern: RegExp): string | null {
  const index = text.search(pattern)
  if (index === -1) return null
  const code = text.codePointAt(index)?.toString(16).toUpperCase().padStart(4, '0')
  return `U+${code} at character ${lengthOf(text.slice(0, index)) + 1}`
}

/** The fault of a text that is not spelled as it must be, with the first character that it cannot have. */
export const spelling = (message: string, other: RegExp) => ({
  error: ({ input }: { input?: unknown }) => {
    const place = placeOf(String(input), other)
    return place ? `${message}: ${place}` : message
  },
})

/** Number of characters: Unicode code points, the measure of JSON Schema's `maxLength` and of zod. */
export const lengthOf = (text: string): number => text.length - (text.match(surrogatePairs)?.length ?? 0)

const surrogatePairs = /[\ud800-\udbff][\udc00-\udfff]/g

const exact = (charactersMax: number, unsafe: RegExp) =>
  z
    .string()
    .max(charactersMax)
    .refine((text) => findRefused(text, unsafe) === null, {
      error: ({ input }) => findRefused(String(input), unsafe) ?? '',
    })

/**
 * A character that can be seen: no space, control, format, unassigned or private character, no combining mark alone,
 * nothing that is ignorable by default (the Hangul fillers, say), and none of the two symbols without ink, the blank
 * Braille pattern and the null notehead.
 */
export const visible = /[^\s\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/u

const seen = (charactersMax: number, unsafe: RegExp) =>
  exact(charactersMax, unsafe).refine((text) => visible.test(text), { message: 'has no visible character' })

/** One line of exact text with at least one visible character. */
export const line = (charactersMax: number) => seen(charactersMax, unsafeInLine)

/** Exact multi-line text with at least one visible character: tab and line feed are allowed. */
export const prose = (charactersMax: number) => seen(charactersMax, unsafeInProse)

/** The text of a span; may be blank, such as the space between two marked words. */
export const spanText = (charactersMax: number) => exact(charactersMax, unsafeInProse)

/**
 * A symbol or code as its issuer prints it, compared exactly, case included: `BRK.B`, `NOVO B`, `M&M`. Visible
 * characters and single spaces between them; no `,` or `:`, which separate values in parameters.
 */
export const symbol = (charactersMax: number) =>
  z
    .string()
    .max(charactersMax)
    .refine(
      (text) => isSpaced.test(text) && !notInSymbol.test(text) && visible.test(text),
      spelling('is not visible characters without , and :, with single spaces between them', notInSymbol),
    )

const isSpaced = /^[^ ]+(?: [^ ]+)*$/
const notInSymbol = /(?! )[\p{Z}\p{C}\p{Default_Ignorable_Code_Point},:]/u

/** A name in lower-case kebab form, `^[a-z0-9]+(-[a-z0-9]+)*$`, at most 120 characters; safe in a URL path. */
export const Key = z
  .string()
  .max(120)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, spelling('is not lower-case words joined by hyphens', /[^a-z0-9-]/u))

/** The key of a block, span mark or fact inside one article: `^[A-Za-z0-9_-]{1,32}$`. */
export const InnerKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}$/, spelling('is not 1 to 32 letters, digits, _ or -', /[^\w-]/u))

/** A class or classification from an open list: lower-case words joined by underscores, such as `token_sale`. */
export const ClassName = z
  .string()
  .max(64)
  .regex(
    /^[a-z0-9]+(?:_[a-z0-9]+)*$/,
    spelling('is not lower-case words joined by underscores', /[^a-z0-9_]/u),
  )

/**
 * A number as decimal text, so that no client rounds it: `30000000000`, `-0.25`. At most 30 digits before the point and
 * 18 after it; no exponent, no `+`, no leading zero, no negative zero.
 */
export const Decimal = z.string().regex(/^(?!-0(?:\.0+)?$)-?(?:0|[1-9]\d{0,29})(?:\.\d{1,18})?$/, {
  message: 'is not a plain decimal number',
})

/** An absolute `https:` or `http:` URL without credentials, at most 2,048 characters. */
export const WebUrl = exact(2048, unsafeInLine).refine(
  isWebUrl,
  spelling('is not an absolute http or https URL', /[\s\\]/u),
)

function isWebUrl(text: string): boolean {
  // Refuses `https:///host` and `https://@host`, which browsers rewrite into another URL.
  if (!/^https?:\/\/[^\s\\/@]+(?:[/?#][^\s\\]*)?$/i.test(text)) return false
  return URL.canParse(text)
}

/** Text of a request that is safe to echo: other than printable ASCII becomes `?`, at most 64 characters. */
export const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/gu, '?').slice(0, 64)

/** The JSON pointer (RFC 6901) to what a path of names and indices leads to; empty for the whole. */
export const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
