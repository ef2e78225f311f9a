import { z } from 'zod'
import { orNull } from '../values/lists.ts'
import { Key, WebUrl } from '../values/text.ts'

// Schemes that run or read something in the place of the reader when a front end opens them.
const unsafeScheme = /^(?:about|blob|data|file|filesystem|javascript|vbscript|view-source):/

const AppAddress = z
  .string()
  .max(2048)
  .regex(/^[a-z][a-z0-9+.-]*:[!-~]+$/, { message: 'is not an address that an app opens' })
  .refine((address) => !unsafeScheme.test(address), { message: 'has a scheme that is not allowed' })

/** A name that front ends know: lower-case words joined by hyphens or underscores. */
export const Token = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/, {
    message: 'is not lower-case words joined by hyphens or underscores',
  })

const form = <Name extends string>(name: Name) => z.literal(name).describe('Form of the link')

const Deeplink = z
  .strictObject({
    type: form('deeplink'),
    ios: orNull(AppAddress).describe('Address that the iOS app opens'),
    android: orNull(AppAddress).describe('Address that the Android app opens'),
    web: orNull(WebUrl).describe('Page for those without the app'),
  })
  .refine(({ ios, android }) => ios !== null || android !== null, { message: 'names no address of an app' })

/** Where an item leads. */
export const ProductMenuLink = z
  .discriminatedUnion('type', [
    z.strictObject({ type: form('url'), href: WebUrl.describe('Absolute address') }),
    z.strictObject({
      type: form('route'),
      path: z
        .string()
        .max(2048)
        // A second slash, a backslash or a control character would let browsers leave the site.
        .regex(/^\/(?!\/)[!-[\]-~]*$/, { message: 'is not a path of this site' })
        .meta({ description: 'Path of the front end, beginning with one slash', example: '/futures' }),
    }),
    Deeplink,
    z.strictObject({
      type: form('article'),
      id: z
        .string()
        .regex(/^art_[0-9a-hjkmnp-tv-z]{16}$/, { message: 'is not the id of an article' })
        .describe('Id of an article'),
    }),
    z.strictObject({ type: form('instrument'), key: Key.describe('Key of an instrument') }),
    z.strictObject({
      type: form('action'),
      name: Token.meta({ description: 'Name of an action that front ends know', example: 'open-chat' }),
    }),
  ])
  .meta({ id: 'ProductMenuLink', description: 'Where an item leads; `type` says which form it has' })
export type ProductMenuLink = z.output<typeof ProductMenuLink>
