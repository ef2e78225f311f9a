import { z } from 'zod'
import { Currency } from '../values/codes.ts'
import type { Instant } from '../values/time.ts'
import { dayBegin, isKnown, isSameZone, TimeZone } from '../values/time-zone.ts'
import { marketZones } from './market-zones.ts'
import { Mic, Ticker } from './symbols.ts'

const CalendarDate = z.iso.date({ message: 'is not a date such as 2024-11-26', abort: true })

export const Listing = z
  .strictObject({
    mic: Mic.meta({ description: 'Market, ISO 10383 market identifier code', example: 'XNAS' }),
    ticker: Ticker.meta({
      description:
        'Symbol of the instrument as the market prints it, case included: `BRK.B`, `NOVO B`, `M&M`; without `,` and `:`',
      example: 'PLTR',
    }),
    currency: Currency.nullable().default(null).describe('Currency of its prices there, ISO 4217'),
    primary: z.boolean().describe('Whether this is the main listing during its period'),
    validFrom: CalendarDate.nullable()
      .default(null)
      .describe(
        'First day of the listing, from its midnight in `timeZone`; null: since before records began',
      ),
    validTo: CalendarDate.nullable()
      .default(null)
      .describe('First day after the listing ended, from its midnight in `timeZone`; null: still listed'),
    timeZone: TimeZone.nullable().default(null).meta({
      description:
        'Time zone (IANA, as `Asia/Tokyo`) whose days `validFrom` and `validTo` are. Null: that of the market if it is one of the large markets, whose zones are known; else UTC. The known zone of a market cannot be changed here',
      example: 'Asia/Almaty',
    }),
  })
  .meta({
    id: 'Listing',
    description: 'A market and a ticker during the half-open period from validFrom to validTo',
  })

export type Listing = z.output<typeof Listing>

type Listed = Pick<Listing, 'mic' | 'validFrom' | 'validTo'> & {
  /** Absent in what was stored before the field existed. */
  readonly timeZone?: string | null
}

/** The first listing whose `timeZone` contradicts the known zone of its market; -1 if there is none. */
export const contradiction = (listings: readonly Listing[]): number =>
  listings.findIndex(
    ({ timeZone, ...listing }) =>
      timeZone !== null && !isSameZone(timeZone, zoneOf({ ...listing, timeZone })),
  )

/** The zone whose days the dates of a listing are; UTC, too, where the runtime does not know the stated one. */
export const zoneOf = ({ mic, timeZone }: Pick<Listed, 'mic' | 'timeZone'>): string =>
  marketZones.get(mic) ?? (timeZone && isKnown(timeZone) ? timeZone : 'UTC')

/** A half-open interval; these two bounds mean "always". */
const always = { from: '0000-01-01T00:00:00.000Z', until: '9999-12-31T23:59:59.999Z' }

/** The half-open interval of a listing: from the beginning of its first day on its market. */
export function listedDuring(listing: Listed): { readonly from: Instant; readonly until: Instant } {
  const { validFrom, validTo } = listing
  const zone = zoneOf(listing)
  return {
    from: validFrom ? dayBegin(validFrom, zone) : always.from,
    until: validTo ? dayBegin(validTo, zone) : always.until,
  }
}

/** The listing under which an instrument is known at the moment: the primary one, else the first that is in force. */
export function mainListing<One extends Listed & Pick<Listing, 'primary'>>(
  listings: readonly One[],
  moment: Instant,
): One | undefined {
  const current = listings.filter((one) => {
    const { from, until } = listedDuring(one)
    return from <= moment && moment < until
  })
  return current.find(({ primary }) => primary) ?? current[0]
}

/** Listings of one instrument. Those of one market and ticker must not overlap. */
export const Listings = z
  .array(Listing)
  .max(100)
  .superRefine((all, context) => {
    const periods = all.map((listing) => ({ ...listing, ...listedDuring(listing) }))
    for (const [index, one] of periods.entries()) {
      if (one.until <= one.from)
        context.addIssue({
          code: 'custom',
          path: [index, 'validTo'],
          message: 'must be later than validFrom',
        })
      if (periods.slice(0, index).some((earlier) => clash(earlier, one)))
        context.addIssue({
          code: 'custom',
          path: [index],
          message: 'overlaps an earlier period of the same market and ticker',
        })
    }
  })

type Period = Pick<Listed, 'mic'> & { readonly ticker: string } & ReturnType<typeof listedDuring>

const clash = (one: Period, other: Period): boolean =>
  one.mic === other.mic && one.ticker === other.ticker && one.from < other.until && other.from < one.until
