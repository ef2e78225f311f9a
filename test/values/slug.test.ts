import { expect, test } from 'vitest'
import { toSlug } from '../../src/values/slug.ts'

test.each([
  ['Share\u00adholders Revolt', 'en', 'shareholders-revolt'],
  ['Na\u200dme and na\u200cme', 'en', 'name-and-name'],
  ['O’Reilly’s ‘plan’', 'en', 'oreillys-plan'],
  ['L´Oréal, L`Oréal', 'fr', 'loreal-loreal'],
  ['S&P 500', 'en', 's-p-500'],
  ['Straße über Öl', 'de', 'strasse-ueber-oel'],
  ['Straße über Öl', 'en', 'strasse-uber-ol'],
  ['İstanbul Borsası', 'tr', 'istanbul-borsasi'],
  ['Łódź', 'pl', 'lodz'],
  ['Nguyễn', 'vi', 'nguyen'],
  ['Акции выросли', 'ru', 'aktsii-vyrosli'],
  ['Οι μετοχές ανέβηκαν', 'el', 'oi-metoxes-anevikan'],
  ['ارتفاع الأسهم', 'ar', 'artfae-alashm'],
  ['ＡＢＣ ﬁnance', 'ja', 'abc-finance'],
  ['苹果 iPhone 17', 'zh', 'iphone-17'],
  ['Rocket 🚀 up', 'en', 'rocket-up'],
])('the slug of %j (%s) is %s', (text, locale, slug) => {
  expect(toSlug(text, locale)).toBe(slug)
})

test.each([
  '苹果股价上涨30%',
  '株価が上昇',
  '주가 상승',
  'หุ้นขึ้น',
  'מניות עולות',
  '🚀🚀',
  '2026',
  '\u0301',
  '',
])('%j gives no letter, and so no slug', (text) => expect(toSlug(text)).toBe(''))
