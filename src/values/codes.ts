import { createRequire } from 'node:module'
import { iso31661Alpha2ToAlpha3 } from 'iso-3166/1-a2-to-1-a3.js'
import { z } from 'zod'

/** True for an assigned ISO 3166-1 alpha-2 code: not for UK, EL or XK, nor for withdrawn ones. */
export const isCountry = (code: string): boolean => Object.hasOwn(iso31661Alpha2ToAlpha3, code)

const require = createRequire(import.meta.url)
let subdivisions: ReadonlySet<string> | undefined

/** True for an assigned ISO 3166-2 code. The list takes 9 MiB, so it is loaded with the first question. */
export function isSubdivision(code: string): boolean {
  subdivisions ??= loadSubdivisions()
  return subdivisions.has(code)
}

function loadSubdivisions(): ReadonlySet<string> {
  const { iso31662 }: typeof import('iso-3166/2.js') = require('iso-3166/2.js')
  return new Set(iso31662.map(({ code }) => code))
}

/** What CLDR has beside ISO 4217, and what it lacks. */
const cldrOnly = new Set(['BAN', 'BGM', 'CNH', 'KRH', 'MDC', 'MVP'])
const isoOnly = new Set(['XAD'])

let currencyNames: Intl.DisplayNames | undefined

/**
 * True for an ISO 4217 code, also a withdrawn one such as DEM, which old figures and listings have. The codes are those
 * of the Unicode CLDR in Node, but for those that differ.
 */
export function isCurrency(code: string): boolean {
  // Takes 5 MiB.
  currencyNames ??= new Intl.DisplayNames('en', { type: 'currency', fallback: 'none' })
  return isoOnly.has(code) || (!cldrOnly.has(code) && currencyNames.of(code) !== undefined)
}

const notCountry = { message: 'is not an ISO 3166-1 alpha-2 code (the United Kingdom is GB)', abort: true }

/** ISO 3166-1 alpha-2 country. */
export const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, notCountry)
  .refine(isCountry, notCountry)

const notCurrency = { message: 'is not an ISO 4217 code', abort: true }

/** ISO 4217 currency, current or withdrawn. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, notCurrency)
  .refine(isCurrency, notCurrency)
