import { itemAt } from './random.ts'

/** A fictitious company, its stock and its chief executive. */
export interface Company {
  readonly key: string
  readonly name: string
  readonly country: string
  readonly market: Market
  readonly ticker: string
  readonly executive: { readonly key: string; readonly name: string }
}

interface Market {
  readonly country: string
  readonly mic: string
  readonly currency: string
}

const stems =
  'Alder Brantwell Corvane Dunmere Elvaston Fenwick Galdor Harrowgate Istria Jorvane Kestrel Lindholm Marrow Norvale Ostrava Pellworth Quarrin Ravensby Soltane Thornbury Umbra Velmont Westerling Yarrow'.split(
    ' ',
  )
const branches =
  'Energy,Bank,Pharma,Semiconductors,Logistics,Foods,Software,Materials,Insurance,Mobility'.split(',')
const givenNames =
  'Anna Bruno Chiara David Elena Felix Grace Hugo Ines Jonas Keiko Lucas Mei Nora Oscar Paula'.split(' ')
const familyNames =
  'Albrecht Bertin Castell Duarte Eriksen Fontana Grant Hayashi Ibarra Jansen Kowal Lindqvist Moreau Novak Okada'.split(
    ' ',
  )
const markets: readonly Market[] = [
  { country: 'US', mic: 'XNAS', currency: 'USD' },
  { country: 'US', mic: 'XNYS', currency: 'USD' },
  { country: 'DE', mic: 'XETR', currency: 'EUR' },
  { country: 'FR', mic: 'XPAR', currency: 'EUR' },
  { country: 'ES', mic: 'XMAD', currency: 'EUR' },
  { country: 'JP', mic: 'XTKS', currency: 'JPY' },
  { country: 'TW', mic: 'XTAI', currency: 'TWD' },
  { country: 'GB', mic: 'XLON', currency: 'GBP' },
]

/** 240 companies: every stem combined with every branch. */
export const companies: readonly Company[] = stems.flatMap((stem, row) =>
  branches.map((branch, column) => {
    const place = row * branches.length + column
    const market = itemAt(markets, row + 3 * column)
    const name = `${itemAt(givenNames, place)} ${itemAt(familyNames, place)}`
    return {
      key: `${stem}-${branch}`.toLowerCase(),
      name: `${stem} ${branch}`,
      country: market.country,
      market,
      ticker: `${stem.slice(0, 3)}${branch.slice(0, 2)}`.toUpperCase(),
      executive: { key: name.toLowerCase().replace(' ', '-'), name },
    }
  }),
)

/** The branches as topics. */
export const sectors = branches.map((name) => ({ code: name.toLowerCase(), name }))
export const sectorOf = (company: Company): string => company.key.slice(company.key.indexOf('-') + 1)
