import type { Language } from './language.ts'
import { german } from './languages/de.ts'
import { english } from './languages/en.ts'
import { spanish } from './languages/es.ts'
import { french } from './languages/fr.ts'
import { japanese } from './languages/ja.ts'
import { traditionalChinese } from './languages/zh-hant.ts'

export const languages: readonly Language[] = [english, german, french, spanish, japanese, traditionalChinese]

/** Languages of the articles, weighted by repetition. */
export const writtenIn: readonly Language[] = [english, english, german, ...languages, spanish]
