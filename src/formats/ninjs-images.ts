import { type Article, known } from './source.ts'

type Image = Article['images'][number]
type File = Pick<Image, 'url' | 'width' | 'height' | 'mediaType' | 'bytes'>

/** An image as an associated object, with each of its files. */
export function associationOf(image: Image, index: number): object {
  const { url, alt, caption, credit, variants } = image
  return known<object>({
    name: `image-${index + 1}`,
    uri: toUri(url),
    type: 'picture',
    by: credit,
    descriptions: [
      ...(caption === null ? [] : [{ role: 'caption', contentType: 'text/plain', value: caption }]),
      { role: 'alt', contentType: 'text/plain', value: alt },
    ],
    renditions: [
      renditionOf('original', image, image),
      ...variants.map((one) => renditionOf(`${one.width}w`, one, image)),
    ],
  })
}

const renditionOf = (name: string, { url, width, height, mediaType, bytes }: File, { focalPoint }: Image) =>
  known<object>({
    ...{ name, href: toUri(url), contentType: mediaType, width, height, sizeInBytes: bytes },
    poi:
      focalPoint && width && height
        ? { x: Math.round(focalPoint.x * width), y: Math.round(focalPoint.y * height) }
        : null,
  })

/** The URL as RFC 3986 has it, which allows fewer characters than browsers take. */
export function toUri(url: string): string {
  const { origin, href } = new URL(url)
  const [path = '', ...fragment] = href.slice(origin.length).split('#')
  return [
    origin + escapeOthers(path),
    ...(fragment.length > 0 ? [escapeOthers(fragment.join('#'))] : []),
  ].join('#')
}

const escapeOthers = (text: string): string =>
  text.replaceAll(/%(?![0-9a-f]{2})|[^\w\-.~!$&'()*+,;=:@/?%]/gi, encodeURIComponent)
