import { z } from 'zod'

/**
 * Text is stored exactly as sent. Characters that cannot be stored, shown or compared exactly are refused: control
 * characters, unpaired surrogates, and bidirectional controls, which can show other words than the text contains
 * (CVE-2021-42574).
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters to refuse.
const unsafeInLine = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: the characters to refuse; tab and line feed are allowed.
const unsafeInProse = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/
export const visible = /[^\s\p{Cf}\p{Cc}]/u

function exact(charactersMax: number, unsafe: RegExp) {
  return z
    .string()
    .max(charactersMax)
    .refine((text) => text.isWellFormed() && !unsafe.test(text), {
      message: 'contains a control character, a bidirectional control or an unpaired surrogate',
    })
}

/** One line of exact text with at least one visible character. */
export const line = (charactersMax: number) =>
  exact(charactersMax, unsafeInLine).refine((text) => visible.test(text), {
    message: 'has no visible character',
  })

/** Exact multi-line text: tab and line feed are allowed. */
export const prose = (charactersMax: number) =>
  exact(charactersMax, unsafeInProse).refine((text) => visible.test(text), {
    message: 'has no visible character',
  })

/** The text of a span; may be blank, such as the space between two marked words. */
export const spanText = (charactersMax: number) => exact(charactersMax, unsafeInProse)

/** A name in lower-case kebab form, `^[a-z0-9]+(-[a-z0-9]+)*$`, at most 120 characters; safe in a URL path. */
export const Key = z
  .string()
  .max(120)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { message: 'is not lower-case words joined by hyphens' })

/** The key of a block, span mark or fact inside one article: `^[A-Za-z0-9_-]{1,32}$`. */
export const InnerKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,32}$/, { message: 'is not 1 to 32 letters, digits, _ or -' })

/** A class or classification from an open list: lower-case words joined by underscores, such as `token_sale`. */
export const ClassName = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:_[a-z0-9]+)*$/, { message: 'is not lower-case words joined by underscores' })

/**
 * A number as decimal text, so that no client rounds it: `30000000000`, `-0.25`. At most 30 digits before the point and
 * 18 after it.
 */
export const Decimal = z
  .string()
  .regex(/^-?(?:0|[1-9]\d{0,29})(?:\.\d{1,18})?$/, { message: 'is not a plain decimal number' })

/** An absolute `https:` or `http:` URL without credentials, at most 2,048 characters. */
export const WebUrl = exact(2048, unsafeInLine).refine(isWebUrl, {
  message: 'is not an absolute http or https URL',
})

function isWebUrl(text: string): boolean {
  // Refuses `https:///host` and `https://@host`, which browsers rewrite into another URL.
  if (!/^https?:\/\/[^\s\\/@]+(?:[/?#][^\s\\]*)?$/.test(text)) return false
  return URL.canParse(text)
}

/** The JSON pointer (RFC 6901) to what a path of names and indices leads to; empty for the whole. */
export const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
