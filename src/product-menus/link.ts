import { z } from 'zod'
import { ArticleId } from '../articles/schema/article.ts'
import { orNull } from '../values/lists.ts'
import { Key, spelling, WebUrl } from '../values/text.ts'

// Schemes that could run code or read local data when a front end opens them.
const unsafeScheme = /^(?:about|blob|data|file|filesystem|javascript|vbscript|view-source):/

const AppAddress = z
  .string()
  .max(2048)
  .regex(/^[a-z][a-z0-9+.-]*:[!-~]+$/, spelling('is not a URL that an app can open', /[^!-~]/u))
  .refine((address) => !unsafeScheme.test(address), { message: 'has a scheme that is not allowed' })

/** A name agreed with front ends: lower-case words joined by hyphens or underscores. */
export const Token = z
  .string()
  .max(64)
  .regex(
    /^[a-z0-9]+(?:[-_][a-z0-9]+)*$/,
    spelling('is not lower-case words joined by hyphens or underscores', /[^a-z0-9_-]/u),
  )

const form = <Name extends string>(name: Name) => z.literal(name).describe('Form of the link')

const Deeplink = z
  .strictObject({
    type: form('deeplink'),
    ios: orNull(AppAddress).describe('URL that the iOS app opens'),
    android: orNull(AppAddress).describe('URL that the Android app opens'),
    web: orNull(WebUrl).describe('Fallback page for users without the app'),
  })
  .refine(({ ios, android }) => ios !== null || android !== null, {
    message: 'must have a URL for at least one app',
  })
  .meta({ id: 'Deeplink', description: 'A link into the apps' })

export const ProductMenuLink = z
  .discriminatedUnion('type', [
    z
      .strictObject({ type: form('url'), href: WebUrl.describe('Absolute URL') })
      .meta({ id: 'UrlLink', description: 'A link to another site' }),
    z
      .strictObject({
        type: form('route'),
        path: z
          .string()
          .max(2048)
          // A second slash, a backslash or a control character could make browsers leave the site.
          .regex(/^\/(?!\/)[!-[\]-~]*$/, spelling('is not a path of this site', /[^!-[\]-~]/u))
          .meta({ description: 'Path within the front end, starting with one slash', example: '/futures' }),
      })
      .meta({ id: 'RouteLink', description: 'A link within the front end' }),
    Deeplink,
    z
      .strictObject({
        type: form('article'),
        id: ArticleId.describe('Id of an article'),
      })
      .meta({ id: 'ArticleLink', description: 'A link to an article' }),
    z
      .strictObject({ type: form('instrument'), key: Key.describe('Key of an instrument') })
      .meta({ id: 'InstrumentLink', description: 'A link to an instrument' }),
    z
      .strictObject({
        type: form('action'),
        name: Token.meta({
          description: 'Name of an action that front ends implement',
          example: 'open-chat',
        }),
      })
      .meta({ id: 'ActionLink', description: 'An action of the front end' }),
  ])
  .meta({ id: 'ProductMenuLink', description: 'Target of an item; `type` determines its form' })
export type ProductMenuLink = z.output<typeof ProductMenuLink>
