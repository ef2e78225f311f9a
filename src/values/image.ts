import { z } from 'zod'
import { distinctList, orNull } from './lists.ts'
import { line, WebUrl } from './text.ts'

const pixels = z.int().min(1).max(100_000)

const mediaType = z
  .string()
  .max(64)
  .regex(/^image\/[a-z0-9][a-z0-9.+-]*$/, { message: 'is not the media type of an image' })

/** The file of an image. */
const file = {
  mediaType: orNull(mediaType).describe('Media type of the file, such as `image/jpeg`'),
  bytes: orNull(z.int().min(1).max(1e12)).describe('Size of the file in bytes'),
}

const ImageVariant = z
  .strictObject({
    url: WebUrl.describe('URL of the variant'),
    width: pixels.describe('Width in pixels'),
    height: orNull(pixels).describe('Height in pixels'),
    ...file,
  })
  .meta({ id: 'ImageVariant', description: 'The same image in another size or format' })

const share = z.number().min(0).max(1)

const FocalPoint = z
  .strictObject({ x: share.describe('From the left'), y: share.describe('From the top') })
  .meta({ id: 'FocalPoint', description: 'A point of the image, from 0 to 1 of its width and height' })

/** What is known of an image. Nothing here loads or resizes it. */
export const imageFields = {
  url: WebUrl.describe('Absolute `https:` or `http:` URL of the image'),
  alt: line(500).describe('Alternative text for readers who cannot see the image'),
  caption: orNull(line(1000)).describe('Caption below the image'),
  credit: orNull(line(200)).describe('Creator or owner of the image'),
  width: orNull(pixels).describe('Width in pixels'),
  height: orNull(pixels).describe('Height in pixels'),
  ...file,
  focalPoint: orNull(FocalPoint).describe('What must stay in view when the image is cropped'),
  variants: distinctList(ImageVariant, 20, ({ mediaType, width }) => `${mediaType} ${width}`)
    .default([])
    .describe('Other sizes and formats of the image, of each format one of a width'),
}
