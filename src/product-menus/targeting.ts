import { z } from 'zod'
import { orNull } from '../values/lists.ts'
import { Jurisdiction, Locale } from '../values/place.ts'
import { BoundInput } from '../values/time.ts'

export const Platform = z
  .enum(['web', 'ios', 'android'])
  .meta({ id: 'Platform', description: 'Front end that shows the menu' })
export type Platform = z.output<typeof Platform>

/** One to four numbers. A double is exact up to 15 digits, and a date is often one of them. */
const numbers = String.raw`\d{1,15}(?:\.\d{1,15}){0,3}`

/** App version: one to four numbers, compared left to right; a missing number is 0. */
const AppVersion = z
  .string()
  .regex(new RegExp(`^${numbers}$`), { message: 'is not a version such as 5.12.0' })
  .meta({ description: 'One to four numbers separated by points; `5.2` is `5.2.0.0`', example: '5.12.0' })

const asked = new RegExp(`^v?(?<numbers>${numbers})(?<suffix>[-+_~ (A-Za-z][ -~]{0,62})?$`, 'i')

/**
 * The version that an app states of itself, as an `AppVersion`. Null with a suffix, such as `5.12.0-debug`: whether that
 * is older or newer than 5.12.0 depends on the app.
 */
export const AskedAppVersion = z
  .string()
  .refine((text) => asked.test(text), { message: 'is not a version such as 5.12.0', abort: true })
  .transform((text) => {
    const { numbers = null, suffix } = asked.exec(text)?.groups ?? {}
    return suffix === undefined ? numbers : null
  })

/** Half-open interval [from, until) during which something is shown. */
export const window = {
  from: orNull(BoundInput).describe('First instant, inclusive; null: no start'),
  until: orNull(BoundInput).describe('End, exclusive; null: no end'),
}

export function checkWindow(
  { from, until }: { from: string | null; until: string | null },
  context: Pick<z.RefinementCtx, 'addIssue'>,
): void {
  if (from && until && until <= from)
    context.addIssue({ code: 'custom', path: ['until'], message: 'must be later than from' })
}

const jurisdictionList = z.array(Jurisdiction).min(1).max(260).optional()

export const Targeting = z
  .strictObject({
    platforms: z.array(Platform).min(1).max(3).optional().describe('Front ends that show it'),
    locales: z
      .array(Locale)
      .min(1)
      .max(50)
      .optional()
      .describe('Languages requested by the audience: `de` also matches `de-AT` (RFC 4647 lookup)'),
    jurisdictions: z
      .strictObject({
        allow: jurisdictionList.describe('Shown only here'),
        deny: jurisdictionList.describe('Hidden here; `deny` takes precedence over `allow`'),
      })
      .refine(({ allow, deny }) => allow || deny, { message: 'must have allow or deny' })
      .meta({ id: 'TargetedJurisdictions', description: 'Where something is shown' })
      .optional()
      .describe('ISO 3166-1 alpha-2 codes, `EU` and `EEA`; the latter two include their members'),
    minAppVersion: z
      .strictObject({
        ios: AppVersion.optional(),
        android: AppVersion.optional(),
        web: AppVersion.optional(),
      })
      .refine(({ ios, android, web }) => ios ?? android ?? web, {
        message: 'must have at least one platform',
      })
      .meta({ id: 'MinAppVersion', description: 'Oldest version of each app that shows something' })
      .optional()
      .describe('Oldest version that shows it, by platform; an absent platform shows it in every version'),
  })
  .meta({ id: 'Targeting', description: 'An audience' })
  .nullable()
  .default(null)
  .describe(
    'Audience: all given conditions must hold, and a condition on something that the request does not state fails. null: everyone',
  )

export const Schedule = orNull(
  z
    .strictObject(window)
    .superRefine(checkWindow)
    .meta({ id: 'Schedule', description: 'The half-open interval [from, until)' }),
).describe('When it is shown: the half-open interval [from, until); null: always')
