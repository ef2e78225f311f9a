import { z } from 'zod'
import { orNull } from '../values/lists.ts'
import { Jurisdiction, Locale } from '../values/place.ts'
import { InstantInput } from '../values/time.ts'

/** A front end that shows menus. */
export const Platform = z.enum(['web', 'ios', 'android']).describe('Front end that shows the menu')
export type Platform = z.output<typeof Platform>

/** A version of an app: one to four numbers, compared one by one; a missing number is 0. */
export const AppVersion = z
  .string()
  .regex(/^\d{1,6}(?:\.\d{1,6}){0,3}$/, { message: 'is not a version such as 5.12.0' })
  .meta({ description: 'One to four numbers joined by points; `5.2` is `5.2.0.0`', example: '5.12.0' })

/** When something is shown: the half-open interval [from, until). */
export const window = {
  from: orNull(InstantInput).describe('First instant; null: from the beginning'),
  until: orNull(InstantInput).describe('First instant no longer inside; null: without end'),
}

export function checkWindow(
  { from, until }: { from: string | null; until: string | null },
  context: Pick<z.RefinementCtx, 'addIssue'>,
): void {
  if (from && until && until <= from)
    context.addIssue({ code: 'custom', path: ['until'], message: 'is not later than from' })
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
      .describe('Languages that the audience asks for: `de` holds for `de-AT` too (RFC 4647 look-up)'),
    jurisdictions: z
      .strictObject({
        allow: jurisdictionList.describe('Shown only here'),
        deny: jurisdictionList.describe('Hidden here; denying goes before allowing'),
      })
      .refine(({ allow, deny }) => allow || deny, { message: 'neither allows nor denies' })
      .optional()
      .describe('ISO 3166-1 alpha-2 codes, `EU` and `EEA`; these two hold for their members'),
    minAppVersion: z
      .strictObject({
        ios: AppVersion.optional(),
        android: AppVersion.optional(),
        web: AppVersion.optional(),
      })
      .refine(({ ios, android, web }) => ios ?? android ?? web, { message: 'names no platform' })
      .optional()
      .describe('Oldest version that shows it, by platform; a platform not named shows it in every version'),
  })
  .nullable()
  .default(null)
  .describe(
    'Who sees it: all conditions given must hold, and one whose value the request does not tell does not hold. null: everyone',
  )

export const Schedule = orNull(z.strictObject(window).superRefine(checkWindow)).describe(
  'When it is shown: the half-open interval [from, until); null: always',
)
