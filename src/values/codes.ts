import { iso31661Alpha2ToAlpha3 } from 'iso-3166/1-a2-to-1-a3.js'
import { z } from 'zod'

/** True for an assigned ISO 3166-1 alpha-2 code: not for UK, EL or XK, nor for withdrawn ones. */
export const isCountry = (code: string): boolean => Object.hasOwn(iso31661Alpha2ToAlpha3, code)

const currencyNames = new Intl.DisplayNames('en', { type: 'currency', fallback: 'none' })

/**
 * True for an ISO 4217 code, also a withdrawn one such as DEM, which old figures and listings have. The codes are those
 * of the Unicode CLDR in Node, which also names CNH: that is no ISO code.
 */
export const isCurrency = (code: string): boolean => code !== 'CNH' && currencyNames.of(code) !== undefined

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
